"""Room for forecasts; open deals get the learnt probability by the database."""

from decimal import Decimal
from importlib.resources import files

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leadtocash.foundation.kernel.money

SQL = files("leadtocash.insight.forecast").joinpath("sql/learnt.sql").read_text(encoding="utf-8")
UNDO = """
DROP TRIGGER forecast_learnt_first ON opportunities_opportunity;
DROP TRIGGER forecast_learnt_moved ON opportunities_opportunity;
DROP FUNCTION forecast_learnt;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_stamped"),
        ("opportunities", "0009_forecast"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Fit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created at")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="updated at")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="revision")),
                ("until", models.DateField(verbose_name="learnt on")),
                ("deals", models.PositiveIntegerField(verbose_name="decided deals")),
                ("strength", models.PositiveIntegerField(verbose_name="strength of a stage, in deals")),
                (
                    "usual_most",
                    leadtocash.foundation.kernel.money.MoneyField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.00"))],
                        verbose_name="95 of 100 won deals were smaller",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "learnt probabilities",
                "verbose_name_plural": "learnt probabilities",
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created at")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="updated at")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="revision")),
                ("day", models.DateField(unique=True, verbose_name="day")),
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
                    "fit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forecast.fit",
                        verbose_name="fit",
                    ),
                ),
            ],
            options={
                "verbose_name": "forecast kept",
                "verbose_name_plural": "forecasts kept",
            },
        ),
        migrations.CreateModel(
            name="Call",
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
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
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
                "verbose_name": "manager's number",
                "verbose_name_plural": "managers' numbers",
                "indexes": [models.Index(fields=["-created_at", "-id"], name="forecast_calls")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_latest", True)),
                        fields=("month", "department", "person"),
                        name="forecast_one_latest_call",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Chance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveSmallIntegerField(verbose_name="from days on")),
                ("until_days", models.PositiveSmallIntegerField(verbose_name="before days")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="percent")),
                ("low", models.PositiveSmallIntegerField(verbose_name="at least")),
                ("high", models.PositiveSmallIntegerField(verbose_name="at most")),
                ("tries", models.PositiveIntegerField(verbose_name="decided deals")),
                ("won", models.PositiveIntegerField(verbose_name="won")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("age", "deals of this age"),
                            ("stage", "all deals in this stage"),
                            ("method", "the method"),
                        ],
                        max_length=6,
                        verbose_name="rests on",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="opportunities.stage",
                        verbose_name="stage",
                    ),
                ),
                (
                    "fit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chances",
                        to="forecast.fit",
                        verbose_name="fit",
                    ),
                ),
            ],
            options={
                "verbose_name": "learnt chance",
                "verbose_name_plural": "learnt chances",
                "constraints": [models.UniqueConstraint(fields=("fit", "stage", "days"), name="forecast_chance_once")],
            },
        ),
        migrations.CreateModel(
            name="Prediction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="percent")),
                ("of_method", models.PositiveSmallIntegerField(verbose_name="percent of the method")),
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
                (
                    "amount",
                    leadtocash.foundation.kernel.money.MoneyField(
                        decimal_places=2,
                        max_digits=18,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.00"))],
                        verbose_name="expected amount",
                    ),
                ),
                ("expected_close_on", models.DateField(null=True, verbose_name="expected signing")),
                (
                    "opportunity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="predictions",
                        to="opportunities.opportunity",
                        verbose_name="opportunity",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="predictions",
                        to="forecast.snapshot",
                        verbose_name="forecast kept",
                    ),
                ),
            ],
            options={
                "verbose_name": "prediction",
                "verbose_name_plural": "predictions",
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "opportunity"), name="forecast_predicted_once")
                ],
            },
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
