//! What a process without the front answers to machines: is it alive, do its domains serve, what
//! does it count. It must not answer anything else, and it knows no people.

use crate::kernel::meter::Meters;
use actix_web::dev::Server;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{App, HttpResponse, HttpServer, web};
use std::io;
use std::net::TcpListener;
use std::sync::Arc;

/// How long answers under way may take when the process stops.
const STOP_TIME_S: u64 = 1;
/// Whoever asks more than this at once is no monitor.
const CONNECTIONS_MAX: usize = 64;

/// What there is to tell.
#[derive(Clone)]
pub(crate) struct Backstage {
    pub(crate) meters: Meters,
    /// Brings the figures up to now.
    pub(crate) refresh: Arc<dyn Fn() + Send + Sync>,
    /// The hosted domains that do not serve now, each with why.
    pub(crate) silent: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
}

/// Answers on a socket. The future runs it until it is stopped.
///
/// # Errors
/// What the system says about the socket.
pub(crate) fn backstage(backstage: Backstage, http: TcpListener) -> io::Result<Server> {
    let shared = web::Data::new(backstage);
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).configure(super::routes::draw_backstage)
    })
    .workers(1)
    .max_connections(CONNECTIONS_MAX)
    .shutdown_timeout(STOP_TIME_S)
    .disable_signals()
    .listen(http)?;
    Ok(server.run())
}

pub(super) async fn ready(backstage: web::Data<Backstage>) -> HttpResponse {
    super::health::readiness(&(backstage.silent)())
}

pub(super) async fn metrics(backstage: web::Data<Backstage>) -> HttpResponse {
    (backstage.refresh)();
    super::health::exposition(backstage.meters.print())
}

pub(super) async fn nothing() -> HttpResponse {
    let text = "This process has no front. It answers /healthz, /readyz and /metrics.\n";
    HttpResponse::NotFound().insert_header((CACHE_CONTROL, "no-store")).body(text)
}
