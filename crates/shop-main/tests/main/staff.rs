//! What staff do with orders.

use anyhow::Result;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Shop, answer, id};

#[actix_web::test]
async fn staff_move_an_order_on_and_find_it_by_its_status() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    let mut orders = Vec::new();
    for _ in 0..3 {
        customer.wants(lamp, 1).await?;
        orders.insert(0, customer.buys().await?);
    }
    let somebody = shop.customer()?;
    let path = format!("/api/staff/orders/{}", id(&orders[0]));
    for (verb, status) in [
        ("pay", "paid"),
        ("ship", "shipped"),
        ("deliver", "delivered"),
    ] {
        let (code, order) = somebody
            .as_staff(Method::POST, &format!("{path}/{verb}"))
            .await?;
        assert_eq!((code, &order["status"]), (200, &json!(status)));
    }
    let (_, order) = somebody.as_staff(Method::GET, &path).await?;
    assert_eq!(order["history"][4]["actor"], "staff");
    let path = format!("/api/staff/orders/{}/cancel", id(&orders[1]));
    let (_, cancelled) = somebody.as_staff(Method::POST, &path).await?;
    assert_eq!(cancelled["history"][2]["actor"], "staff");
    let list = async |query: &str| {
        let (status, page) = somebody
            .as_staff(Method::GET, &format!("/api/staff/orders{query}"))
            .await?;
        anyhow::Ok((status, page))
    };
    let (_, page) = list("?status=confirmed").await?;
    assert_eq!(page["items"], json!([orders[2]]));
    let (_, page) = list("?limit=2").await?;
    assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
    let next = page["next"].as_str().unwrap_or_default();
    let (_, page) = list(&format!("?limit=2&after={next}")).await?;
    assert_eq!(page["items"], json!([orders[2]]));
    for query in ["?limit=0", "?after=x", "?status=lost", "?customerId=x"] {
        assert_eq!(list(query).await?.0, 400, "{query}");
    }
    Ok(())
}

#[actix_web::test]
async fn what_an_order_does_not_allow_is_refused_to_staff_too() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 1).await?;
    let order = customer.buys().await?;
    let path = format!("/api/staff/orders/{}/ship", id(&order));
    let (status, problem) = customer.as_staff(Method::POST, &path).await?;
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("/problems/invalid-transition"))
    );
    let never = format!("/api/staff/orders/{}", Uuid::now_v7());
    assert_eq!(customer.as_staff(Method::GET, &never).await?.0, 404);
    let pay = format!("{never}/pay");
    assert_eq!(customer.as_staff(Method::POST, &pay).await?.0, 404);
    Ok(())
}

#[actix_web::test]
async fn nobody_does_anything_as_staff_without_the_token() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    customer.wants(lamp, 1).await?;
    let order = customer.buys().await?;
    let one = format!("/api/staff/orders/{}", id(&order));
    let mut routes = vec![
        (Method::GET, "/api/staff/orders".to_owned()),
        (Method::GET, one.clone()),
    ];
    for verb in ["pay", "ship", "deliver", "cancel"] {
        routes.push((Method::POST, format!("{one}/{verb}")));
    }
    for (method, path) in routes {
        for token in [None, Some("guess")] {
            let mut request = customer.request(method.clone(), &path);
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let (status, problem) = answer(request).await?;
            assert_eq!(
                (status, &problem["type"]),
                (401, &json!("/problems/unauthorized")),
                "{path}"
            );
        }
    }
    assert_eq!(
        shop.statuses()?,
        [("confirmed".to_owned(), 1)].into(),
        "nothing happened"
    );
    Ok(())
}
