//! Checkpoints of the audit log: what it came to at a moment, signed by the site, so that one that
//! was written anew or cut short is found by whoever kept them elsewhere. It must not sign what the
//! log does not hold.

use crate::contract::moderation::ListAuditRequest;
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::request::RequestContext;
use utoipa::ToSchema;

/// Where the log stands, as its reader has verified it.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct AuditPlaceJson {
    /// Of the last entry.
    number: u64,
    /// Its hash.
    hash: String,
}

/// A checkpoint. `signature` is that of Ed25519 by the key of the site (`keys/site.pub`) over the
/// byte 7, `shoal.audit.checkpoint`, and `number`, `hash` and `signed_at_ms`, each after a newline.
#[derive(serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct CheckpointJson {
    /// Of the last entry at that time.
    number: u64,
    /// Its hash.
    hash: String,
    signed_at_ms: i64,
    /// In hexadecimal digits.
    signature: String,
}

/// What a checkpoint was found to be.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CheckedCheckpointJson {
    /// This site has signed it.
    is_signed: bool,
    /// The log still has this entry, with this hash.
    is_held: bool,
}

/// What is signed. No claim of a caller begins so: 7 is no field of a message.
fn statement(number: u64, hash: &str, signed_at_ms: i64) -> Vec<u8> {
    format!("\u{7}shoal.audit.checkpoint\n{number}\n{hash}\n{signed_at_ms}").into_bytes()
}

/// Whether the log has this entry with this hash.
async fn is_held(
    front: &Front,
    req: &RequestContext,
    number: u64,
    hash: &str,
) -> Result<bool, HttpError> {
    let asked = ListAuditRequest { from: number, limit: 1 };
    let told = front.clients().moderation.list_audit(&req.cx(), asked).await?;
    Ok(told.entries.first().is_some_and(|one| one.number == number && one.hash == hash))
}

/// `POST /api/v1/admin/moderation/checkpoints`
#[utoipa::path(
    post, path = "/api/v1/admin/moderation/checkpoints", tag = "moderation",
    operation_id = "signAuditCheckpoint", request_body = AuditPlaceJson,
    responses(
        (status = 200, description = "The checkpoint", body = CheckpointJson),
        (status = 409, description = "No such entry, or no key", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn sign(
    front: FrontData,
    req: RequestContext,
    place: Json<AuditPlaceJson>,
) -> Answer {
    let AuditPlaceJson { number, hash } = place.0;
    if !is_held(&front, &req, number, &hash).await? {
        let told = format!("The log has no entry {number} with this hash. Verify it again.");
        return Err(HttpError::own(Own::CheckpointRefused, told));
    }
    let signed_at_ms = front.gateway.clock.now_ms();
    let signed = front.gateway.keys.sign(&statement(number, &hash, signed_at_ms));
    let signature = signed.ok_or_else(|| {
        let told = "This process has no key to sign with. Ask the one that signs people in.";
        HttpError::own(Own::CheckpointRefused, told)
    })?;
    let signature = hex::encode(signature);
    Ok(fresh(&CheckpointJson { number, hash, signed_at_ms, signature }))
}

/// `POST /api/v1/admin/moderation/checkpoints/verify`
#[utoipa::path(
    post, path = "/api/v1/admin/moderation/checkpoints/verify", tag = "moderation",
    operation_id = "verifyAuditCheckpoint", request_body = CheckpointJson,
    responses((status = 200, description = "What it was found to be", body = CheckedCheckpointJson))
)]
pub(in crate::gateway) async fn verify(
    front: FrontData,
    req: RequestContext,
    checkpoint: Json<CheckpointJson>,
) -> Answer {
    let CheckpointJson { number, hash, signed_at_ms, signature } = checkpoint.0;
    let signature = hex::decode(&signature).unwrap_or_default();
    let statement = statement(number, &hash, signed_at_ms);
    let is_held = is_held(&front, &req, number, &hash).await?;
    let is_signed = front.gateway.keys.is_signed(&statement, &signature);
    Ok(fresh(&CheckedCheckpointJson { is_signed, is_held }))
}
