//! Opens the front on its sockets. It must not bind one itself: boot says where.

use super::door;
use super::front::{Front, Gateway};
use super::limits;
use super::routes;
use crate::kernel::descriptors::{descriptors_max, hang_up};
use actix_web::dev::{Extensions, Server};
use actix_web::middleware::from_fn;
use actix_web::rt::net::{TcpStream, UnixStream};
use actix_web::{App, HttpServer, web};
use std::any::Any;
use std::io;
use std::net::TcpListener;
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixListener;
use std::time::Duration;

/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long an idle connection is kept.
const IDLE_TIME: Duration = Duration::from_secs(15);
/// Descriptors that are never given to connections: databases, blobs, pipes of workers.
const DESCRIPTORS_KEPT: u64 = 256;
/// The fewest and the most connections of one worker, whatever the system allows.
const CONNECTIONS_OF_WORKER: (usize, usize) = (64, 25_600);
/// What a connection hears that is one too many, before anything is read from it.
const TURNED_AWAY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
    retry-after: 5\r\ncontent-type: text/plain\r\ncontent-length: 70\r\n\r\n\
    Your address holds too many connections open. Close some, then retry.\n";
/// How long requests under way may take when the process stops.
const STOP_TIME_S: u64 = 5;

/// Marks a connection that came by the control socket: file permissions have decided already.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByControlSocket;

/// Marks a connection of an address that holds as many as it may: nothing is done for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct OneTooMany;

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
    let doorkeeper = front.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(front.clone()).wrap(from_fn(door::pass)).configure(routes::draw)
    })
    .workers(workers)
    .max_connections(connections_max(descriptors_max(), workers))
    .on_connect(move |connection, data| receive(&doorkeeper, connection, data))
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

/// How many connections one worker takes before the rest wait to be accepted. The control socket
/// shares them; no single address can take them all.
fn connections_max(descriptors_max: u64, workers: usize) -> usize {
    let free = descriptors_max.saturating_sub(DESCRIPTORS_KEPT);
    let each = usize::try_from(free).unwrap_or(usize::MAX) / workers.max(1);
    each.clamp(CONNECTIONS_OF_WORKER.0, CONNECTIONS_OF_WORKER.1)
}

/// Marks a connection by where it comes from, and counts it for its address.
fn receive(front: &Front, connection: &dyn Any, data: &mut Extensions) {
    if connection.is::<UnixStream>() {
        data.insert(ByControlSocket);
        return;
    }
    let Some(connection) = connection.downcast_ref::<TcpStream>() else { return };
    // Whoever has gone already holds nothing.
    let Ok(peer) = connection.peer_addr() else { return };
    let settings = front.settings();
    if settings.proxies().iter().any(|network| network.contains(peer.ip())) {
        return;
    }
    let customer = limits::customer(peer.ip());
    match front.connections.take(customer, settings.connections_per_ip_max) {
        Some(place) => {
            data.insert(place);
        },
        None => {
            data.insert(OneTooMany);
            // At once: one that sends nothing would else hold a descriptor until it is found
            // idle. If it fails, the door refuses its first request instead.
            drop(hang_up(connection.as_fd(), TURNED_AWAY));
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_rest() {
        for (descriptors, workers, expected) in
            [(1024, 2, 384), (1024, 0, 768), (100, 2, 64), (u64::MAX, 2, 25_600), (4096, 4, 960)]
        {
            assert_eq!(connections_max(descriptors, workers), expected, "{descriptors}");
        }
    }

    #[test]
    fn whoever_is_turned_away_hears_a_whole_answer() {
        let text = std::str::from_utf8(TURNED_AWAY).expect("plain text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{}", body.len());
        assert!(head.lines().all(|line| !line.starts_with(' ')), "{head}");
    }
}
