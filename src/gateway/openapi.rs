//! The JSON API as an OpenAPI 3.1 document, from the code that answers it. It must not describe
//! what no route does; a test compares both.

use super::core::routes::{Kind, Row};
use super::core::{authorize, session};
use super::routes;
use super::{admin, export, studio};
use crate::contract::{LIMITS, each_domain};
use crate::kernel::limits::Limits;
use actix_web::HttpResponse;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ArrayItems, Object};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{Modify, Number, OpenApi};

/// What holds for all parts of the document.
#[derive(OpenApi)]
#[openapi(
    info(title = "Shoal", description = "Videos: upload, follow, publish, play.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")),
    security((), ("bearer" = []), ("session" = [], "csrf" = [])),
)]
struct Frame;

macro_rules! whole {
    ($($word:ident)*) => {
        /// The document: what holds for all, and the operations of each domain.
        fn whole() -> utoipa::openapi::OpenApi {
            let mut whole = Frame::openapi();
            $(
                let mut part = super::$word::api::Operations::openapi();
                state_limits(stringify!($word), &mut part);
                whole.merge(part);
            )*
            whole.merge(studio::api::Operations::openapi());
            whole.merge(export::api::Operations::openapi());
            whole.merge(admin::api::Operations::openapi());
            Proofs.modify(&mut whole);
            FrontStatuses.modify(&mut whole);
            whole
        }
    };
}
each_domain!(whole);

static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(whole);

/// Whether the document says that the operation at this address may answer so; also of what is no
/// operation.
#[cfg(test)]
pub(in crate::gateway) fn is_described(method: &str, path: &str, status: u16) -> bool {
    let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let asked = parts(path.split('?').next().unwrap_or_default());
    let mut items: Vec<_> = DOCUMENT.paths.paths.iter().collect();
    // What is written out goes before what is a parameter.
    items.sort_by_key(|(template, _)| template.contains('{'));
    let found = items.into_iter().find(|(template, _)| {
        let template = parts(template);
        let fits = |(a, b): (&String, &String)| a.starts_with('{') || a == b;
        template.len() == asked.len() && template.iter().zip(&asked).all(fits)
    });
    let operation = found.and_then(|(_, item)| operation(&mut item.clone(), method).cloned());
    let told = |one: Operation| one.responses.responses.contains_key(&status.to_string());
    operation.is_none_or(told)
}

/// How a caller proves who they are.
struct Proofs;

impl Modify for Proofs {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API token of the account page."))
            .build();
        let cookie = ApiKeyValue::new(session::cookie_name(true));
        let header = ApiKeyValue::new(authorize::CSRF_HEADER);
        for (name, scheme) in [
            ("bearer", SecurityScheme::Http(bearer)),
            ("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
            ("csrf", SecurityScheme::ApiKey(ApiKey::Header(header))),
        ] {
            components.add_security_scheme(name, scheme);
        }
    }
}

/// The statuses that do not depend on what an operation does, but on who may ask for it, whether
/// it has a body, and the front itself.
struct FrontStatuses;

impl Modify for FrontStatuses {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for row in routes::all() {
            let Some(item) = document.paths.paths.get_mut(row.path) else { continue };
            let Some(operation) = operation(item, row.method) else { continue };
            let takes_body = operation.request_body.is_some();
            for (status, description) in statuses(row, takes_body) {
                let answer = ResponseBuilder::new()
                    .description(description)
                    .content("application/json", error_content())
                    .build();
                let responses = &mut operation.responses.responses;
                responses.entry(status.to_string()).or_insert_with(|| answer.into());
            }
        }
    }
}

/// What the fields of a domain's contract may hold, in the bodies that its operations take.
fn state_limits(word: &str, part: &mut utoipa::openapi::OpenApi) {
    let bodies: BTreeSet<String> = part.paths.paths.values().flat_map(bodies).collect();
    let Some(components) = &mut part.components else { return };
    for (name, schema) in &mut components.schemas {
        let RefOr::T(Schema::Object(body)) = schema else { continue };
        if !bodies.contains(name) {
            continue;
        }
        for (_, field, limits) in LIMITS.iter().filter(|(domain, ..)| *domain == word) {
            if let Some(RefOr::T(property)) = body.properties.get_mut(*field) {
                limit(property, limits);
            }
        }
    }
}

/// The names of the schemas that the operations at an address take.
fn bodies(item: &PathItem) -> Vec<String> {
    let mut names = Vec::new();
    for operation in [&item.post, &item.put, &item.patch].into_iter().flatten() {
        let Some(RefOr::T(body)) = &operation.request_body else { continue };
        for content in body.content.values() {
            if let RefOr::T(content) = content
                && let Some(RefOr::Ref(schema)) = &content.schema
            {
                names.extend(schema.ref_location.rsplit('/').next().map(str::to_owned));
            }
        }
    }
    names
}

fn limit(property: &mut Schema, limits: &Limits) {
    match property {
        Schema::Array(list) => {
            list.max_items = stated(limits.max_items);
            if let ArrayItems::RefOrSchema(item) = &mut list.items
                && let RefOr::T(Schema::Object(item)) = &mut **item
            {
                limit_text(item, limits);
            }
        },
        Schema::Object(one) => {
            limit_text(one, limits);
            let most = usize::try_from(limits.max).unwrap_or(usize::MAX);
            one.maximum = (limits.max > 0).then_some(Number::UInt(most));
        },
        _ => {},
    }
}

fn limit_text(text: &mut Object, limits: &Limits) {
    text.min_length = stated(limits.min_chars);
    text.max_length = stated(limits.max_chars);
}

fn stated(limit: u32) -> Option<usize> {
    (limit > 0).then(|| usize::try_from(limit).unwrap_or(usize::MAX))
}

fn operation<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Operation> {
    match method {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        "PATCH" => item.patch.as_mut(),
        "DELETE" => item.delete.as_mut(),
        "HEAD" => item.head.as_mut(),
        "OPTIONS" => item.options.as_mut(),
        _ => None,
    }
}

fn error_content() -> utoipa::openapi::Content {
    let schema = utoipa::openapi::Ref::from_schema_name("ErrorJson");
    utoipa::openapi::ContentBuilder::new().schema(Some(schema)).build()
}

fn statuses(row: &Row, takes_body: bool) -> Vec<(u16, &'static str)> {
    let mut told = vec![
        (400, "A header or a part of the address is not as described"),
        (431, "The head is too large"),
        (429, "Too many requests from this address: Retry-After says when the next one fits"),
        (500, "Something broke on our side"),
        (503, "The site has more to do than it can take, or a part of it is not running"),
        (504, "The answer took too long: Retry-After says when to try again"),
    ];
    let changes = !matches!(row.method, "GET" | "HEAD" | "OPTIONS");
    // Whoever shows a token that is unknown hears it even where none is needed.
    told.push((401, "Nobody is signed in, or the token is unknown"));
    // Also: plain HTTP from elsewhere.
    told.push((403, "The caller may not do this, or the page that sent it is out of date"));
    if row.path.contains('{') {
        told.push((404, "There is nothing at this address that the caller may see"));
        told.push((422, "A text has a character that cannot be kept"));
    }
    if changes {
        told.extend([
            (507, "The disk of the server is full"),
            (408, "The body came too slowly"),
            (413, "The body is too large"),
        ]);
    }
    if takes_body {
        told.extend([
            (415, "The body is of another media type"),
            (422, "A value is refused, or the key came with another request before"),
        ]);
    }
    if row.kind == Kind::Tus && row.method != "OPTIONS" {
        told.push((412, "Tus-Resumable names another version"));
    }
    told
}

/// `GET /api/openapi.json`
pub(super) async fn document() -> HttpResponse {
    HttpResponse::Ok().json(&*DOCUMENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{user, video};
    use serde_json::{Value, json};

    #[test]
    fn what_a_body_may_hold_is_what_the_contract_states() {
        let document: Value = serde_json::to_value(&*DOCUMENT).expect("it is JSON");
        let of = |schema: &str, field: &str| {
            let property = &document["components"]["schemas"][schema]["properties"][field];
            assert!(property.is_object(), "{schema}.{field} is not described");
            property.clone()
        };
        let title = of("ChangeJson", "title");
        let limits = video::VideoCard::TITLE;
        assert_eq!(title["minLength"], json!(limits.min_chars));
        assert_eq!(title["maxLength"], json!(limits.max_chars));
        let tags = of("ChangeJson", "tags");
        let limits = video::VideoCard::TAGS;
        assert_eq!(tags["maxItems"], json!(limits.max_items));
        assert_eq!(tags["items"]["maxLength"], json!(limits.max_chars));
        let label = of("NewTokenJson", "label");
        assert_eq!(label["maxLength"], json!(user::CreateApiTokenRequest::LABEL.max_chars));
        // What is only told has no limit of its own: an old title may be longer than a new one.
        assert_eq!(of("VideoJson", "title")["maxLength"], Value::Null);
    }
}
