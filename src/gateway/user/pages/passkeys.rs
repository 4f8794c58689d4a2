//! Passkeys: signing in with one, and what is done with those of an account. They are made by a
//! script over the API, since only a script can ask a device.

use super::sign_in::{begin, sign_in_page};
use super::{back_telling, place, refused};
use crate::contract::user::{
    FinishPasskeySignInRequest, ListPasskeysRequest, Passkey, RemovePasskeyRequest,
    RenamePasskeyRequest,
};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::{self, Form};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::pages::{page, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::gateway::user::views::{Asked, ConfirmPage, PasskeyRow};
use actix_web::{HttpRequest, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;

/// Where they stand.
const HERE: &str = "/account/second-factor";

/// What a script has written; nothing for what cannot be read, which no passkey signs.
pub(in crate::gateway::user) fn decoded(text: &str) -> Bytes {
    URL_SAFE_NO_PAD.decode(text).unwrap_or_default().into()
}

async fn passkeys(front: &Front, req: &RequestContext) -> Result<Vec<Passkey>, HttpError> {
    Ok(front.clients().user.list_passkeys(&req.cx(), ListPasskeysRequest {}).await?.passkeys)
}

pub(super) async fn rows(
    front: &Front,
    req: &RequestContext,
) -> Result<Vec<PasskeyRow>, HttpError> {
    let row = |one: Passkey| PasskeyRow {
        id: one.passkey_id,
        label: one.label,
        created_ms: one.created_at_ms,
        last_used_ms: (one.used_at_ms > 0).then_some(one.used_at_ms),
    };
    Ok(passkeys(front, req).await?.into_iter().map(row).collect())
}

/// `POST /sign-in/passkey`
pub(in crate::gateway) async fn enter(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    form: Form,
) -> Answer {
    let next = form::next_path(form.text("next"));
    let asking = FinishPasskeySignInRequest {
        credential_id: form.text("credential_id").to_owned(),
        client_data_json: decoded(form.text("client_data_json")),
        authenticator_data: decoded(form.text("authenticator_data")),
        signature: decoded(form.text("signature")),
        user_handle: form.text("user_handle").to_owned(),
        replaced_session_token: req.session_token(),
        place: Some(place(&req, &request)),
    };
    match front.clients().user.finish_passkey_sign_in(&req.cx(), asking).await {
        Ok(answer) => {
            if let Some(ended) = &req.session {
                front.sessions.forget(ended);
            }
            Ok(begin(&req, &answer.session_token, next))
        },
        Err(error) => {
            let (status, refusal) = refused(&req, error)?;
            page(status, &sign_in_page(&front, &req, ("", next), refusal).await)
        },
    }
}

/// `POST /account/passkeys/{id}/rename`
pub(in crate::gateway) async fn rename(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    form: Form,
) -> Answer {
    let label = form.text("label").to_owned();
    let request = RenamePasskeyRequest { passkey_id: id.into_inner(), label };
    front.clients().user.rename_passkey(&req.cx(), request).await?;
    Ok(back_telling(HERE, notices::user::PASSKEY_RENAMED))
}

/// `GET /account/passkeys/{id}/remove`
pub(in crate::gateway) async fn ask_remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let found = passkeys(&front, &req).await?.into_iter().find(|one| one.passkey_id == *id);
    let label = found.ok_or_else(HttpError::not_found)?.label;
    let words = req.language.words().user;
    shown(&ConfirmPage {
        frame: req.frame(&front),
        key: front.key(),
        title: words.confirm_passkey_title(label),
        lead: words.confirm_passkey_lead().to_owned(),
        action: format!("/account/passkeys/{id}/remove"),
        button: words.confirm_passkey(),
        next: HERE.to_owned(),
        asked: Asked::Nothing,
        refusal: None,
    })
}

/// `POST /account/passkeys/{id}/remove`
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let (passkey_id, session_token) = (id.into_inner(), req.session_token());
    let request = RemovePasskeyRequest { passkey_id, session_token };
    front.clients().user.remove_passkey(&req.cx(), request).await?;
    Ok(back_telling(HERE, notices::user::PASSKEY_REMOVED))
}
