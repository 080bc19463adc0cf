from importlib.resources import files

from django.db import migrations

UNDO = """
DROP TRIGGER journal_entry_keep_all ON journal_entry;
DROP TRIGGER journal_entry_keep ON journal_entry;
DROP TRIGGER journal_entry_link ON journal_entry;
DROP FUNCTION journal_refuse();
DROP FUNCTION journal_link();
DROP FUNCTION journal_line(journal_entry);
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(
            files("leadtocash.foundation.journal").joinpath("sql/chain.sql").read_text(encoding="utf-8"), UNDO
        )
    ]
