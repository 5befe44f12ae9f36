CREATE TABLE reservations (
    id uuid PRIMARY KEY,
    key uuid NOT NULL UNIQUE,
    status text NOT NULL CHECK (status IN ('active', 'confirmed', 'released', 'expired')),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- What the expiry pass looks for, every few seconds in each replica.
CREATE INDEX reservations_to_expire ON reservations (expires_at) WHERE status = 'active';

CREATE TABLE reservation_items (
    reservation_id uuid NOT NULL REFERENCES reservations (id) ON DELETE CASCADE,
    product_id uuid NOT NULL REFERENCES products (id),
    quantity integer NOT NULL CHECK (quantity > 0),
    -- Name and price of the moment of the reservation.
    name text NOT NULL,
    unit_amount bigint NOT NULL,
    currency text NOT NULL,
    PRIMARY KEY (reservation_id, product_id)
);

CREATE INDEX reservation_items_by_product ON reservation_items (product_id);
