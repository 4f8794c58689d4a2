//! The sending side: a few connections to one other process, calls spread over them.
//! Connections are made when they are needed and made again when they broke.

#![expect(clippy::disallowed_methods, reason = "sockets live on the I/O runtime")]

use super::codec::Through;
use super::stream::Stream;
use super::{Address, Bounds, Certificates, status, tls};
use crate::kernel::bus::{Body, Broken, CallFrame, ClientTransport, Flow};
use crate::kernel::fault::{Error, Fault};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{Stream as _, StreamExt as _, stream};
use http::uri::PathAndQuery;
use hyper_util::rt::TokioIo;
use prost::Message as _;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::{TcpStream, UnixStream};
use tokio::runtime::Handle;
use tonic::client::Grpc;
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Streaming};

/// Where the context of a call travels.
pub(super) const HEAD: &str = "shoal-head-bin";

/// The connections to one process.
struct Client {
    address: Address,
    channels: Vec<Channel>,
    next: AtomicUsize,
    message_bytes_max: usize,
}

/// A wire to the process at `address`, which must prove that it may speak for `word` if it is not
/// on this machine.
///
/// # Errors
/// `Unavailable` in words: no certificates for an address that needs them.
pub(crate) fn connect(
    address: Address,
    word: &str,
    bounds: &Bounds,
    certificates: Option<&Certificates>,
    io: &Handle,
) -> Result<Arc<dyn ClientTransport>, String> {
    let tls = match (&address, certificates) {
        (Address::Tls { .. }, None) => {
            return Err(format!("{address} needs certificates: make them with `shoal certs`"));
        },
        (Address::Tls { .. }, Some(certificates)) => {
            Some((certificates.clone(), tls::server_name(word)?))
        },
        _ => None,
    };
    // Sockets belong to the runtime on which they are made: never to the thread that calls first.
    let _on = io.enter();
    let limit = Duration::from_millis(bounds.connect_ms_max);
    let one = |_| {
        let endpoint = Endpoint::from_static("http://shoal")
            .executor(hyper_util::rt::TokioExecutor::new())
            .connect_timeout(limit)
            .http2_keep_alive_interval(Duration::from_millis(bounds.keep_alive_ms))
            .keep_alive_timeout(Duration::from_millis(bounds.keep_alive_answer_ms_max))
            .initial_stream_window_size(256 << 10)
            .initial_connection_window_size(4 << 20);
        let (address, tls, io) = (address.clone(), tls.clone(), io.clone());
        endpoint.connect_with_connector_lazy(tower::service_fn(move |_| {
            // Bounded in itself: whoever gives up waiting does not end what was spawned.
            let dialled = tokio::time::timeout(limit, dial(address.clone(), tls.clone()));
            let dialled = io.spawn(dialled);
            async move {
                let stream = dialled.await.map_err(io::Error::other)?;
                let stream = stream.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
                Ok::<_, io::Error>(TokioIo::new(stream))
            }
        }))
    };
    let channels = (0..bounds.per_peer_max.max(1)).map(one).collect();
    let message_bytes_max = bounds.message_bytes_max;
    Ok(Arc::new(Client { address, channels, next: AtomicUsize::new(0), message_bytes_max }))
}

async fn dial(
    address: Address,
    tls: Option<(Certificates, rustls::pki_types::ServerName<'static>)>,
) -> io::Result<Stream> {
    if let Some((own, _)) = &tls {
        own.check().map_err(io::Error::other)?;
    }
    let (host, port) = match &address {
        Address::Unix(path) => return Ok(Stream::new(UnixStream::connect(path).await?)),
        Address::Plain { host, port } | Address::Tls { host, port } => (host.as_str(), *port),
    };
    let tcp = TcpStream::connect((host, port)).await?;
    tcp.set_nodelay(true)?;
    match tls {
        None => Ok(Stream::new(tcp)),
        Some((own, name)) => Ok(Stream::new(own.connector().connect(name, tcp).await?)),
    }
}

impl ClientTransport for Client {
    fn carry(&self, frame: CallFrame) -> BoxFuture<'static, Result<Body, Broken>> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.channels.len();
        let grpc = Grpc::new(self.channels[turn].clone())
            .max_decoding_message_size(self.message_bytes_max)
            .max_encoding_message_size(self.message_bytes_max);
        Box::pin(send(grpc, frame, self.message_bytes_max))
    }

    fn place(&self) -> String {
        self.address.to_string()
    }

    fn kind(&self) -> &'static str {
        self.address.kind()
    }
}

async fn send(
    mut grpc: Grpc<Channel>,
    frame: CallFrame,
    message_bytes_max: usize,
) -> Result<Body, Broken> {
    let CallFrame { path, head, body, replies_stream } = frame;
    if let Body::One(bytes) = &body {
        fits(bytes, message_bytes_max)?;
    }
    grpc.ready().await.map_err(|error| Broken::Unsent(format!("{error:#}")))?;
    let mut request = Request::new(http_body(body, message_bytes_max));
    let head = MetadataValue::from_bytes(&head.encode_to_vec());
    request.metadata_mut().insert_bin(HEAD, head);
    let path = PathAndQuery::from_static(path);
    let answered = grpc.streaming(request, path, Through).await;
    let mut replies = answered.map_err(|status| status::read(&status))?.into_inner();
    if replies_stream {
        return Ok(Body::Many(flow(replies)));
    }
    let first = replies.message().await.map_err(|status| status::read(&status))?;
    let bytes = first.ok_or_else(|| Broken::Lost("the answer was empty".to_owned()))?;
    // The end of the answer tells that it was whole; leaving before it would reset the stream.
    replies.trailers().await.map_err(|status| status::read(&status))?;
    Ok(Body::One(bytes))
}

type HttpBody = std::pin::Pin<Box<dyn futures_util::Stream<Item = Bytes> + Send>>;

/// The messages of a request. An error among them is its last one, in the form of a message.
fn http_body(body: Body, message_bytes_max: usize) -> HttpBody {
    match body {
        Body::One(bytes) => Box::pin(stream::iter([bytes])),
        Body::Many(flow) => {
            let messages = stream::unfold(Some(flow), move |flow| async move {
                let mut flow = flow?;
                let next = flow.next().await?;
                match next.and_then(|bytes| fits(&bytes, message_bytes_max).map(|()| bytes)) {
                    Ok(bytes) => Some((bytes, Some(flow))),
                    Err(error) => Some((status::last_word(&error), None)),
                }
            });
            Box::pin(messages)
        },
    }
}

/// Refuses what the other side would refuse, before it is sent.
fn fits(message: &Bytes, message_bytes_max: usize) -> Result<(), Error> {
    match message.len() > message_bytes_max {
        true => Err(Fault::Internal(format!(
            "a message of {} bytes is larger than the wire takes: [connections] \
             message_bytes_max = {message_bytes_max}",
            message.len()
        ))
        .into()),
        false => Ok(()),
    }
}

/// The replies as they come. Dropping the flow resets the stream, which cancels the call.
fn flow(replies: Streaming<Bytes>) -> Flow<Bytes> {
    debug_assert!(replies.size_hint().1.is_none());
    Flow::carried(replies.map(|reply| {
        reply.map_err(|status| match status::read(&status) {
            Broken::Answered(error) => error,
            Broken::Lost(cause) | Broken::Unsent(cause) => {
                Fault::Unavailable(format!("the stream broke: {cause}")).into()
            },
        })
    }))
}
