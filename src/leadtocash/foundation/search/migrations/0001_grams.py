"""The function behind the gram indexes; it comes before every area that has one."""

from django.db import migrations

# Immutable, so that an index can be built on it. Its cost keeps the planner from computing it row by row.
CREATE = """
CREATE FUNCTION zh_grams(value text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500
AS $$
DECLARE
    signs text[] := string_to_array(lower(value), NULL);
    found text[] := signs;
    sign text;
    before text;
BEGIN
    FOREACH sign IN ARRAY signs LOOP
        IF before IS NOT NULL THEN
            found := found || (before || sign);
        END IF;
        before := sign;
    END LOOP;
    RETURN array_to_tsvector(found);
END
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
