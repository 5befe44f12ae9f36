SELECT id, sku, name, name_ko, description, description_ko, category, price_amount, currency, stock, version, image_key
FROM products
WHERE deleted_at IS NULL AND search LIKE lower('%lamp%') AND search_grams(search) @> search_pairs(lower('lamp'))
ORDER BY id LIMIT 21;
