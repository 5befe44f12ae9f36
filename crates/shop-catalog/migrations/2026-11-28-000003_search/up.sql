-- Pairs of neighbouring letters. Trigrams (pg_trgm) would not do: Korean words often have two syllables, and in a database
-- with the locale C pg_trgm takes Korean for punctuation. The bodies are bound when they are made, so that they need no
-- search path when PostgreSQL builds or analyses the index.
CREATE FUNCTION search_pairs(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
BEGIN ATOMIC
    SELECT coalesce(array_agg(DISTINCT letter || next), '{}')
    FROM (
        SELECT letter, lead(letter) OVER (ORDER BY place) AS next
        FROM unnest(string_to_array(value, NULL)) WITH ORDINALITY AS letters (letter, place)
    ) AS pairs
    WHERE next IS NOT NULL;
END;

-- Single letters too: a Korean syllable alone is a word to search for.
CREATE FUNCTION search_grams(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
BEGIN ATOMIC
    SELECT string_to_array(value, NULL) || search_pairs(value);
END;

-- All that a search looks at. It does not change with the stock, so a reservation does not touch the index.
ALTER TABLE products ADD COLUMN search text NOT NULL GENERATED ALWAYS AS (
    lower(sku || E'\n' || name || E'\n' || name_ko || E'\n' || description || E'\n' || description_ko)
) STORED;

CREATE INDEX products_by_search ON products USING gin (search_grams(search)) WHERE deleted_at IS NULL;
