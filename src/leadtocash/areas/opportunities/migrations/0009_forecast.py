"""What a deal counts to in the forecast, the learnt probability, delays of its signing, and how it stood at any time.

The figures are kept with the new columns; what the journal tells of the deals that are there becomes their history.
"""

from decimal import Decimal
from importlib.resources import files

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leadtocash.foundation.kernel.money

SQL = files("leadtocash.areas.opportunities") / "sql"
DROP_FIGURES = """
DROP TRIGGER IF EXISTS opportunities_stage_weighed ON opportunities_stage;
DROP TRIGGER IF EXISTS opportunities_figure_added ON opportunities_opportunity;
DROP TRIGGER IF EXISTS opportunities_figure_changed ON opportunities_opportunity;
DROP TRIGGER IF EXISTS opportunities_figure_gone ON opportunities_opportunity;
DROP FUNCTION IF EXISTS opportunities_weighed, opportunities_figure, opportunities_counted;
"""
DROP_HISTORY = """
DROP TRIGGER opportunities_stood_first ON opportunities_opportunity;
DROP TRIGGER opportunities_stood_since ON opportunities_opportunity;
DROP TRIGGER opportunities_slipped ON opportunities_opportunity;
DROP FUNCTION opportunities_stood, opportunities_slipped;
"""
FILL_FIGURES = """
DELETE FROM opportunities_pipelinefigure;
INSERT INTO opportunities_pipelinefigure
  (owner_id, department_id, stage_id, state, month, forecast, count, amount, weighted, learnt)
SELECT c.owner_id, c.department_id, c.stage_id, c.state, c.month, c.forecast, sum(c.count), sum(c.amount),
  sum(c.weighted), sum(c.learnt)
FROM opportunities_opportunity o CROSS JOIN LATERAL opportunities_counted(o, 1) c GROUP BY 1, 2, 3, 4, 5, 6
"""
# Each entry lays its new values over those before; the last standing of all is what the deal is now.
FILL_HISTORY = """
CREATE AGGREGATE opportunities_laid_over(jsonb) (SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}');
INSERT INTO opportunities_standing
  (opportunity_id, since, until, stage_id, stage_since, state, amount, expected_close_on)
SELECT o.id, t.at, CASE WHEN t.last THEN NULL ELSE t.after END,
  CASE WHEN t.last THEN o.stage_id ELSE (t.told #>> '{stage,1}')::bigint END,
  CASE WHEN t.last THEN o.stage_since ELSE (t.told #>> '{stage_since,1}')::date END,
  CASE WHEN t.last THEN o.state ELSE t.told #>> '{state,1}' END,
  CASE WHEN t.last THEN o.amount ELSE (t.told #>> '{amount,1}')::numeric END,
  CASE WHEN t.last THEN o.expected_close_on ELSE (t.told #>> '{expected_close_on,1}')::date END
FROM (
  SELECT e.record_id, e.at, lead(e.at) OVER entries AS after, lead(e.id) OVER entries IS NULL AS last,
    opportunities_laid_over(e.changes) OVER entries AS told
  FROM journal_entry e
  WHERE e.kind = 'opportunities.opportunity'
    AND (e.seq = 1 OR e.changes ?| ARRAY['stage', 'stage_since', 'state', 'amount', 'expected_close_on'])
  WINDOW entries AS (PARTITION BY e.record_id ORDER BY e.id)
) t JOIN opportunities_opportunity o ON o.id = t.record_id
WHERE t.last OR (t.told ?& ARRAY['stage', 'stage_since', 'state', 'amount']
  AND EXISTS (SELECT FROM opportunities_stage s WHERE s.id = (t.told #>> '{stage,1}')::bigint));
DROP AGGREGATE opportunities_laid_over(jsonb);
INSERT INTO opportunities_standing (opportunity_id, since, stage_id, stage_since, state, amount, expected_close_on)
SELECT id, updated_at, stage_id, stage_since, state, amount, expected_close_on FROM opportunities_opportunity o
WHERE NOT EXISTS (SELECT FROM opportunities_standing s WHERE s.opportunity_id = o.id);
UPDATE opportunities_opportunity o SET slips = t.slips, slipped_days = t.days
FROM (SELECT opportunity_id, count(*) AS slips, sum(expected_close_on - before) AS days
      FROM (SELECT opportunity_id, state, expected_close_on,
              lag(expected_close_on) OVER (PARTITION BY opportunity_id ORDER BY since, id) AS before
            FROM opportunities_standing) s
      WHERE state = 'open' AND expected_close_on > before GROUP BY 1) t
WHERE t.opportunity_id = o.id;
SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0001_initial"),
        ("accounts", "0003_stamped"),
        ("customers", "0004_custom_fields"),
        ("opportunities", "0008_of_customer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("until", models.DateTimeField(null=True, verbose_name="until")),
                ("stage_since", models.DateField(verbose_name="in this stage since")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "In progress"), ("won", "Won"), ("lost", "Lost")],
                        max_length=6,
                        verbose_name="state",
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
            ],
            options={
                "verbose_name": "standing of an opportunity",
                "verbose_name_plural": "standings of opportunities",
            },
        ),
        migrations.AddField(
            model_name="opportunity",
            name="forecast",
            field=models.CharField(
                blank=True,
                choices=[
                    ("commit", "Committed"),
                    ("best", "Best case"),
                    ("pipeline", "Possible"),
                    ("omitted", "Left out"),
                ],
                db_default="",
                default="",
                max_length=8,
                verbose_name="counts in the forecast as",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="learnt",
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="learnt probability %"),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="slipped_days",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="put off by days"),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="slips",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, editable=False, verbose_name="signing put off"
            ),
        ),
        migrations.AddField(
            model_name="pipelinefigure",
            name="forecast",
            field=models.CharField(db_default="", default="", max_length=8),
        ),
        migrations.AddField(
            model_name="pipelinefigure",
            name="learnt",
            field=models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=20),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("removed_at", None), ("state", "won")),
                fields=["closed_on"],
                include=("owner", "department", "amount"),
                name="opportunities_won",
            ),
        ),
        migrations.AddField(
            model_name="standing",
            name="opportunity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standings",
                to="opportunities.opportunity",
                verbose_name="opportunity",
            ),
        ),
        migrations.AddField(
            model_name="standing",
            name="stage",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="opportunities.stage",
                verbose_name="stage",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["since"], name="opportunities_standing_since"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("until__isnull", False)), fields=["until"], name="opportunities_standing_until"
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("opportunity",), name="opportunities_one_present_standing"
            ),
        ),
        migrations.RunSQL(DROP_FIGURES, migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "figures.sql").read_text(encoding="utf-8"), DROP_FIGURES),
        migrations.RunSQL(FILL_FIGURES, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_HISTORY, migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "history.sql").read_text(encoding="utf-8"), DROP_HISTORY),
    ]
