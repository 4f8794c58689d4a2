//! Bodies in pieces, so that what a client does not read is not copied into memory for it. It must
//! not change a byte of them.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// As much as is handed over at once.
const PIECE_BYTES: usize = 32 << 10;

/// A body that is in memory already, shared with whoever else gets it.
struct Pieces {
    rest: Bytes,
    size_bytes: u64,
}

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.size_bytes)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let next = PIECE_BYTES.min(self.rest.len());
        Poll::Ready(Some(Ok(self.rest.split_to(next))))
    }
}

/// The same body, never handed over in more than a piece.
pub(in crate::gateway) fn in_pieces(body: BoxBody) -> BoxBody {
    match body.try_into_bytes() {
        Ok(whole) if whole.len() > PIECE_BYTES => {
            let size_bytes = u64::try_from(whole.len()).unwrap_or(u64::MAX);
            BoxBody::new(Pieces { rest: whole, size_bytes })
        },
        Ok(whole) => BoxBody::new(whole),
        Err(stream) => stream,
    }
}
