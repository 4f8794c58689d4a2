//! What a process answers for the domains it hosts, beside their own services: greetings, tails,
//! blobs. It must not give anybody more than the topology says.

use crate::kernel::assertion::Peer;
mod dispatcher;

pub(crate) use dispatcher::Dispatcher;

use crate::kernel::blobs::{BlobFault, BlobReader};
use crate::kernel::bus::{
    Body, Flow, HELLO, LIST_CONSUMERS, Payload as _, READ_BLOB, REPLAY_EVENTS, RouteTable,
    STAT_BLOB, TAIL,
};
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::events;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::rpc::TopologyRow;
use crate::kernel::wire::hello_response::Hosted;
use crate::kernel::wire::{
    BlobRef, HelloResponse, ReadBlobRequest, ReadBlobResponse, StatBlobRequest, StatBlobResponse,
    TailRequest, TailResponse,
};
use dispatcher::{may_hear, may_read, request};
use futures_util::stream;

/// Bytes of a blob in one message.
const PIECE_BYTES: usize = 256 << 10;

/// What the process says of itself.
pub(crate) struct Node {
    pub(crate) route_table: RouteTable,
    pub(crate) blobs: BlobReader,
    pub(crate) clock: Clock,
    /// SHA-256 of the contract in text form.
    pub(crate) contract: Vec<u8>,
    pub(crate) version: String,
    /// The domains that run here.
    pub(crate) hosted: Vec<&'static str>,
}

impl Node {
    pub(super) async fn serve(
        &self,
        path: &str,
        topology: &[TopologyRow],
        peer: &Peer,
        cx: &Context,
        body: Body,
    ) -> Reply<Body> {
        match path {
            HELLO => Ok(self.hello().pack()),
            TAIL => {
                let asked: TailRequest = request(body)?;
                may_hear(topology, (peer, &cx.caller), &asked.domain)?;
                Ok(self.tail(cx, &asked).await?.pack())
            },
            STAT_BLOB => {
                let asked: StatBlobRequest = request(body)?;
                let blob = blob(asked.blob)?;
                may_read(topology, (peer, &cx.caller), &blob.owner)?;
                let size = self.blobs.size(&blob).await?;
                let (exists, size_bytes) = (size.is_some(), size.unwrap_or_default());
                Ok(StatBlobResponse { exists, size_bytes }.pack())
            },
            READ_BLOB => {
                let asked: ReadBlobRequest = request(body)?;
                let blob = blob(asked.blob)?;
                may_read(topology, (peer, &cx.caller), &blob.owner)?;
                Ok(read(self.blobs.clone(), blob, asked.offset, asked.length_bytes).pack())
            },
            LIST_CONSUMERS | REPLAY_EVENTS => {
                events::answer(&self.route_table.kept(), (path, peer, cx), body).await
            },
            _ => Err(Fault::Unavailable(format!("nothing is served at {path}")).into()),
        }
    }

    fn hello(&self) -> HelloResponse {
        let hosted = |word: &&'static str| Hosted {
            domain: (*word).to_owned(),
            epoch: self.route_table.placed(word).map_or(0, |placed| placed.epoch),
        };
        HelloResponse {
            contract: self.contract.clone(),
            version: self.version.clone(),
            now_ms: self.clock.now_ms(),
            hosted: self.hosted.iter().map(hosted).collect(),
        }
    }

    async fn tail(&self, cx: &Context, asked: &TailRequest) -> Reply<Flow<TailResponse>> {
        let word = self.hosted.iter().find(|word| **word == asked.domain);
        let word = word.ok_or_else(|| {
            Fault::Unavailable(format!("{} is not hosted here", asked.domain.escape_debug()))
        })?;
        let records = self.route_table.tail(word, cx, asked.after).await?;
        Ok(records.form(|record| Ok(TailResponse { record: Some(record) })))
    }
}

fn blob(stated: Option<BlobRef>) -> Reply<BlobRef> {
    stated.ok_or_else(|| Fault::Internal("the request names no blob".to_owned()).into())
}

/// The bytes of a blob, one piece after the other as the reader takes them.
fn read(blobs: BlobReader, blob: BlobRef, offset: u64, length: u64) -> Flow<ReadBlobResponse> {
    let state = Some((blobs, blob, offset, length));
    Flow::of(stream::unfold(state, |state| async move {
        let (blobs, blob, offset, left) = state?;
        if left == 0 {
            return None;
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(PIECE_BYTES);
        match blobs.read(&blob, offset, most).await {
            Ok(bytes) if bytes.is_empty() => None,
            Ok(bytes) => {
                let taken = bytes.len() as u64;
                let rest = (blobs, blob, offset + taken, left.saturating_sub(taken));
                Some((Ok(ReadBlobResponse { bytes: bytes.into() }), Some(rest)))
            },
            Err(fault) => Some((Err(told(fault)), None)),
        }
    }))
}

fn told(fault: BlobFault) -> Error {
    fault.into()
}
