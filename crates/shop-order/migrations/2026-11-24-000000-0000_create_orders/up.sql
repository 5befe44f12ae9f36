CREATE TABLE orders (
    id              uuid        PRIMARY KEY,
    number          bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    -- One checkout makes one order, whatever is retried: this constraint is the proof.
    idempotency_key uuid        NOT NULL UNIQUE,
    request_hash    text        NOT NULL,
    customer_id     uuid        NOT NULL,
    -- One reservation pays for one order.
    reservation_id  uuid        NOT NULL UNIQUE,
    status          text        NOT NULL
        CHECK (status IN ('pending', 'confirmed', 'paid', 'shipped', 'delivered', 'cancelled')),
    total_amount    bigint      NOT NULL CHECK (total_amount >= 0),
    currency        text        NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);

-- A customer's own list, newest first.
CREATE INDEX orders_by_customer ON orders (customer_id, number DESC);
-- The recovery pass looks for what was left pending; that set is small, the table is not.
CREATE INDEX orders_pending ON orders (number DESC) WHERE status = 'pending';

CREATE TABLE order_items (
    order_id    uuid   NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    product_id  uuid   NOT NULL,
    name        text   NOT NULL,
    quantity    int    NOT NULL CHECK (quantity > 0),
    unit_amount bigint NOT NULL CHECK (unit_amount >= 0),
    PRIMARY KEY (order_id, product_id)
);

CREATE TABLE order_events (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id    uuid        NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    -- NULL for the event that created the order.
    from_status text,
    to_status   text        NOT NULL,
    at          timestamptz NOT NULL
);

CREATE INDEX order_events_by_order ON order_events (order_id, id);
