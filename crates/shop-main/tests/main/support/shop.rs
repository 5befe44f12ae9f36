//! All services of a shop but the front door.

use std::time::Duration;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::{RunQueryDsl, sql_query};
use shop_catalog::State;
use shop_kit::Service;
use shop_kit::client::ClientSettings;
use shop_kit::db::Database;
use shop_kit::redis::{RedisSettings, redis};
use shop_kit::s3::ObjectStore;
use shop_kit::testing::{
    TestDatabase, TestObjectStore, TestRedis, TestRedisCluster, TestServer, server_settings,
};
use shop_main::{Sessions, Settings};
use tempfile::TempDir;
use uuid::Uuid;

use super::{Customer, Gate};

/// When a replica of `main` looks for orders that were left behind.
#[derive(Clone, Copy)]
pub(crate) enum Recovery {
    /// Not while the test runs.
    Never,
    /// All the time, for orders of any age.
    Always,
}

/// When a replica of `main` deals with what happened to orders.
#[derive(Clone, Copy)]
pub(crate) enum Drain {
    /// Not while the test runs.
    Never,
    /// All the time.
    Always,
}

/// A shop with one product after the other.
pub(crate) struct Shop {
    // The order of the fields is the order in which they go.
    mains: Vec<TestServer>,
    pub(crate) catalog_gate: Gate,
    pub(crate) order_gate: Gate,
    order: Option<TestServer>,
    catalog: TestServer,
    stock: State,
    redis: Option<TestRedis>,
    /// Also after it has gone, the address is the same.
    redis_settings: RedisSettings,
    orders: TestDatabase,
    products: TestDatabase,
    _shared: TempDir,
}

impl Shop {
    /// With one replica of `main` that does not recover anything.
    pub(crate) async fn open() -> Result<Self> {
        let mut shop = Self::without_main().await?;
        shop.add_main(Recovery::Never)?;
        Ok(shop)
    }

    async fn without_main() -> Result<Self> {
        let orders = TestDatabase::migrated(shop_order::MIGRATIONS)?;
        let products = TestDatabase::migrated(shop_catalog::MIGRATIONS)?;
        let shared = TempDir::new()?;
        let settings = shop_order::Settings {
            server: server_settings(),
            database: orders.settings(),
            shared_dir: shared.path().to_owned(),
            outbox_interval: Duration::from_millis(50),
            outbox_lease_seconds: 1,
        };
        let order = TestServer::launch(move || {
            shop_order::start(Service::new("order", "test")?, &settings)
        })?;
        let (catalog, stock) = catalog(&products).await?;
        let redis = TestRedis::start()?;
        Ok(Self {
            mains: Vec::new(),
            catalog_gate: Gate::before(&catalog)?,
            order_gate: Gate::before(&order)?,
            order: Some(order),
            catalog,
            stock,
            redis_settings: redis.settings(),
            redis: Some(redis),
            orders,
            products,
            _shared: shared,
        })
    }

    /// Starts another replica of `main` and tells where it is.
    pub(crate) fn add_main(&mut self, recovery: Recovery) -> Result<String> {
        self.add_main_with(recovery, Drain::Never)
    }

    /// Starts another replica of `main` that deals with what happens to orders, and tells where it is.
    pub(crate) fn add_drainer(&mut self) -> Result<String> {
        self.add_main_with(Recovery::Never, Drain::Always)
    }

    /// Starts another replica of `main` that calls the other services themselves: a gate answers what operators ask.
    pub(crate) fn add_main_past_the_gates(&mut self) -> Result<String> {
        let order = self.order.as_ref().map(|order| order.url(""));
        let peers = [self.catalog.url(""), order.unwrap_or_default()];
        self.launch(Recovery::Never, Drain::Never, peers)
    }

    /// The order service goes.
    pub(crate) fn stop_order(&mut self) {
        self.order = None;
    }

    fn add_main_with(&mut self, recovery: Recovery, drain: Drain) -> Result<String> {
        let peers = [self.catalog_gate.url(), self.order_gate.url()];
        self.launch(recovery, drain, peers)
    }

    fn launch(
        &mut self,
        recovery: Recovery,
        drain: Drain,
        [catalog_url, order_url]: [String; 2],
    ) -> Result<String> {
        let settings = Settings {
            server: server_settings(),
            redis: self.redis_settings.clone(),
            client: ClientSettings {
                timeout: Duration::from_millis(700),
                // A broken call stays broken; that calls are repeated is proved where they are made.
                retries: 0,
                breaker_failures: 0,
                ..ClientSettings::default()
            },
            catalog_url: catalog_url.parse()?,
            order_url: order_url.parse()?,
            sessions: Sessions::from_base64(&STANDARD.encode([7; 32]))?,
            reservation_ttl_seconds: 60,
            recovery_interval: match recovery {
                Recovery::Never => Duration::from_secs(3600),
                Recovery::Always => Duration::from_millis(50),
            },
            recovery_after_seconds: 0,
            outbox_interval: match drain {
                Drain::Never => Duration::from_secs(3600),
                Drain::Always => Duration::from_millis(50),
            },
            outbox_lease_seconds: 1,
        };
        let main =
            TestServer::launch(move || shop_main::start(Service::new("main", "test")?, &settings))?;
        let url = main.url("");
        self.mains.push(main);
        Ok(url)
    }

    /// Ends every replica of `main` at once, with whatever it is doing.
    pub(crate) fn kill_mains(&mut self) {
        self.mains.clear();
    }

    /// Somebody who was never here.
    pub(crate) fn customer(&self) -> Result<Customer> {
        Customer::new(
            self.mains
                .last()
                .map(|main| main.url(""))
                .unwrap_or_default(),
        )
    }

    /// A new product.
    pub(crate) fn product(&self, cents: i64, stock: i32) -> Result<Uuid> {
        let id = Uuid::now_v7();
        sql_query(format!(
            "INSERT INTO products (id, sku, name, name_ko, description, description_ko, category, price_amount, currency, stock, received, version)
             VALUES ('{id}', '{sku}', 'Desk lamp', '탁상 램프', 'It shines.', '빛납니다.', 'lighting', {cents}, 'USD', {stock}, {stock}, 1)",
            sku = format!("T-{}", id.simple()).to_uppercase().get(..32).unwrap_or_default(),
        ))
        .execute(&mut self.products.connect()?)?;
        Ok(id)
    }

    /// A statement on the database of the catalog.
    pub(crate) fn change_products(&self, statement: &str) -> Result<()> {
        Ok(self.products.connect()?.batch_execute(statement)?)
    }

    /// Ends every reservation that nobody confirmed or released. The reservation of an answer that was lost has no owner,
    /// so it goes by the clock; here the clock is early.
    pub(crate) async fn expire(&self) -> Result<()> {
        self.change_products(
            "UPDATE reservations SET expires_at = now() - interval '1 second' WHERE status = 'active'",
        )?;
        shop_catalog::expire_pass(&self.stock).await?;
        Ok(())
    }

    /// Redis goes, with all carts.
    pub(crate) fn stop_redis(&mut self) {
        self.redis = None;
    }

    /// A Redis cluster in place of the single server, with a replica of `main` that uses it.
    pub(crate) fn with_redis_cluster(&mut self) -> Result<TestRedisCluster> {
        let cluster = TestRedisCluster::start()?;
        self.redis_settings = cluster.settings();
        self.add_main(Recovery::Never)?;
        Ok(cluster)
    }

    /// What Redis holds, and for how many seconds.
    pub(crate) fn redis_keys(&self) -> Result<Vec<(String, i64)>> {
        let mut connection =
            redis::Client::open(self.redis_settings.url.expose())?.get_connection()?;
        let names: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection)?;
        names
            .into_iter()
            .map(|name| {
                let seconds = redis::cmd("TTL").arg(&name).query(&mut connection)?;
                Ok((name, seconds))
            })
            .collect()
    }

    /// Waits until recovery has run so many passes more.
    pub(crate) async fn passes(&self, number: usize) -> Result<()> {
        let before = self.order_gate.calls();
        super::eventually("recovery passes", async || {
            ensure!(self.order_gate.calls() >= before + number);
            Ok(())
        })
        .await
    }

    /// A statement on the database of the orders.
    pub(crate) fn change_orders(&self, statement: &str) -> Result<()> {
        Ok(self.orders.connect()?.batch_execute(statement)?)
    }

    pub(crate) fn connect_orders(&self) -> Result<PgConnection> {
        self.orders.connect()
    }

    pub(super) fn connect_products(&self) -> Result<PgConnection> {
        self.products.connect()
    }
}

/// The real catalog. Its object store is away: nothing here looks at pictures.
async fn catalog(products: &TestDatabase) -> Result<(TestServer, State)> {
    let service = Service::new("catalog", "test")?;
    let nobody = TestObjectStore::at("http://127.0.0.1:1".parse()?);
    let store = ObjectStore::new(&nobody, &service).await?;
    let database = Database::new(&products.settings(), &service)?;
    let state = State::new(database, store, &service)?;
    let server = TestServer::start(
        service,
        server_settings(),
        shop_catalog::routes(state.clone()),
    )?;
    Ok((server, state))
}
