//! The tables, as `migrations/` makes them.

diesel::table! {
    products (id) {
        id -> Uuid,
        sku -> Text,
        name -> Text,
        name_ko -> Text,
        description -> Text,
        description_ko -> Text,
        category -> Text,
        price_amount -> BigInt,
        currency -> Text,
        stock -> Integer,
        received -> Integer,
        version -> Integer,
        image_key -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    reservations (id) {
        id -> Uuid,
        key -> Uuid,
        status -> Text,
        expires_at -> Timestamptz,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    reservation_items (reservation_id, product_id) {
        reservation_id -> Uuid,
        product_id -> Uuid,
        quantity -> Integer,
        name -> Text,
        unit_amount -> BigInt,
        currency -> Text,
    }
}

diesel::joinable!(reservation_items -> products (product_id));
diesel::joinable!(reservation_items -> reservations (reservation_id));
diesel::allow_tables_to_appear_in_same_query!(products, reservations, reservation_items);
