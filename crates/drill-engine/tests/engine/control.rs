//! The control socket, with real clients on a real socket.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use drill_core::i18n::Text;
use drill_engine::control::Client;
use drill_engine::control::protocol::{
    Done, Failure, FailureKind, MAX_REQUEST_BYTES, Progress, Request,
};
use drill_engine::control::server::{Handler, ProgressSink, Server};
use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Answers `note` with its text, `ack` with a failure, and `stop` only once the test lets it.
struct Echo {
    let_go: watch::Sender<bool>,
    finished: watch::Sender<u32>,
}

impl Handler for Echo {
    fn handle(
        self: Arc<Self>,
        request: Request,
        progress: ProgressSink,
    ) -> BoxFuture<'static, Result<Value, Failure>> {
        async move {
            match request {
                Request::Note { text } => {
                    progress.send(Progress::Step {
                        text: Text::same(&text),
                    });
                    Ok(json!(text))
                }
                Request::Stop => {
                    let mut let_go = self.let_go.subscribe();
                    let _ = let_go.wait_for(|go| *go).await;
                    self.finished.send_modify(|count| *count += 1);
                    Ok(json!({}))
                }
                _ => Err(
                    Failure::new(FailureKind::NotYet, Text::new("No.", "아니요."))
                        .with_next("firedrill status"),
                ),
            }
        }
        .boxed()
    }
}

struct Lab {
    _dir: tempfile::TempDir,
    socket: PathBuf,
    echo: Arc<Echo>,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
}

impl Lab {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("control.sock");
        Self::start_at(dir, socket)
    }

    fn start_at(dir: tempfile::TempDir, socket: PathBuf) -> Self {
        let echo = Arc::new(Echo {
            let_go: watch::Sender::new(false),
            finished: watch::Sender::new(0),
        });
        let stop = CancellationToken::new();
        let server = Server::bind(&socket).unwrap();
        let serving = tokio::spawn(server.run(Arc::clone(&echo) as Arc<dyn Handler>, stop.clone()));
        Self {
            _dir: dir,
            socket,
            echo,
            stop,
            serving,
        }
    }

    fn client(&self) -> Client {
        Client::new("default", &self.socket)
    }
}

fn note(text: &str) -> Request {
    Request::Note {
        text: text.to_owned(),
    }
}

#[tokio::test]
async fn only_the_labs_owner_may_connect() {
    let lab = Lab::start();
    let mode = std::fs::metadata(&lab.socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn progress_comes_before_the_reply() {
    let lab = Lab::start();
    let mut heard = Vec::new();
    let reply: String = lab
        .client()
        .request(&note("둘"), &mut |progress| heard.push(progress))
        .await
        .unwrap();
    assert_eq!(reply, "둘");
    let text = Text::same("둘");
    assert_eq!(heard, [Progress::Step { text }]);
}

#[tokio::test]
async fn a_failure_arrives_with_its_next_command() {
    let lab = Lab::start();
    let failure = lab.client().ack().await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotYet);
    assert_eq!(failure.message.ko, "아니요.");
    assert_eq!(failure.next.as_deref(), Some("firedrill status"));
}

#[tokio::test]
async fn many_clients_are_answered_at_once_each_with_its_own_reply() {
    let lab = Lab::start();
    let client = lab.client();
    let asked = (0..100).map(|number| {
        let client = client.clone();
        async move {
            let reply: String = client.ask(&note(&number.to_string())).await.unwrap();
            assert_eq!(reply, number.to_string());
        }
    });
    // One request that does not end holds up nobody.
    let slow = tokio::spawn({
        let client = client.clone();
        async move { client.ask::<Done>(&Request::Stop).await }
    });
    join_all(asked).await;
    assert!(!slow.is_finished());
    lab.echo.let_go.send_replace(true);
    assert_eq!(slow.await.unwrap(), Ok(Done {}));
}

#[tokio::test]
async fn what_a_vanished_client_asked_for_is_carried_out_to_the_end() {
    let lab = Lab::start();
    let mut stream = UnixStream::connect(&lab.socket).await.unwrap();
    stream.write_all(b"{\"request\":\"stop\"}\n").await.unwrap();
    // A sign of life says that the request has arrived.
    let mut byte = [0];
    stream.read_exact(&mut byte).await.unwrap();
    assert_eq!(byte, *b"\n");
    drop(stream);

    lab.echo.let_go.send_replace(true);
    let mut finished = lab.echo.finished.subscribe();
    finished.wait_for(|count| *count == 1).await.unwrap();
    let reply: String = lab.client().ask(&note("still here")).await.unwrap();
    assert_eq!(reply, "still here");
}

#[tokio::test]
async fn what_is_no_request_is_answered_and_harms_nobody() {
    let lab = Lab::start();
    let too_long = vec![b'x'; MAX_REQUEST_BYTES + 1];
    for line in [&b"{\"request\":\"dance\"}\n"[..], b"\xff\xfe\n", &too_long] {
        let mut stream = UnixStream::connect(&lab.socket).await.unwrap();
        // The server may have read enough before everything is written.
        let _ = stream.write_all(line).await;
        let mut reply = String::new();
        let _ = stream.read_to_string(&mut reply).await;
        assert!(reply.contains("\"kind\":\"protocol\""), "{reply}");
    }
    // Connects, says nothing, leaves.
    drop(UnixStream::connect(&lab.socket).await.unwrap());
    let reply: String = lab.client().ask(&note("still here")).await.unwrap();
    assert_eq!(reply, "still here");
}

#[tokio::test]
async fn a_lab_that_is_down_is_told_apart_from_one_that_ended_meanwhile() {
    let lab = Lab::start();
    let client = lab.client();
    let asked = tokio::spawn({
        let client = client.clone();
        async move { client.ask::<Done>(&Request::Stop).await }
    });
    // Its request has arrived when a later one is answered.
    let _: String = client.ask(&note("later")).await.unwrap();
    lab.stop.cancel();
    lab.serving.await.unwrap();
    // The server's runtime goes on in this test; the supervisor's would be gone.
    let failure = client.ack().await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotRunning);
    assert_eq!(failure.next.as_deref(), Some("firedrill up"));
    assert!(!lab.socket.exists(), "the socket's file was left");
    asked.abort();
}

#[tokio::test]
async fn a_supervisor_that_ends_before_it_answers_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("control.sock");
    let listener = tokio::net::UnixListener::bind(&socket).unwrap();
    let client = Client::new("default", &socket);
    let asked = tokio::spawn(async move { client.run().await });
    let (stream, _) = listener.accept().await.unwrap();
    drop(stream);
    assert_eq!(asked.await.unwrap().unwrap_err().kind, FailureKind::Lost);
}

#[tokio::test]
async fn a_socket_works_however_deep_its_folder_lies() {
    let dir = tempfile::tempdir().unwrap();
    let deep: PathBuf = std::iter::repeat_n("a-folder-with-a-long-name", 8).collect();
    let folder = dir.path().join(deep);
    std::fs::create_dir_all(&folder).unwrap();
    let socket = folder.join("control.sock");
    assert!(socket.as_os_str().len() > 107);
    let lab = Lab::start_at(dir, socket);
    let reply: String = lab.client().ask(&note("deep")).await.unwrap();
    assert_eq!(reply, "deep");
}

#[tokio::test]
async fn a_socket_that_a_killed_supervisor_left_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("control.sock");
    drop(tokio::net::UnixListener::bind(&socket).unwrap());
    assert!(Path::new(&socket).exists());
    let lab = Lab::start_at(dir, socket);
    let reply: String = lab.client().ask(&note("new")).await.unwrap();
    assert_eq!(reply, "new");
}
