//! What a process without the front answers to machines: is it alive, do its domains serve, what
//! does it count. It must not answer anything else, and it knows no people.

use crate::kernel::meter::Meters;
use actix_web::http::header::{ALLOW, CACHE_CONTROL};
use actix_web::{HttpResponse, web};
use std::sync::Arc;

/// What there is to tell.
#[derive(Clone)]
pub(crate) struct Backstage {
    pub(crate) meters: Meters,
    /// Brings the figures up to now.
    pub(crate) refresh: Arc<dyn Fn() + Send + Sync>,
    /// The hosted domains that do not serve now, each with why.
    pub(crate) silent: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
}

pub(in crate::gateway) async fn ready(backstage: web::Data<Backstage>) -> HttpResponse {
    super::health::readiness(&(backstage.silent)())
}

pub(in crate::gateway) async fn metrics(backstage: web::Data<Backstage>) -> HttpResponse {
    (backstage.refresh)();
    super::health::exposition(backstage.meters.print())
}

pub(in crate::gateway) async fn nothing() -> HttpResponse {
    let text = "This process has no front. It answers /healthz, /readyz and /metrics.\n";
    HttpResponse::NotFound().insert_header((CACHE_CONTROL, "no-store")).body(text)
}

pub(in crate::gateway) async fn not_allowed() -> HttpResponse {
    let mut answer = HttpResponse::MethodNotAllowed();
    answer.insert_header((CACHE_CONTROL, "no-store")).insert_header((ALLOW, "GET, HEAD"));
    answer.body("This address only tells: use GET.\n")
}
