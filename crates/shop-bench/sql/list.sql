SELECT id, sku, name, name_ko, description, description_ko, category, price_amount, currency, stock, version, image_key
FROM products WHERE deleted_at IS NULL ORDER BY id LIMIT 21;
