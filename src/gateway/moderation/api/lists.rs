//! The terms as a CSV file, and the audit log as lines of JSON, for administrators. It must not
//! change either but by a whole file.

use crate::contract::moderation::{
    AuditEntry, ExportTermsRequest, ImportTermsRequest, ListAuditRequest, VerifyAuditRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::stream;
use std::io;
use utoipa::ToSchema;

/// `GET /api/v1/admin/moderation/terms`
#[utoipa::path(
    get, path = "/api/v1/admin/moderation/terms", tag = "moderation",
    operation_id = "exportTerms",
    responses((status = 200, description = "The terms", content_type = "text/csv", body = String))
)]
pub(in crate::gateway) async fn terms(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().moderation.export_terms(&req.cx(), ExportTermsRequest {}).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"terms.csv\""))
        .body(told.csv))
}

/// A whole list of terms.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct TermsJson {
    /// With the columns `term,category,severity,action,language,match`.
    csv: String,
}

/// How many terms there are now.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct TermsCountJson {
    terms: u32,
}

/// `POST /api/v1/admin/moderation/terms`
#[utoipa::path(
    post, path = "/api/v1/admin/moderation/terms", tag = "moderation",
    operation_id = "importTerms", request_body = TermsJson,
    responses(
        (status = 200, description = "The list is in force", body = TermsCountJson),
        (status = 422, description = "A line is wrong, and nothing was changed", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn import(
    front: FrontData,
    req: RequestContext,
    terms: Json<TermsJson>,
) -> Answer {
    let asked = ImportTermsRequest { csv: terms.0.csv.into() };
    let told = front.clients().moderation.import_terms(&req.keyed_cx(&front), asked).await?;
    Ok(fresh(&TermsCountJson { terms: told.terms }))
}

/// One line of the log.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct AuditEntryJson {
    number: u64,
    at_ms: i64,
    actor: String,
    /// The same as the hash was made over it.
    chained_actor: String,
    deed: String,
    subject: String,
    /// The account that `subject` stands for; absent for what is no account, or is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_user_id: Option<String>,
    detail: String,
    hash: String,
}

/// `GET /api/v1/admin/moderation/audit`
#[utoipa::path(
    get, path = "/api/v1/admin/moderation/audit", tag = "moderation",
    operation_id = "exportAudit",
    responses((
        status = 200, description = "The audit log, an entry a line",
        content_type = "application/jsonl", body = AuditEntryJson
    ))
)]
pub(in crate::gateway) async fn audit(front: FrontData, req: RequestContext) -> Answer {
    let (client, cx) = (front.clients().moderation.clone(), req.cx());
    // The first part is read before the answer begins, so that a refusal is told as one.
    let first = client.list_audit(&cx, ListAuditRequest { from: 1, limit: 0 }).await?.entries;
    let parts = stream::try_unfold(Some(first), move |part| {
        let (client, cx) = (client.clone(), req.cx());
        async move {
            let Some(part) = part.filter(|part| !part.is_empty()) else { return Ok(None) };
            let from = part.last().map_or(0, |last| last.number) + 1;
            let told = client.list_audit(&cx, ListAuditRequest { from, limit: 0 }).await;
            let next = told.map_err(|error| io::Error::other(error.to_string()))?.entries;
            Ok::<_, io::Error>(Some((lines(part), Some(next))))
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/jsonl; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\""))
        .streaming(parts))
}

/// Entries as lines of JSON.
fn lines(entries: Vec<AuditEntry>) -> Bytes {
    let mut lines = Vec::new();
    for entry in entries {
        let AuditEntry { number, at_ms, actor, deed, subject, detail, hash, .. } = entry;
        let (chained_actor, subject_user_id) =
            (entry.chained_actor, Some(entry.subject_user_id).filter(|id| !id.is_empty()));
        let entry = AuditEntryJson {
            number,
            at_ms,
            actor,
            chained_actor,
            deed,
            subject,
            subject_user_id,
            detail,
            hash,
        };
        lines.extend(serde_json::to_vec(&entry).unwrap_or_default());
        lines.push(b'\n');
    }
    lines.into()
}

/// From which entry on.
#[derive(serde::Deserialize)]
struct VerifyQuery {
    #[serde(default)]
    from: u64,
}

/// What a part of the log was found to be.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct VerifiedJson {
    /// How many entries were checked.
    checked: u32,
    /// Where to go on; absent after the last entry.
    next: Option<u64>,
    /// The first entry that is missing, changed or in another's place.
    broken_at: Option<u64>,
    /// Of the last entry that was checked; a checkpoint is signed over both.
    last_hash: String,
    last_number: u64,
}

/// `GET /api/v1/admin/moderation/audit/verify`
#[utoipa::path(
    get, path = "/api/v1/admin/moderation/audit/verify", tag = "moderation",
    operation_id = "verifyAudit",
    params(("from" = Option<u64>, Query, description = "The first entry to check")),
    responses((status = 200, description = "What was found of a part", body = VerifiedJson))
)]
pub(in crate::gateway) async fn verify(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let query: VerifyQuery = asked(&request)?;
    let asked = VerifyAuditRequest { from: query.from };
    let told = front.clients().moderation.verify_audit(&req.cx(), asked).await?;
    let stated = |number: u64| Some(number).filter(|number| *number > 0);
    Ok(fresh(&VerifiedJson {
        checked: told.checked,
        next: stated(told.next),
        broken_at: stated(told.broken_at),
        last_hash: told.last_hash,
        last_number: told.last_number,
    }))
}
