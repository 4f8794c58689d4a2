//! Passkeys as JSON: what a script needs to make one or to sign in with one, and those of the
//! caller. Ids, challenges and answers are base64url without padding.

use crate::contract::user::{
    AddPasskeyRequest, BeginPasskeyRequest, BeginPasskeySignInRequest, ListPasskeysRequest,
    Passkey, RemovePasskeyRequest, RenamePasskeyRequest,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::pages::passkeys::decoded;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

/// A passkey of the caller.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct PasskeyJson {
    passkey_id: String,
    label: String,
    created_at_ms: i64,
    /// Absent before its first use.
    used_at_ms: Option<i64>,
}

impl PasskeyJson {
    fn of(one: Passkey) -> Self {
        Self {
            passkey_id: one.passkey_id,
            label: one.label,
            created_at_ms: one.created_at_ms,
            used_at_ms: (one.used_at_ms > 0).then_some(one.used_at_ms),
        }
    }
}

/// The caller's passkeys, newest first.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct PasskeysJson {
    passkeys: Vec<PasskeyJson>,
}

/// What `navigator.credentials.create` is asked.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct PasskeyChallengeJson {
    challenge: String,
    rp_id: String,
    /// As text: its UTF-8 bytes are the id of the user.
    user_handle: String,
    user_name: String,
    /// Credentials that the caller has already.
    excluded_ids: Vec<String>,
    expires_at_ms: i64,
}

/// What `navigator.credentials.get` is asked.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct PasskeySignInJson {
    challenge: String,
    rp_id: String,
    expires_at_ms: i64,
}

/// What `navigator.credentials.create` has given.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewPasskeyJson {
    label: String,
    client_data_json: String,
    attestation_object: String,
}

/// Another name of a passkey.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct RenamePasskeyJson {
    label: String,
}

/// `POST /api/v1/passkey-challenges`
#[utoipa::path(
    post, path = "/api/v1/passkey-challenges", tag = "users",
    operation_id = "beginPasskeySignIn",
    responses(
        (status = 200, description = "What a passkey signs, once", body = PasskeySignInJson),
        (status = 409, description = "The site is reached by a number", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn begin_sign_in(front: FrontData, req: RequestContext) -> Answer {
    let request = BeginPasskeySignInRequest {};
    let begun = front.clients().user.begin_passkey_sign_in(&req.cx(), request).await?;
    let (challenge, rp_id, expires_at_ms) = (begun.challenge, begun.rp_id, begun.expires_at_ms);
    Ok(fresh(&PasskeySignInJson { challenge, rp_id, expires_at_ms }))
}

/// `POST /api/v1/account/passkey-challenges`
#[utoipa::path(
    post, path = "/api/v1/account/passkey-challenges", tag = "users",
    operation_id = "beginPasskey",
    responses(
        (status = 200, description = "What a new passkey is made for, once",
            body = PasskeyChallengeJson),
        (status = 403, description = "The session is not proven", body = ErrorJson),
        (status = 404, description = "The account is gone", body = ErrorJson),
        (status = 409, description = "The site is reached by a number", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn begin(front: FrontData, req: RequestContext) -> Answer {
    let request = BeginPasskeyRequest { session_token: req.session_token() };
    let begun = front.clients().user.begin_passkey(&req.cx(), request).await?;
    Ok(fresh(&PasskeyChallengeJson {
        challenge: begun.challenge,
        rp_id: begun.rp_id,
        user_handle: begun.user_handle,
        user_name: begun.user_name,
        excluded_ids: begun.excluded_ids,
        expires_at_ms: begun.expires_at_ms,
    }))
}

/// `POST /api/v1/account/passkeys`
#[utoipa::path(
    post, path = "/api/v1/account/passkeys", tag = "users",
    operation_id = "addPasskey", request_body = NewPasskeyJson,
    responses(
        (status = 201, description = "It signs the caller in from now on", body = PasskeyJson),
        (status = 403, description = "The session is not proven, or the passkey was not made for \
            this", body = ErrorJson),
        (status = 404, description = "The account is gone", body = ErrorJson),
        (status = 409, description = "The site is reached by a number", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn add(
    front: FrontData,
    req: RequestContext,
    new: Json<NewPasskeyJson>,
) -> Answer {
    let NewPasskeyJson { label, client_data_json, attestation_object } = new.0;
    let request = AddPasskeyRequest {
        label,
        client_data_json: decoded(&client_data_json),
        attestation_object: decoded(&attestation_object),
        session_token: req.session_token(),
    };
    let added = front.clients().user.add_passkey(&req.keyed_cx(&front), request).await?;
    let json = added.passkey.map(PasskeyJson::of).ok_or_else(HttpError::not_found)?;
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json))
}

/// `GET /api/v1/account/passkeys`
#[utoipa::path(
    get, path = "/api/v1/account/passkeys", tag = "users",
    operation_id = "listPasskeys",
    responses((status = 200, description = "The caller's passkeys", body = PasskeysJson))
)]
pub(in crate::gateway) async fn list(front: FrontData, req: RequestContext) -> Answer {
    let listed = front.clients().user.list_passkeys(&req.cx(), ListPasskeysRequest {}).await?;
    let passkeys = listed.passkeys.into_iter().map(PasskeyJson::of).collect();
    Ok(fresh(&PasskeysJson { passkeys }))
}

/// `PATCH /api/v1/account/passkeys/{id}`
#[utoipa::path(
    patch, path = "/api/v1/account/passkeys/{id}", tag = "users",
    operation_id = "renamePasskey", request_body = RenamePasskeyJson,
    params(("id" = String, Path, description = "The passkey")),
    responses(
        (status = 204, description = "It has the name"),
        (status = 404, description = "No such passkey of yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn rename(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    new: Json<RenamePasskeyJson>,
) -> Answer {
    let request = RenamePasskeyRequest { passkey_id: id.into_inner(), label: new.0.label };
    front.clients().user.rename_passkey(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/account/passkeys/{id}`
#[utoipa::path(
    delete, path = "/api/v1/account/passkeys/{id}", tag = "users",
    operation_id = "removePasskey",
    params(("id" = String, Path, description = "The passkey")),
    responses(
        (status = 204, description = "You have no such passkey"),
        (status = 403, description = "The session is not proven", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let (passkey_id, session_token) = (id.into_inner(), req.session_token());
    let request = RemovePasskeyRequest { passkey_id, session_token };
    front.clients().user.remove_passkey(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}
