//! The tables, as the migrations leave them.

diesel::table! {
    orders (id) {
        id -> Uuid,
        number -> BigInt,
        idempotency_key -> Uuid,
        request_hash -> Text,
        customer_id -> Uuid,
        reservation_id -> Uuid,
        status -> Text,
        total_amount -> BigInt,
        currency -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    order_items (order_id, product_id) {
        order_id -> Uuid,
        product_id -> Uuid,
        name -> Text,
        quantity -> Integer,
        unit_amount -> BigInt,
    }
}

diesel::table! {
    order_events (id) {
        id -> BigInt,
        order_id -> Uuid,
        from_status -> Nullable<Text>,
        to_status -> Text,
        at -> Timestamptz,
        actor -> Text,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        event_id -> BigInt,
        subscriber -> Text,
        attempts -> Integer,
        claimed_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::joinable!(order_items -> orders (order_id));
diesel::joinable!(order_events -> orders (order_id));
diesel::allow_tables_to_appear_in_same_query!(orders, order_items, order_events);
