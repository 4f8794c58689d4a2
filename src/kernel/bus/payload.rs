//! What a call carries between processes: one message, or a stream of them, as bytes.
//! The mailbox never packs anything; only a wire does.

use super::Flow;
use super::flow::RightChanges;
use crate::kernel::fault::{Fault, Reply};
use bytes::Bytes;

/// A request or a reply as bytes.
pub(crate) enum Body {
    One(Bytes),
    Many(Flow<Bytes>),
}

/// A message of a contract, or a flow of them.
pub(crate) trait Payload: Sized + Send + 'static {
    const STREAMS: bool;

    fn pack(self) -> Body;

    /// # Errors
    /// `Internal` when the bytes are no such message, or one came for many.
    fn unpack(body: Body) -> Reply<Self>;

    /// Lets the reader of a stream know when its domain moves.
    fn attend(self, _: impl FnOnce() -> RightChanges) -> Self {
        self
    }
}

impl<M: prost::Message + Default + 'static> Payload for M {
    const STREAMS: bool = false;

    fn pack(self) -> Body {
        Body::One(self.encode_to_vec().into())
    }

    fn unpack(body: Body) -> Reply<Self> {
        match body {
            Body::One(bytes) => Ok(Self::decode(bytes).map_err(Fault::internal)?),
            Body::Many(_) => Err(misfit().into()),
        }
    }
}

impl<M: prost::Message + Default + 'static> Payload for Flow<M> {
    const STREAMS: bool = true;

    fn pack(self) -> Body {
        Body::Many(self.form(|message| Ok(message.encode_to_vec().into())))
    }

    fn unpack(body: Body) -> Reply<Self> {
        match body {
            Body::Many(flow) => {
                Ok(flow.form(|bytes: Bytes| Ok(M::decode(bytes).map_err(Fault::internal)?)))
            },
            Body::One(_) => Err(misfit().into()),
        }
    }

    fn attend(self, changes: impl FnOnce() -> RightChanges) -> Self {
        self.until(changes())
    }
}

fn misfit() -> Fault {
    Fault::Internal("a stream came where one message was due, or the other way round".to_owned())
}
