"""The figures of the pipeline, kept by the database; those of what is there already."""

from importlib.resources import files

from django.db import migrations, models

UNDO = """
DROP TRIGGER opportunities_stage_weighed ON opportunities_stage;
DROP TRIGGER opportunities_figure_added ON opportunities_opportunity;
DROP TRIGGER opportunities_figure_changed ON opportunities_opportunity;
DROP TRIGGER opportunities_figure_gone ON opportunities_opportunity;
DROP FUNCTION opportunities_weighed, opportunities_figure, opportunities_counted;
"""
FILL = """
INSERT INTO opportunities_pipelinefigure (owner_id, department_id, stage_id, state, month, count, amount, weighted)
SELECT c.owner_id, c.department_id, c.stage_id, c.state, c.month, sum(c.count), sum(c.amount), sum(c.weighted)
FROM opportunities_opportunity o CROSS JOIN LATERAL opportunities_counted(o, 1) c GROUP BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PipelineFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_id", models.BigIntegerField(null=True)),
                ("department_id", models.BigIntegerField()),
                ("stage_id", models.BigIntegerField()),
                ("state", models.CharField(max_length=6)),
                ("month", models.DateField(null=True)),
                ("count", models.IntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("weighted", models.DecimalField(decimal_places=2, max_digits=20)),
            ],
            options={
                "verbose_name": "pipeline figure",
                "verbose_name_plural": "pipeline figures",
                "indexes": [models.Index(fields=["owner_id", "department_id"], name="opportunities_figure_of")],
            },
        ),
        migrations.RunSQL(
            files("leadtocash.areas.opportunities").joinpath("sql/figures.sql").read_text(encoding="utf-8"), UNDO
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("removed_at", None)),
                fields=["owner", "stage", "expected_close_on", "id"],
                include=("department",),
                name="opportunities_stage_of_owner",
            ),
        ),
    ]
