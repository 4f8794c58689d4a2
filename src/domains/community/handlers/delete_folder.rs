//! DeleteFolder: removes a folder with what is in it. It must not touch anybody else's.

use crate::contract::community::{DeleteFolderRequest, DeleteFolderResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: DeleteFolderRequest,
) -> Reply<DeleteFolderResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let (folder_id, rows) = (request.folder_id, service.options.get().sweep_rows_max);
    loop {
        let (user_id, folder_id) = (user_id.clone(), folder_id.clone());
        let some = service.domain.db.write(&cx, move |tx| {
            store::find_folder(tx, &user_id, &folder_id)?.ok_or_else(model::refuse_folder)?;
            let taken = store::take_out_some(tx, &user_id, Some(&folder_id), rows)?;
            if taken == 0 {
                store::delete_folder(tx, &folder_id)?;
            }
            Ok(taken)
        });
        if some.await? == 0 {
            return Ok(DeleteFolderResponse {});
        }
    }
}
