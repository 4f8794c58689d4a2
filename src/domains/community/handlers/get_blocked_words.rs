//! GetBlockedWords: the words that the caller wants to look at first. It must not show anybody
//! else's.

use crate::contract::community::{GetBlockedWordsRequest, GetBlockedWordsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    _: GetBlockedWordsRequest,
) -> Reply<GetBlockedWordsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let read = service.domain.db.read(move |view| store::blocked_words_of(view, user_id.as_str()));
    Ok(GetBlockedWordsResponse { words: read.await? })
}
