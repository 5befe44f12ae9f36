//! Pushing images to a registry, by the [distribution API](https://github.com/opencontainers/distribution-spec).
//!
//! The client is that of the API server: it speaks HTTP to whatever it is told, and brings TLS.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, Uri};
use http_body_util::BodyExt as _;
use kube::client::Body;
use kube::{Client, Config};
use lab_managed::LabError;
use serde_json::Value;

use super::login::{DOCKER_HUB, TokenServer, login};
use super::look::causes;
use crate::images::Names;

/// Where Docker's own registry takes images.
const DOCKER_HUB_SERVER: &str = "registry-1.docker.io";

/// A registry, or a part of one.
#[derive(Clone)]
pub(crate) struct Registry {
    client: Client,
    /// Whether it is spoken to without TLS.
    plain: bool,
    /// As it is in the names of images: `registry.example/team`.
    name: String,
    /// The part after the host: `team/`.
    prefix: String,
    /// What goes into `Authorization`: of a login, or of the token that it was exchanged for.
    login: Option<String>,
}

impl Registry {
    /// The registry of a name such as `registry.example/team`. Without `http://` or `https://` it is spoken to in plain
    /// when it is on this machine or in a private network, which no public authority signs for.
    ///
    /// # Errors
    /// When it is no registry's name.
    pub(crate) fn new(given: &str) -> Result<Self, LabError> {
        let (plain, name) = match given.split_once("://") {
            Some(("http", name)) => (true, name),
            Some((_, name)) => (false, name),
            None => (is_private(given), given),
        };
        let failed = |reason: String| LabError::Registry {
            registry: given.to_owned(),
            reason,
        };
        let (host, prefix) = match name.split_once('/') {
            Some((host, path)) => (host, format!("{path}/")),
            None => (name, String::new()),
        };
        let scheme = if plain { "http" } else { "https" };
        let server = if host == DOCKER_HUB {
            DOCKER_HUB_SERVER
        } else {
            host
        };
        Ok(Self {
            client: client_of(&format!("{scheme}://{server}")).map_err(failed)?,
            plain,
            name: name.to_owned(),
            prefix,
            login: login(host).map_err(failed)?,
        })
    }

    /// Pushes every image of an OCI archive that the registry lacks, and gives back what to call them: by digest, so
    /// that nobody can put another one under the name.
    ///
    /// # Errors
    /// With what the registry said.
    pub(crate) async fn push(&self, archive: &Path, names: &Names) -> Result<Names, LabError> {
        let blobs = Blobs::of(archive)?;
        let index = blobs.json("index.json")?;
        let tokens = self.token_server().await?;
        let mut pushed = Names::new();
        for (image, tagged) in names {
            let described = index["manifests"].as_array().into_iter().flatten();
            let digest = described
                .filter(|one| one["annotations"]["io.containerd.image.name"] == tagged.as_str())
                .find_map(|one| one["digest"].as_str())
                .ok_or_else(|| self.failed(format!("{tagged} is not in {}", archive.display())))?;
            match &tokens {
                Some(tokens) => {
                    let allowed = self.with_token(tokens, image).await?;
                    allowed.push_image(&blobs, image, digest).await?;
                }
                None => self.push_image(&blobs, image, digest).await?,
            }
            pushed.insert(image.clone(), format!("{}/{image}@{digest}", self.name));
        }
        Ok(pushed)
    }

    /// Where this registry has logins exchanged for tokens; none when it takes a login as it is, or wants none.
    async fn token_server(&self) -> Result<Option<TokenServer>, LabError> {
        let asked = Request::builder().uri("/v2/");
        let answer = self.send(asked, Vec::new()).await?;
        Ok(answer.wants.as_deref().and_then(TokenServer::of))
    }

    /// This registry, with a token with which an image may be pushed. The server of tokens is seldom the registry itself.
    async fn with_token(&self, server: &TokenServer, image: &str) -> Result<Self, LabError> {
        let address = server.address(&format!("{}{image}", self.prefix));
        let uri: Uri = address
            .parse()
            .map_err(|error| self.failed(format!("{address}: {error}")))?;
        // What is kept from listeners here must not be told to them there.
        if !self.plain && uri.scheme_str() != Some("https") {
            return Err(self.failed(format!("it wants the login at {address}, in plain")));
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let beside = Self {
            client: client_of(&address).map_err(|reason| self.failed(reason))?,
            ..self.clone()
        };
        let answer = beside
            .send(beside.request(Method::GET, path), Vec::new())
            .await?;
        let token = TokenServer::token(&answer.text);
        answer.must(self, StatusCode::OK)?;
        let token =
            token.ok_or_else(|| self.failed(format!("{address} answers without a token")))?;
        Ok(Self {
            login: Some(token),
            ..self.clone()
        })
    }

    async fn push_image(&self, blobs: &Blobs, image: &str, digest: &str) -> Result<(), LabError> {
        let manifest = blobs.blob(digest)?;
        let text: Value =
            serde_json::from_slice(&manifest).map_err(|error| self.failed(error.to_string()))?;
        let kind = text["mediaType"].as_str().unwrap_or_default().to_owned();
        let path = format!("/v2/{}{image}/manifests/{digest}", self.prefix);
        let head = self.request(Method::HEAD, &path).header("Accept", &kind);
        if self.send(head, Vec::new()).await?.status == StatusCode::OK {
            return Ok(());
        }
        let parts = text["layers"].as_array().into_iter().flatten();
        for part in parts.chain([&text["config"]]) {
            if let Some(digest) = part["digest"].as_str() {
                self.push_blob(blobs, image, digest).await?;
            }
        }
        let put = self.request(Method::PUT, &path).header(CONTENT_TYPE, &kind);
        self.send(put, manifest)
            .await?
            .must(self, StatusCode::CREATED)
    }

    async fn push_blob(&self, blobs: &Blobs, image: &str, digest: &str) -> Result<(), LabError> {
        let of_image = format!("/v2/{}{image}/blobs", self.prefix);
        let head = self.request(Method::HEAD, &format!("{of_image}/{digest}"));
        if self.send(head, Vec::new()).await?.status == StatusCode::OK {
            return Ok(());
        }
        let begin = self.request(Method::POST, &format!("{of_image}/uploads/"));
        let begun = self.send(begin, Vec::new()).await?;
        let to = begun.location.clone();
        begun.must(self, StatusCode::ACCEPTED)?;
        let to = to.ok_or_else(|| self.failed("it names no place for an upload".to_owned()))?;
        let join = if to.contains('?') { '&' } else { '?' };
        let put = self
            .request(Method::PUT, &format!("{to}{join}digest={digest}"))
            .header(CONTENT_TYPE, "application/octet-stream");
        let put = self.send(put, blobs.blob(digest)?).await?;
        put.must(self, StatusCode::CREATED)
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        match &self.login {
            Some(login) => request.header(AUTHORIZATION, login),
            None => request,
        }
    }

    async fn send(
        &self,
        request: http::request::Builder,
        body: Vec<u8>,
    ) -> Result<Answer, LabError> {
        let request = request
            .body(Body::from(body))
            .map_err(|error| self.failed(error.to_string()))?;
        let answer = self.client.send(request).await;
        let answer = answer.map_err(|error| self.failed(causes(&error)))?;
        let status = answer.status();
        let location = said(answer.headers(), &LOCATION)
            .and_then(|location| location.parse::<Uri>().ok())
            .and_then(|location| Some(location.path_and_query()?.to_string()));
        let wants = said(answer.headers(), &WWW_AUTHENTICATE);
        let text = answer.into_body().collect().await;
        let text = text.map_err(|error| self.failed(causes(&error)))?;
        Ok(Answer {
            status,
            location,
            wants,
            text: String::from_utf8_lossy(&text.to_bytes()).trim().to_owned(),
        })
    }

    fn failed(&self, reason: String) -> LabError {
        LabError::Registry {
            registry: self.name.clone(),
            reason,
        }
    }
}

/// What a registry answered.
struct Answer {
    status: StatusCode,
    /// Where to go on, without the host.
    location: Option<String>,
    /// What it wants to see first.
    wants: Option<String>,
    text: String,
}

impl Answer {
    fn must(self, registry: &Registry, status: StatusCode) -> Result<(), LabError> {
        if self.status == status {
            return Ok(());
        }
        let words = format!("{} {}", self.status, self.text);
        Err(registry.failed(words.trim().to_owned()))
    }
}

/// Whether a registry is one that no public authority signs for.
fn is_private(name: &str) -> bool {
    let host = name.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    match host.parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private(),
        Ok(IpAddr::V6(address)) => address.is_loopback(),
        Err(_) => host == "localhost",
    }
}

/// A client of the server that an address begins with.
fn client_of(address: &str) -> Result<Client, String> {
    let uri: Uri = address
        .parse()
        .map_err(|error: http::uri::InvalidUri| error.to_string())?;
    let mut parts = uri.into_parts();
    parts.path_and_query = Some(http::uri::PathAndQuery::from_static("/"));
    let uri = Uri::from_parts(parts).map_err(|error| error.to_string())?;
    let mut config = Config::new(uri);
    config.connect_timeout = Some(super::look::LIMIT);
    config.default_retry = false;
    Client::try_from(config).map_err(|error| causes(&error))
}

fn said(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// Where the parts of an archive are in its file.
struct Blobs {
    path: PathBuf,
    parts: BTreeMap<String, (u64, u64)>,
}

impl Blobs {
    fn of(archive: &Path) -> Result<Self, LabError> {
        let failed = || LabError::file(archive.to_owned());
        let mut tar = tar::Archive::new(File::open(archive).map_err(failed())?);
        let mut parts = BTreeMap::new();
        for entry in tar.entries_with_seek().map_err(failed())? {
            let entry = entry.map_err(failed())?;
            let name = entry.path().map_err(failed())?.display().to_string();
            parts.insert(name, (entry.raw_file_position(), entry.size()));
        }
        Ok(Self {
            path: archive.to_owned(),
            parts,
        })
    }

    fn blob(&self, digest: &str) -> Result<Vec<u8>, LabError> {
        self.read(&format!("blobs/{}", digest.replace(':', "/")))
    }

    fn json(&self, name: &str) -> Result<Value, LabError> {
        serde_json::from_slice(&self.read(name)?).map_err(|error| LabError::Corrupt {
            path: self.path.clone(),
            reason: error.to_string(),
        })
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, LabError> {
        let Some((from, size)) = self.parts.get(name) else {
            return Err(LabError::Corrupt {
                path: self.path.clone(),
                reason: format!("{name} is missing"),
            });
        };
        let mut bytes = Vec::new();
        let read = File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(*from))?;
            file.take(*size).read_to_end(&mut bytes)
        });
        read.map_err(LabError::file(&self.path))?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::this_machine("localhost:5000", true)]
    #[case::loopback("127.0.0.1:5000/shop", true)]
    #[case::private("10.0.0.1:5000", true)]
    #[case::public_address("203.0.113.7:5000", false)]
    #[case::public_name("registry.example/team", false)]
    fn only_a_registry_nearby_is_spoken_to_in_plain(#[case] name: &str, #[case] private: bool) {
        assert_eq!(is_private(name), private);
    }
}
