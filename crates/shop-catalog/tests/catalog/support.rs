//! A catalog of a test's own, and short ways to call it.

use std::time::Duration;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shop_api::{Product, ProductId};
use shop_catalog::{Cache, CacheSettings, MIGRATIONS, State, keep_telling, routes};
use shop_kit::db::{Database, DatabaseSettings};
use shop_kit::redis::{Redis, RedisSettings};
use shop_kit::s3::{ObjectStore, S3Settings};
use shop_kit::testing::{
    INTERNAL_TOKEN, STAFF_TOKEN, TestDatabase, TestObjectStore, TestServer, server_settings,
};
use shop_kit::{Service, server};
use uuid::Uuid;

/// A replica of the catalog. Several may share a database.
pub(crate) struct Catalog {
    pub(crate) state: State,
    pub(crate) server: TestServer,
    http: reqwest::Client,
}

/// An answer that was read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    pub(crate) fn read<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(
            self.status,
            status,
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// The end of the problem's type.
    pub(crate) fn problem(&self) -> String {
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        problem["type"]
            .as_str()
            .unwrap()
            .trim_start_matches("/problems/")
            .to_owned()
    }

    /// The fields that the problem names.
    pub(crate) fn fields(&self) -> Vec<String> {
        let problem = self.json();
        problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["field"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub(crate) fn database() -> TestDatabase {
    TestDatabase::migrated(MIGRATIONS).unwrap()
}

/// An object store that is down.
pub(crate) fn no_store() -> S3Settings {
    TestObjectStore::at("http://127.0.0.1:1".parse().unwrap())
}

impl Catalog {
    /// A replica without pictures.
    pub(crate) async fn start(database: &TestDatabase) -> Self {
        Self::with_store(database, &no_store()).await
    }

    pub(crate) async fn with_store(database: &TestDatabase, store: &S3Settings) -> Self {
        Self::with(database, store, None).await
    }

    /// A replica that caches in this Redis.
    pub(crate) async fn with_cache(database: &TestDatabase, redis: &RedisSettings) -> Self {
        Self::with(database, &no_store(), Some(redis)).await
    }

    async fn with(
        database: &TestDatabase,
        store: &S3Settings,
        redis: Option<&RedisSettings>,
    ) -> Self {
        let service = Service::new("catalog", "1").unwrap();
        // A busy machine must not fail a test that is about something else.
        let settings = DatabaseSettings {
            pool_timeout: Duration::from_secs(20),
            statement_timeout: Duration::from_secs(20),
            ..database.settings()
        };
        let pool = Database::new(&settings, &service).unwrap();
        let store = ObjectStore::new(store, &service).await.unwrap();
        let mut state = State::new(pool, store, &service).unwrap();
        let cache = redis.map(|redis| {
            let settings = CacheSettings {
                ttl: Duration::from_secs(600),
                list_ttl: Duration::from_secs(600),
            };
            let redis = Redis::new(redis, &service).unwrap();
            Cache::new(redis, settings, &service).unwrap()
        });
        if let Some(cache) = &cache {
            state = state.with_cache(cache.clone());
        }
        let routes = routes(state.clone());
        let server = TestServer::launch(move || {
            if let Some(cache) = cache {
                actix_web::rt::spawn(keep_telling(cache, service.health.clone()));
            }
            Ok(server::start(service, &server_settings(), routes)?)
        })
        .unwrap();
        Self {
            state,
            server,
            http: reqwest::Client::new(),
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.server.url(path))
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer {
            status,
            headers,
            bytes: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// As another service.
    pub(crate) async fn internal(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(
            self.request(method, path)
                .header("x-internal-token", INTERNAL_TOKEN)
                .json(body),
        )
        .await
    }

    /// As staff.
    pub(crate) fn staff(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(STAFF_TOKEN)
    }

    /// Takes a version of a product off sale.
    pub(crate) fn removal(&self, path: &str, version: u32) -> RequestBuilder {
        self.staff(Method::DELETE, path)
            .header("if-match", format!("\"{version}\""))
    }

    pub(crate) async fn create(&self, draft: &Value) -> Answer {
        self.send(self.staff(Method::POST, "/products").json(draft))
            .await
    }

    /// A new product with this stock.
    pub(crate) async fn product(&self, sku: &str, stock: u32) -> Product {
        self.create(&draft(sku, stock)).await.read(201)
    }

    pub(crate) async fn stock(&self, id: ProductId) -> u32 {
        self.get(&format!("/products/{id}"))
            .await
            .read::<Product>(200)
            .stock
    }

    pub(crate) async fn reserve(&self, key: Uuid, items: &[(ProductId, u32)], ttl: u32) -> Answer {
        let items: Vec<Value> = items
            .iter()
            .map(|(id, quantity)| json!({"productId": id, "quantity": quantity}))
            .collect();
        self.internal(
            Method::POST,
            "/reservations",
            &json!({"key": key, "items": items, "ttlSeconds": ttl}),
        )
        .await
    }

    pub(crate) async fn confirm(&self, id: impl std::fmt::Display) -> Answer {
        self.internal(
            Method::POST,
            &format!("/reservations/{id}/confirm"),
            &Value::Null,
        )
        .await
    }

    pub(crate) async fn give_back(&self, id: impl std::fmt::Display) -> Answer {
        self.internal(
            Method::POST,
            &format!("/reservations/{id}/return"),
            &Value::Null,
        )
        .await
    }

    pub(crate) async fn release(&self, id: impl std::fmt::Display) -> Answer {
        self.internal(Method::DELETE, &format!("/reservations/{id}"), &Value::Null)
            .await
    }
}

pub(crate) fn draft(sku: &str, stock: u32) -> Value {
    json!({
        "sku": sku,
        "name": format!("Mug {sku}"),
        "nameKo": format!("머그 {sku}"),
        "description": "Holds coffee.",
        "descriptionKo": "커피를 담습니다.",
        "category": "kitchen",
        "price": {"amount": 1800, "currency": "USD"},
        "stock": stock,
    })
}

/// For each product: received = stock + what active and confirmed reservations hold.
pub(crate) fn assert_law(database: &TestDatabase) {
    let broken: i64 = diesel::select(sql::<BigInt>(
        "(SELECT count(*) FROM products p WHERE p.stock < 0 OR p.received <> p.stock + coalesce((SELECT sum(i.quantity) \
         FROM reservation_items i JOIN reservations r ON r.id = i.reservation_id \
         WHERE i.product_id = p.id AND r.status IN ('active', 'confirmed')), 0))",
    ))
    .get_result(&mut database.connect().unwrap())
    .unwrap();
    assert_eq!(broken, 0, "products whose stock does not add up");
}
