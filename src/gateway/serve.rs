//! Opens the front on its sockets. It must not bind one itself: boot says where.

use super::door;
use super::front::{Front, Gateway};
use super::routes;
use actix_web::dev::{Extensions, Server};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use std::any::Any;
use std::io;
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::time::Duration;

/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long an idle connection is kept.
const IDLE_TIME: Duration = Duration::from_secs(75);
/// How long requests under way may take when the process stops.
const STOP_TIME_S: u64 = 5;

/// Marks a connection that came by the control socket: file permissions have decided already.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByControlSocket;

/// Serves the same site on HTTP and on the control socket. The future runs it until it is stopped.
///
/// # Errors
/// What the system says about the sockets.
pub(crate) fn serve(
    gateway: Gateway,
    http: TcpListener,
    control: Option<UnixListener>,
) -> io::Result<Server> {
    let workers = gateway.settings.get().worker_threads;
    let front = web::Data::new(Front::new(gateway));
    let server = HttpServer::new(move || {
        App::new().app_data(front.clone()).wrap(from_fn(door::pass)).configure(routes::draw)
    })
    .workers(workers)
    .on_connect(mark)
    .client_request_timeout(HEAD_TIME)
    .keep_alive(IDLE_TIME)
    .shutdown_timeout(STOP_TIME_S)
    .disable_signals()
    .listen(http)?;
    let server = match control {
        Some(socket) => server.listen_uds(socket)?,
        None => server,
    };
    Ok(server.run())
}

fn mark(connection: &dyn Any, data: &mut Extensions) {
    if connection.is::<actix_web::rt::net::UnixStream>() {
        data.insert(ByControlSocket);
    }
}
