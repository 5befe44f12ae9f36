#![doc = include_str!("../README.md")]

pub mod cart;
pub mod catalog;
pub mod header;
pub mod id;
pub mod money;
pub mod order;
pub mod outbox;
pub mod page;
pub mod problem;
pub mod service;

pub use cart::{Cart, CartItem, SetQuantity};
pub use catalog::{
    Category, NewReservation, Product, ProductDraft, Reservation, ReservationStatus, ReservedItem,
    WantedItem,
};
pub use id::{CustomerId, IdempotencyKey, OrderId, ProductId, ReservationId};
pub use money::{Currency, Money, MoneyError};
pub use order::{
    Actor, InvalidTransition, NewOrder, Order, OrderItem, OrderNumber, OrderStatus, OrderStep,
};
pub use outbox::{AckOutbox, ClaimOutbox, Claimed, OutboxEntry, Subscriber};
pub use page::Page;
pub use problem::{FieldError, Problem, ProblemType};
pub use service::{
    DependencyState, Readiness, ReadinessStatus, ServiceState, Topology, VersionInfo,
};
