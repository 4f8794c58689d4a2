//! Invitations as JSON, for administrators and the operator. It must not show a link but in the one
//! answer that makes it.

use super::accounts::role_named;
use crate::contract::user::{
    CreateInvitationRequest, Invitation, ListInvitationsRequest, RevokeInvitationRequest, Role,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls::role_code;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// A link by which people sign up, without its token.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct InvitationJson {
    invitation_id: String,
    label: String,
    /// What whoever comes by it is: `viewer`, `creator` or `moderator`.
    role: &'static str,
    uses: u64,
    uses_max: u32,
    created_at_ms: i64,
    expires_at_ms: i64,
    revoked_at_ms: Option<i64>,
    /// Somebody could sign up by it now.
    is_valid: bool,
}

impl InvitationJson {
    fn of(one: Invitation) -> Self {
        Self {
            role: role_code(one.role()),
            invitation_id: one.invitation_id,
            label: one.label,
            uses: one.uses,
            uses_max: one.uses_max,
            created_at_ms: one.created_at_ms,
            expires_at_ms: one.expires_at_ms,
            revoked_at_ms: (one.revoked_at_ms > 0).then_some(one.revoked_at_ms),
            is_valid: one.is_valid,
        }
    }
}

/// Invitations, newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct InvitationsJson {
    invitations: Vec<InvitationJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// An invitation to be made.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewInvitationJson {
    /// For whom or what it is.
    label: String,
    /// 1 to 1000.
    uses_max: u32,
    /// How long it holds: an hour to a year.
    lifetime_ms: u64,
    /// `viewer`, `creator` or `moderator`; that of whoever signs up when it is left out.
    role: Option<String>,
}

/// An invitation that was made.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CreatedInvitationJson {
    #[serde(flatten)]
    invitation: InvitationJson,
    /// Below the address of the site; shown this once, and absent when the request was repeated.
    path: Option<String>,
}

/// `GET /api/v1/admin/invitations`
#[utoipa::path(
    get, path = "/api/v1/admin/invitations", tag = "users",
    operation_id = "listInvitations",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "Invitations, newest first", body = InvitationsJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListInvitationsRequest { page: Some(page_of(&request)?) };
    let told = front.clients().user.list_invitations(&req.cx(), asked).await?;
    let invitations = told.invitations.into_iter().map(InvitationJson::of).collect();
    let next_cursor = Some(told.next_cursor).filter(|cursor| !cursor.is_empty());
    Ok(fresh(&InvitationsJson { invitations, next_cursor }))
}

/// `POST /api/v1/admin/invitations`
#[utoipa::path(
    post, path = "/api/v1/admin/invitations", tag = "users",
    operation_id = "createInvitation", request_body = NewInvitationJson,
    responses(
        (status = 201, description = "The invitation and its link, shown this once",
            body = CreatedInvitationJson),
        (status = 422, description = "Label, uses, lifetime or role do not fit",
            body = ErrorJson),
        (status = 429, description = "Too many hold already", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn create(
    front: FrontData,
    req: RequestContext,
    new: Json<NewInvitationJson>,
) -> Answer {
    let NewInvitationJson { label, uses_max, lifetime_ms, role } = new.0;
    let role = role.as_deref().map_or(Ok(Role::Unspecified), role_named)?.into();
    let request = CreateInvitationRequest { label, uses_max, lifetime_ms, role };
    let made = front.clients().user.create_invitation(&req.keyed_cx(&front), request).await?;
    let invitation = made.invitation.map(InvitationJson::of).ok_or_else(HttpError::not_found)?;
    let is_shown = !made.token.is_empty();
    let path = is_shown.then(|| format!("/sign-up?invitation={}", made.token));
    let json = CreatedInvitationJson { invitation, path };
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json))
}

/// `DELETE /api/v1/admin/invitations/{id}`
#[utoipa::path(
    delete, path = "/api/v1/admin/invitations/{id}", tag = "users",
    operation_id = "revokeInvitation",
    params(("id" = String, Path, description = "The invitation")),
    responses(
        (status = 204, description = "Nobody signs up by it any more"),
        (status = 404, description = "No such invitation", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn revoke(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RevokeInvitationRequest { invitation_id: id.into_inner() };
    front.clients().user.revoke_invitation(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}
