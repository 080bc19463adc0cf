"""The functions behind the gram indexes and the search table; they come before every area that has one."""

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

# Everything a row of the search table is found by, and who may be let to it, in one index: see models.Findable.
TERMS = """
CREATE FUNCTION search_terms(
    kind text, gate text, owner bigint, department bigint, names text, letters text, phones text
) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 500
AS $$
DECLARE
    found text[] := ARRAY['kind:' || kind, 'gate:' || gate];
    signs text[];
    word text;
BEGIN
    IF owner IS NOT NULL THEN
        found := found || ('owner:' || owner);
    END IF;
    IF department IS NOT NULL THEN
        found := found || ('unit:' || department);
    END IF;
    FOREACH word IN ARRAY string_to_array(btrim(names, E'\\n'), E'\\n') LOOP
        signs := string_to_array(word, NULL);
        found := found || ('is:' || word) || signs;
        FOR place IN 2 .. cardinality(signs) LOOP
            found := found || (signs[place - 1] || signs[place]);
        END LOOP;
    END LOOP;
    FOREACH word IN ARRAY string_to_array(btrim(letters), ' ') LOOP
        found := found || ('is:' || word);
        FOR place IN 1 .. length(word) - 1 LOOP
            found := found || substr(word, place, 3);
        END LOOP;
    END LOOP;
    FOREACH word IN ARRAY string_to_array(btrim(phones), ' ') LOOP
        found := found || ('phone:' || reverse(word));
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

    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION zh_grams(text)"),
        migrations.RunSQL(TERMS, "DROP FUNCTION search_terms(text, text, bigint, bigint, text, text, text)"),
    ]
