//! SaveFolder: makes a folder, or names one anew. It must not touch anybody else's.

use crate::contract::community::{Refusal, SaveFolderRequest, SaveFolderResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::model::FolderRow;
use crate::domains::community::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: SaveFolderRequest,
) -> Reply<SaveFolderResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let name = model::decide_folder_name(&request.name)?;
    let (fresh, most) = (service.domain.ids.fresh(), service.options.get().folders_max);
    let save = service.domain.db.answer(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        if request.folder_id.is_empty() {
            let count = store::count_folders(tx, &user_id)?;
            check_quota(Refusal::TooManyFolders, count, most)?;
            store::insert_folder(tx, &fresh, &user_id, &name)?;
            let folder = FolderRow { folder_id: fresh.to_string(), name, video_count: 0 };
            return Ok(SaveFolderResponse { folder: Some(folder.show(false)) });
        }
        let found = store::find_folder(tx, &user_id, &request.folder_id)?;
        let found = found.ok_or_else(model::refuse_folder)?;
        store::name_folder(tx, &found.folder_id, &name)?;
        let folder = FolderRow { name, ..found };
        Ok(SaveFolderResponse { folder: Some(folder.show(false)) })
    });
    save.await
}
