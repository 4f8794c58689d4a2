//! What a call carries between processes: one message, or a stream of them, as bytes.
//! The mailbox never packs anything; only a wire does.

use super::Flow;
use super::flow::Away;
use crate::kernel::fault::{Fault, Reply};
use bytes::Bytes;

/// A request or a reply as bytes.
pub(crate) enum Load {
    One(Bytes),
    Many(Flow<Bytes>),
}

/// A message of a contract, or a flow of them.
pub(crate) trait Cargo: Sized + Send + 'static {
    const STREAMS: bool;

    fn pack(self) -> Load;

    /// # Errors
    /// `Internal` when the bytes are no such message, or one came for many.
    fn unpack(load: Load) -> Reply<Self>;

    /// Lets the reader of a stream know when its domain moves.
    fn attend(self, _: impl FnOnce() -> Away) -> Self {
        self
    }
}

impl<M: prost::Message + Default + 'static> Cargo for M {
    const STREAMS: bool = false;

    fn pack(self) -> Load {
        Load::One(self.encode_to_vec().into())
    }

    fn unpack(load: Load) -> Reply<Self> {
        match load {
            Load::One(bytes) => Ok(Self::decode(bytes).map_err(Fault::internal)?),
            Load::Many(_) => Err(misfit().into()),
        }
    }
}

impl<M: prost::Message + Default + 'static> Cargo for Flow<M> {
    const STREAMS: bool = true;

    fn pack(self) -> Load {
        Load::Many(self.form(|message| Ok(message.encode_to_vec().into())))
    }

    fn unpack(load: Load) -> Reply<Self> {
        match load {
            Load::Many(flow) => {
                Ok(flow.form(|bytes: Bytes| Ok(M::decode(bytes).map_err(Fault::internal)?)))
            },
            Load::One(_) => Err(misfit().into()),
        }
    }

    fn attend(self, away: impl FnOnce() -> Away) -> Self {
        self.until(away())
    }
}

fn misfit() -> Fault {
    Fault::Internal("a stream came where one message was due, or the other way round".to_owned())
}
