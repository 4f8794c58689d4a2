//! SaveBlockedWords: which words the caller wants to look at first. It must not touch what is
//! shown.

use crate::contract::community::{SaveBlockedWordsRequest, SaveBlockedWordsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: SaveBlockedWordsRequest,
) -> Reply<SaveBlockedWordsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let words = model::decide_words(&request)?;
    let save = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        store::save_blocked_words(tx, &user_id, &words)?;
        Ok(SaveBlockedWordsResponse { words: words.clone() })
    });
    save.await
}
