//! Lists of orders, newest first.

use diesel::dsl::{IntervalDsl as _, now};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use shop_api::{CustomerId, IdempotencyKey, Order, OrderStatus, Page};

use super::read::complete;
use super::rows::OrderRow;
use crate::error::OrderError;
use crate::schema::orders;

/// Which orders. Every part that is given must hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    /// Whose.
    pub(crate) customer: Option<CustomerId>,
    /// Where they stand.
    pub(crate) status: Option<OrderStatus>,
    /// Made at least so many seconds ago.
    pub(crate) older_than_seconds: Option<i32>,
    /// Made with this key; one at most.
    pub(crate) key: Option<IdempotencyKey>,
    /// Those that follow the one of this number.
    pub(crate) after: Option<i64>,
    /// So many at most.
    pub(crate) limit: u16,
}

/// One page of orders.
pub(crate) fn list(
    connection: &mut PgConnection,
    filter: Filter,
) -> Result<Page<Order>, OrderError> {
    let mut query = orders::table
        .select(OrderRow::as_select())
        .order(orders::number.desc())
        .limit(i64::from(filter.limit) + 1)
        .into_boxed();
    if let Some(customer) = filter.customer {
        query = query.filter(orders::customer_id.eq(customer.0));
    }
    if let Some(status) = filter.status {
        query = query.filter(orders::status.eq(status.as_str()));
    }
    if let Some(seconds) = filter.older_than_seconds {
        let then = now.into_sql::<Timestamptz>() - seconds.seconds();
        query = query.filter(orders::created_at.le(then));
    }
    if let Some(key) = filter.key {
        query = query.filter(orders::idempotency_key.eq(key.0));
    }
    if let Some(number) = filter.after {
        query = query.filter(orders::number.lt(number));
    }
    let page = Page::cut(query.load(connection)?, filter.limit.into(), |row| {
        row.number.to_string()
    });
    Ok(Page {
        items: complete(connection, page.items)?,
        next: page.next,
    })
}
