//! ListFolders: the folders of the caller. It must not tell of anybody else's.

use crate::contract::community::{ListFoldersRequest, ListFoldersResponse};
use crate::contract::video::VideoId;
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListFoldersRequest,
) -> Reply<ListFoldersResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let video_id = request.video_id.parse::<VideoId>().ok();
    let read = service.domain.db.read(move |view| {
        let with = match &video_id {
            Some(video_id) => store::folders_with(view, &user_id, video_id)?,
            None => Vec::new(),
        };
        let folders = store::folders_of(view, &user_id)?.into_iter();
        let folders = folders.map(|one| {
            let has_video = with.contains(&one.folder_id);
            one.show(has_video)
        });
        Ok(ListFoldersResponse { folders: folders.collect() })
    });
    read.await
}
