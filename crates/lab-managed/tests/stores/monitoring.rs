use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use lab_managed::prometheus::Target;
use lab_managed::{alertmanager, connect, process, prometheus};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::kit::{LIMIT, Lab, Outcome, kill_for_good};

const RULES: &str = r#"
groups:
  - name: lab
    rules:
      - alert: Broken
        expr: broken{service="main"} == 1
        labels: {severity: page}
        annotations: {summary: "{{ $labels.replica }} is broken"}
"#;

pub(crate) async fn an_alert_reaches_the_webhook_and_its_end_too() -> Outcome {
    let lab = Lab::new()?;
    let rules = lab.dir.path("rules.yaml");
    std::fs::write(&rules, RULES)?;
    let webhook = TcpListener::bind((Ipv4Addr::LOCALHOST, lab.state.port("alerts"))).await?;
    alertmanager::prepare(&lab.dir, &lab.state)?;
    prometheus::prepare_with(&lab.dir, &lab.state, &rules)?;
    let begun = Instant::now();
    let pager = lab.start(alertmanager::spec(&lab.dir, &lab.state)?);
    let metrics = lab.start(prometheus::spec(&lab.dir, &lab.state)?);
    lab.explain(
        "alertmanager",
        alertmanager::wait_ready(&lab.state, LIMIT).await,
    )?;
    lab.explain(
        "prometheus",
        prometheus::wait_ready(&lab.state, LIMIT).await,
    )?;
    println!(
        "Prometheus and Alertmanager: ready in {} ms",
        begun.elapsed().as_millis()
    );

    let target = Target {
        service: "main".into(),
        replica: "main-1".into(),
        address: (Ipv4Addr::LOCALHOST, lab.state.port("s3")).into(),
    };
    let replica = Replica::serve(target.address.port()).await?;
    let begun = Instant::now();
    prometheus::write_targets(&lab.dir, &[target])?;
    replica.scraped().await?;
    println!(
        "A new replica: scraped after {} ms",
        begun.elapsed().as_millis()
    );

    let begun = Instant::now();
    replica.is_broken(true);
    let page = page(&lab, &webhook).await?;
    println!(
        "A broken replica: paged after {} ms",
        begun.elapsed().as_millis()
    );
    ensure!(
        page["version"] == "4" && page["status"] == "firing",
        "{page}"
    );
    let alert = &page["alerts"][0];
    ensure!(alert["labels"]["alertname"] == "Broken", "{page}");
    ensure!(
        alert["labels"]["replica"] == "main-1" && alert["labels"]["lab"] == "default",
        "{page}"
    );
    ensure!(
        alert["annotations"]["summary"] == "main-1 is broken",
        "{page}"
    );

    replica.is_broken(false);
    let page = self::page(&lab, &webhook).await?;
    ensure!(page["status"] == "resolved", "{page}");
    for supervised in [&pager, &metrics] {
        let pid = supervised.status().pid.context("it does not run")?;
        let mib = process::memory::pss(pid.cast_signed()) / 1024 / 1024;
        println!("{}: {mib} MiB", supervised.name());
    }
    // Neither may need a hand after a kill.
    kill_for_good(metrics).await?;
    kill_for_good(pager).await?;
    let pager = lab.start(alertmanager::spec(&lab.dir, &lab.state)?);
    let metrics = lab.start(prometheus::spec(&lab.dir, &lab.state)?);
    lab.explain(
        "alertmanager",
        alertmanager::wait_ready(&lab.state, LIMIT).await,
    )?;
    lab.explain(
        "prometheus",
        prometheus::wait_ready(&lab.state, LIMIT).await,
    )?;
    metrics.stop().await;
    pager.stop().await;
    Ok(())
}

/// Serves one metric, as a replica would.
struct Replica {
    broken: Arc<AtomicBool>,
    scrapes: watch::Receiver<u32>,
}

impl Replica {
    async fn serve(port: u16) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let broken = Arc::new(AtomicBool::new(false));
        let (scraped, scrapes) = watch::channel(0);
        let state = Arc::clone(&broken);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let body = format!(
                    "broken{{service=\"main\"}} {}\n",
                    u8::from(state.load(Ordering::Relaxed))
                );
                let length = body.len();
                let reply = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(reply.as_bytes()).await;
                scraped.send_modify(|scrapes| *scrapes += 1);
            }
        });
        Ok(Self { broken, scrapes })
    }

    fn is_broken(&self, broken: bool) {
        self.broken.store(broken, Ordering::Relaxed);
    }

    async fn scraped(&self) -> Outcome {
        let mut scrapes = self.scrapes.clone();
        tokio::time::timeout(LIMIT, scrapes.wait_for(|scrapes| *scrapes > 0))
            .await
            .context("it was not scraped")??;
        Ok(())
    }
}

/// Takes the next page of Alertmanager, as the supervisor would. What it writes to the channel and what Prometheus asks come
/// here too, and are passed over.
async fn page(lab: &Lab, webhook: &TcpListener) -> anyhow::Result<Value> {
    let path_of = |kind: &str| -> anyhow::Result<String> {
        let url = connect::receiver_url(&lab.state, kind);
        let path = url.splitn(4, '/').last().context("no path")?;
        Ok(format!("POST /{path} HTTP/1.1"))
    };
    let (page, message) = (path_of("alerts")?, path_of("slack")?);
    let receive = async {
        loop {
            let (head, body) = request(webhook).await?;
            if head.starts_with(&page) {
                return Ok(serde_json::from_str(&body)?);
            }
            let is_known = head.starts_with(&message) || head.starts_with("GET /metrics ");
            ensure!(is_known, "{head}");
        }
    };
    tokio::time::timeout(LIMIT, receive)
        .await
        .context("no page came")?
}

/// Takes one request: its head and its body.
async fn request(listener: &TcpListener) -> anyhow::Result<(String, String)> {
    let (mut stream, _) = listener.accept().await?;
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length = lower
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.unwrap_or("0").parse()? {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                    .await?;
                return Ok((head.to_owned(), body.to_owned()));
            }
        }
        match stream.read(&mut buffer).await? {
            0 => bail!("the request was cut off: {text}"),
            read => request.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
    }
}
