"""How many rows each person has is known better: one with few among many is found by the index of owners."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0002_deal_moved"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE leads_lead ALTER COLUMN owner_id SET STATISTICS 1000",
            "ALTER TABLE leads_lead ALTER COLUMN owner_id SET STATISTICS -1",
        ),
    ]
