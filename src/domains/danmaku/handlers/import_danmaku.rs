//! ImportDanmaku: brings texts out of a file into a room. Nothing of them is shown before it was
//! judged, and nothing that cannot be taken keeps the rest away.

use crate::contract::danmaku::{ImportDanmakuRequest, ImportDanmakuResponse, LeftOutReason, Owner};
use crate::contract::video::VideoId;
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::engine::{self, MarkKey};
use crate::domains::danmaku::model::{self, Arrival, FileTally, PlayProof};
use crate::domains::danmaku::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::{Caller, Context};
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: ImportDanmakuRequest,
) -> Reply<ImportDanmakuResponse> {
    let importer_id = cx.caller.authorize_account()?.clone();
    model::check_batch(&request)?;
    let entry = service.admit_viewer(&cx, &request.video_id, &request.media_token).await?;
    let proof = model::decide_length(&entry)?;
    let key = service.mark_key().await?;
    let of = (&entry.video_id, &importer_id);
    let (arrivals, tally) = choose(service, &key, &request, of, &proof);
    let (video_id, caller) = (entry.video_id, cx.caller.clone());
    let most = service.options.get().imported_rows_max;
    let work = FileBatch { video_id, importer_id, caller, proof, arrivals, tally, most };
    let tally = service.domain.db.write(&cx, move |tx| take(tx, &work)).await?;
    service.judging.notify_one();
    Ok(tally.into())
}

/// Which texts may come in, and what is said of the others.
fn choose(
    service: &Danmaku,
    key: &MarkKey,
    request: &ImportDanmakuRequest,
    (video_id, importer_id): (&VideoId, &UserId),
    proof: &PlayProof,
) -> (Vec<Arrival>, FileTally) {
    let options = service.options.get();
    let (mut arrivals, mut tally) = (Vec::new(), FileTally::default());
    for one in &request.bullets {
        let ids = (service.domain.ids.fresh(), video_id.clone());
        // No id of an account has a blank.
        let mark = engine::mark(key, &format!("file {}", one.sender));
        match model::decide_arrival(one, ids, (importer_id.clone(), mark), proof, &options) {
            Ok(draft) => {
                let origin = engine::origin(key, &model::make_parts(one));
                let (row, told_ms) = (one.row.clone(), one.sent_at_ms);
                arrivals.push(Arrival { draft, origin, row, told_ms });
            },
            Err(reason) => tally.leave_out(reason),
        }
    }
    (arrivals, tally)
}

/// What one batch is about.
#[derive(Clone)]
struct FileBatch {
    video_id: VideoId,
    importer_id: UserId,
    caller: Caller,
    proof: PlayProof,
    arrivals: Vec<Arrival>,
    /// What was left out before.
    tally: FileTally,
    most: u64,
}

fn take(tx: &Tx<'_, Owner>, work: &FileBatch) -> Reply<FileTally> {
    let FileBatch { video_id, importer_id, caller, proof, arrivals, tally, most } = work;
    let mut tally = tally.clone();
    if store::is_erased(tx, importer_id)? {
        return Err(refuse_erased().into());
    }
    if store::has_ended(tx, video_id)? {
        return Err(model::refuse_room().into());
    }
    store::ensure_room(tx, video_id, &proof.owner_id, proof.duration_ms)?;
    let mut there = store::lock_imported(tx, video_id)?;
    model::decide_keeper(caller, store::find_room(tx, video_id)?)?;
    for one in arrivals {
        if store::is_imported(tx, one)? {
            tally.leave_out(LeftOutReason::Known);
        } else if there >= *most {
            tally.leave_out(LeftOutReason::Full);
        } else {
            store::insert_imported(tx, one, model::decide_sent_at(one.told_ms, tx.now_ms()))?;
            there += 1;
            tally.taken += 1;
        }
    }
    store::raise_imported(tx, video_id, tally.taken)?;
    Ok(tally)
}
