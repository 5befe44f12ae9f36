DROP TABLE outbox;
CREATE INDEX orders_pending ON orders (number DESC) WHERE status = 'pending';
DROP INDEX orders_by_status;
ALTER TABLE order_events DROP COLUMN actor;
