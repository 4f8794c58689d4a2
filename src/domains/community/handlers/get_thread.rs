//! GetThread: what stands under a video. It must not say anything of one that the caller may not
//! watch.

use crate::contract::community::{GetThreadRequest, GetThreadResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, OwnActs};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: GetThreadRequest,
) -> Reply<GetThreadResponse> {
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let (video_id, user_id) = (entry.video_id.clone(), cx.caller.user_id().cloned());
    let read = service.domain.db.read(move |view| {
        let Some(user_id) = user_id else { return Ok(OwnActs::default()) };
        Ok(OwnActs {
            rating: store::rating_of(view, &video_id, &user_id)?,
            is_kept: store::is_kept(view, &user_id, &video_id)?,
            given_coins: store::given_to(view, &video_id, &user_id)?,
        })
    });
    Ok(model::show_thread(&cx.caller, &entry, read.await?))
}
