//! Invoices on shared storage.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{Drain, OrderService, body, eventually, id, read};

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| {
            if entry.path().is_dir() {
                files(&entry.path())
            } else {
                vec![entry.path()]
            }
        })
        .collect()
}

impl OrderService {
    /// The names of all files on the shared storage.
    pub(crate) fn invoices(&self) -> Vec<String> {
        files(self.shared.path())
            .iter()
            .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
            .collect()
    }

    async fn invoice_at(&self, replica: &str, order: &Value, query: &str) -> Result<String> {
        let path = format!("/orders/{}/invoice{query}", id(order));
        let response = self.get_at(replica, &path).send().await?;
        ensure!(response.status() == 200, "{}", response.status());
        Ok(response.text().await?)
    }
}

#[actix_web::test]
async fn every_replica_reads_what_one_has_written_and_nobody_waits_for_the_outbox() -> Result<()> {
    let mut service = OrderService::start()?;
    let order = service.confirmed().await?;
    let number = order["number"].as_str().unwrap_or_default();
    let (one, other) = (service.add(Drain::Never)?, service.add(Drain::Never)?);
    let english = service.invoice_at(&one, &order, "").await?;
    for part in [
        "<html lang=\"en\">",
        number,
        "Desk lamp",
        "39.98 USD",
        "44.98 USD",
    ] {
        assert!(english.contains(part), "{part} in {english}");
    }
    let korean = service.invoice_at(&other, &order, "?lang=ko").await?;
    assert!(
        korean.contains("<html lang=\"ko\">") && korean.contains("44.98 USD"),
        "{korean}"
    );
    // It is read, not made anew.
    let file = files(service.shared.path())
        .into_iter()
        .find(|path| path.ends_with(format!("{number}.en.html")))
        .context("no file")?;
    std::fs::write(file, "kept")?;
    assert_eq!(
        service.invoice_at(&other, &order, "?lang=en").await?,
        "kept"
    );
    Ok(())
}

#[actix_web::test]
async fn an_invoice_may_use_its_own_style_and_nothing_else() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.confirmed().await?;
    let response = service
        .get(&format!("/orders/{}/invoice", id(&order)))
        .send()
        .await?;
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let policy = header("content-security-policy");
    let text = response.text().await?;
    let (_, rest) = text.split_once("<style>").context("no style")?;
    let (style, _) = rest.split_once("</style>").context("no end")?;
    let digest = STANDARD.encode(Sha256::digest(style));
    assert!(
        policy.starts_with(&format!("default-src 'none'; style-src 'sha256-{digest}'")),
        "{policy}"
    );
    Ok(())
}

#[actix_web::test]
async fn an_order_that_was_never_confirmed_has_no_invoice() -> Result<()> {
    let service = OrderService::start()?;
    let order = service.made(&body()).await?;
    let path = format!("/orders/{}/invoice", id(&order));
    let (status, problem) = read(service.get(&path)).await?;
    assert_eq!(
        (status, &problem["detail"]),
        (404, &json!("There is no such invoice."))
    );
    let (status, _) = read(service.get(&format!("{path}?lang=fr"))).await?;
    assert_eq!(status, 400);
    Ok(())
}

#[actix_web::test]
async fn without_shared_storage_orders_go_on_and_invoices_come_later() -> Result<()> {
    let mut service = OrderService::start()?;
    service.add(Drain::Always)?;
    std::fs::remove_dir_all(service.shared.path())?;
    let order = service.confirmed().await?;
    let path = format!("/orders/{}/invoice", id(&order));
    let response = service.get(&path).send().await?;
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    let text = response.text().await?;
    assert!(
        text.contains("/problems/dependency-unavailable")
            && !text.contains(&service.shared.path().display().to_string()),
        "{text}"
    );
    let (status, readiness) = read(service.get("/readyz")).await?;
    assert_eq!(
        (status, &readiness["dependencies"]["shared-storage"]["ok"]),
        (200, &json!(false))
    );
    assert!(
        !service.shared.path().exists(),
        "nobody makes a storage of their own"
    );
    assert_eq!(service.step(&order, "pay?actor=staff").await?.0, 200);
    std::fs::create_dir(service.shared.path())?;
    eventually("the invoice", async || {
        ensure!(service.invoices().len() == 2, "{:?}", service.invoices());
        Ok(())
    })
    .await?;
    let (_, readiness) = read(service.get("/readyz")).await?;
    assert_eq!(
        readiness["dependencies"]["shared-storage"]["ok"],
        json!(true)
    );
    Ok(())
}
