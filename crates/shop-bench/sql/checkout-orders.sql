-- What one checkout asks of the orders' database: look for an earlier order, make one, confirm it.
SELECT gen_random_uuid() AS order, gen_random_uuid() AS key \gset
SELECT id FROM orders WHERE idempotency_key = :key;
BEGIN;
SELECT id FROM orders WHERE idempotency_key = :key;
INSERT INTO orders (id, idempotency_key, request_hash, customer_id, reservation_id, status, total_amount, currency, created_at, updated_at)
VALUES (:order, :key, 'bench', :order, :order, 'pending', 100, 'USD', now(), now())
ON CONFLICT DO NOTHING RETURNING id, number, status;
INSERT INTO order_items (order_id, product_id, name, quantity, unit_amount) VALUES (:order, :order, 'Lamp', 1, 100);
INSERT INTO order_events (order_id, to_status, at) VALUES (:order, 'pending', now());
SELECT order_id, product_id, name, quantity, unit_amount FROM order_items WHERE order_id = :order ORDER BY product_id;
SELECT order_id, from_status, to_status, at, actor FROM order_events WHERE order_id = :order ORDER BY id;
COMMIT;
BEGIN;
SELECT id, number, status FROM orders WHERE id = :order FOR UPDATE;
INSERT INTO order_events (order_id, from_status, to_status, at, actor) VALUES (:order, 'pending', 'confirmed', now(), 'system')
RETURNING id AS event \gset
-- Claimed from the start, so that the lab's own services leave it alone.
INSERT INTO outbox (event_id, subscriber, claimed_until, created_at)
VALUES (:event, 'invoices', now() + interval '1 hour', now()), (:event, 'main', now() + interval '1 hour', now());
UPDATE orders SET status = 'confirmed', updated_at = now() WHERE id = :order RETURNING id, number, status;
SELECT order_id, product_id, name, quantity, unit_amount FROM order_items WHERE order_id = :order ORDER BY product_id;
SELECT order_id, from_status, to_status, at, actor FROM order_events WHERE order_id = :order ORDER BY id;
COMMIT;
DELETE FROM outbox WHERE event_id = :event;
