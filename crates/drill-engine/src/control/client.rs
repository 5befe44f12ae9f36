//! The client of a lab's supervisor.

use std::path::{Path, PathBuf};
use std::time::Duration;

use drill_core::i18n::Text;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::address::SocketAddress;
use super::protocol::{
    CheckReport, DiagnoseView, Done, Failure, FailureKind, HintView, Progress, QuestionView, Reply,
    Request, RunView, SolveView,
};
use crate::texts;

/// How long a supervisor may be silent before it counts as lost. It sends a sign of life every two seconds
/// while it works on a request.
const SILENCE: Duration = Duration::from_secs(20);

/// Speaks to the supervisor of one lab. Each request is a connection of its own, so a client holds
/// nothing open and may ask from several tasks at once.
#[derive(Debug, Clone)]
pub struct Client {
    lab: String,
    socket: PathBuf,
}

impl Client {
    /// A client of the lab with this name and this control socket.
    #[must_use]
    pub fn new(lab: impl Into<String>, socket: impl Into<PathBuf>) -> Self {
        Self {
            lab: lab.into(),
            socket: socket.into(),
        }
    }

    /// The control socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Carries out a request and reports its progress as it happens.
    ///
    /// # Errors
    /// What the supervisor answered, or [`FailureKind::NotRunning`], [`FailureKind::Lost`],
    /// [`FailureKind::Protocol`] when it did not.
    pub async fn request<T: DeserializeOwned>(
        &self,
        request: &Request,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<T, Failure> {
        let stream = self.connect().await?;
        let (reader, mut writer) = stream.into_split();
        let mut line = serde_json::to_vec(request).map_err(|e| self.protocol(&e))?;
        line.push(b'\n');
        writer.write_all(&line).await.map_err(|_| self.lost())?;
        let mut lines = BufReader::new(reader).lines();
        loop {
            let line = match timeout(SILENCE, lines.next_line()).await {
                Ok(Ok(Some(line))) => line,
                Ok(Ok(None) | Err(_)) | Err(_) => return Err(self.lost()),
            };
            // An empty line is a sign of life.
            if line.is_empty() {
                continue;
            }
            match serde_json::from_str(&line).map_err(|e| self.protocol(&e))? {
                Reply::Progress(progress) => on_progress(progress),
                Reply::Ok(value) => {
                    return serde_json::from_value(value).map_err(|e| self.protocol(&e));
                }
                Reply::Error(failure) => return Err(failure),
            }
        }
    }

    /// Carries out a request whose progress nobody looks at.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn ask<T: DeserializeOwned>(&self, request: &Request) -> Result<T, Failure> {
        self.request(request, &mut |_| {}).await
    }

    /// Whether a supervisor answers.
    pub async fn is_running(&self) -> bool {
        self.connect().await.is_ok()
    }

    /// Waits until the lab is up.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn ready(
        &self,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Done, Failure> {
        self.request(&Request::Ready, on_progress).await
    }

    /// The lab as it is now.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn status(&self) -> Result<lab_managed::Status, Failure> {
        self.ask(&Request::Status).await
    }

    /// The active run, or the lab's last one.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn run(&self) -> Result<Option<RunView>, Failure> {
        self.ask(&Request::Run).await
    }

    /// Takes the page.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn ack(&self) -> Result<RunView, Failure> {
        self.ask(&Request::Ack).await
    }

    /// Opens the next hint.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn hint(&self) -> Result<HintView, Failure> {
        self.ask(&Request::Hint).await
    }

    /// The diagnosis question.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn question(&self) -> Result<QuestionView, Failure> {
        self.ask(&Request::Question).await
    }

    /// Gives a diagnosis.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn diagnose(
        &self,
        layer: &str,
        component: &str,
        answer: &str,
    ) -> Result<DiagnoseView, Failure> {
        self.ask(&Request::Diagnose {
            layer: layer.to_owned(),
            component: component.to_owned(),
            answer: answer.to_owned(),
        })
        .await
    }

    /// Evaluates every check, and waits so many seconds for the run to be resolved.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn check(
        &self,
        wait_seconds: u64,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<CheckReport, Failure> {
        self.request(&Request::Check { wait_seconds }, on_progress)
            .await
    }

    /// Writes a note into the run's journal.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn note(&self, text: &str) -> Result<Done, Failure> {
        self.ask(&Request::Note {
            text: text.to_owned(),
        })
        .await
    }

    /// The solution.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn solve(
        &self,
        surrender: bool,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<SolveView, Failure> {
        self.request(&Request::Solve { surrender }, on_progress)
            .await
    }

    async fn connect(&self) -> Result<UnixStream, Failure> {
        let address = SocketAddress::new(&self.socket).map_err(|_| self.not_running())?;
        match UnixStream::connect(address.path()).await {
            Ok(stream) => Ok(stream),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                Err(Failure::new(
                    FailureKind::Environment,
                    Text::from_fn(|lang| texts::socket_denied(lang, self.socket.display())),
                ))
            }
            Err(_) => Err(self.not_running()),
        }
    }

    fn not_running(&self) -> Failure {
        Failure::new(
            FailureKind::NotRunning,
            Text::from_fn(|lang| texts::lab_is_down(lang, &self.lab)),
        )
        .with_next("firedrill up")
    }

    fn lost(&self) -> Failure {
        Failure::new(
            FailureKind::Lost,
            Text::from_fn(|lang| texts::supervisor_lost(lang, &self.lab)),
        )
        .with_next("firedrill up")
    }

    fn protocol(&self, error: &serde_json::Error) -> Failure {
        Failure::new(
            FailureKind::Protocol,
            Text::from_fn(|lang| texts::protocol_mismatch(lang, &self.lab, error)),
        )
        .with_next("firedrill down && firedrill up")
    }
}
