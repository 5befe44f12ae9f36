//! The session cookie.

use anyhow::Result;
use reqwest::Method;

use crate::support::Shop;

#[actix_web::test]
async fn a_customer_is_made_with_the_first_thing_to_remember() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let customer = shop.customer()?;
    for path in ["/api/cart", "/api/orders", "/api/products"] {
        let response = customer.request(Method::GET, path).send().await?;
        assert!(!response.headers().contains_key("set-cookie"), "{path}");
    }
    let put = |quantity| {
        customer
            .request(Method::PUT, &format!("/api/cart/items/{lamp}"))
            .json(&serde_json::json!({ "quantity": quantity }))
            .send()
    };
    let first = put(1).await?;
    let cookie = first.headers()["set-cookie"].to_str()?.to_owned();
    for part in [
        "session=",
        "; HttpOnly",
        "; SameSite=Lax",
        "; Path=/",
        "; Max-Age=",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!put(2).await?.headers().contains_key("set-cookie"));
    Ok(())
}

#[actix_web::test]
async fn a_refused_change_makes_no_customer() -> Result<()> {
    let shop = Shop::open().await?;
    let customer = shop.customer()?;
    let response = customer
        .request(
            Method::PUT,
            &format!("/api/cart/items/{}", uuid::Uuid::now_v7()),
        )
        .json(&serde_json::json!({ "quantity": 1 }))
        .send()
        .await?;
    assert_eq!(response.status(), 404);
    assert!(!response.headers().contains_key("set-cookie"));
    Ok(())
}

#[actix_web::test]
async fn a_forged_session_is_nobody() -> Result<()> {
    let shop = Shop::open().await?;
    let lamp = shop.product(1999, 10)?;
    let owner = shop.customer()?;
    let response = owner
        .request(Method::PUT, &format!("/api/cart/items/{lamp}"))
        .json(&serde_json::json!({ "quantity": 1 }))
        .send()
        .await?;
    let cookie = response.headers()["set-cookie"]
        .to_str()?
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned();
    let forged = if cookie.ends_with('A') {
        format!("{}B", &cookie[..cookie.len() - 1])
    } else {
        format!("{}A", &cookie[..cookie.len() - 1])
    };
    for (cookie, lines) in [(cookie, 1), (forged, 0)] {
        let stranger = shop.customer()?;
        let cart: serde_json::Value = stranger
            .request(Method::GET, "/api/cart")
            .header("cookie", cookie)
            .send()
            .await?
            .json()
            .await?;
        assert_eq!(cart["items"].as_array().map(Vec::len), Some(lines));
    }
    Ok(())
}
