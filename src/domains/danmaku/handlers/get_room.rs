//! GetRoom: how things stand in a room. It must not say anything of one to whoever may not watch
//! its video.

use crate::contract::danmaku::{GetRoomRequest, GetRoomResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::live::Curve;
use crate::domains::danmaku::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: GetRoomRequest,
) -> Reply<GetRoomResponse> {
    let mut entry = service.admit_viewer(&cx, &request.video_id, &request.media_token).await?;
    let of = entry.video_id.clone();
    let known = service.curves.find(of.as_str());
    let read = service.domain.db.read(move |view| {
        let Some(room) = store::find_room(view, &of)? else { return Ok(None) };
        // Counting reads every text of the room; many ask while nothing changes.
        let curve = match known.filter(|known| known.is_of(&room)) {
            Some(known) => known,
            None => Curve::new(&room, model::make_energy(&store::count_energy(view, &of, &room)?)),
        };
        Ok(Some((room, store::count_parts(view, &of)?, curve)))
    });
    let Some((room, parts, curve)) = read.await? else {
        return Ok(model::show_room(&cx.caller, entry, Vec::new(), Vec::new()));
    };
    let energy = curve.energy.clone();
    service.curves.keep(entry.video_id.as_str(), curve);
    // What is told of segments is of the same moment as the offset.
    entry.room = Some(room);
    Ok(model::show_room(&cx.caller, entry, parts, energy))
}
