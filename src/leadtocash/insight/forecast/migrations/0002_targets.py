"""Targets, and the sums of kept forecasts; those kept already are added up under the owners of today."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leadtocash.foundation.kernel.money

SUMS = """
INSERT INTO forecast_snapshotfigure (snapshot_id, owner_id, department_id, month, category, count, amount)
SELECT p.snapshot_id, level.owner_id, o.department_id, date_trunc('month', p.expected_close_on::timestamp)::date,
  p.category, count(*), sum(p.amount)
FROM forecast_prediction p JOIN opportunities_opportunity o ON o.id = p.opportunity_id
CROSS JOIN LATERAL (VALUES (o.owner_id), (NULL)) level (owner_id)
GROUP BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_stamped"),
        ("forecast", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="call",
            name="reason",
            field=models.CharField(blank=True, max_length=400, verbose_name="reason"),
        ),
        migrations.CreateModel(
            name="SnapshotFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_id", models.BigIntegerField(null=True)),
                ("department_id", models.BigIntegerField()),
                ("month", models.DateField(null=True)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("commit", "Committed"),
                            ("best", "Best case"),
                            ("pipeline", "Possible"),
                            ("omitted", "Left out"),
                        ],
                        max_length=8,
                        verbose_name="counted as",
                    ),
                ),
                ("count", models.IntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="forecast.snapshot",
                        verbose_name="forecast kept",
                    ),
                ),
            ],
            options={
                "verbose_name": "figure of a kept forecast",
                "verbose_name_plural": "figures of kept forecasts",
                "indexes": [models.Index(fields=["snapshot", "month", "owner_id"], name="forecast_snapshot_figures")],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created at")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="updated at")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="revision")),
                ("month", models.DateField(verbose_name="month")),
                (
                    "amount",
                    leadtocash.foundation.kernel.money.MoneyField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.00"))],
                        verbose_name="amount",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                ("is_latest", models.BooleanField(default=True, editable=False, verbose_name="counts")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account manager",
                    ),
                ),
            ],
            options={
                "verbose_name": "sales target",
                "verbose_name_plural": "sales targets",
                "indexes": [models.Index(fields=["-month", "-id"], name="forecast_targets")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_latest", True)),
                        fields=("month", "department", "person"),
                        name="forecast_one_latest_target",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RunSQL(SUMS, migrations.RunSQL.noop),
    ]
