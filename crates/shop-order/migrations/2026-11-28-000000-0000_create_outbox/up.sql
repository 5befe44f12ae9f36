-- Who moved the order. Replicas of the version before don't say; all that they do is the checkout's.
ALTER TABLE order_events
    ADD COLUMN actor text NOT NULL DEFAULT 'system'
        CHECK (actor IN ('system', 'customer', 'staff'));

-- The staff's lists. It serves the recovery pass, too, so the partial index is not needed any more.
CREATE INDEX orders_by_status ON orders (status, number DESC);
DROP INDEX orders_pending;

-- What is to be done about changes of status: one row per event and subscriber, written with the event and deleted when
-- the subscriber has dealt with it.
CREATE TABLE outbox (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id      bigint      NOT NULL REFERENCES order_events (id) ON DELETE CASCADE,
    subscriber    text        NOT NULL CHECK (subscriber IN ('invoices', 'main')),
    attempts      int         NOT NULL DEFAULT 0,
    -- Until then one replica of the subscriber has it for itself.
    claimed_until timestamptz,
    created_at    timestamptz NOT NULL,
    UNIQUE (event_id, subscriber)
);

CREATE INDEX outbox_by_subscriber ON outbox (subscriber, id);
