SELECT id, sku, name, name_ko, description, description_ko, category, price_amount, currency, stock, version, image_key
FROM products WHERE id = :product AND deleted_at IS NULL;
