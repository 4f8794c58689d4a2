//! The receiving side: takes connections in, within bounds, and hands calls to the dispatcher of
//! the kernel. Whoever sends rubbish, too much, or nothing at all costs a place for a short time
//! and no more.

#![expect(clippy::disallowed_methods, reason = "sockets live on the I/O runtime")]

use super::client::HEAD;
use super::codec::Through;
use super::stream::Stream;
use super::{Address, Bounds, Certificates, status, tls};
use crate::kernel::assertion::Peer;
use crate::kernel::bus::{Body, Dispatch, Flow};
use crate::kernel::clock;
use crate::kernel::fault::Fault;
use crate::kernel::wire::CallHead;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, stream};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use prost::Message as _;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, UnixListener};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tonic::server::StreamingService;
use tonic::{Request, Response, Status, Streaming};

/// What an HTTP/2 connection begins with (RFC 9113, 3.4).
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Connections that have not proven yet who they are: by a certificate, or by a first call whose
/// caller is signed for. One more, and the oldest of them goes: whoever proves it at once is not
/// kept out by those who never do, however well they answer pings.
const GREETING_MAX: usize = 64;
const COMPLAINT_EVERY: Duration = Duration::from_secs(1);
/// How long a single message may take to come.
const REQUEST_MAX: Duration = Duration::from_secs(10);
/// The headers of a call: our own are far smaller.
const HEADER_BYTES_MAX: u32 = 32 << 10;

enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener, PathBuf),
}

/// A place that listens and does not answer yet.
pub(crate) struct Bound {
    listener: Listener,
    pub(crate) address: Address,
    tls: Option<Certificates>,
}

/// Opens the place to listen at.
///
/// # Errors
/// What is wrong with it, in words.
pub(crate) fn bind(
    address: Address,
    certificates: Option<&Certificates>,
    io: &Handle,
) -> Result<Bound, String> {
    let _on = io.enter();
    let told =
        |error: io::Error| format!("cannot listen for other processes at {address}: {error}");
    let (listener, address) = match &address {
        Address::Unix(path) => {
            clear_socket(path).map_err(told)?;
            let bound = UnixListener::bind(path).map_err(told)?;
            (Listener::Unix(bound, path.clone()), address.clone())
        },
        Address::Plain { host, port } | Address::Tls { host, port } => {
            let bound = std::net::TcpListener::bind((host.as_str(), *port)).map_err(told)?;
            bound.set_nonblocking(true).map_err(told)?;
            let port = bound.local_addr().map_err(told)?.port();
            let bound = TcpListener::from_std(bound).map_err(told)?;
            let host = host.clone();
            let real = match address {
                Address::Tls { .. } => Address::Tls { host, port },
                _ => Address::Plain { host, port },
            };
            (Listener::Tcp(bound), real)
        },
    };
    let tls = match (&address, certificates) {
        (Address::Tls { .. }, Some(own)) => Some(own.clone()),
        (Address::Tls { .. }, None) => {
            return Err(format!("{address} needs certificates: make them with `shoal certs`"));
        },
        _ => None,
    };
    Ok(Bound { listener, address, tls })
}

/// Takes away the socket that a process left behind when it was killed: nobody answers there. What
/// is no socket stays where it is.
fn clear_socket(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt as _;
    let Ok(found) = std::fs::symlink_metadata(path) else { return Ok(()) };
    if !found.file_type().is_socket() {
        let text = "a file that is no socket is there: choose another path";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
    }
    match std::os::unix::net::UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            std::fs::remove_file(path)
        },
        _ => Ok(()),
    }
}

impl Bound {
    /// Answers until `end`; then lets the calls under way come to theirs.
    pub(crate) fn serve(
        self,
        dispatch: Arc<dyn Dispatch>,
        bounds: Bounds,
        io: &Handle,
        end: CancellationToken,
    ) {
        let places = Arc::new(Semaphore::new(bounds.taken_max));
        let server =
            Server { dispatch, bounds: Arc::new(bounds), tls: self.tls, io: io.clone(), end };
        io.spawn(accept(self.listener, server, places));
    }
}

#[derive(Clone)]
struct Server {
    dispatch: Arc<dyn Dispatch>,
    bounds: Arc<Bounds>,
    tls: Option<Certificates>,
    io: Handle,
    end: CancellationToken,
}

async fn accept(listener: Listener, server: Server, places: Arc<Semaphore>) {
    let mut greeting: VecDeque<Weak<CancellationToken>> = VecDeque::new();
    let complaints = Arc::new(Complaints::default());
    loop {
        let taken = tokio::select! {
            taken = next(&listener) => taken,
            () = server.end.cancelled() => break,
        };
        let stream = match taken {
            Ok(stream) => stream,
            Err(error) => {
                // Out of descriptors, most likely: they come back.
                tracing::warn!(%error, "a connection could not be taken in");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            },
        };
        greeting.retain(|one| one.strong_count() > 0);
        if greeting.len() >= GREETING_MAX
            && let Some(oldest) = greeting.pop_front().and_then(|one| one.upgrade())
        {
            oldest.cancel();
        }
        let hurry = Arc::new(CancellationToken::new());
        greeting.push_back(Arc::downgrade(&hurry));
        let (server, places) = (server.clone(), Arc::clone(&places));
        let (io, complaints) = (server.io.clone(), Arc::clone(&complaints));
        io.spawn(async move {
            if let Err(cause) = connection(stream, server, (hurry, places)).await {
                complaints.tell(&cause);
            }
        });
    }
    if let Listener::Unix(_, path) = &listener {
        drop(std::fs::remove_file(path));
    }
}

async fn next(listener: &Listener) -> io::Result<Stream> {
    match listener {
        Listener::Tcp(listener) => {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            Ok(Stream::new(stream))
        },
        Listener::Unix(listener, _) => Ok(Stream::new(listener.accept().await?.0)),
    }
}

/// What went wrong with connections, told once a second at the most: anybody can make one.
#[derive(Default)]
struct Complaints {
    since: Mutex<Option<(Instant, u64)>>,
}

impl Complaints {
    fn tell(&self, cause: &str) {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock::instant();
        match since.as_mut() {
            Some((at, others)) if now.saturating_duration_since(*at) < COMPLAINT_EVERY => {
                *others += 1;
            },
            before => {
                let others = before.map_or(0, |(_, others)| *others);
                tracing::warn!(cause, others, "a connection from another process ended badly");
                *since = Some((now, 0));
            },
        }
    }
}

/// Serves one connection to its end.
async fn connection(
    stream: Stream,
    server: Server,
    (hurry, places): (Arc<CancellationToken>, Arc<Semaphore>),
) -> Result<(), String> {
    let limit = Duration::from_millis(server.bounds.handshake_ms_max);
    let greeted = tokio::select! {
        greeted = tokio::time::timeout(limit, greet(stream, server.tls.as_ref())) => greeted,
        () = hurry.cancelled() => {
            return Err("it did not say what it wants before many others came".to_owned());
        },
    };
    let (stream, peer) = greeted.map_err(|_| "it did not say in time what it wants")??;
    let evicted = CancellationToken::clone(&hurry);
    let entry = Arc::new(ConnectionPlace {
        nameless: Mutex::new(Some(hurry)),
        place: Mutex::default(),
        places,
    });
    if matches!(&peer, Peer::Certified(words) if !words.is_empty()) && !entry.prove() {
        return Err(FULL.to_owned());
    }
    let bounds = &server.bounds;
    let mut http = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
    http.timer(TokioTimer::new())
        .max_concurrent_streams(bounds.streams_max)
        .max_header_list_size(HEADER_BYTES_MAX)
        .initial_stream_window_size(256 << 10)
        .initial_connection_window_size(4 << 20)
        .keep_alive_interval(Duration::from_millis(bounds.keep_alive_ms))
        .keep_alive_timeout(Duration::from_millis(bounds.keep_alive_answer_ms_max));
    let (dispatch, most) = (Arc::clone(&server.dispatch), bounds.message_bytes_max);
    let service = hyper::service::service_fn(move |request| {
        let entry = Arc::clone(&entry);
        let call = Call { dispatch: Arc::clone(&dispatch), peer: peer.clone(), entry };
        async move { Ok::<_, Infallible>(call.answer(request, most).await) }
    });
    let mut served = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        ended = served.as_mut() => return ended.map_err(|error| error.to_string()),
        () = evicted.cancelled() => {
            return Err("it did not prove who it is before many others came".to_owned());
        },
        () = server.end.cancelled() => served.as_mut().graceful_shutdown(),
    }
    served.await.map_err(|error| error.to_string())
}

const FULL: &str = "there are too many connections from other processes";

/// What a connection holds: a place among the nameless, then one of its own.
struct ConnectionPlace {
    /// While it is held, the connection may be told to go.
    nameless: Mutex<Option<Arc<CancellationToken>>>,
    place: Mutex<Option<OwnedSemaphorePermit>>,
    places: Arc<Semaphore>,
}

impl ConnectionPlace {
    /// Takes a place for a connection whose name is proven; false when there is none left.
    fn prove(&self) -> bool {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if place.is_none() {
            *place = Arc::clone(&self.places).try_acquire_owned().ok();
        }
        if place.is_some() {
            self.nameless.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        place.is_some()
    }
}

/// Finds out who is there and that HTTP/2 is spoken.
async fn greet(stream: Stream, tls: Option<&Certificates>) -> Result<(Stream, Peer), String> {
    let (mut stream, peer) = match tls {
        None => (stream, Peer::Open),
        Some(tls) => {
            let opened = tls.acceptor().accept(stream).await.map_err(|error| error.to_string())?;
            let shown = opened.get_ref().1.peer_certificates().and_then(<[_]>::first);
            let words = shown.map(tls::words).unwrap_or_default();
            (Stream::new(opened), Peer::Certified(words.into()))
        },
    };
    let mut first = [0; PREFACE.len()];
    stream.read_exact(&mut first).await.map_err(|error| error.to_string())?;
    if first != *PREFACE {
        return Err("it does not speak HTTP/2".to_owned());
    }
    stream.unread(first.to_vec());
    Ok((stream, peer))
}

struct Call {
    dispatch: Arc<dyn Dispatch>,
    peer: Peer,
    entry: Arc<ConnectionPlace>,
}

impl Call {
    async fn answer(
        self,
        request: http::Request<Incoming>,
        message_bytes_max: usize,
    ) -> http::Response<tonic::body::Body> {
        let path = request.uri().path().to_owned();
        let Some((takes_stream, _)) = self.dispatch.streams(&path) else {
            return Status::new(tonic::Code::Unimplemented, path.escape_debug().to_string())
                .into_http();
        };
        let Self { dispatch, peer, entry } = self;
        tonic::server::Grpc::new(Through)
            .max_decoding_message_size(message_bytes_max)
            .max_encoding_message_size(message_bytes_max)
            .streaming(Answer { dispatch, peer, entry, path, takes_stream }, request)
            .await
    }
}

struct Answer {
    dispatch: Arc<dyn Dispatch>,
    peer: Peer,
    entry: Arc<ConnectionPlace>,
    path: String,
    takes_stream: bool,
}

impl StreamingService<Bytes> for Answer {
    type Response = Bytes;
    type ResponseStream = BoxStream<'static, Result<Bytes, Status>>;
    type Future = BoxFuture<'static, Result<Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, request: Request<Streaming<Bytes>>) -> Self::Future {
        let (dispatch, peer) = (Arc::clone(&self.dispatch), self.peer.clone());
        let (path, takes_stream) = (std::mem::take(&mut self.path), self.takes_stream);
        let entry = Arc::clone(&self.entry);
        Box::pin(async move {
            let head = head(&request)?;
            let remaining_ms = head.remaining_ms;
            // Unauthenticated calls are refused before anything of the request is read.
            let admitted = dispatch.admit(&path, &peer, head);
            let cx = admitted.map_err(|error| status::of(&error))?;
            if !entry.prove() {
                return Err(status::of(&Fault::Unavailable(FULL.to_owned()).into()));
            }
            let mut messages = request.into_inner();
            let body = if takes_stream {
                Body::Many(Flow::carried(messages.map(|message| {
                    let broke = |status: Status| Fault::Unavailable(broke_off(&status));
                    status::heard(message.map_err(broke)?)
                })))
            } else {
                let limit = Duration::from_millis(remaining_ms.into());
                let limit = if limit.is_zero() { REQUEST_MAX } else { limit.min(REQUEST_MAX) };
                let first = tokio::time::timeout(limit, messages.message()).await;
                let late = |_| Status::deadline_exceeded("the request did not come in time");
                let first = first.map_err(late)??;
                Body::One(first.ok_or_else(|| Status::invalid_argument("there is no request"))?)
            };
            let reply = dispatch.serve(&path, peer, cx, body).await;
            let replies: Self::ResponseStream = match reply.map_err(|error| status::of(&error))? {
                Body::One(bytes) => Box::pin(stream::iter([Ok(bytes)])),
                Body::Many(flow) => {
                    Box::pin(flow.map(|item| item.map_err(|error| status::of(&error))))
                },
            };
            Ok(Response::new(replies))
        })
    }
}

fn head(request: &Request<Streaming<Bytes>>) -> Result<CallHead, Status> {
    let sent = request.metadata().get_bin(HEAD);
    let sent = sent.ok_or_else(|| Status::unauthenticated("the call does not say who asks"))?;
    let bytes = sent.to_bytes().map_err(|_| Status::invalid_argument("the head is broken"))?;
    CallHead::decode(bytes).map_err(|_| Status::invalid_argument("the head is broken"))
}

fn broke_off(status: &Status) -> String {
    format!("the request broke off: {}", status.message())
}
