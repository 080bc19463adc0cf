"""Indexes along which the list is sorted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0005_stamped"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("removed_at", None)),
                fields=["expected_close_on", "id"],
                name="opportunities_by_closing",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                models.OrderBy(models.F("expected_close_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("removed_at", None)),
                name="opportunities_by_closing_back",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("removed_at", None)), fields=["amount", "id"], name="opportunities_by_amount"
            ),
        ),
    ]
