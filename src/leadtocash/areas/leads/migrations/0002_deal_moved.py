"""Opportunities whose place in the funnel stays are not counted anew."""

from importlib.resources import files

from django.db import migrations

SQL = files("leadtocash.areas.leads").joinpath("sql/deal_moved.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
