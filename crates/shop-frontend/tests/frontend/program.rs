//! The program itself: how it begins and how it ends.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use anyhow::{Context, Result};
use serde_json::Value;
use shop_kit::Service;
use shop_kit::testing::{TestServer, server_settings};
use tokio::sync::Notify;

use crate::support::{bundle, variables};

/// A running program, which does not outlive its test.
struct Program {
    child: Child,
    log: BufReader<ChildStdout>,
}

impl Program {
    fn start(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shop-frontend"))
            .arg("serve")
            .env_clear()
            .envs(variables)
            .stdout(Stdio::piped())
            .spawn()?;
        let log = BufReader::new(child.stdout.take().context("no standard output")?);
        Ok(Self { child, log })
    }

    fn next_line(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.log.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("not a JSON line: {line:?}"))
    }

    fn rest(&mut self) -> Result<String> {
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.log, &mut rest)?;
        Ok(rest)
    }

    fn terminate(&self) -> Result<()> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[actix_web::test]
async fn a_program_that_is_told_to_end_finishes_what_it_began() -> Result<()> {
    let (arrived, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let shared = Data::new((Arc::clone(&arrived), Arc::clone(&go_on)));
    let main = TestServer::start(
        Service::new("main", "test")?,
        server_settings(),
        move |config| {
            config.app_data(shared.clone()).route(
                "/api/slow",
                web::get().to(async |notify: Data<(Arc<Notify>, Arc<Notify>)>| {
                    notify.0.notify_one();
                    notify.1.notified().await;
                    HttpResponse::Ok().body("finished")
                }),
            );
        },
    )?;
    let ui = bundle()?;
    let mut program = Program::start(variables(ui.path(), &main.url("")))?;
    let listening = program.next_line()?;
    let address = listening["address"]
        .as_str()
        .context("no address")?
        .to_owned();
    let request = actix_web::rt::spawn(async move {
        reqwest::get(format!("http://{address}/api/slow"))
            .await?
            .text()
            .await
    });
    arrived.notified().await;
    program.terminate()?;
    assert_eq!(
        program.next_line()?["message"],
        "Shutting down: taking no new work."
    );
    go_on.notify_one();
    assert_eq!(request.await??, "finished");
    let rest = program.rest()?;
    assert!(
        rest.contains("Stopped.") && !rest.contains("were cut"),
        "{rest}"
    );
    assert_eq!(program.child.wait()?.code(), Some(0));
    Ok(())
}

#[actix_web::test]
async fn the_last_spans_are_sent_before_the_program_ends() -> Result<()> {
    let got = Data::new(Mutex::new(Vec::new()));
    let kept = got.clone();
    let collector = TestServer::start(
        Service::new("collector", "test")?,
        server_settings(),
        move |config| {
            config.app_data(kept.clone()).route(
                "/v1/traces",
                web::post().to(async |body: web::Bytes, kept: Data<Mutex<Vec<u8>>>| {
                    if let Ok(mut kept) = kept.lock() {
                        kept.extend_from_slice(&body);
                    }
                    HttpResponse::Ok().finish()
                }),
            );
        },
    )?;
    let ui = bundle()?;
    let nobody = "http://127.0.0.1:1";
    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), collector.url(""));
    let mut program = Program::start(variables(ui.path(), nobody).into_iter().chain([endpoint]))?;
    let listening = program.next_line()?;
    let address = listening["address"].as_str().context("no address")?;
    let page = reqwest::get(format!("http://{address}/")).await?;
    assert_eq!(page.status().as_u16(), 200);
    // Long before the time at which a batch would leave by itself.
    program.terminate()?;
    assert!(program.rest()?.contains("Stopped."));
    let sent =
        String::from_utf8_lossy(&got.lock().map_err(|_| anyhow::anyhow!("poisoned"))?).into_owned();
    for part in ["service.name", "frontend", "GET /{path:.*}"] {
        assert!(sent.contains(part), "no {part} in {sent}");
    }
    Ok(())
}

#[test]
fn wrong_settings_are_one_line_that_names_them_all_and_exit_code_2() -> Result<()> {
    let mut program = Program::start([("WORKERS".to_owned(), "many".to_owned())])?;
    let line = program.next_line()?;
    assert_eq!(
        (&line["level"], &line["service"]),
        (&Value::from("error"), &Value::from("frontend"))
    );
    for key in ["LISTEN_ADDR", "WORKERS", "MAIN_URL", "UI_DIR"] {
        assert!(
            line["message"]
                .as_str()
                .is_some_and(|message| message.contains(key)),
            "{line}"
        );
    }
    assert_eq!(program.rest()?, "");
    assert_eq!(program.child.wait()?.code(), Some(2));
    Ok(())
}

#[test]
fn an_address_in_use_is_one_line_and_exit_code_2() -> Result<()> {
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let ui = bundle()?;
    let mut variables = variables(ui.path(), "http://127.0.0.1:1");
    variables[0].1 = taken.local_addr()?.to_string();
    let mut program = Program::start(variables)?;
    let line = program.next_line()?;
    assert!(
        line["message"]
            .as_str()
            .is_some_and(|message| message.contains("can't be used")),
        "{line}"
    );
    assert_eq!(program.rest()?, "");
    assert_eq!(program.child.wait()?.code(), Some(2));
    Ok(())
}
