//! The real service, a small bundle, and a stand-in for `main`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use actix_web::web::ServiceConfig;
use anyhow::Result;
use reqwest::{Client, Method, RequestBuilder};
use shop_frontend::Settings;
use shop_kit::testing::{TestServer, server_settings};
use shop_kit::{Service, settings};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A script's name as Vite gives it.
pub(crate) const SCRIPT: &str = "assets/index-B7x_9-aQ.js";

/// The service and what is around it.
pub(crate) struct Frontend {
    server: TestServer,
    http: Client,
    // Behind the service, and gone after it.
    _main: Option<TestServer>,
    _ui: TempDir,
}

impl Frontend {
    /// With `routes` in the place of `main`.
    pub(crate) fn before<F>(routes: F) -> Result<Self>
    where
        F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    {
        Self::before_within(routes, None)
    }

    /// The same, with so long for an answer of `main`.
    pub(crate) fn before_within<F>(routes: F, patience: Option<Duration>) -> Result<Self>
    where
        F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    {
        let main = TestServer::start(Service::new("main", "test")?, server_settings(), routes)?;
        let url = main.url("");
        Self::start(url, Some(main), patience)
    }

    /// With nobody in the place of `main`.
    pub(crate) fn alone() -> Result<Self> {
        Self::start("http://127.0.0.1:1".to_owned(), None, None)
    }

    fn start(
        main_url: String,
        main: Option<TestServer>,
        patience: Option<Duration>,
    ) -> Result<Self> {
        let ui = bundle()?;
        let mut settings = settings::load(variables(ui.path(), &main_url), Settings::read)?;
        settings.server.workers = 1;
        settings.client.timeout = patience.unwrap_or(settings.client.timeout);
        let server = TestServer::launch(move || {
            shop_frontend::start(Service::new("frontend", "test")?, &settings)
        })?;
        Ok(Self {
            server,
            http: Client::builder().timeout(Duration::from_secs(10)).build()?,
            _main: main,
            _ui: ui,
        })
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.server.url(path))
    }

    /// Sends bytes as they are, and gives the status of the reply.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> Result<u16> {
        let mut stream = TcpStream::connect(self.server.address()).await?;
        stream.write_all(bytes).await?;
        let mut head = [0; 12];
        tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut head)).await??;
        Ok(std::str::from_utf8(&head[9..])?.parse()?)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }
}

/// The environment of a service that should start.
pub(crate) fn variables(ui: &Path, main_url: &str) -> Vec<(String, String)> {
    [
        ("LISTEN_ADDR", "127.0.0.1:0".to_owned()),
        ("UI_DIR", ui.display().to_string()),
        ("MAIN_URL", main_url.to_owned()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .to_vec()
}

/// A built UI.
pub(crate) fn bundle() -> Result<TempDir> {
    let ui = tempfile::tempdir()?;
    fs::create_dir(ui.path().join("assets"))?;
    fs::write(
        ui.path().join("index.html"),
        "<!doctype html><title>Shop</title>",
    )?;
    fs::write(ui.path().join("favicon.svg"), "<svg/>")?;
    fs::write(ui.path().join(SCRIPT), "console.log('shop');\n".repeat(500))?;
    Ok(ui)
}
