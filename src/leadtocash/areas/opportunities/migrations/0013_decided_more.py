"""The index of decided deals tells all that is added up of them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_stamped"),
        ("customers", "0007_knowing"),
        ("market", "0002_partners"),
        ("opportunities", "0012_closing_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="opportunity",
            name="opportunities_decided",
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("closed_on__isnull", False), ("removed_at", None)),
                fields=["closed_on"],
                include=(
                    "owner",
                    "department",
                    "amount",
                    "state",
                    "id",
                    "stage",
                    "stage_since",
                    "closed_for",
                    "lost_to",
                ),
                name="opportunities_decided",
            ),
        ),
    ]
