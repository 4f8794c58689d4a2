//! Two-step sign-in as JSON. What asks for a proof is for sessions: an API token cannot give one.

use crate::contract::user::{
    BeginTotpRequest, ConfirmTotpRequest, GetSecondFactorRequest, ProvePasswordRequest,
    RemoveTotpRequest, RenewRecoveryCodesRequest, ResetSecondFactorRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::pages::place;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// How the caller signs in beyond the password.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct SecondFactorJson {
    /// A code by an app is asked for.
    has_totp: bool,
    totp_since_ms: Option<i64>,
    recovery_codes_left: u32,
    /// Until when this session may do what asks for a proof; absent for one that has to prove.
    proven_until_ms: Option<i64>,
}

/// The password of the caller.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ProveJson {
    current_password: String,
}

/// How long it holds.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ProvenJson {
    proven_until_ms: i64,
}

/// The secret of codes that are not on yet.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct TotpJson {
    /// In base32.
    secret: String,
    /// `otpauth://totp/…`, for a QR code.
    uri: String,
}

/// What the app shows now.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct TotpCodeJson {
    code: String,
}

/// Codes for whoever loses the app, shown this once; none where the call is repeated.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct RecoveryCodesJson {
    recovery_codes: Vec<String>,
}

/// `GET /api/v1/account/second-factor`
#[utoipa::path(
    get, path = "/api/v1/account/second-factor", tag = "users",
    operation_id = "getSecondFactor",
    responses((status = 200, description = "How the caller signs in", body = SecondFactorJson))
)]
pub(in crate::gateway) async fn get(front: FrontData, req: RequestContext) -> Answer {
    let request = GetSecondFactorRequest { session_token: req.session_token() };
    let told = front.clients().user.get_second_factor(&req.cx(), request).await?;
    let stated = |at_ms: i64| (at_ms > 0).then_some(at_ms);
    Ok(fresh(&SecondFactorJson {
        has_totp: told.has_totp,
        totp_since_ms: stated(told.totp_since_ms),
        recovery_codes_left: told.recovery_codes_left,
        proven_until_ms: stated(told.proven_until_ms),
    }))
}

/// `POST /api/v1/account/proof`
#[utoipa::path(
    post, path = "/api/v1/account/proof", tag = "users",
    operation_id = "provePassword", request_body = ProveJson,
    responses(
        (status = 200, description = "The session is proven for a while", body = ProvenJson),
        (status = 403, description = "The password is another one, or this is no session",
            body = ErrorJson),
        (status = 404, description = "The account is gone", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn prove(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    proof: Json<ProveJson>,
) -> Answer {
    let asking = ProvePasswordRequest {
        current_password: proof.0.current_password,
        session_token: req.session_token(),
        place: Some(place(&req, &request)),
    };
    let proven = front.clients().user.prove_password(&req.cx(), asking).await?;
    Ok(fresh(&ProvenJson { proven_until_ms: proven.proven_until_ms }))
}

/// `POST /api/v1/account/second-factor/totp`
#[utoipa::path(
    post, path = "/api/v1/account/second-factor/totp", tag = "users",
    operation_id = "beginTotp",
    responses(
        (status = 200, description = "The secret; nothing is asked at sign-in yet",
            body = TotpJson),
        (status = 403, description = "The session is not proven", body = ErrorJson),
        (status = 404, description = "The account is gone", body = ErrorJson),
        (status = 409, description = "It is on already", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn begin(front: FrontData, req: RequestContext) -> Answer {
    let request = BeginTotpRequest { session_token: req.session_token() };
    let begun = front.clients().user.begin_totp(&req.cx(), request).await?;
    Ok(fresh(&TotpJson { secret: begun.secret, uri: begun.uri }))
}

/// `POST /api/v1/account/second-factor/totp/confirm`
#[utoipa::path(
    post, path = "/api/v1/account/second-factor/totp/confirm", tag = "users",
    operation_id = "confirmTotp", request_body = TotpCodeJson,
    responses(
        (status = 200, description = "It is on from now", body = RecoveryCodesJson),
        (status = 403, description = "The code is wrong, or the session is not proven",
            body = ErrorJson),
        (status = 409, description = "It is on already, or was not begun", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn confirm(
    front: FrontData,
    req: RequestContext,
    typed: Json<TotpCodeJson>,
) -> Answer {
    let (code, session_token) = (typed.0.code, req.session_token());
    let request = ConfirmTotpRequest { code, session_token };
    let confirmed = front.clients().user.confirm_totp(&req.keyed_cx(&front), request).await?;
    Ok(fresh(&RecoveryCodesJson { recovery_codes: confirmed.recovery_codes }))
}

/// `DELETE /api/v1/account/second-factor/totp`
#[utoipa::path(
    delete, path = "/api/v1/account/second-factor/totp", tag = "users",
    operation_id = "removeTotp",
    responses(
        (status = 204, description = "No code is asked for any more"),
        (status = 403, description = "The session is not proven", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn remove(front: FrontData, req: RequestContext) -> Answer {
    let request = RemoveTotpRequest { session_token: req.session_token() };
    front.clients().user.remove_totp(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/account/second-factor/recovery-codes`
#[utoipa::path(
    post, path = "/api/v1/account/second-factor/recovery-codes", tag = "users",
    operation_id = "renewRecoveryCodes",
    responses(
        (status = 200, description = "The earlier ones no longer hold", body = RecoveryCodesJson),
        (status = 403, description = "The session is not proven", body = ErrorJson),
        (status = 409, description = "There is no second factor", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn renew(front: FrontData, req: RequestContext) -> Answer {
    let request = RenewRecoveryCodesRequest { session_token: req.session_token() };
    let user = &front.clients().user;
    let renewed = user.renew_recovery_codes(&req.keyed_cx(&front), request).await?;
    Ok(fresh(&RecoveryCodesJson { recovery_codes: renewed.recovery_codes }))
}

/// `DELETE /api/v1/admin/users/{id}/second-factor`
#[utoipa::path(
    delete, path = "/api/v1/admin/users/{id}/second-factor", tag = "users",
    operation_id = "resetSecondFactor",
    params(("id" = String, Path, description = "The account")),
    responses(
        (status = 204, description = "Only the password is asked for"),
        (status = 404, description = "No such account", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn reset(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let (user_id, session_token) = (id.into_inner(), req.session_token());
    let request = ResetSecondFactorRequest { user_id, session_token };
    front.clients().user.reset_second_factor(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}
