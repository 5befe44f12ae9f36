//! Carries out the probes of checks and symptoms.
//!
//! A probe that could not be carried out errs: that is ours, and never counts against the learner.

mod audit;
mod http;
mod objects;
mod promql;
mod replicas;
mod service_levels;
pub(crate) mod sql;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use drill_core::check::{Probe, Verdict};
use drill_core::i18n::Text;
use drill_core::slo::Objective;
use drill_load::BinReader;
use lab_managed::Compute;
use tokio::time::timeout;

use crate::access::{LabAccess, http_client};
use crate::run::streak::{Seen, Span};

/// How long one look may take. An audit has its own limit.
const LOOK_LIMIT: Duration = Duration::from_millis(2500);

/// What one look found, and over which span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What it found.
    pub verdict: Verdict,
    /// What it covers.
    pub span: Span,
}

impl Look {
    /// What a streak takes in.
    #[must_use]
    pub fn seen(&self) -> Seen {
        match &self.verdict {
            Verdict::Passed => Seen::Passed(self.span),
            Verdict::Failed { .. } => Seen::Failed,
            Verdict::Error { .. } => Seen::Error,
        }
    }

    fn now(verdict: Verdict) -> Self {
        Self {
            verdict,
            span: Span::moment(Utc::now()),
        }
    }
}

/// What a look must know of its run.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// What customers are promised.
    pub objective: Objective,
    /// Service levels are looked at from here on: what customers saw before is another story.
    pub since: DateTime<Utc>,
}

/// Looks at one lab.
#[derive(Clone)]
pub struct Probes {
    compute: Arc<dyn Compute>,
    access: Arc<LabAccess>,
    bins: BinReader,
    client: reqwest::Client,
}

impl Probes {
    /// # Errors
    /// When the HTTP client can't be set up.
    pub fn new(compute: Arc<dyn Compute>, access: Arc<LabAccess>) -> reqwest::Result<Self> {
        Ok(Self {
            bins: BinReader::open(&access.traffic),
            client: http_client(Duration::from_secs(2))?,
            compute,
            access,
        })
    }

    /// Where the lab's parts are.
    #[must_use]
    pub fn access(&self) -> &LabAccess {
        &self.access
    }

    /// The HTTP client of looks.
    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// What customers saw.
    #[must_use]
    pub fn bins(&self) -> &BinReader {
        &self.bins
    }

    /// Carries out one probe. It never fails: what goes wrong is a verdict.
    pub async fn look(&self, probe: &Probe, scope: &Scope) -> Look {
        if let Probe::Audit {} = probe {
            return audit::look(&self.access.audit, scope).await;
        }
        match timeout(LOOK_LIMIT, self.look_at(probe, scope)).await {
            Ok(look) => look,
            Err(_) => Look::now(Verdict::Error {
                reason: format!("no answer within {} ms", LOOK_LIMIT.as_millis()),
            }),
        }
    }

    async fn look_at(&self, probe: &Probe, scope: &Scope) -> Look {
        match probe {
            Probe::ServiceLevels { window } => {
                service_levels::look(&self.bins, *window, scope).await
            }
            Probe::Replicas { workload, min } => {
                Look::now(replicas::look(&*self.compute, workload, *min).await)
            }
            Probe::Sql {
                database,
                query,
                equals,
            } => Look::now(sql::look(&self.access, database, query, equals).await),
            Probe::Promql {
                query,
                below,
                above,
                equals,
            } => {
                let bounds = promql::Bounds {
                    below: *below,
                    above: *above,
                    equals: *equals,
                };
                Look::now(promql::look(&self.client, &self.access.prometheus, query, bounds).await)
            }
            Probe::Http {
                service,
                path,
                status,
            } => {
                let places = match service {
                    None => vec![self.access.shop.clone()],
                    Some(service) => match replicas::addresses(&*self.compute, service).await {
                        Ok(places) => places,
                        Err(verdict) => return Look::now(verdict),
                    },
                };
                Look::now(http::look(&self.client, &places, path, *status).await)
            }
            Probe::Service {
                service,
                path,
                status,
            } => Look::now(objects::service(&*self.compute, service, path, *status).await),
            Probe::Object {
                object,
                query,
                equals,
            } => Look::now(objects::field(&*self.compute, object, query, equals).await),
            Probe::Event {
                object,
                reason,
                window,
            } => Look::now(objects::event(&*self.compute, object, reason, *window).await),
            // Looked at above, with a limit of its own.
            Probe::Audit {} => audit::look(&self.access.audit, scope).await,
        }
    }
}

fn failed(reason: Text) -> Verdict {
    Verdict::Failed { reason }
}

fn error(reason: impl ToString) -> Verdict {
    Verdict::Error {
        reason: reason.to_string(),
    }
}
