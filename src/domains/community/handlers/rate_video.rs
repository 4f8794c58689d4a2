//! RateVideo: likes or dislikes a video, or takes that back. Each account must count once.

use crate::contract::community::{RateVideoRequest, RateVideoResponse, Rating};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Reach};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: RateVideoRequest,
) -> Reply<RateVideoResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let rating = request.rating();
    let reach = service.reach(&entry.owner_id, &user_id).await?;
    if rating != Rating::Unspecified {
        model::check_reach(reach)?;
    }
    let rate = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        if store::has_ended(tx, &entry.video_id)? {
            return Err(model::refuse_thread().into());
        }
        store::ensure_thread(tx, &entry.video_id, &entry.owner_id)?;
        store::lock_thread(tx, &entry.video_id)?;
        store::rate_video(tx, &entry.video_id, &user_id, rating)?;
        if rating == Rating::Like && reach == Reach::Open {
            store::tell_video_liked(tx, &entry, &user_id)?;
        }
        let thread = store::find_thread(tx, &entry.video_id)?;
        let counts = Some(model::show_counts(thread.as_ref(), entry.is_manager));
        Ok(RateVideoResponse { counts })
    });
    rate.await
}
