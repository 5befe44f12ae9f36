//! Customers are kept apart, rights are needed, and what is hostile costs nothing: a whole shop, asked at its own address as
//! customers do, and at its services' addresses where only they call each other.

mod cost;
mod customers;
mod hostile;
mod injection;
mod rights;
mod shop;
mod slow;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Builder;

use crate::kit::{Home, kill};
use cost::Machines;
use shop::Shop;
use slow::Siege;

const LIMIT: Duration = Duration::from_secs(30);

#[test]
fn customers_are_kept_apart_and_what_is_hostile_costs_nothing() {
    let home = Home::new();
    home.run(&["up"]).with(0);
    let shop = Arc::new(Shop::of(&home));
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();

    let customers = runtime.block_on(customers::are_kept_apart(&shop));
    runtime.block_on(rights::staff_can_work(&shop));

    // Nobody else comes from here on, so that every row which changes is the attacks'.
    kill(home.running("traffic").unwrap(), "STOP");
    let machines = Machines::of(&home);
    let before = cost::settled(&home);

    let siege = runtime.block_on(Siege::lay(&shop));
    let served = runtime.block_on(async {
        let regular = slow::Regular::come(&shop);
        rights::are_needed(&shop).await;
        injection::finds_nothing(&shop, &customers).await;
        hostile::is_refused(&shop).await;
        siege.ends().await;
        regular.leaves().await
    });
    println!(
        "{} requests and {} orders of a customer who meant no harm were served beside the attacks.",
        served.requests, served.orders
    );

    machines.are_unharmed(&home);
    runtime.block_on(cost::no_breaker_opened(&shop));
    home.until("the links are empty again", LIMIT, |home| {
        cost::connections(home) < slow::MANY / 10
    });
    assert_eq!(cost::settled(&home), before.with_orders(served.orders));
    // Its place is taken by another process, which owes nothing.
    kill(home.running("traffic").unwrap(), "KILL");
    home.sells(Duration::from_secs(60));
    home.run(&["audit"]).with(0);
}
