//! No customer reads or changes what is another's.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::shop::{Customer, Shop};

/// Two customers, each with an order and a cart.
#[derive(Debug)]
pub(super) struct Customers {
    pub(super) one: Customer,
    pub(super) order: String,
}

/// Everything that one customer can try with what is another's.
pub(super) async fn are_kept_apart(shop: &Shop) -> Customers {
    let products = shop.products().await;
    let [bought, kept, other, ..] = &products[..] else {
        panic!("too few products: {products:?}");
    };
    let (mut one, mut two) = (Customer::new(shop), Customer::new(shop));
    let key = Uuid::new_v4().to_string();
    let order = one.buy(bought, &key).await;
    let theirs = two.buy(bought, &Uuid::new_v4().to_string()).await;
    one.put_in_cart(kept, 2).await;
    two.put_in_cart(other, 3).await;
    assert_ne!(one.session, two.session);

    assert_eq!(one.cart().await, [(kept.clone(), 2)]);
    assert_eq!(two.cart().await, [(other.clone(), 3)]);
    owns_nothing_of(&mut two, &order).await;
    owns_nothing_of(&mut one, &theirs).await;
    let mut nobody = Customer::new(shop);
    owns_nothing_of(&mut nobody, &order).await;
    assert_eq!(nobody.session, None, "reading makes no customer");

    // What is no line of one's own can't be taken out either.
    let path = format!("/api/cart/items/{kept}");
    let removed = two.request(Method::DELETE, &path);
    assert_eq!(two.send(removed).await.0, 200);
    // A key belongs to whoever used it first.
    let (status, answer) = two.check_out(&key).await;
    assert_eq!(status, 422, "{answer}");
    assert!(!answer.to_string().contains(&order), "{answer}");

    for forged in forgeries(&one, &two) {
        let mut forger = one.with_session(&forged);
        let (status, answer) = forger.get(&format!("/api/orders/{order}")).await;
        assert_eq!(status, 404, "{forged}: {answer}");
        assert_eq!(forger.cart().await, [], "{forged}");
        forger.put_in_cart(other, 1).await;
        let fresh = forger.session.clone().unwrap();
        assert_ne!(fresh, forged, "a session that is not ours is replaced");
        assert!(
            [&one, &two]
                .iter()
                .all(|known| known.session.as_deref() != Some(&*fresh))
        );
    }

    assert_eq!(one.cart().await, [(kept.clone(), 2)]);
    assert_eq!(two.cart().await, [(other.clone(), 3)]);
    let (status, own) = one.get(&format!("/api/orders/{order}")).await;
    assert_eq!(
        (status.as_u16(), &own["status"]),
        (200, &json!("confirmed"))
    );
    let invoice = format!("/api/orders/{order}/invoice");
    assert_eq!(one.get(&invoice).await.0, 200);
    Customers { one, order }
}

/// Nothing tells somebody else that the order exists.
async fn owns_nothing_of(somebody: &mut Customer, order: &str) {
    let paths = [
        (Method::GET, format!("/api/orders/{order}")),
        (Method::GET, format!("/api/orders/{order}/invoice")),
        (Method::GET, format!("/api/orders/{order}/invoice?lang=ko")),
        (Method::POST, format!("/api/orders/{order}/cancel")),
    ];
    let absent = Uuid::new_v4().to_string();
    for (method, path) in paths {
        let request = somebody.request(method.clone(), &path);
        let (status, answer) = somebody.send(request).await;
        assert_eq!(status, 404, "{method} {path}: {answer}");
        let other = path.replace(order, &absent);
        let request = somebody.request(method, &other);
        let (_, unknown) = somebody.send(request).await;
        assert_eq!(said(answer), said(unknown));
    }
    let (status, list) = somebody.get("/api/orders?limit=100").await;
    assert_eq!(status, 200);
    assert!(!list.to_string().contains(order), "{list}");
    let (status, answer) = somebody.get("/api/staff/orders").await;
    assert_eq!(status, 401, "{answer}");
}

/// A problem without what names the request.
fn said(mut problem: Value) -> Value {
    if let Some(members) = problem.as_object_mut() {
        members.remove("requestId");
    }
    problem
}

/// Cookies that somebody makes who knows two sessions and not the key.
fn forgeries(one: &Customer, two: &Customer) -> Vec<String> {
    let (one, two) = (one.session.clone().unwrap(), two.session.clone().unwrap());
    let (id, seal) = one.split_once('.').unwrap();
    let (other_id, other_seal) = two.split_once('.').unwrap();
    let mut forgeries = vec![
        format!("{id}.{other_seal}"),
        format!("{other_id}.{seal}"),
        format!("{}.{seal}", Uuid::new_v4().simple()),
        format!("{id}."),
        id.to_owned(),
        format!(".{seal}"),
        format!("{id}.{seal}.{seal}"),
        format!("{id}.{}", &seal[..seal.len() - 1]),
        format!("{id}.{seal}A"),
        format!("{id}.{}", "A".repeat(seal.len())),
        format!("{one}%00"),
        one.repeat(50),
        "' OR '1'='1".to_owned(),
    ];
    // Every letter counts.
    for place in 0..one.len() {
        let changed = match &one[place..=place] {
            "." => continue,
            "A" | "a" => "0",
            _ => "a",
        };
        forgeries.push([&one[..place], changed, &one[place + 1..]].concat());
    }
    forgeries
}
