//! The shop as a customer sees it: requests and what their answers mean.

mod cancel;
mod checkout;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::cookie::CookieStore;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::bins::Outcome;
use crate::customers::Customer;
use crate::error::LoadError;
use crate::orders::{IntentItem, Money};
use crate::plan::Action;
use crate::shelf::{Product, Shelf};

pub(crate) use cancel::cancel;
pub(crate) use checkout::{Attempt, Checkout};

/// A service closes an idle connection after 5 s by default. The client must be the first to do so, or a
/// request meets the closing connection and counts as failed.
const IDLE: Duration = Duration::from_secs(2);

/// The types of the problems that are the shop's business: sold out, dearer than a moment ago, or shipped already.
const BUSINESS: [&str; 3] = [
    "/problems/out-of-stock",
    "/problems/price-changed",
    "/problems/invalid-transition",
];

/// The shop's public address and what was seen there.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    client: Client,
    base: Arc<Url>,
    shelf: Arc<Mutex<Shelf>>,
}

/// A request that did not end as hoped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Refused for a reason that is the shop's business.
    Business,
    /// The shop said no, and will say so again.
    Denied(StatusCode),
    /// The shop failed, did not answer, or answered with something unreadable.
    Broken,
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Business => Self::Rejected,
            Refusal::Denied(_) | Refusal::Broken => Self::Failed { lost_minor: 0 },
        }
    }
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Product>,
}

#[derive(Deserialize)]
struct Cart {
    items: Vec<CartItem>,
    total: Money,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CartItem {
    product_id: Uuid,
    quantity: u32,
}

#[derive(Deserialize)]
struct Problem {
    r#type: String,
}

impl Shop {
    pub(crate) fn new(base: Url) -> Result<Self, LoadError> {
        let client = Client::builder()
            .no_proxy()
            .http1_only()
            .tcp_nodelay(true)
            .redirect(reqwest::redirect::Policy::none())
            // A retry that the customer does not know of would hide a failure.
            .retry(reqwest::retry::never())
            .pool_idle_timeout(IDLE)
            .user_agent(concat!("firedrill-traffic/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(LoadError::Client)?;
        Ok(Self {
            client,
            base: Arc::new(base),
            shelf: Arc::default(),
        })
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what the plan says, except for what is written into the journal.
    pub(crate) async fn visit(&self, customer: &Customer, action: Action) -> Result<(), Refusal> {
        match action {
            Action::List { pick } => {
                let category = self.shelf().category(pick);
                let query = category.map(|slug| ("category", slug));
                self.list(customer, query).await
            }
            Action::Search { pick } => {
                let word = self.shelf().word(pick);
                self.list(customer, word.map(|word| ("q", word))).await
            }
            Action::Product { pick } => {
                let id = self.product(customer, pick).await?;
                let reply = self.get(customer, &["products", &id.to_string()]).await;
                self.forget_when_gone(id, &reply);
                parse::<Product>(&reply?).map(drop)
            }
            Action::Picture { pick } => {
                let id = self.product(customer, pick).await?;
                let reply = self
                    .get(customer, &["products", &id.to_string(), "image"])
                    .await;
                self.forget_when_gone(id, &reply);
                reply.map(drop)
            }
            Action::Put { pick, quantity } => {
                let id = self.product(customer, pick).await?;
                let request = self
                    .request(Method::PUT, &["cart", "items", &id.to_string()])
                    .json(&serde_json::json!({ "quantity": quantity }));
                let reply = self.send(customer, request).await;
                self.forget_when_gone(id, &reply);
                see_cart(customer, &reply?)
            }
            Action::Remove { pick } => {
                let id = self.product(customer, pick).await?;
                let request = self.request(Method::DELETE, &["cart", "items", &id.to_string()]);
                see_cart(customer, &self.send(customer, request).await?)
            }
            Action::ShowCart => see_cart(customer, &self.get(customer, &["cart"]).await?),
            Action::OrderStatus => {
                let last = customer.known().last_order.map(|id| id.to_string());
                let reply = match &last {
                    Some(id) => self.get(customer, &["orders", id]).await?,
                    None => self.get(customer, &["orders"]).await?,
                };
                parse::<serde::de::IgnoredAny>(&reply).map(drop)
            }
            // These are more than a request: see `Checkout` and `cancel`.
            Action::Checkout { .. } | Action::Cancel => Err(Refusal::Broken),
        }
    }

    /// Looks at the shop for the first time, so that the first visits know what there is.
    pub(crate) async fn look_around(&self) -> Result<(), Refusal> {
        self.list(&Customer::default(), None).await
    }

    /// A product to choose. Who knows of none has to look first.
    async fn product(&self, customer: &Customer, pick: u32) -> Result<Uuid, Refusal> {
        let choose = || self.shelf().product(pick).map(|known| known.id);
        if let Some(id) = choose() {
            return Ok(id);
        }
        self.list(customer, None).await?;
        choose().ok_or(Refusal::Broken)
    }

    /// So that one product that was taken out of the assortment is not asked for again and again.
    fn forget_when_gone<T>(&self, id: Uuid, reply: &Result<T, Refusal>) {
        if matches!(reply, Err(Refusal::Denied(StatusCode::NOT_FOUND))) {
            self.shelf().forget(id);
        }
    }

    async fn list(
        &self,
        customer: &Customer,
        query: Option<(&'static str, String)>,
    ) -> Result<(), Refusal> {
        let request = self.request(Method::GET, &["products"]);
        let request = match query {
            Some(pair) => request.query(&[pair]),
            None => request,
        };
        let page: Page = parse(&self.send(customer, request).await?)?;
        self.shelf().see(page.items);
        Ok(())
    }

    async fn get(&self, customer: &Customer, path: &[&str]) -> Result<Vec<u8>, Refusal> {
        self.send(customer, self.request(Method::GET, path)).await
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = Url::clone(&self.base);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("api").extend(path);
        }
        self.client.request(method, url)
    }

    /// Sends with the customer's cookies, and reads the whole answer.
    async fn send(&self, customer: &Customer, request: RequestBuilder) -> Result<Vec<u8>, Refusal> {
        let request = match customer.jar.cookies(&self.base) {
            Some(cookies) => request.header(COOKIE, cookies),
            None => request,
        };
        let reply = request.send().await.map_err(|_| Refusal::Broken)?;
        customer
            .jar
            .set_cookies(&mut reply.headers().get_all(SET_COOKIE).iter(), &self.base);
        let status = reply.status();
        let body = reply.bytes().await.map_err(|_| Refusal::Broken)?;
        if status.is_success() {
            return Ok(body.into());
        }
        if !status.is_client_error() {
            return Err(Refusal::Broken);
        }
        let business = status == StatusCode::CONFLICT
            && serde_json::from_slice::<Problem>(&body)
                .is_ok_and(|problem| BUSINESS.iter().any(|of| problem.r#type.ends_with(of)));
        Err(if business {
            Refusal::Business
        } else {
            Refusal::Denied(status)
        })
    }
}

/// An answer that cannot be read is none.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::Broken)
}

fn see_cart(customer: &Customer, body: &[u8]) -> Result<(), Refusal> {
    let cart: Cart = parse(body)?;
    let mut known = customer.known();
    known.cart_total = cart.total.amount;
    known.cart = cart
        .items
        .into_iter()
        .map(|item| IntentItem {
            product_id: item.product_id,
            quantity: item.quantity,
        })
        .collect();
    Ok(())
}
