from importlib.resources import files

from django.db import migrations

UNDO = """
DROP TRIGGER projects_project_frozen ON projects_project;
DROP TRIGGER projects_sheet_frozen ON projects_signoffsheet;
DROP TRIGGER projects_purchases_frozen ON projects_purchase;
DROP TRIGGER projects_serials_frozen ON projects_serialnumber;
DROP TRIGGER projects_lines_frozen ON projects_equipmentline;
DROP FUNCTION projects_stay_closed();
DROP FUNCTION projects_refuse_when_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [
        migrations.RunSQL(
            files("leadtocash.areas.projects").joinpath("sql/frozen.sql").read_text(encoding="utf-8"), UNDO
        )
    ]
