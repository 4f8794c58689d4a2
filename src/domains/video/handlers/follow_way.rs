//! FollowWay: the way of a video now and after each change. A stranger must not learn that it
//! exists.

use crate::contract::video::{FollowWayRequest, FollowWayResponse, Owner, VideoId};
use crate::domains::video::{Video, model, store};
use crate::kernel::bus::Flow;
use crate::kernel::context::{Caller, Context};
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: FollowWayRequest,
) -> Reply<Flow<FollowWayResponse>> {
    let FollowWayRequest { video_id, version } = request;
    let video_id: VideoId = video_id.parse().map_err(|_| model::refuse_unknown())?;
    let watcher = service.watchers.watch(video_id.as_str(), service.options.get().watchers_max)?;
    let (db, caller) = (service.domain.db.clone(), cx.caller);
    let first = look(&db, &caller, &video_id).await?;
    let known = (first.version == version).then_some(first);
    let (sender, flow) = Flow::new();
    let telling = async move {
        let look = async || Ok((look(&db, &caller, &video_id).await?, false));
        watcher.tell(sender, known, look).await;
    };
    service.domain.tasks.spawn("follow_way", telling);
    Ok(flow)
}

async fn look(db: &Db<Owner>, caller: &Caller, video_id: &VideoId) -> Reply<FollowWayResponse> {
    let (caller, video_id) = (caller.clone(), video_id.clone());
    db.read(move |view| {
        let way = model::decide_way_view(&caller, store::find(view, &video_id)?)?;
        Ok(FollowWayResponse { version: way.version, way: Some(way) })
    })
    .await
}
