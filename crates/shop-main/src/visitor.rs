//! Who sends a request.

use std::future::{Ready, ready};

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use shop_api::CustomerId;
use shop_kit::ApiError;

use crate::App;
use crate::session::{COOKIE, Sessions};

/// Half a year: as long as the cookie lives, the customer finds earlier orders again.
const LIFETIME: Duration = Duration::days(180);

/// Who sends a request: a customer, or somebody who has done nothing yet that must be remembered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visitor(pub(crate) Option<CustomerId>);

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let customer = request.cookie(COOKIE).and_then(|cookie| {
            let app = request.app_data::<web::Data<App>>()?;
            let customer = app.sessions.verify(cookie.value());
            if customer.is_none() {
                tracing::warn!("A session cookie has no valid signature; it is ignored.");
            }
            customer
        });
        ready(Ok(Self(customer.map(CustomerId))))
    }
}

impl Visitor {
    /// The customer, and the cookie to send when the customer is new.
    pub(crate) fn or_new(self, sessions: &Sessions) -> (CustomerId, Option<Cookie<'static>>) {
        match self.0 {
            Some(customer) => (customer, None),
            None => {
                let customer = CustomerId::generate();
                (customer, Some(cookie(sessions, customer)))
            }
        }
    }
}

fn cookie(sessions: &Sessions, customer: CustomerId) -> Cookie<'static> {
    Cookie::build(COOKIE, sessions.sign(customer.0))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(LIFETIME)
        .finish()
}
