//! What annotations need not repeat: the replies that every operation has by what it takes, their bodies and headers.

use shop_api::header;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ComponentsBuilder, Content, OpenApi, Ref, RefOr, Response};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::server::is_operational;

/// Completes every operation of a document.
pub(super) fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            add_replies(path, operation);
            for (status, reply) in &mut operation.responses.responses {
                if let RefOr::T(reply) = reply {
                    describe(status, reply);
                }
            }
        }
    }
    let mut schemas = vec![("Problem".into(), shop_api::Problem::schema())];
    shop_api::Problem::schemas(&mut schemas);
    let mut components = ComponentsBuilder::from(document.components.take().unwrap_or_default());
    for (name, schema) in schemas {
        components = components.schema(name.to_string(), schema);
    }
    for (name, scheme) in schemes() {
        components = components.security_scheme(name, scheme);
    }
    document.components = Some(components.build());
}

/// Every operation of an address.
fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
        &mut item.patch,
    ]
    .into_iter()
    .flatten()
}

fn schemes() -> [(&'static str, SecurityScheme); 3] {
    [
        (
            "internal",
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                header::INTERNAL_TOKEN,
                "Proves that a call comes from another service of the shop.",
            ))),
        ),
        (
            "staff",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("Proves that a call comes from staff."))
                    .build(),
            ),
        ),
        (
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                "session",
                "Says who the customer is. Signed; set with the first thing that has to be remembered.",
            ))),
        ),
    ]
}

/// Adds the replies that come from what an operation takes. What its annotation says stays.
fn add_replies(path: &str, operation: &mut Operation) {
    let takes = |place: ParameterIn| {
        operation.parameters.iter().flatten().any(
            |parameter| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == place),
        )
    };
    let json = operation.request_body.as_ref().is_some_and(
        |body| matches!(body, RefOr::T(body) if body.content.contains_key("application/json")),
    );
    let token = |name: &str| SecurityRequirement::new::<_, [&str; 0], _>(name, []);
    let guarded = operation
        .security
        .iter()
        .flatten()
        .any(|wanted| *wanted == token("internal") || *wanted == token("staff"));
    let replies = [
        (
            json || [ParameterIn::Path, ParameterIn::Query, ParameterIn::Header]
                .into_iter()
                .any(takes),
            "400",
            "The request can't be read, or has values that are not allowed.",
        ),
        (guarded, "401", "The token is missing or wrong."),
        (takes(ParameterIn::Path), "404", "There is no such thing."),
        (
            operation.request_body.is_some(),
            "408",
            "The request did not arrive in time.",
        ),
        (json, "413", "The body has more than 64 KiB."),
        (json, "415", "The body is not application/json."),
        (
            !is_operational(path),
            "503",
            "The service has more to do than it can, or something that it needs does not answer.",
        ),
    ];
    for (applies, status, description) in replies {
        if applies {
            operation
                .responses
                .responses
                .entry(status.to_owned())
                .or_insert_with(|| RefOr::T(Response::new(description)));
        }
    }
}

/// An error without a body of its own is a problem, and every reply names the request.
fn describe(status: &str, reply: &mut Response) {
    let is_error = status.starts_with('4') || status.starts_with('5');
    if is_error && reply.content.is_empty() {
        reply.content.insert(
            header::PROBLEM_JSON.to_owned(),
            RefOr::T(Content::new(Some(Ref::from_schema_name("Problem")))),
        );
    }
    reply.headers.insert(
        header::REQUEST_ID.to_owned(),
        RefOr::T(
            HeaderBuilder::new()
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
                .description(Some("Finds the request in the logs."))
                .build(),
        ),
    );
    if status == "503" {
        let seconds = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1));
        reply.headers.insert(
            "retry-after".to_owned(),
            RefOr::T(
                HeaderBuilder::new()
                    .schema(Some(seconds))
                    .description(Some("Seconds to wait before a repetition, at least."))
                    .build(),
            ),
        );
    }
}
