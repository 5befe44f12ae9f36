//! Whether a service can serve.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::future::{BoxFuture, join_all};
use shop_api::{DependencyState, Readiness, ReadinessStatus};

/// A dependency that does not answer in this time is down.
const LIMIT: Duration = Duration::from_millis(1500);

/// One without which the service works gets less, so that it can't slow down the answer.
const OPTIONAL_LIMIT: Duration = Duration::from_millis(250);

/// How a dependency is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It can be used.
    Up,
    /// A part of it can't be used, for this reason; the service works with the rest.
    Partly(String),
    /// It can't be used, for this reason.
    Down(String),
}

type Ask = Box<dyn Fn() -> BoxFuture<'static, State> + Send + Sync>;

struct Check {
    name: &'static str,
    required: bool,
    ask: Ask,
}

/// A service's own dependencies, and whether it is shutting down.
#[derive(Clone, Default)]
pub struct Health {
    checks: Vec<Arc<Check>>,
    draining: Arc<AtomicBool>,
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.checks.iter().map(|check| check.name))
            .finish()
    }
}

impl Health {
    /// A service without dependencies.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a dependency without which the service can't serve. `check` says why it can't be used.
    #[must_use]
    pub fn with<F, Fut, E>(self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display,
    {
        self.add(name, LIMIT, true, whole(check))
    }

    /// Adds a dependency without which the service can't serve, of which a part may be missing: then it is shown, but the
    /// service stays ready.
    #[must_use]
    pub fn with_parts<F, Fut>(self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = State> + Send + 'static,
    {
        self.add(name, LIMIT, true, check)
    }

    /// Adds a dependency without which the service still does most of its work: it is shown, but the service stays
    /// ready.
    #[must_use]
    pub fn with_optional<F, Fut, E>(self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display,
    {
        self.add(name, OPTIONAL_LIMIT, false, whole(check))
    }

    fn add<F, Fut>(self, name: &'static str, limit: Duration, required: bool, check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = State> + Send + 'static,
    {
        let ask: Ask = Box::new(move || {
            let answer = check();
            Box::pin(async move {
                let answer = tokio::time::timeout(limit, answer).await;
                answer.unwrap_or_else(|_| {
                    State::Down(format!("no answer within {} ms", limit.as_millis()))
                })
            })
        });
        let mut checks = self.checks;
        checks.push(Arc::new(Check {
            name,
            required,
            ask,
        }));
        Self { checks, ..self }
    }

    /// From now on the service says that it can't serve, so that nobody sends it new work.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Whether [`Health::drain`] was called.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    /// Asks every dependency.
    pub async fn readiness(&self) -> Readiness {
        let answers = join_all(
            self.checks
                .iter()
                .map(|check| async move { (check, (check.ask)().await) }),
        )
        .await;
        let served = answers
            .iter()
            .all(|(check, answer)| !check.required || !matches!(answer, State::Down(_)));
        let healthy = served && !self.is_draining();
        let dependencies = answers.into_iter().map(|(check, answer)| {
            (
                check.name.to_owned(),
                match answer {
                    State::Up => DependencyState {
                        ok: true,
                        detail: None,
                    },
                    State::Partly(reason) | State::Down(reason) => DependencyState {
                        ok: false,
                        detail: Some(reason),
                    },
                },
            )
        });
        Readiness {
            status: if healthy {
                ReadinessStatus::Ok
            } else {
                ReadinessStatus::Unavailable
            },
            dependencies: dependencies.collect(),
        }
    }
}

/// For a check that knows nothing between up and down.
fn whole<F, Fut, E>(check: F) -> impl Fn() -> BoxFuture<'static, State> + Send + Sync + 'static
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: fmt::Display,
{
    move || {
        let answer = check();
        Box::pin(async move {
            match answer.await {
                Ok(()) => State::Up,
                Err(reason) => State::Down(reason.to_string()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_dependency_is_named_and_one_is_enough_to_be_unavailable() {
        let health = Health::new()
            .with("postgres", || async { Ok::<(), String>(()) })
            .with("redis", || async { Err::<(), _>("connection refused") });
        let readiness = health.readiness().await;
        assert_eq!(readiness.status, ReadinessStatus::Unavailable);
        assert_eq!(
            readiness.dependencies["postgres"],
            DependencyState {
                ok: true,
                detail: None
            }
        );
        assert_eq!(
            readiness.dependencies["redis"],
            DependencyState {
                ok: false,
                detail: Some("connection refused".to_owned())
            }
        );
    }

    #[tokio::test]
    async fn an_optional_dependency_is_shown_but_the_service_stays_ready() {
        let readiness = Health::new()
            .with_optional("s3", || async { Err::<(), _>("gone") })
            .readiness()
            .await;
        assert_eq!(readiness.status, ReadinessStatus::Ok);
        assert!(!readiness.dependencies["s3"].ok);
    }

    #[tokio::test]
    async fn a_dependency_of_which_a_part_is_left_is_shown_but_the_service_stays_ready() {
        let reason = "1 of 3 nodes does not answer (10.0.0.1:7001)";
        let readiness = Health::new()
            .with_parts("redis", move || async { State::Partly(reason.to_owned()) })
            .readiness()
            .await;
        assert_eq!(readiness.status, ReadinessStatus::Ok);
        let redis = &readiness.dependencies["redis"];
        assert_eq!((redis.ok, redis.detail.as_deref()), (false, Some(reason)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_dependency_that_never_answers_is_down() {
        let health = Health::new().with("s3", std::future::pending::<Result<(), String>>);
        assert_eq!(
            health.readiness().await.status,
            ReadinessStatus::Unavailable
        );
    }

    #[tokio::test]
    async fn a_service_that_shuts_down_takes_no_new_work() {
        let health = Health::new();
        assert_eq!(health.readiness().await.status, ReadinessStatus::Ok);
        health.drain();
        assert_eq!(
            health.readiness().await.status,
            ReadinessStatus::Unavailable
        );
    }
}
