//! What a registry wants to see before it takes an image.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use docker_credential::{CredentialRetrievalError, DockerCredential, get_credential_from_reader};
use http_auth::parse_challenges;
use serde_json::Value;

/// Docker's own registry, as it is in the names of images.
pub(super) const DOCKER_HUB: &str = "docker.io";
/// What Docker calls it where it keeps logins.
const DOCKER_HUB_LOGIN: &str = "https://index.docker.io/v1/";

/// What `docker login`, or a helper that it names, keeps for a registry's host: for HTTP, `Basic …`. None without a login.
///
/// # Errors
/// When there is a login that can't be used.
pub(super) fn login(host: &str) -> Result<Option<String>, String> {
    let folder = std::env::var_os("DOCKER_CONFIG").map(PathBuf::from);
    let folder = folder.or_else(|| Some(std::env::home_dir()?.join(".docker")));
    let Some(path) = folder.map(|folder| folder.join("config.json")) else {
        return Ok(None);
    };
    match File::open(&path) {
        Ok(file) => login_in(file, host),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

fn login_in(config: impl Read, host: &str) -> Result<Option<String>, String> {
    let server = if host == DOCKER_HUB {
        DOCKER_HUB_LOGIN
    } else {
        host
    };
    match get_credential_from_reader(config, server) {
        Ok(DockerCredential::UsernamePassword(user, password)) => {
            let both = STANDARD.encode(format!("{user}:{password}"));
            Ok(Some(format!("Basic {both}")))
        }
        Ok(DockerCredential::IdentityToken(_)) => Err(
            "the login that docker keeps for it is an identity token; a user and a password are needed"
                .to_owned(),
        ),
        Err(CredentialRetrievalError::NoCredentialConfigured) => Ok(None),
        // What helpers say of a registry that nobody logged in to.
        Err(error) if error.to_string().contains("credentials not found") => Ok(None),
        Err(error) => Err(format!("its login can't be had: {error}")),
    }
}

/// Where a login is exchanged for a token, as [the registries of
/// Docker](https://distribution.github.io/distribution/spec/auth/token/) have it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TokenServer {
    realm: String,
    service: Option<String>,
}

impl TokenServer {
    /// The one that a `WWW-Authenticate` header names; none when it wants something else.
    pub(super) fn of(header: &str) -> Option<Self> {
        let challenges = parse_challenges(header).ok()?;
        let bearer = challenges
            .iter()
            .find(|one| one.scheme.eq_ignore_ascii_case("bearer"))?;
        let value = |name: &str| {
            let (_, value) = bearer
                .params
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            Some(value.to_unescaped())
        };
        Some(Self {
            realm: value("realm")?,
            service: value("service"),
        })
    }

    /// Where to ask for a token with which an image may be pushed.
    pub(super) fn address(&self, repository: &str) -> String {
        let scope = format!("repository:{repository}:pull,push");
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.service.iter().map(|service| ("service", service)));
        query.append_pair("scope", &scope);
        let join = if self.realm.contains('?') { '&' } else { '?' };
        format!("{}{join}{}", self.realm, query.finish())
    }

    /// For HTTP, what the answer gives: `Bearer …`.
    pub(super) fn token(answer: &str) -> Option<String> {
        let answer: Value = serde_json::from_str(answer).ok()?;
        let token = ["token", "access_token"]
            .iter()
            .find_map(|name| answer[name].as_str())?;
        Some(format!("Bearer {token}"))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use rstest::rstest;

    const AUTHS: &str = r#"{"auths": {
        "registry.example": {"auth": "bWU6c2VjcmV0"},
        "https://index.docker.io/v1/": {"auth": "aHViOnNlY3JldA=="},
        "tokens.example": {"identitytoken": "abc"}
    }}"#;

    #[rstest]
    #[case::a_login("registry.example", Ok(Some("Basic bWU6c2VjcmV0")))]
    #[case::docker_calls_its_own_otherwise("docker.io", Ok(Some("Basic aHViOnNlY3JldA==")))]
    #[case::none("other.example", Ok(None))]
    #[case::a_token("tokens.example", Err("identity token"))]
    fn a_login_is_what_docker_keeps(
        #[case] host: &str,
        #[case] expected: Result<Option<&str>, &str>,
    ) {
        let found = login_in(AUTHS.as_bytes(), host);
        match (&found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found.as_deref(), expected),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
            (found, expected) => unreachable!("{found:?}, not {expected:?}"),
        }
    }

    #[rstest]
    #[case::a_service(
        r#"Bearer realm="https://auth.example/token",service="the registry",scope="repository:a/b:pull,push""#,
        "https://auth.example/token?service=the+registry&scope=repository%3Ateam%2Fshop-main%3Apull%2Cpush"
    )]
    #[case::no_service(
        r#"bearer realm="https://auth.example/token?account=me""#,
        "https://auth.example/token?account=me&scope=repository%3Ateam%2Fshop-main%3Apull%2Cpush"
    )]
    fn a_registry_says_where_tokens_are(#[case] header: &str, #[case] address: &str) {
        let server = TokenServer::of(header).unwrap();
        assert_eq!(server.address("team/shop-main"), address);
    }

    #[rstest]
    #[case::a_login(r#"Basic realm="registry""#)]
    #[case::no_realm(r#"Bearer service="registry""#)]
    #[case::nonsense("\"")]
    fn another_wish_is_none_for_a_token(#[case] header: &str) {
        assert_eq!(TokenServer::of(header), None);
    }

    #[rstest]
    #[case::docker(r#"{"token":"abc"}"#, Some("Bearer abc"))]
    #[case::oauth(r#"{"access_token":"abc","expires_in":60}"#, Some("Bearer abc"))]
    #[case::neither(r#"{"errors":[]}"#, None)]
    #[case::no_json("<html>", None)]
    fn an_answer_gives_a_token(#[case] answer: &str, #[case] token: Option<&str>) {
        assert_eq!(TokenServer::token(answer).as_deref(), token);
    }
}
