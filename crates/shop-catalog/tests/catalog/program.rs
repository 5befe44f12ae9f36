//! The program as a supervisor sees it.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use shop_kit::testing::TestDatabase;

use crate::support::no_store;

fn program(command: &str, url: &str) -> Command {
    let store = no_store();
    let mut program = Command::new(env!("CARGO_BIN_EXE_shop-catalog"));
    program
        .arg(command)
        .env_clear()
        .env("DATABASE_URL", url)
        .env("LISTEN_ADDR", "127.0.0.1:0")
        .env("INTERNAL_TOKEN", "token")
        .env("S3_ENDPOINT", store.endpoint.unwrap().as_str())
        .env("S3_BUCKET", store.bucket)
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("SHUTDOWN_GRACE_MS", "1000")
        .stdout(Stdio::piped());
    program
}

/// All log lines of a program that ends by itself.
fn run(mut program: Command) -> (Option<i32>, Vec<Value>) {
    let output = program.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (
        output.status.code(),
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// A program that serves. It is killed with this value.
struct Serving {
    child: Child,
    lines: BufReader<ChildStdout>,
    address: String,
}

impl Serving {
    fn start(mut program: Command) -> Self {
        let mut child = program.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert_ne!(
                lines.read_line(&mut line).unwrap(),
                0,
                "it ended before it listened"
            );
            let line: Value = serde_json::from_str(&line).unwrap();
            if let Some(address) = line["address"].as_str() {
                break address.to_owned();
            }
        };
        Self {
            child,
            lines,
            address,
        }
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let response = reqwest::get(format!("http://{}{path}", self.address))
            .await
            .unwrap();
        (
            response.status().as_u16(),
            serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default(),
        )
    }

    fn terminate(mut self) -> (ExitStatus, Vec<String>) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        let lines = (&mut self.lines).lines().map_while(Result::ok).collect();
        (self.child.wait().unwrap(), lines)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_database_is_migrated_by_command_and_twice_is_safe() {
    let database = TestDatabase::empty().unwrap();
    for expected in [4, 0] {
        let (code, lines) = run(program("migrate", database.url().expose()));
        assert_eq!(code, Some(0), "{lines:?}");
        assert_eq!(lines.last().unwrap()["count"], expected);
    }
}

#[test]
fn every_wrong_setting_is_named_in_one_line() {
    let mut serve = program("serve", "mysql://nobody");
    serve
        .env("DB_POOL_SIZE", "3")
        .env("WORKERS", "0")
        .env_remove("S3_BUCKET");
    let (code, lines) = run(serve);
    assert_eq!((code, lines.len()), (Some(2), 1), "{lines:?}");
    let line = &lines[0];
    assert_eq!(
        (&line["level"], &line["service"]),
        (&Value::from("error"), &Value::from("catalog"))
    );
    for key in ["DATABASE_URL", "DB_POOL_SIZE", "WORKERS", "S3_BUCKET"] {
        assert!(line["message"].as_str().unwrap().contains(key), "{line}");
    }
}

#[tokio::test]
async fn it_lives_without_its_dependencies_and_says_what_is_missing() {
    let mut serve = program("serve", "postgres://nobody@127.0.0.1:1/none");
    serve
        .env("SERVICE_REPLICA", "catalog-2")
        .env("DB_POOL_TIMEOUT_MS", "200");
    let serving = Serving::start(serve);
    assert_eq!(serving.get("/livez").await.0, 200);
    let (status, ready) = serving.get("/readyz").await;
    assert_eq!(
        (status, &ready["status"]),
        (503, &Value::from("unavailable"))
    );
    assert_eq!(ready["dependencies"]["postgres"]["ok"], false);
    assert_eq!(ready["dependencies"]["s3"]["ok"], false);
    let (status, problem) = serving.get("/products").await;
    assert_eq!(
        (status, &problem["type"]),
        (503, &Value::from("/problems/dependency-unavailable"))
    );
    assert!(
        !problem.to_string().contains("127.0.0.1"),
        "no internals in the reply: {problem}"
    );
    assert_eq!(serving.get("/version").await.1["replica"], "catalog-2");
    let (ended, lines) = serving.terminate();
    assert_eq!(ended.code(), Some(0));
    assert!(lines.last().unwrap().contains("Stopped."), "{lines:?}");
    assert!(
        !lines.iter().any(|line| line.contains("were cut")),
        "{lines:?}"
    );
    let failed = lines
        .iter()
        .find(|line| line.contains("/products"))
        .unwrap();
    let failed: Value = serde_json::from_str(failed).unwrap();
    assert!(
        failed["error"].as_str().unwrap().contains("refused"),
        "the log has the cause: {failed}"
    );
    assert_eq!(failed["request_id"], problem["requestId"]);
    assert_eq!(failed["trace_id"].as_str().unwrap().len(), 32);
}

#[tokio::test]
async fn without_the_object_store_and_the_cache_it_is_ready() {
    let database = crate::support::database();
    let mut serve = program("serve", database.url().expose());
    serve.env("REDIS_URL", "redis://127.0.0.1:1");
    let serving = Serving::start(serve);
    let (status, ready) = serving.get("/readyz").await;
    assert_eq!(
        (status, &ready["status"]),
        (200, &Value::from("ok")),
        "{ready}"
    );
    assert_eq!(ready["dependencies"]["s3"]["ok"], false);
    assert_eq!(ready["dependencies"]["redis"]["ok"], false);
    assert_eq!(serving.get("/products").await.0, 200);
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut serve = program("serve", "postgres://nobody@127.0.0.1:1/none");
    serve.env("LISTEN_ADDR", &address);
    let (code, lines) = run(serve);
    assert_eq!(code, Some(2), "{lines:?}");
    // The pool, which connects in the background, may warn meanwhile.
    let errors: Vec<&Value> = lines
        .iter()
        .filter(|line| line["level"] == "error")
        .collect();
    assert_eq!(errors.len(), 1, "{lines:?}");
    let message = errors[0]["message"].as_str().unwrap();
    assert!(
        message.contains(&address) && message.contains("LISTEN_ADDR"),
        "{message}"
    );
}

#[tokio::test]
async fn told_to_end_it_first_says_that_it_is_not_ready() {
    let database = crate::support::database();
    let serving = Serving::start(program("serve", database.url().expose()));
    assert_eq!(serving.get("/readyz").await.0, 200);
    let id = serving.child.id().to_string();
    let start = Instant::now();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let mut seen = false;
    while let Ok(response) = reqwest::get(format!("http://{}/readyz", serving.address)).await {
        seen |= response.status().as_u16() == 503;
        assert!(start.elapsed() < Duration::from_secs(10), "it does not end");
    }
    assert!(seen, "nobody could know that it was ending");
}

#[test]
fn an_unknown_command_is_answered_with_the_known_ones() {
    let mut program = program("server", "postgres://x");
    let output = program.stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap().trim(),
        "usage: shop-catalog serve|migrate|seed|openapi"
    );
}
