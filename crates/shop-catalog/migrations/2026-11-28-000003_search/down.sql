DROP INDEX products_by_search;
ALTER TABLE products DROP COLUMN search;
DROP FUNCTION search_grams(text);
DROP FUNCTION search_pairs(text);
