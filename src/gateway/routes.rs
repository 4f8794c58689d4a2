//! Every URL of the site, with who may come in. It must not hold any work: each row names the
//! function that does it.

use super::api::admin::{backup, config, domains as sight, events};
use super::api::{ingest as tus, playback as plays, transcode as jobs, user, video};
use super::pages::admin::{self, domains, events as heard, history, settings};
use super::pages::{self, ingest as upload, playback, transcode, user as people, video as works};
use super::{assets, backstage, gate, health, media, openapi, stream};
use actix_web::Route;
use actix_web::guard::{self, Guard};
use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig, to};

/// Who may come in. What they may do with one thing, its domain decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Anyone,
    /// Whoever is signed in, and the operator of this machine.
    Member,
    /// Administrators, and the operator of this machine.
    Operator,
}

/// What kind of answer a route gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Api,
    Tus,
    Media,
    /// Answers without asking who comes.
    Plain,
}

impl Kind {
    /// The word in metrics and in the list of routes.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Tus => "tus",
            Self::Media => "media",
            Self::Plain => "plain",
        }
    }
}

/// One method at one address.
pub(super) struct Row {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    pub(super) access: Access,
    work: fn() -> Route,
}

const fn row(
    kind: Kind,
    access: Access,
    method: &'static str,
    path: &'static str,
    work: fn() -> Route,
) -> Row {
    Row { method, path, kind, access, work }
}

use Access::{Anyone, Member, Operator};
use Kind::{Api, Media, Page, Plain, Tus};

#[rustfmt::skip]
pub(super) static ROUTES: &[Row] = &[
    row(Media, Anyone, "GET", "/media/{token}/{path:.*}", || to(media::segment)),
    row(Media, Anyone, "OPTIONS", "/media/{token}/{path:.*}", || to(media::preflight)),
    row(Plain, Anyone, "GET", "/static/{path:.*}", || to(assets::file)),
    row(Plain, Anyone, "GET", "/healthz", || to(health::alive)),
    row(Plain, Anyone, "GET", "/readyz", || to(health::ready)),
    row(Plain, Anyone, "GET", "/robots.txt", || to(health::robots)),
    row(Plain, Anyone, "GET", "/favicon.ico", || to(assets::favicon)),
    row(Api, Anyone, "GET", "/metrics", || to(health::metrics)),
    row(Api, Anyone, "GET", "/covers/{id}.jpg", || to(media::cover)),

    row(Page, Anyone, "GET", "/", || to(works::home)),
    row(Page, Anyone, "GET", "/watch/{id}", || to(playback::watch)),
    row(Page, Member, "GET", "/upload", || to(upload::upload)),
    row(Page, Member, "GET", "/studio", || to(works::studio)),
    row(Page, Member, "GET", "/studio/{id}/edit", || to(works::edit)),
    row(Page, Member, "POST", "/studio/{id}/edit", || to(works::save)),
    row(Page, Member, "POST", "/studio/{id}/delete", || to(works::delete)),
    row(Page, Member, "POST", "/studio/{id}/publish", || to(works::publish)),
    row(Page, Member, "POST", "/studio/{id}/retry", || to(transcode::retry)),
    row(Page, Anyone, "GET", "/sign-in", || to(people::sign_in)),
    row(Page, Anyone, "POST", "/sign-in", || to(people::enter)),
    row(Page, Anyone, "GET", "/sign-up", || to(people::sign_up)),
    row(Page, Anyone, "POST", "/sign-up", || to(people::join)),
    row(Page, Anyone, "POST", "/sign-out", || to(people::leave)),
    row(Page, Anyone, "GET", "/setup", || to(people::setup)),
    row(Page, Anyone, "POST", "/setup", || to(people::claim)),
    row(Page, Anyone, "POST", "/preferences", || to(people::preferences)),
    row(Page, Member, "GET", "/account", || to(people::account)),
    row(Page, Member, "POST", "/account/tokens", || to(people::create_token)),
    row(Page, Member, "POST", "/account/tokens/{id}/revoke", || to(people::revoke_token)),

    row(Page, Operator, "GET", "/admin", || to(admin::home)),
    row(Page, Operator, "GET", "/admin/domains", || to(domains::page)),
    row(Page, Operator, "GET", "/admin/events", || to(heard::page)),
    row(Page, Operator, "POST", "/admin/events/retry", || to(heard::retry)),
    row(Page, Operator, "POST", "/admin/events/replay", || to(heard::replay)),
    row(Page, Operator, "GET", "/admin/settings", || to(settings::all)),
    row(Page, Operator, "POST", "/admin/settings", || to(settings::clear)),
    row(Page, Operator, "GET", "/admin/settings/history", || to(history::list)),
    row(Page, Operator, "GET", "/admin/settings/history/{number}", || to(history::one)),
    row(Page, Operator, "POST", "/admin/settings/history/{number}", || to(history::roll_back)),
    row(Page, Operator, "GET", "/admin/settings/{section}", || to(settings::form)),
    row(Page, Operator, "POST", "/admin/settings/{section}", || to(settings::send)),

    row(Api, Anyone, "GET", "/api/openapi.json", || to(openapi::document)),
    row(Api, Member, "GET", "/api/v1/me", || to(user::me)),
    row(Api, Operator, "POST", "/api/v1/users", || to(user::add)),
    row(Api, Member, "GET", "/api/v1/tokens", || to(user::tokens)),
    row(Api, Member, "POST", "/api/v1/tokens", || to(user::create_token)),
    row(Api, Member, "DELETE", "/api/v1/tokens/{id}", || to(user::revoke_token)),
    row(Tus, Anyone, "OPTIONS", "/api/v1/uploads", || to(tus::options)),
    row(Tus, Member, "POST", "/api/v1/uploads", || to(tus::create)),
    row(Tus, Anyone, "OPTIONS", "/api/v1/uploads/{id}", || to(tus::options_one)),
    row(Tus, Member, "HEAD", "/api/v1/uploads/{id}", || to(tus::offset)),
    row(Tus, Member, "PATCH", "/api/v1/uploads/{id}", || to(tus::append)),
    row(Tus, Member, "DELETE", "/api/v1/uploads/{id}", || to(tus::terminate)),
    row(Tus, Member, "POST", "/api/v1/uploads/{id}", || to(tus::overridden)),
    row(Api, Anyone, "GET", "/api/v1/videos", || to(video::list)),
    row(Api, Anyone, "GET", "/api/v1/videos/{id}", || to(video::get)),
    row(Api, Member, "PATCH", "/api/v1/videos/{id}", || to(video::change)),
    row(Api, Member, "DELETE", "/api/v1/videos/{id}", || to(video::delete)),
    row(Api, Member, "POST", "/api/v1/videos/{id}/publish", || to(video::publish)),
    row(Api, Member, "POST", "/api/v1/videos/{id}/retry", || to(jobs::retry)),
    row(Api, Member, "GET", "/api/v1/videos/{id}/progress", || to(jobs::progress)),
    row(Api, Member, "GET", "/api/v1/videos/{id}/progress/stream", || to(stream::progress)),
    row(Api, Anyone, "POST", "/api/v1/videos/{id}/sessions", || to(plays::start)),
    row(Api, Anyone, "POST", "/api/v1/sessions/{id}/progress", || to(plays::report)),

    row(Api, Operator, "GET", "/api/v1/admin/backup", || to(backup::status)),
    row(Api, Operator, "POST", "/api/v1/admin/backup", || to(backup::begin)),
    row(Api, Operator, "GET", "/api/v1/admin/config", || to(config::get)),
    row(Api, Operator, "PATCH", "/api/v1/admin/config", || to(config::change)),
    row(Api, Operator, "GET", "/api/v1/admin/config/diff", || to(config::diff)),
    row(Api, Operator, "POST", "/api/v1/admin/config/rollback", || to(config::roll_back)),
    row(Api, Operator, "GET", "/api/v1/admin/config/versions", || to(config::versions)),
    row(Api, Operator, "GET", "/api/v1/admin/config/versions/{number}", || to(config::version)),
    row(Api, Operator, "GET", "/api/v1/admin/events", || to(events::readings)),
    row(Api, Operator, "GET", "/api/v1/admin/events/parked", || to(events::parked)),
    row(Api, Operator, "POST", "/api/v1/admin/events/replay", || to(events::replay)),
    row(Api, Operator, "POST", "/api/v1/admin/events/retry", || to(events::retry)),
    row(Api, Operator, "GET", "/api/v1/admin/domains", || to(sight::now)),
    row(Api, Operator, "GET", "/api/v1/admin/domains/stream", || to(sight::follow)),
];

static NOTHING: Row = row(Page, Anyone, "GET", "", || to(pages::nothing));
static NOTHING_API: Row = row(Api, Anyone, "GET", "", || to(pages::nothing));
static NO_METHOD: Row = row(Api, Anyone, "GET", "", || to(pages::no_method));

/// Puts every route on the application.
pub(super) fn draw(service: &mut ServiceConfig) {
    let mut at = 0;
    while let Some(first) = ROUTES.get(at) {
        let mut resource = web::resource(first.path);
        while let Some(row) = ROUTES.get(at).filter(|row| row.path == first.path) {
            resource = resource.route(gated(row).guard(takes(row.method, row.path)));
            at += 1;
        }
        service.service(resource.default_service(gated(&NO_METHOD)));
    }
    service.service(web::scope("/api").default_service(gated(&NOTHING_API)));
    service.default_service(gated(&NOTHING));
}

/// The little that a process without the front answers.
pub(super) fn draw_backstage(service: &mut ServiceConfig) {
    let get = || web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    let tells = [
        ("/healthz", get().to(health::alive)),
        ("/readyz", get().to(backstage::ready)),
        ("/metrics", get().to(backstage::metrics)),
    ];
    for (path, route) in tells {
        let other = web::route().to(backstage::not_allowed);
        service.service(web::resource(path).route(route).default_service(other));
    }
    service.default_service(to(backstage::nothing));
}

/// The methods that an address takes, as `Allow` lists them (RFC 9110, 10.2.1).
pub(super) fn methods(path: &str) -> String {
    let mut methods: Vec<&str> =
        ROUTES.iter().filter(|row| row.path == path).map(|row| row.method).collect();
    let has_head = !path.ends_with("/stream");
    if let Some(at) = methods.iter().position(|one| *one == "GET").filter(|_| has_head)
        && !methods.contains(&"HEAD")
    {
        methods.insert(at + 1, "HEAD");
    }
    methods.join(", ")
}

/// A `GET` answers `HEAD` as well, without its body, unless the address has its own.
fn takes(method: &'static str, path: &'static str) -> impl Guard {
    let own_head = ROUTES.iter().any(|row| row.path == path && row.method == "HEAD");
    let method = Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET);
    let also_head = method == Method::GET && !own_head && !path.ends_with("/stream");
    guard::fn_guard(move |cx| {
        let asked = &cx.head().method;
        *asked == method || (also_head && *asked == Method::HEAD)
    })
}

/// The work of a row behind its gate; what browsers can unpack is sent compressed.
fn gated(row: &'static Row) -> Route {
    let is_packed = matches!(row.kind, Page | Api) && !row.path.ends_with("/stream");
    let work = (row.work)();
    let work = if is_packed { work.wrap(Compress::default()) } else { work };
    work.wrap(from_fn(move |request, next| gate::pass(row, request, next)))
}
