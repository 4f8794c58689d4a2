//! The JSON API as an OpenAPI 3.1 document, from the code that answers it. It must not describe
//! what no route does; a test compares both.

use super::api::admin::{backup, config, domains, events};
use super::api::{ingest, playback, transcode, user, video};
use super::{gate, session, stream};
use actix_web::HttpResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(title = "Shoal", description = "Videos: upload, follow, publish, play.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")),
    paths(
        user::me, user::add, user::tokens, user::create_token, user::revoke_token,
        ingest::options, ingest::create, ingest::options_one, ingest::offset, ingest::append,
        ingest::terminate, ingest::overridden,
        video::list, video::get, video::change, video::delete, video::publish,
        transcode::retry, transcode::progress, stream::progress,
        playback::start, playback::report,
        config::get, config::change, config::diff, config::versions, config::version,
        config::roll_back,
        events::readings, events::parked, events::replay, events::retry,
        domains::now, domains::follow,
        backup::begin, backup::status,
    ),
    modifiers(&Proofs),
    security((), ("bearer" = []), ("session" = [], "csrf" = [])),
    tags(
        (name = "users", description = "Accounts and API tokens"),
        (name = "uploads", description = "Resumable uploads by tus 1.0.0"),
        (name = "videos", description = "Videos and their way to a page"),
        (name = "playback", description = "Play sessions"),
        (name = "admin", description = "The site itself: for administrators"),
    )
)]
pub(super) struct Document;

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
        let header = ApiKeyValue::new(gate::CSRF_HEADER);
        for (name, scheme) in [
            ("bearer", SecurityScheme::Http(bearer)),
            ("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
            ("csrf", SecurityScheme::ApiKey(ApiKey::Header(header))),
        ] {
            components.add_security_scheme(name, scheme);
        }
    }
}

/// `GET /api/openapi.json`
pub(super) async fn document() -> HttpResponse {
    HttpResponse::Ok().json(Document::openapi())
}
