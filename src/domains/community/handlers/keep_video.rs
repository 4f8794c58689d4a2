//! KeepVideo: puts a video into folders, and takes it out of all others. It must not touch anybody
//! else's.

use crate::contract::community::{KeepVideoRequest, KeepVideoResponse, Refusal};
use crate::domains::community::actor::Community;
use crate::domains::community::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: KeepVideoRequest,
) -> Reply<KeepVideoResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let asked = model::decide_folders(&request)?;
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let most = service.options.get().folder_videos_max;
    let keep = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        if store::has_ended(tx, &entry.video_id)? {
            return Err(model::refuse_thread().into());
        }
        store::ensure_thread(tx, &entry.video_id, &entry.owner_id)?;
        store::lock_thread(tx, &entry.video_id)?;
        let had = store::folders_with(tx, &user_id, &entry.video_id)?;
        for folder_id in asked.iter().filter(|one| !had.contains(one)) {
            let folder = store::find_folder(tx, &user_id, folder_id)?;
            let folder = folder.ok_or_else(model::refuse_folder)?;
            check_quota(Refusal::TooManyKept, folder.video_count, most)?;
            store::keep_video(tx, folder_id, &user_id, &entry.video_id)?;
        }
        for folder_id in had.iter().filter(|one| !asked.contains(one)) {
            store::take_out(tx, folder_id, &user_id, &entry.video_id)?;
        }
        let thread = store::find_thread(tx, &entry.video_id)?;
        let counts = Some(model::show_counts(thread.as_ref(), entry.is_manager));
        Ok(KeepVideoResponse { counts })
    });
    keep.await
}
