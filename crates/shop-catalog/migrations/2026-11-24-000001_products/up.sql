CREATE TABLE products (
    id uuid PRIMARY KEY,
    sku text NOT NULL UNIQUE,
    name text NOT NULL,
    name_ko text NOT NULL,
    description text NOT NULL,
    description_ko text NOT NULL,
    category text NOT NULL,
    price_amount bigint NOT NULL CHECK (price_amount > 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    -- What can be reserved now.
    stock integer NOT NULL CHECK (stock >= 0),
    -- All pieces that were ever taken in: stock and what active and confirmed reservations hold.
    received integer NOT NULL CHECK (received >= stock),
    -- Grows with each change of the product, not of its stock.
    version integer NOT NULL DEFAULT 1,
    image_key text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);

CREATE INDEX products_by_category ON products (category, id) WHERE deleted_at IS NULL;
