//! `main` dies in the middle of a checkout, and another replica ends it.

use anyhow::{Result, ensure};
use rstest::rstest;
use uuid::Uuid;

use crate::support::{Customer, Fault, Recovery, Shop, eventually};

/// A call that never comes back, so that `main` can be killed while it waits.
struct Hang {
    catalog: bool,
    method: &'static str,
    path_end: &'static str,
    fault: Fault,
}

const fn hang(catalog: bool, method: &'static str, path_end: &'static str, fault: Fault) -> Hang {
    Hang {
        catalog,
        method,
        path_end,
        fault,
    }
}

async fn killed_at(step: &Hang) -> Result<(Shop, Uuid, Customer, Uuid)> {
    let mut shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 2).await?;
    let key = Uuid::now_v7();
    let gate = if step.catalog {
        &shop.catalog_gate
    } else {
        &shop.order_gate
    };
    gate.break_calls(step.method, step.path_end, step.fault);
    let waiting = actix_web::rt::spawn({
        let customer = customer.clone();
        async move { customer.check_out(key).await }
    });
    eventually("the step", async || {
        ensure!(gate.hits() > 0);
        Ok(())
    })
    .await?;
    if step.fault == Fault::AnswerSwallowed {
        // The killed replica's call must have done its work.
        eventually("the work of the step", async || {
            ensure!(gate.done() > 0);
            Ok(())
        })
        .await?;
    }
    shop.kill_mains();
    // Cut off, not answered.
    ensure!(waiting.await?.is_err());
    gate_of(&shop, step).heal();
    Ok((shop, lamp, customer, key))
}

fn gate_of<'a>(shop: &'a Shop, step: &Hang) -> &'a crate::support::Gate {
    if step.catalog {
        &shop.catalog_gate
    } else {
        &shop.order_gate
    }
}

#[rstest]
#[case::before_reserving(hang(true, "POST", "/reservations", Fault::Swallowed), 10)]
#[case::after_reserving(hang(true, "POST", "/reservations", Fault::AnswerSwallowed), 10)]
#[case::before_the_order(hang(false, "POST", "/orders", Fault::Swallowed), 10)]
#[case::after_the_order(hang(false, "POST", "/orders", Fault::AnswerSwallowed), 8)]
#[case::before_the_sale(hang(true, "POST", "/confirm", Fault::Swallowed), 8)]
#[case::after_the_sale(hang(true, "POST", "/confirm", Fault::AnswerSwallowed), 8)]
#[case::before_the_confirmation(hang(false, "POST", "/confirm", Fault::Swallowed), 8)]
#[case::after_the_confirmation(hang(false, "POST", "/confirm", Fault::AnswerSwallowed), 8)]
#[actix_web::test]
async fn a_checkout_whose_replica_was_killed_is_finished_or_leaves_nothing(
    #[case] step: Hang,
    #[case] left: i32,
) -> Result<()> {
    let (mut shop, lamp, _, _) = killed_at(&step).await?;
    shop.add_main(Recovery::Always)?;
    eventually("the pending orders", async || {
        ensure!(!shop.statuses()?.contains_key("pending"));
        Ok(())
    })
    .await?;
    shop.expire().await?;
    eventually("the audit", async || shop.audit(&[])).await?;
    assert_eq!(shop.stock(lamp)?, left);
    Ok(())
}

#[rstest]
#[case::after_the_order(hang(false, "POST", "/orders", Fault::AnswerSwallowed))]
#[case::before_the_sale(hang(true, "POST", "/confirm", Fault::Swallowed))]
#[actix_web::test]
async fn an_order_whose_stock_was_given_back_is_cancelled(#[case] step: Hang) -> Result<()> {
    let (mut shop, lamp, _, _) = killed_at(&step).await?;
    shop.expire().await?;
    eventually("the stock", async || {
        ensure!(shop.stock(lamp)? == 10);
        Ok(())
    })
    .await?;
    shop.add_main(Recovery::Always)?;
    eventually("the audit", async || shop.audit(&[])).await?;
    assert_eq!(shop.statuses()?, [("cancelled".to_owned(), 1)].into());
    Ok(())
}

#[actix_web::test]
async fn a_recovered_order_is_found_by_its_key_and_out_of_the_cart() -> Result<()> {
    let (mut shop, _, customer, key) =
        killed_at(&hang(false, "POST", "/confirm", Fault::Swallowed)).await?;
    let customer = customer.at(shop.add_main(Recovery::Always)?);
    eventually("the cart", async || {
        ensure!(customer.lines().await? == 0);
        Ok(())
    })
    .await?;
    let (status, order) = customer.check_out(key).await?;
    assert_eq!(status, 200);
    shop.audit(&[order])
}

#[actix_web::test]
async fn two_replicas_recover_the_same_orders_without_harm() -> Result<()> {
    let (mut shop, _, _, _) =
        killed_at(&hang(true, "POST", "/confirm", Fault::AnswerSwallowed)).await?;
    shop.change_orders(
        "INSERT INTO orders (id, idempotency_key, request_hash, customer_id, reservation_id, status, total_amount, currency, created_at, updated_at)
         SELECT gen_random_uuid(), gen_random_uuid(), '', customer_id, gen_random_uuid(), 'pending', 0, currency, created_at, updated_at FROM orders",
    )?;
    shop.add_main(Recovery::Always)?;
    shop.add_main(Recovery::Always)?;
    eventually("the first order", async || {
        ensure!(shop.statuses()?.get("confirmed") == Some(&1));
        Ok(())
    })
    .await?;
    // The other one's reservation never existed. Nobody knows what that means, so it is left for a person.
    assert_eq!(shop.statuses()?.get("pending"), Some(&1));
    Ok(())
}

#[actix_web::test]
async fn a_young_order_is_left_alone() -> Result<()> {
    let (mut shop, _, _, _) = killed_at(&hang(true, "POST", "/confirm", Fault::Swallowed)).await?;
    shop.change_orders("UPDATE orders SET created_at = now() + interval '1 hour'")?;
    shop.add_main(Recovery::Always)?;
    shop.passes(3).await?;
    assert_eq!(shop.statuses()?, [("pending".to_owned(), 1)].into());
    Ok(())
}
