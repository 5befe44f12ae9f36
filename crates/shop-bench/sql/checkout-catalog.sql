-- What one checkout asks of the catalog's database: set stock aside, then sell it.
\set place random(0, 59)
SELECT id AS product, gen_random_uuid() AS reservation FROM products WHERE deleted_at IS NULL ORDER BY id OFFSET :place LIMIT 1 \gset
BEGIN;
INSERT INTO reservations (id, key, status, expires_at) VALUES (:reservation, :reservation, 'active', now() + interval '60 seconds')
ON CONFLICT (key) DO NOTHING RETURNING id, key, status, expires_at;
SELECT id, sku, name, name_ko, description, description_ko, category, price_amount, currency, stock, version, image_key
FROM products WHERE id = ANY (ARRAY[:product]::uuid[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE;
UPDATE products SET stock = stock - 1 WHERE id = :product;
INSERT INTO reservation_items (reservation_id, product_id, quantity, name, unit_amount, currency)
SELECT :reservation, :product, 1, 'Lamp', 100, 'USD';
SELECT reservation_id, product_id, quantity, name, unit_amount, currency FROM reservation_items
WHERE reservation_id = :reservation ORDER BY product_id;
COMMIT;
BEGIN;
SELECT id, key, status, expires_at FROM reservations WHERE id = :reservation FOR UPDATE;
UPDATE reservations SET status = 'confirmed', updated_at = now() WHERE id = ANY (ARRAY[:reservation]::uuid[]);
SELECT reservation_id, product_id, quantity, name, unit_amount, currency FROM reservation_items
WHERE reservation_id = :reservation ORDER BY product_id;
COMMIT;
