"""The function behind the gram indexes; it comes before every area that has one."""

from django.db import migrations

# Immutable, so that an index can be built on it. Its cost keeps the planner from computing it row by row.
CREATE = """
CREATE FUNCTION zh_grams(value text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 500
AS $$
    SELECT array_to_tsvector(array_agg(DISTINCT substr(signs, place, length)))
    FROM lower(value) AS signs, generate_series(1, char_length(signs)) AS place, generate_series(1, 2) AS length
    WHERE place + length - 1 <= char_length(signs)
$$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []
    # so that no area's migration has to name it, however often that is written anew
    run_before = [
        ("customers", "0001_initial"),
        ("opportunities", "0001_initial"),
        ("contracts", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION zh_grams(text)")]
