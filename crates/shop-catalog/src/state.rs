//! What the handlers share.

use diesel::PgConnection;
use prometheus::IntCounterVec;
use shop_kit::Service;
use shop_kit::context::{self, RequestContext};
use shop_kit::db::{Database, DbError};
use shop_kit::s3::ObjectStore;

use crate::cache::{Cache, Entry, Key, Scope};
use crate::error::CatalogError;

/// What the handlers share.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) database: Database,
    pub(crate) store: ObjectStore,
    cache: Option<Cache>,
    /// By outcome: created, replayed, out_of_stock, confirmed, gone, released, expired, returned.
    pub(crate) reservations: IntCounterVec,
}

impl State {
    /// Joins the parts.
    ///
    /// # Errors
    /// The metrics exist already.
    pub fn new(
        database: Database,
        store: ObjectStore,
        service: &Service,
    ) -> Result<Self, prometheus::Error> {
        let reservations = service.metrics.counters(
            "shop_reservations_total",
            "What happened to reservations.",
            &["outcome"],
        )?;
        Ok(Self {
            database,
            store,
            cache: None,
            reservations,
        })
    }

    /// The same with a cache in front of the database.
    #[must_use]
    pub fn with_cache(self, cache: Cache) -> Self {
        Self {
            cache: Some(cache),
            ..self
        }
    }

    /// A reply from the cache, else from `load`.
    pub(crate) async fn read<Fut>(
        &self,
        key: Key,
        load: impl FnOnce(Database) -> Fut,
    ) -> Result<Entry, CatalogError>
    where
        Fut: Future<Output = Result<Entry, CatalogError>> + Send + 'static,
    {
        let load = || load(self.database.clone());
        match &self.cache {
            Some(cache) => cache.read(key, load).await,
            None => load().await,
        }
    }

    /// Changes the database, then makes the cache forget what `changed` names: of the result, or of nothing when the
    /// database failed and may have changed all the same.
    ///
    /// Both run in a task of their own. A commit goes on when the client hangs up, so forgetting must, too.
    pub(crate) async fn change<T, W, S>(
        &self,
        operation: &'static str,
        work: W,
        changed: impl FnOnce(Option<&T>) -> S + Send + 'static,
    ) -> Result<T, CatalogError>
    where
        T: Send + Sync + 'static,
        W: FnOnce(&mut PgConnection) -> Result<T, CatalogError> + Send + 'static,
        S: IntoIterator<Item = Scope>,
    {
        let Some(cache) = self.cache.clone() else {
            return self.database.run(operation, work).await;
        };
        let database = self.database.clone();
        let work = async move {
            let result = database.run(operation, work).await;
            let scopes: Vec<Scope> = match &result {
                Ok(done) => changed(Some(done)).into_iter().collect(),
                Err(CatalogError::Database(_)) => changed(None).into_iter().collect(),
                Err(_) => Vec::new(),
            };
            cache.forget(scopes).await;
            result
        };
        let context = context::current().unwrap_or_else(RequestContext::root);
        tokio::spawn(context::scope(context, work))
            .await
            .unwrap_or_else(|_| Err(DbError::Aborted.into()))
    }

    pub(crate) fn count(&self, outcome: &str, reservations: usize) {
        let number = u64::try_from(reservations).unwrap_or(u64::MAX);
        self.reservations
            .with_label_values(&[outcome])
            .inc_by(number);
    }
}
