//! Backups of the running site as JSON: begin one, look how far it is. Only for whoever may open
//! the control socket: it writes to the disk of the machine. It must not copy anything itself.

use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::moment_iso;
use crate::kernel::backup::{Phase, Status};
use crate::kernel::context::Caller;
use crate::kernel::fault::Shared;
use std::path::Path;
use utoipa::ToSchema;

/// Where a backup goes.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewBackupJson {
    /// The whole path of a folder on the server, new or empty.
    to: String,
}

/// A backup, while it runs and after.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct BackupJson {
    to: String,
    /// `running`, `done` or `failed`.
    state: &'static str,
    /// Files that are whole so far.
    files: u64,
    bytes: u64,
    /// Of these, those that share the bytes of the site's own.
    linked: Option<u64>,
    /// The one moment that it holds, in UTC.
    at: Option<String>,
    /// How long all writers stood still for it.
    barrier_us: Option<u64>,
    /// Why it failed.
    cause: Option<String>,
}

impl BackupJson {
    fn of(status: Status) -> Self {
        let (state, taken, cause) = match status.phase {
            Phase::Running => ("running", None, None),
            Phase::Done(taken) => ("done", Some(taken), None),
            Phase::Failed(complaint) => ("failed", None, Some(complaint.to_string())),
        };
        Self {
            to: status.to.display().to_string(),
            state,
            files: status.files,
            bytes: status.bytes,
            linked: taken.as_ref().map(|taken| taken.linked),
            at: taken.as_ref().map(|taken| moment_iso(taken.at_ms)),
            barrier_us: taken.as_ref().map(|taken| taken.barrier_us),
            cause,
        }
    }
}

/// `POST /api/v1/admin/backup`
#[utoipa::path(
    post, path = "/api/v1/admin/backup", tag = "admin",
    operation_id = "beginBackup", request_body = NewBackupJson,
    responses(
        (status = 200, description = "It has begun", body = BackupJson),
        (status = 403, description = "Only over the control socket", body = ErrorJson),
        (status = 409, description = "One is under way", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn begin(
    front: FrontData,
    req: RequestContext,
    body: Json<NewBackupJson>,
) -> Answer {
    if req.caller != Caller::Operator {
        let text = "A backup writes to the server's disk: run `shoal backup` on that machine, as \
                    the account that serves.";
        return Err(HttpError::shared(Shared::NotAllowed, text));
    }
    let begun = front.backups().begin(Path::new(&body.0.to));
    let refused = |complaint: crate::kernel::backup::Complaint| {
        HttpError::own(Own::BackupRefused, complaint.to_string())
    };
    Ok(fresh(&BackupJson::of(begun.map_err(refused)?)))
}

/// `GET /api/v1/admin/backup`
#[utoipa::path(
    get, path = "/api/v1/admin/backup", tag = "admin",
    operation_id = "getBackup",
    responses(
        (status = 200, description = "The latest since the server began", body = BackupJson),
        (status = 404, description = "There was none", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn status(front: FrontData) -> Answer {
    let status = front.backups().status().ok_or_else(HttpError::not_found)?;
    Ok(fresh(&BackupJson::of(status)))
}
