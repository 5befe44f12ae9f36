//! What staff do with orders. Every route wants `Authorization: Bearer <STAFF_TOKEN>`.

pub(super) mod cancel_order;
pub(super) mod deliver_order;
pub(super) mod get_order;
pub(super) mod list_orders;
pub(super) mod pay_order;
pub(super) mod ship_order;
