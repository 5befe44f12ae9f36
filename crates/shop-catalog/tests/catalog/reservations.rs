//! Stock that is set aside: never sold twice, never lost.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shop_api::{Reservation, ReservationStatus};
use uuid::Uuid;

use crate::support::{Catalog, assert_law, database};

#[tokio::test]
async fn a_reservation_takes_stock_and_remembers_name_and_price() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 10).await;
    let reservation: Reservation = catalog
        .reserve(Uuid::now_v7(), &[(mug.id, 3)], 60)
        .await
        .read(201);
    assert_eq!(reservation.status, ReservationStatus::Active);
    assert_eq!(reservation.items.len(), 1);
    assert_eq!(reservation.items[0].name, mug.name);
    assert_eq!(reservation.items[0].unit_price, mug.price);
    let seconds = (reservation.expires_at - chrono::Utc::now()).num_seconds();
    assert!((50..=60).contains(&seconds), "{seconds}");
    assert_eq!(catalog.stock(mug.id).await, 7);
    assert_law(&database);
}

#[tokio::test]
async fn a_key_that_failed_may_try_again() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 1).await;
    let key = Uuid::now_v7();
    assert_eq!(
        catalog.reserve(key, &[(mug.id, 2)], 60).await.problem(),
        "out-of-stock"
    );
    assert_eq!(catalog.reserve(key, &[(mug.id, 1)], 60).await.status, 201);
}

#[tokio::test]
async fn a_key_can_not_be_used_for_something_else() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 10).await;
    let key = Uuid::now_v7();
    catalog
        .reserve(key, &[(mug.id, 1)], 60)
        .await
        .read::<Reservation>(201);
    let answer = catalog.reserve(key, &[(mug.id, 2)], 60).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (422, "idempotency-mismatch")
    );
    assert_eq!(catalog.stock(mug.id).await, 9);
}

#[tokio::test]
async fn a_reservation_is_all_or_nothing_and_names_what_is_short() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let (plenty, few, gone) = (
        catalog.product("MUG-1", 10).await,
        catalog.product("MUG-2", 1).await,
        catalog.product("MUG-3", 10).await,
    );
    let removed = catalog
        .send(catalog.removal(&format!("/products/{}", gone.id), 1))
        .await;
    assert_eq!(removed.status, 204);
    let answer = catalog
        .reserve(
            Uuid::now_v7(),
            &[(plenty.id, 1), (few.id, 2), (gone.id, 1)],
            60,
        )
        .await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (409, "out-of-stock")
    );
    assert_eq!(answer.fields(), ["items[1].quantity", "items[2].productId"]);
    assert_eq!(
        (catalog.stock(plenty.id).await, catalog.stock(few.id).await),
        (10, 1)
    );
    assert_law(&database);
}

#[tokio::test]
async fn releasing_gives_back_once_and_never_what_was_sold() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 10).await;
    let active: Reservation = catalog
        .reserve(Uuid::now_v7(), &[(mug.id, 3)], 60)
        .await
        .read(201);
    let sold: Reservation = catalog
        .reserve(Uuid::now_v7(), &[(mug.id, 4)], 60)
        .await
        .read(201);
    catalog.confirm(sold.id).await.read::<Reservation>(200);
    for _ in 0..2 {
        assert_eq!(catalog.release(active.id).await.status, 204);
        assert_eq!(catalog.release(sold.id).await.status, 204);
        assert_eq!(catalog.stock(mug.id).await, 6);
    }
    assert_eq!(
        catalog.confirm(active.id).await.problem(),
        "reservation-gone"
    );
    assert_eq!(catalog.confirm(sold.id).await.status, 200);
    assert_law(&database);
}

#[tokio::test]
async fn confirming_twice_is_confirming_once() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 10).await;
    let reservation: Reservation = catalog
        .reserve(Uuid::now_v7(), &[(mug.id, 3)], 60)
        .await
        .read(201);
    for _ in 0..2 {
        let confirmed: Reservation = catalog.confirm(reservation.id).await.read(200);
        assert_eq!(confirmed.status, ReservationStatus::Confirmed);
        assert_eq!(confirmed.items, reservation.items);
    }
    assert_eq!(catalog.stock(mug.id).await, 7);
}

#[tokio::test]
async fn only_other_services_may_reserve() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let id = Uuid::now_v7();
    for (method, path) in [
        (Method::POST, "/reservations".to_owned()),
        (Method::POST, format!("/reservations/{id}/confirm")),
        (Method::DELETE, format!("/reservations/{id}")),
    ] {
        let answer = catalog
            .send(catalog.staff(method, &path).json(&json!({})))
            .await;
        assert_eq!(answer.status, 401, "{path}");
    }
    assert_eq!(catalog.confirm(id).await.problem(), "not-found");
    assert_eq!(catalog.release(id).await.problem(), "not-found");
}

#[rstest]
#[case::nothing(json!([]), 60, "items")]
#[case::no_pieces(json!([{"productId": Uuid::nil(), "quantity": 0}]), 60, "items[0].quantity")]
#[case::twice(
    json!([{"productId": Uuid::nil(), "quantity": 1}, {"productId": Uuid::nil(), "quantity": 1}]),
    60,
    "items[1].productId"
)]
#[case::no_time(json!([{"productId": Uuid::nil(), "quantity": 1}]), 0, "ttlSeconds")]
#[tokio::test]
async fn a_request_that_makes_no_sense_names_its_field(
    #[case] items: Value,
    #[case] ttl: u32,
    #[case] field: &str,
) {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let body = json!({"key": Uuid::now_v7(), "items": items, "ttlSeconds": ttl});
    let answer = catalog.internal(Method::POST, "/reservations", &body).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (400, "validation")
    );
    assert_eq!(answer.fields(), [field]);
}

#[tokio::test]
async fn what_happens_is_counted() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 2).await;
    let reservation: Reservation = catalog
        .reserve(Uuid::now_v7(), &[(mug.id, 1)], 60)
        .await
        .read(201);
    catalog.reserve(Uuid::now_v7(), &[(mug.id, 5)], 60).await;
    catalog.confirm(reservation.id).await;
    let text = String::from_utf8(catalog.get("/metrics").await.bytes).unwrap();
    for outcome in ["created", "out_of_stock", "confirmed"] {
        let line =
            format!("shop_reservations_total{{outcome=\"{outcome}\",service=\"catalog\"}} 1");
        assert!(text.contains(&line), "no {line}");
    }
    assert!(text.contains(r#"route="/reservations/{id}/confirm""#));
}

#[tokio::test]
async fn a_return_releases_what_is_not_sold_and_leaves_what_is_over() {
    let database = database();
    let catalog = Catalog::start(&database).await;
    let mug = catalog.product("MUG-1", 10).await;
    let held: Reservation = catalog
        .reserve(Uuid::now_v7(), &[(mug.id, 3)], 60)
        .await
        .read(201);
    for _ in 0..2 {
        let answer: Reservation = catalog.give_back(held.id).await.read(200);
        assert_eq!(answer.status, ReservationStatus::Released);
        assert_eq!(catalog.stock(mug.id).await, 10);
    }
    assert_eq!(
        catalog.give_back(Uuid::now_v7()).await.problem(),
        "not-found"
    );
    let path = format!("/reservations/{}/return", held.id);
    let stranger = catalog.send(catalog.staff(Method::POST, &path)).await;
    assert_eq!(stranger.status, 401);
    assert_law(&database);
}
