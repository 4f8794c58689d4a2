//! SupportVideo: likes a video, gives it coins and keeps it, in one. It must do all of it or
//! nothing.

use crate::contract::community::{
    FolderId, Owner, Rating, Refusal, SupportVideoRequest, SupportVideoResponse,
};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Options, Reach, ThreadEntry};
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::quota::check_quota;
use std::sync::Arc;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: SupportVideoRequest,
) -> Reply<SupportVideoResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let folder_name = model::decide_folder_name(&request.folder_name)?;
    let entry = service.admit(&cx, &request.video_id, &request.media_token).await?;
    let reach = service.reach(&entry.owner_id, &user_id).await?;
    model::check_reach(reach)?;
    let work = SupportWork {
        is_owner: entry.is_owner(&cx.caller),
        folder_id: service.domain.ids.fresh(),
        options: service.options.get(),
        is_told: reach == Reach::Open,
        user_id,
        folder_name,
        entry,
    };
    service.domain.db.write(&cx, move |tx| write(tx, &work)).await
}

/// What one unit writes.
#[derive(Clone)]
struct SupportWork {
    user_id: UserId,
    entry: ThreadEntry,
    is_owner: bool,
    /// Of the folder that is made if there is none.
    folder_id: FolderId,
    folder_name: String,
    options: Arc<Options>,
    /// Whether the owner of the video wants to be told.
    is_told: bool,
}

fn write(tx: &Tx<'_, Owner>, work: &SupportWork) -> Reply<SupportVideoResponse> {
    let SupportWork { user_id, entry, options, .. } = work;
    let video_id = &entry.video_id;
    if store::is_erased(tx, user_id)? {
        return Err(refuse_erased().into());
    }
    if store::has_ended(tx, video_id)? {
        return Err(model::refuse_thread().into());
    }
    store::ensure_thread(tx, video_id, &entry.owner_id)?;
    store::lock_thread(tx, video_id)?;
    store::rate_video(tx, video_id, user_id, Rating::Like)?;
    let wallet = store::claim_coins(tx, user_id, options)?;
    let given = store::given_to(tx, video_id, user_id)?;
    let more = model::decide_support(given, wallet, options.video_coins_max, work.is_owner);
    let has_given = more > 0 && store::give_coins(tx, video_id, user_id, more)?;
    if work.is_told {
        store::tell_video_liked(tx, entry, user_id)?;
        if has_given {
            store::tell_coins(tx, entry, user_id)?;
        }
    }
    keep_somewhere(tx, work)?;
    let thread = store::find_thread(tx, video_id)?;
    Ok(SupportVideoResponse {
        counts: Some(model::show_counts(thread.as_ref(), entry.is_manager)),
        given_coins: store::given_to(tx, video_id, user_id)?,
        wallet: Some(store::wallet_of(tx, user_id)?.show(tx.now_ms(), options)),
    })
}

/// Keeps the video in the first folder of the account, unless it is kept already.
fn keep_somewhere(tx: &Tx<'_, Owner>, work: &SupportWork) -> Reply<()> {
    let SupportWork { user_id, entry, folder_id, folder_name, options, .. } = work;
    if store::is_kept(tx, user_id, &entry.video_id)? {
        return Ok(());
    }
    let first = store::folders_of(tx, user_id)?.into_iter().next();
    let folder_id = match first {
        Some(folder) => {
            check_quota(Refusal::TooManyKept, folder.video_count, options.folder_videos_max)?;
            folder.folder_id
        },
        None => {
            store::insert_folder(tx, folder_id, user_id, folder_name)?;
            folder_id.to_string()
        },
    };
    store::keep_video(tx, &folder_id, user_id, &entry.video_id)
}
