//! Invoices: documents on storage that all replicas share. What an invoice says follows from its order, so whoever
//! writes it writes the same.

mod document;
mod shared;

use std::path::PathBuf;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Datelike as _;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use shop_api::Order;
use utoipa::ToSchema;

use crate::error::OrderError;
pub(crate) use shared::{Shared, SharedError};

/// A language that invoices are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Language {
    const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// As in the file's name and in `lang`.
    const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }
}

/// What a browser may do with an invoice: show it with its own style, which is allowed by its digest, and nothing else.
pub(crate) static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(document::STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// The invoices on shared storage. Copies share it.
#[derive(Clone, Debug)]
pub(crate) struct Invoices {
    shared: Shared,
}

impl Invoices {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared }
    }

    /// Writes an order's invoice in every language. One that is there is replaced by the same.
    pub(crate) async fn write(&self, order: &Order) -> Result<(), OrderError> {
        for language in Language::ALL {
            let text = document::render(order, language).ok_or(OrderError::NoInvoice)?;
            self.shared.write(name(order, language)?, text).await?;
        }
        Ok(())
    }

    /// An order's invoice. Nobody has to wait for the outbox: a missing one is written now.
    pub(crate) async fn read(
        &self,
        order: &Order,
        language: Language,
    ) -> Result<Vec<u8>, OrderError> {
        let name = name(order, language)?;
        if let Some(bytes) = self.shared.read(name.clone()).await? {
            return Ok(bytes);
        }
        self.write(order).await?;
        // What was written, not what was rendered: the answer says that it is kept.
        self.shared
            .read(name)
            .await?
            .ok_or(OrderError::Shared(SharedError::Vanished))
    }
}

/// `invoices/2026/11/FD-000123.en.html`
fn name(order: &Order, language: Language) -> Result<PathBuf, OrderError> {
    let at = order.confirmed_at().ok_or(OrderError::NoInvoice)?;
    Ok(PathBuf::from(format!(
        "invoices/{:04}/{:02}/{}.{}.html",
        at.year(),
        at.month(),
        order.number,
        language.code()
    )))
}
