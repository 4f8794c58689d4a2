//! Opens the front on its sockets. One thread takes connections in and answers `/healthz`, however
//! busy the others are; the workers do the rest. It must not bind a socket itself: boot says where.

mod account;
mod backstage;
mod connection;
mod first;
mod framing;
mod handover;
mod health;
mod outlet;
mod pace;
mod pieces;
mod workers;

pub(in crate::gateway) use account::Unsent;
pub(crate) use backstage::serve_backstage;
pub(in crate::gateway) use connection::ByControlSocket;
pub(in crate::gateway) use handover::{Handover, RawConnection};
pub(in crate::gateway) use outlet::{Direct, OpenFile, Outlet, Stretch};
pub(in crate::gateway) use pieces::in_pieces;

use super::front::{Front, Gateway};
use super::limits;
use super::segments::SEGMENT_FILES_MAX;
use super::served;
use crate::kernel::descriptors::{descriptors_max, let_wait};
use crate::kernel::threads;
use account::Account;
use actix_web::web;
use connection::{Connection, Io};
use first::First;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::LocalSet;
use tokio_util::sync::CancellationToken;
use workers::{Served, Workers};

/// Descriptors that are never given to connections: databases, blobs, pipes of workers, segments.
const DESCRIPTORS_KEPT: u64 = 256 + SEGMENT_FILES_MAX as u64;
/// The fewest and the most connections of one worker, whatever the system allows.
const CONNECTIONS_OF_WORKER: (usize, usize) = (64, 25_600);
/// Connections that are looked at while all places are taken: they ask for health, or are turned
/// away in words.
const SPARE_PLACES: usize = 32;
/// How long such a one may take to say what it wants.
const SPARE_TIME: Duration = Duration::from_millis(500);
/// Connections that are told why they must go, for a second at most; more hear it without a wait.
const FAREWELL_PLACES: usize = 64;
/// Connections on the control socket: the operator comes in however many people there are.
const OPERATOR_PLACES: usize = 64;
/// What a connection hears that is one too many of its address, before anything is read from it.
const TURNED_AWAY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
    retry-after: 5\r\ncontent-type: text/plain\r\ncontent-length: 70\r\n\r\n\
    Your address holds too many connections open. Close some, then retry.\n";
/// What a connection hears that is one too many of all.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
    retry-after: 5\r\ncontent-type: text/plain\r\ncontent-length: 78\r\n\r\n\
    The site holds as many connections as it can. Retry in a few seconds, please.\n";
/// How long requests under way may take when the process stops.
const STOP_TIME: Duration = Duration::from_secs(5);
/// How long telling the last sums of sent media may take.
const LAST_WORD_TIME: Duration = Duration::from_millis(500);
/// Connections that may wait to be accepted.
const WAITING_MAX: usize = 4_096;
/// How long to wait when the system gives no more descriptors.
const NO_DESCRIPTOR_PAUSE: Duration = Duration::from_millis(50);

/// The front while it is open.
pub(crate) struct Server {
    handle: Handle,
    ended: oneshot::Receiver<()>,
}

/// Closes the front.
#[derive(Clone)]
pub(crate) struct Handle {
    stop: CancellationToken,
    stopped: CancellationToken,
}

impl Server {
    pub(crate) fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Waits until the front is closed.
    ///
    /// # Errors
    /// The thread that takes connections in has died.
    pub(crate) async fn run(self) -> io::Result<()> {
        self.ended.await.map_err(|_| io::Error::other("the listener has died"))
    }
}

impl Handle {
    /// Takes no more connections in, and waits for what is under way, within bounds.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.stopped.cancelled().await;
    }
}

/// Serves the same site on HTTP and on the control socket, on threads of its own.
///
/// # Errors
/// What the system says about the sockets.
pub(crate) fn serve(
    gateway: Gateway,
    http: TcpListener,
    control: Option<UnixListener>,
) -> io::Result<Server> {
    let threads = gateway.settings.get().worker_threads;
    let front = web::Data::new(Front::new(gateway));
    let most = connections_max(descriptors_max(), threads) * threads.max(1);
    http.set_nonblocking(true)?;
    let_wait(&http, WAITING_MAX)?;
    if let Some(control) = &control {
        control.set_nonblocking(true)?;
    }
    let stop = CancellationToken::new();
    let workers = Workers::start(&Served::Front(front.clone()), threads, &stop)?;
    let places = Places {
        all: Arc::new(Semaphore::new(most)),
        spare: Arc::new(Semaphore::new(SPARE_PLACES)),
        operator: Arc::new(Semaphore::new(OPERATOR_PLACES)),
        farewell: Semaphore::new(FAREWELL_PLACES),
        most,
    };
    let acceptor = Arc::new(Acceptor { front, workers, places, stop: stop.clone() });
    start(stop, move || acceptor.open(http, control))
}

/// Runs what takes connections in on a thread of its own.
fn start<F>(
    stop: CancellationToken,
    open: impl FnOnce() -> F + Send + 'static,
) -> io::Result<Server>
where
    F: Future<Output = ()>,
{
    let stopped = CancellationToken::new();
    let handle = Handle { stop, stopped: stopped.clone() };
    let (over, ended) = oneshot::channel();
    let run = move || {
        threads::be_prompt();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match runtime {
            Ok(runtime) => LocalSet::new().block_on(&runtime, open()),
            Err(error) => tracing::error!(%error, "the listener cannot start"),
        }
        stopped.cancel();
        // Whoever ran the front may have gone before it.
        let _ = over.send(());
    };
    threads::start("listener".to_owned(), run).map_err(io::Error::other)?;
    Ok(Server { handle, ended })
}

/// How many connections one worker takes before the rest are turned away. No single address can
/// take them all.
fn connections_max(descriptors_max: u64, workers: usize) -> usize {
    let free = descriptors_max.saturating_sub(DESCRIPTORS_KEPT);
    let each = usize::try_from(free).unwrap_or(usize::MAX) / workers.max(1);
    each.clamp(CONNECTIONS_OF_WORKER.0, CONNECTIONS_OF_WORKER.1)
}

/// Where connections come in.
struct Acceptor {
    front: web::Data<Front>,
    workers: Workers,
    places: Places,
    stop: CancellationToken,
}

/// How many connections there may be.
struct Places {
    all: Arc<Semaphore>,
    spare: Arc<Semaphore>,
    operator: Arc<Semaphore>,
    /// Those that are told why they must go.
    farewell: Semaphore,
    /// How many of `all` there are.
    most: usize,
}

/// A place that a connection has.
struct Taken {
    permit: OwnedSemaphorePermit,
    is_spare: bool,
}

impl Places {
    /// Waits for a place, a spare one if there is no other.
    async fn take(&self) -> Option<Taken> {
        let (permit, is_spare) = tokio::select! {
            biased;
            permit = Arc::clone(&self.all).acquire_owned() => (permit, false),
            permit = Arc::clone(&self.spare).acquire_owned() => (permit, true),
        };
        Some(Taken { permit: permit.ok()?, is_spare })
    }

    /// Waits until all are given back.
    async fn ended(&self) {
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        let operator = u32::try_from(OPERATOR_PLACES).unwrap_or(u32::MAX);
        drop(self.all.acquire_many(all).await);
        drop(self.operator.acquire_many(operator).await);
    }
}

impl Acceptor {
    async fn open(self: Arc<Self>, http: TcpListener, control: Option<UnixListener>) {
        let people = Arc::clone(&self).take_people(http);
        let operator = async {
            if let Some(control) = control {
                self.take_operator(control).await;
            }
        };
        if let (Err(error), (), ()) = tokio::join!(people, operator, self.tell_sent()) {
            tracing::error!(%error, "the front takes no connections in");
        }
        // Each connection gives its place back when it has ended.
        drop(tokio::time::timeout(STOP_TIME, self.places.ended()).await);
        self.workers.stop();
        // What was sent since; a stop that waits for it would be a stop that may hang.
        drop(tokio::time::timeout(LAST_WORD_TIME, served::tell(&self.front)).await);
    }

    /// Tells now and then what media was sent.
    async fn tell_sent(&self) {
        loop {
            let pause = Duration::from_millis(self.front.settings().served_every_ms);
            if self.before_stop(tokio::time::sleep(pause)).await.is_none() {
                return;
            }
            served::tell(&self.front).await;
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a connection belongs to nobody but this thread")]
    async fn take_people(self: Arc<Self>, http: TcpListener) -> io::Result<()> {
        let http = tokio::net::TcpListener::from_std(http)?;
        while let Some(taken) = self.before_stop(self.places.take()).await {
            let Some(place) = taken else { break };
            let Some(accepted) = self.before_stop(http.accept()).await else { break };
            match accepted {
                Ok((stream, peer)) => {
                    let acceptor = Arc::clone(&self);
                    tokio::task::spawn_local(
                        async move { acceptor.receive(stream, peer, place).await },
                    );
                },
                Err(_) => tokio::time::sleep(NO_DESCRIPTOR_PAUSE).await,
            }
        }
        Ok(())
    }

    async fn take_operator(&self, control: UnixListener) {
        let Ok(control) = tokio::net::UnixListener::from_std(control) else { return };
        let places = &self.places.operator;
        while let Some(taken) = self.before_stop(Arc::clone(places).acquire_owned()).await {
            let Ok(place) = taken else { return };
            let Some(accepted) = self.before_stop(control.accept()).await else { return };
            match accepted.and_then(|(stream, _)| stream.into_std()) {
                Ok(stream) => {
                    let places = (None, place);
                    let line = Connection::new(Io::Control(stream), None, places, self.account());
                    self.workers.serve(line).await;
                },
                Err(_) => tokio::time::sleep(NO_DESCRIPTOR_PAUSE).await,
            }
        }
    }

    /// Waits for something; `None` when the front closes.
    async fn before_stop<T>(&self, awaited: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            got = awaited => Some(got),
            () = self.stop.cancelled() => None,
        }
    }

    /// Says why, and waits for the client to have read it while few others are waited for.
    async fn turn_away(&self, mut stream: TcpStream, why: &[u8]) {
        drop(stream.try_write(why));
        if let Ok(_place) = self.places.farewell.try_acquire() {
            first::close(&mut stream).await;
        }
    }

    fn account(&self) -> Account {
        Account::new(Arc::clone(&self.front.unsent), self.front.gateway.settings.clone())
    }

    /// Counts a connection for its address, answers what needs no worker, and hands it on.
    async fn receive(&self, mut stream: TcpStream, peer: SocketAddr, place: Taken) {
        let settings = self.front.settings();
        let is_proxy = settings.proxies().iter().any(|network| network.contains(peer.ip()));
        let customer = limits::customer(peer.ip());
        let held = match is_proxy {
            true => None,
            false => {
                let held = self.front.connections.take(customer, settings.connections_per_ip_max);
                if held.is_none() {
                    drop(place);
                    return self.turn_away(stream, TURNED_AWAY).await;
                }
                held
            },
        };
        let patience = if place.is_spare { SPARE_TIME } else { first::HEAD_TIME };
        let ways = (patience, place.is_spare);
        let first = first::read(&self.front, &mut stream, peer.ip(), ways);
        if self.before_stop(first).await != Some(First::Worker) {
            return;
        }
        let permit = if place.is_spare {
            // One may have become free meanwhile.
            let Ok(permit) = Arc::clone(&self.places.all).try_acquire_owned() else {
                return self.turn_away(stream, FULL).await;
            };
            permit
        } else {
            place.permit
        };
        let Ok(stream) = stream.into_std() else { return };
        let places = (held, permit);
        let line = Connection::new(Io::People(stream), Some(peer), places, self.account());
        self.workers.serve(line).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_rest() {
        for (descriptors, workers, expected) in
            [(1024, 2, 320), (1024, 0, 640), (100, 2, 64), (u64::MAX, 2, 25_600), (4096, 4, 928)]
        {
            assert_eq!(connections_max(descriptors, workers), expected, "{descriptors}");
        }
    }

    #[test]
    fn whoever_is_turned_away_hears_a_whole_answer() {
        for answer in [TURNED_AWAY, FULL] {
            let text = std::str::from_utf8(answer).expect("plain text");
            let (head, body) = text.split_once("\r\n\r\n").expect("a head");
            assert!(head.contains(&format!("content-length: {}", body.len())), "{}", body.len());
            assert!(head.lines().all(|line| !line.starts_with(' ')), "{head}");
        }
    }
}
