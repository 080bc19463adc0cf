"""No parallel workers for a search: it reads few rows or stops early, and starting them takes longer than all of it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_findable"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION zh_grams(text) PARALLEL RESTRICTED", "ALTER FUNCTION zh_grams(text) PARALLEL SAFE"
        ),
    ]
