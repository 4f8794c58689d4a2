//! The wire as a port: how a call reaches another process, and how one that came from there finds
//! its domain. Whatever carries bytes can stand behind it; nothing here knows a protocol.

use super::Body;
use crate::kernel::assertion::Peer;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::CallHead;
use futures_util::future::BoxFuture;

/// One call as a wire takes it.
pub(crate) struct CallFrame {
    /// `/package.Service/Rpc`.
    pub(crate) path: &'static str,
    pub(crate) head: CallHead,
    pub(crate) body: Body,
    /// Whether the reply is a stream.
    pub(crate) replies_stream: bool,
}

/// What a wire could not do itself, told apart from what the other side answered.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Broken {
    /// The other process answered, with an error of its own.
    #[error(transparent)]
    Answered(#[from] crate::kernel::fault::Error),
    /// Nobody answered: the call may or may not have been done.
    #[error("{0}")]
    Lost(String),
    /// It was never sent.
    #[error("{0}")]
    Unsent(String),
}

/// Sends calls to one other process. Dropping the future, or the stream of a reply, cancels.
pub(crate) trait ClientTransport: Send + Sync {
    fn carry(&self, frame: CallFrame) -> BoxFuture<'static, Result<Body, Broken>>;
    /// Where it leads, for people: `grpc+unix:/run/shoal.sock`.
    fn place(&self) -> String;
    /// The kind of wire in one word: `grpc-tcp`, `grpc-unix`, `grpc-tls`.
    fn kind(&self) -> &'static str;
}

/// Takes calls that came over a wire.
pub(crate) trait Dispatch: Send + Sync {
    /// Whether request and reply of a path are streams; `None` when nothing is served there.
    fn streams(&self, path: &str) -> Option<(bool, bool)>;
    /// Says who asks and whether they may, before anything of the request is read.
    ///
    /// # Errors
    /// `Unavailable` with what is wrong.
    fn admit(&self, path: &str, peer: &Peer, head: CallHead) -> Reply<Context>;
    /// Answers one call that was admitted.
    fn serve(
        &self,
        path: &str,
        peer: Peer,
        cx: Context,
        body: Body,
    ) -> BoxFuture<'static, Reply<Body>>;
}
