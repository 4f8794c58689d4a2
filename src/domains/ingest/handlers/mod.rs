//! One file for each rpc of ingest. Each checks, loads, decides, saves and answers, in that order.

pub(super) mod append_upload;
pub(super) mod create_upload;
pub(super) mod export_account;
pub(super) mod get_upload;
pub(super) mod get_upload_limits;
pub(super) mod get_upload_of_video;
pub(super) mod get_usage;
pub(super) mod terminate_upload;
pub(super) mod watch_upload;

use super::actor::Ingest;
use super::model::{self, Upload};
use super::store;
use crate::kernel::context::Caller;
use crate::kernel::fault::Reply;

/// The upload, for whoever may act for its owner; for others there is none.
async fn own_upload(service: &Ingest, caller: &Caller, asked: &str) -> Reply<Upload> {
    let id = asked.parse().map_err(|_| model::refuse_unknown())?;
    let found = service.domain.db.read(move |view| store::find(view, &id)).await?;
    let own = found.filter(|upload| caller.may_act_for(&upload.owner_id));
    Ok(own.ok_or_else(model::refuse_unknown)?)
}
