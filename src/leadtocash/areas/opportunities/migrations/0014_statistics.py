"""How many rows each person has is known better: one with few among many is found by the index of owners."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0013_decided_more"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE opportunities_opportunity ALTER COLUMN owner_id SET STATISTICS 1000",
            "ALTER TABLE opportunities_opportunity ALTER COLUMN owner_id SET STATISTICS -1",
        ),
    ]
