//! Customers, replicas and the clock at the same time.

use diesel::connection::SimpleConnection;
use futures::future::{join, join_all};
use shop_api::{Reservation, ReservationStatus};
use shop_catalog::expire_pass;
use shop_kit::testing::TestDatabase;
use uuid::Uuid;

use crate::support::{Catalog, assert_law, database};

/// Moves the end of every reservation into the past.
fn let_time_pass(database: &TestDatabase) {
    let late = "UPDATE reservations SET expires_at = now() - interval '1 second'";
    database.connect().unwrap().batch_execute(late).unwrap();
}

async fn status(catalog: &Catalog, reservation: &Reservation) -> ReservationStatus {
    let items: Vec<_> = reservation
        .items
        .iter()
        .map(|item| (item.product_id, item.quantity))
        .collect();
    catalog
        .reserve(reservation.key.0, &items, 60)
        .await
        .read::<Reservation>(200)
        .status
}

#[tokio::test]
async fn customers_who_come_all_at_once_never_get_more_than_there_is() {
    let database = database();
    let replicas = [
        Catalog::start(&database).await,
        Catalog::start(&database).await,
    ];
    let first = replicas[0].product("MUG-1", 40).await;
    let second = replicas[0].product("MUG-2", 30).await;
    let calls = (0..60).map(|number| {
        let catalog = &replicas[number % 2];
        // Both orders of the same products, which must not wait for each other for good.
        let items = if number % 3 == 0 {
            [(first.id, 1), (second.id, 2)]
        } else {
            [(second.id, 1), (first.id, 2)]
        };
        async move { catalog.reserve(Uuid::now_v7(), &items, 60).await }
    });
    let answers = join_all(calls).await;
    let mut taken = [0, 0];
    for answer in &answers {
        match answer.status {
            201 => {
                for item in &answer.read::<Reservation>(201).items {
                    taken[usize::from(item.product_id == second.id)] += item.quantity;
                }
            }
            _ => assert_eq!(answer.problem(), "out-of-stock"),
        }
    }
    let left = [
        replicas[0].stock(first.id).await,
        replicas[0].stock(second.id).await,
    ];
    assert_eq!([left[0] + taken[0], left[1] + taken[1]], [40, 30]);
    assert!(
        left[0] < 2 || left[1] < 2,
        "something is left of both: {left:?}"
    );
    assert_law(&database);
}

#[tokio::test]
async fn a_key_reserves_once_however_often_it_is_sent() {
    let database = database();
    let replicas = [
        Catalog::start(&database).await,
        Catalog::start(&database).await,
    ];
    let mug = replicas[0].product("MUG-1", 10).await;
    let key = Uuid::now_v7();
    let items = [(mug.id, 2)];
    let answers =
        join_all((0..16).map(|number| replicas[number % 2].reserve(key, &items, 60))).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 201).count(),
        1
    );
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        15
    );
    let ids: std::collections::BTreeSet<_> = answers
        .iter()
        .map(|answer| answer.json()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(replicas[0].stock(mug.id).await, 8);
    assert_law(&database);
}

#[tokio::test]
async fn time_gives_the_stock_of_an_abandoned_checkout_back() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 10).await;
    let abandoned: Reservation = catalog
        .reserve(Uuid::now_v7(), &[(mug.id, 3)], 60)
        .await
        .read(201);
    let sold: Reservation = catalog
        .reserve(Uuid::now_v7(), &[(mug.id, 2)], 60)
        .await
        .read(201);
    catalog.confirm(sold.id).await.read::<Reservation>(200);
    assert_eq!(
        expire_pass(&catalog.state).await.unwrap(),
        0,
        "it is not time yet"
    );
    let_time_pass(&database);
    assert_eq!(expire_pass(&catalog.state).await.unwrap(), 1);
    assert_eq!(expire_pass(&catalog.state).await.unwrap(), 0);
    assert_eq!(catalog.stock(mug.id).await, 8);
    assert_eq!(
        status(&catalog, &abandoned).await,
        ReservationStatus::Expired
    );
    assert_eq!(status(&catalog, &sold).await, ReservationStatus::Confirmed);
    let late = catalog.confirm(abandoned.id).await;
    assert_eq!(
        (late.status, late.problem().as_str()),
        (409, "reservation-gone")
    );
    assert_law(&database);
}

#[tokio::test]
async fn a_pass_ends_more_than_one_batch() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 300).await;
    let items = [(mug.id, 1)];
    join_all((0..230).map(|_| catalog.reserve(Uuid::now_v7(), &items, 60))).await;
    assert_eq!(catalog.stock(mug.id).await, 70);
    let_time_pass(&database);
    assert_eq!(expire_pass(&catalog.state).await.unwrap(), 230);
    assert_eq!(catalog.stock(mug.id).await, 300);
    assert_law(&database);
}

#[tokio::test]
async fn a_confirmation_and_the_clock_never_both_win() {
    let database = database();
    let replicas = [
        Catalog::start(&database).await,
        Catalog::start(&database).await,
    ];
    let mug = replicas[0].product("MUG-1", 100).await;
    let mut reservations: Vec<Reservation> = Vec::new();
    for _ in 0..40 {
        reservations.push(
            replicas[0]
                .reserve(Uuid::now_v7(), &[(mug.id, 1)], 60)
                .await
                .read(201),
        );
    }
    let_time_pass(&database);
    let confirms = join_all(
        reservations
            .iter()
            .map(|reservation| replicas[0].confirm(reservation.id)),
    );
    let passes = join(
        expire_pass(&replicas[0].state),
        expire_pass(&replicas[1].state),
    );
    let (answers, passes) = join(confirms, passes).await;
    let ended = passes.0.unwrap() + passes.1.unwrap();
    let mut sold = 0;
    for (answer, reservation) in answers.iter().zip(&reservations) {
        let expected = match answer.status {
            200 => {
                sold += 1;
                ReservationStatus::Confirmed
            }
            _ => {
                assert_eq!(answer.problem(), "reservation-gone");
                ReservationStatus::Expired
            }
        };
        assert_eq!(status(&replicas[1], reservation).await, expected);
    }
    assert_eq!(sold + ended, 40, "each reservation has one end");
    assert_eq!(replicas[0].stock(mug.id).await as usize, 100 - sold);
    assert_law(&database);
}

#[tokio::test]
async fn a_cancelled_order_returns_its_stock_once_however_often_and_whoever_asks() {
    let database = database();
    let replicas = [
        Catalog::start(&database).await,
        Catalog::start(&database).await,
    ];
    let mug = replicas[0].product("MUG-1", 60).await;
    let mut sold: Vec<Reservation> = Vec::new();
    for _ in 0..10 {
        let reservation: Reservation = replicas[0]
            .reserve(Uuid::now_v7(), &[(mug.id, 4)], 60)
            .await
            .read(201);
        replicas[0].confirm(reservation.id).await;
        sold.push(reservation);
    }
    assert_eq!(replicas[0].stock(mug.id).await, 20);
    let returns = join_all((0..40).map(|number| {
        let (catalog, reservation) = (&replicas[number % 2], &sold[number / 4]);
        async move { catalog.give_back(reservation.id).await }
    }));
    // Customers buy in between, also what has just come back.
    let two = [(mug.id, 2)];
    let buys = join_all((0..30).map(|n| replicas[n % 2].reserve(Uuid::now_v7(), &two, 60)));
    let (answers, bought) = join(returns, buys).await;
    for answer in answers {
        assert_eq!(
            answer.read::<Reservation>(200).status,
            ReservationStatus::Returned
        );
    }
    let taken = 2 * bought.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(replicas[0].stock(mug.id).await as usize, 60 - taken);
    assert_law(&database);
    // Whoever comes late with another wish finds it decided.
    let late = replicas[0].confirm(sold[0].id).await;
    assert_eq!(
        (late.status, late.problem().as_str()),
        (409, "reservation-gone")
    );
    assert_eq!(replicas[0].release(sold[0].id).await.status, 204);
    assert_law(&database);
}
