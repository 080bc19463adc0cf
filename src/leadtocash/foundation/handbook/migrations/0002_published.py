from importlib.resources import files

from django.db import migrations

UNDO = """
DROP TRIGGER handbook_clause_published ON handbook_clause;
DROP TRIGGER handbook_chapter_published ON handbook_chapter;
DROP FUNCTION handbook_text_stays();
DROP TRIGGER handbook_edition_published ON handbook_handbookedition;
DROP FUNCTION handbook_edition_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("handbook", "0001_initial")]
    operations = [
        migrations.RunSQL(
            files("leadtocash.foundation.handbook").joinpath("sql/published.sql").read_text(encoding="utf-8"), UNDO
        )
    ]
