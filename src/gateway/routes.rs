//! Every URL of the site: the tables of `core`, of each domain and of each composed page, in one
//! list. It must not hold a row of its own but that of the document.

use super::core::routes::Access::Anyone;
use super::core::routes::Kind::{Api, Page};
use super::core::routes::{Embedding, Kind, Row, Urgency, row};
use super::core::{authorize, backstage, health, pages};
use super::{admin, core, export, home, openapi, studio, watch};
use crate::contract::each_domain;
use actix_web::Route;
use actix_web::guard::{self, Guard};
use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig, to};
use std::collections::HashMap;
use std::sync::LazyLock;

static DOCUMENT: &[Row] = &[row(Api, Anyone, "GET", "/api/openapi.json", || to(openapi::document))];

macro_rules! tables {
    ($($word:ident)*) => {
        /// The tables, in the order in which they are asked.
        static TABLES: &[&[Row]] = &[
            core::routes::ROUTES,
            home::routes::ROUTES,
            watch::routes::ROUTES,
            studio::routes::ROUTES,
            $(super::$word::routes::ROUTES,)*
            export::routes::ROUTES,
            admin::routes::ROUTES,
            DOCUMENT,
        ];
    };
}
each_domain!(tables);

/// Every route of the site.
pub(in crate::gateway) fn all() -> &'static [&'static Row] {
    static ALL: LazyLock<Vec<&Row>> = LazyLock::new(|| TABLES.iter().copied().flatten().collect());
    &ALL
}

/// The kind of what an address gives, by its pattern.
pub(in crate::gateway) fn kind(pattern: &str) -> Option<Kind> {
    static KINDS: LazyLock<HashMap<&str, Kind>> =
        LazyLock::new(|| all().iter().map(|row| (row.path, row.kind)).collect());
    KINDS.get(pattern).copied()
}

/// How other sites may show what this pattern gives.
pub(in crate::gateway) fn embedding(pattern: &str) -> Embedding {
    static EMBEDDINGS: LazyLock<HashMap<&str, Embedding>> =
        LazyLock::new(|| all().iter().map(|row| (row.path, row.embedding)).collect());
    EMBEDDINGS.get(pattern).copied().unwrap_or(Embedding::Forbidden)
}

/// Whether monitors ask at this address.
pub(in crate::gateway) fn is_vital(path: &str) -> bool {
    all().iter().any(|row| row.is_vital && row.path == path)
}

/// Whether a page can be opened at a path.
pub(in crate::gateway) fn is_page(path: &str) -> bool {
    let fits = |pattern: &str| {
        let (pattern, path) = (pattern.split('/'), path.split('/'));
        pattern.clone().count() == path.clone().count()
            && pattern.zip(path).all(|(part, given)| part.starts_with('{') || part == given)
    };
    all().iter().any(|row| row.kind == Page && row.method == "GET" && fits(row.path))
}

/// How a route is treated when there is too much to do. `HEAD` is treated as `GET` where it has no
/// row of its own, and what has no row as a page.
pub(in crate::gateway) fn urgency(method: &Method, pattern: &str) -> Urgency {
    static URGENCIES: LazyLock<HashMap<(&str, &str), Urgency>> =
        LazyLock::new(|| all().iter().map(|row| ((row.method, row.path), row.urgency)).collect());
    let of = |method| URGENCIES.get(&(method, pattern)).copied();
    let as_read = || (*method == Method::HEAD).then(|| of("GET")).flatten();
    of(method.as_str()).or_else(as_read).unwrap_or(Urgency::Browse)
}

static NOTHING: Row = row(Page, Anyone, "GET", "", || to(pages::nothing));
static NOTHING_API: Row = row(Api, Anyone, "GET", "", || to(pages::nothing));
static NO_METHOD: Row = row(Api, Anyone, "GET", "", || to(pages::no_method));

/// Puts every route on the application.
pub(in crate::gateway) fn draw(service: &mut ServiceConfig) {
    let mut at = 0;
    while let Some(first) = all().get(at) {
        let mut resource = web::resource(first.path);
        while let Some(row) = all().get(at).filter(|row| row.path == first.path) {
            resource = resource.route(gated(row).guard(takes(row.method, row.path)));
            at += 1;
        }
        service.service(resource.default_service(gated(&NO_METHOD)));
    }
    service.service(web::scope("/api").default_service(gated(&NOTHING_API)));
    service.default_service(gated(&NOTHING));
}

/// The little that a process without the front answers.
pub(in crate::gateway) fn draw_backstage(service: &mut ServiceConfig) {
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
pub(in crate::gateway) fn methods(path: &str) -> String {
    let mut methods: Vec<&str> =
        all().iter().filter(|row| row.path == path).map(|row| row.method).collect();
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
    let own_head = all().iter().any(|row| row.path == path && row.method == "HEAD");
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
    work.wrap(from_fn(move |request, next| authorize::pass(row, request, next)))
}
