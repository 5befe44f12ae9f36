//! Carries out the requests of a lab's clients.

use std::sync::Arc;
use std::time::Duration;

use drill_core::i18n::Text;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::shop;
use super::stage::{Stage, Up};
use crate::control::protocol::{Done, Failure, FailureKind, Request};
use crate::control::server::{Handler, ProgressSink};
use crate::texts::supervisor as say;

/// A lab's requests.
pub(super) struct LabHandler {
    lab: String,
    stage: watch::Sender<Stage>,
    stop: CancellationToken,
}

impl LabHandler {
    pub(super) fn new(lab: &str, stage: watch::Sender<Stage>, stop: CancellationToken) -> Self {
        Self {
            lab: lab.to_owned(),
            stage,
            stop,
        }
    }

    async fn carry_out(&self, request: Request, sink: &ProgressSink) -> Result<Value, Failure> {
        match request {
            Request::Down => return reply(&self.down(sink).await?),
            Request::Tether => {
                sink.closed().await;
                return reply(&self.down(sink).await?);
            }
            Request::Ready => {
                self.until_up(Some(sink)).await?;
                return reply(&Done {});
            }
            _ => {}
        }
        let up = self.until_up(None).await?;
        let (director, compute) = (&up.director, &*up.compute);
        match request {
            Request::Down | Request::Tether | Request::Ready => reply(&Done {}),
            Request::Status => reply(&compute.status().await),
            Request::Scale { workload, replicas } => {
                director
                    .acted(format!("shop scale {workload} {replicas}"))
                    .await;
                reply(&shop::scale(compute, &workload, replicas, sink).await?)
            }
            Request::Restart { workload } => {
                director.acted(format!("shop restart {workload}")).await;
                reply(&shop::restart(compute, &workload).await?)
            }
            Request::Set {
                workload,
                key,
                value,
            } => {
                director
                    .acted(format!("shop set {workload} {key}={value}"))
                    .await;
                reply(&shop::set(compute, &workload, &key, Some(&value)).await?)
            }
            Request::Unset { workload, key } => {
                director.acted(format!("shop unset {workload} {key}")).await;
                reply(&shop::set(compute, &workload, &key, None).await?)
            }
            Request::Link { link, state } => {
                director.acted(format!("shop link {link}")).await;
                compute.link(&link, state).await?;
                reply(&Done {})
            }
            Request::Kill { process } => {
                director.acted(format!("shop kill {process}")).await;
                compute.kill(&process).await?;
                reply(&Done {})
            }
            Request::FailOver => {
                director.acted("failover".to_owned()).await;
                reply(&compute.fail_over().await?)
            }
            Request::Play { drill, seed, lang } => {
                reply(&director.play(&drill, seed, lang, sink).await?)
            }
            Request::Watch => reply(&director.watch(sink).await?),
            Request::Run => reply(&director.run().await),
            Request::Ack => reply(&director.ack().await?),
            Request::Hint => reply(&director.hint().await?),
            Request::Question => reply(&director.question().await?),
            Request::Diagnose {
                layer,
                component,
                answer,
            } => reply(&director.diagnose(&layer, &component, &answer).await?),
            Request::Check { wait_seconds } => {
                let wait = Duration::from_secs(wait_seconds);
                reply(&director.check(wait, sink).await?)
            }
            Request::Acted { command } => {
                director.acted(command).await;
                reply(&Done {})
            }
            Request::Note { text } => reply(&director.note(&text).await?),
            Request::Solve { surrender } => reply(&director.solve(surrender, sink).await?),
            Request::Stop => reply(&director.stop(sink).await?),
            Request::Rewind => reply(&director.rewind().await?),
        }
    }

    /// The lab, once it is up; says how far it is until then.
    async fn until_up(&self, sink: Option<&ProgressSink>) -> Result<Up, Failure> {
        let mut stages = self.stage.subscribe();
        let mut heard = 0;
        loop {
            match &*stages.borrow_and_update() {
                Stage::Up(up) => return Ok(up.clone()),
                Stage::Failed(failure) => return Err(failure.clone()),
                Stage::Stopping => return Err(self.stopping()),
                Stage::Starting { said } => {
                    if let Some(sink) = sink {
                        for progress in &said[heard..] {
                            sink.send(progress.clone());
                        }
                        heard = said.len();
                    }
                }
            }
            if stages.changed().await.is_err() {
                return Err(self.stopping());
            }
        }
    }

    /// Ends the run, then every process of the lab, then the server.
    async fn down(&self, sink: &ProgressSink) -> Result<Done, Failure> {
        let up = self.stage.borrow().up();
        if let Some(up) = up {
            up.director.go_down(sink).await;
            // Another client may have asked for the same.
            if matches!(self.stage.send_replace(Stage::Stopping), Stage::Stopping) {
                return Err(self.stopping());
            }
            up.compute.shut_down().await;
        } else if matches!(self.stage.send_replace(Stage::Stopping), Stage::Stopping) {
            return Err(self.stopping());
        }
        self.stop.cancel();
        Ok(Done {})
    }

    fn stopping(&self) -> Failure {
        Failure::new(
            FailureKind::Stopping,
            Text::from_fn(|lang| say::stopping(lang, &self.lab)),
        )
        .with_next("firedrill up")
    }
}

impl Handler for LabHandler {
    fn handle(
        self: Arc<Self>,
        request: Request,
        progress: ProgressSink,
    ) -> BoxFuture<'static, Result<Value, Failure>> {
        async move { self.carry_out(request, &progress).await }.boxed()
    }
}

fn reply<T: Serialize>(value: &T) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|error| {
        Failure::new(
            FailureKind::Protocol,
            Text::from_fn(|lang| say::no_reply(lang, &error)),
        )
    })
}
