"""Room for the figures of the pipeline; what keeps them comes with 0009_forecast."""

from django.db import migrations, models


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
