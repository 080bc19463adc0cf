from django.db import migrations, models

# Immutable, so that an index can be built on it, and right for whatever stands in a record.
NUMBER = """
CREATE FUNCTION extra_number(extra jsonb, code text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN extra ->> code ~ '^-?[0-9]{1,18}([.][0-9]{1,6})?$' THEN (extra ->> code)::numeric END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("custom_fields", "0002_stamped"),
    ]

    operations = [
        migrations.RunSQL(NUMBER, "DROP FUNCTION extra_number(jsonb, text)"),
        migrations.AddField(
            model_name="customfield",
            name="by_words",
            field=models.BooleanField(default=False, verbose_name="often filtered by words"),
        ),
        migrations.AddField(
            model_name="customfield",
            name="words_ready",
            field=models.BooleanField(default=False, editable=False, verbose_name="index of its words is ready"),
        ),
    ]
