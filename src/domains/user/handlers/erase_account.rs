//! Erases an account for good. Its person proves the password and types the name; an administrator
//! says why. Nothing that is kept of it may outlive the unit but the last message to its address.

use crate::contract::user::{EraseAccountRequest, EraseAccountResponse, Owner};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::live::{check_own_session, check_proven};
use crate::domains::user::model::{self, Erasure};
use crate::domains::user::store;
use crate::kernel::context::{Caller, Context};
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::ports::letter::Letter;

/// By what right an account is erased.
#[derive(Clone)]
struct Warrant {
    user_id: UserId,
    /// Who asks for it, if that is not its own person.
    by: Option<Caller>,
    /// The hash of the password that was proven; empty if none was.
    password_hash: String,
    /// The hash of the session that asks, if one does.
    session: Option<String>,
    /// Empty where nobody has to say why.
    reason: String,
}

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: EraseAccountRequest,
) -> Reply<EraseAccountResponse> {
    let warrant = if request.user_id.is_empty() {
        by_person(service, &cx, request).await?
    } else {
        by_administrator(&cx, &request)?
    };
    let user_id = warrant.user_id.clone();
    let wanted = user_id.clone();
    let found = service.domain.db.read(move |view| store::by_id(view, &wanted)).await?;
    let name = read_name(&found.ok_or_else(model::refuse_user)?.name)?;
    let reason = warrant.reason.clone();
    let told = |name| Letter::AccountErased { name, reason };
    let farewell = service.write_to(&user_id, told).await?;
    let erasure = Erasure {
        user_id: user_id.clone(),
        name_hash: token::name(&name.key),
        name_kept_ms: service.options.get().erased_name_kept_ms,
        stand_in: service.domain.ids.fresh(),
        ordered_by: warrant.by.as_ref().map(model::make_orderer),
    };
    let erase = move |tx: &Tx<'_, Owner>| {
        check(tx, &warrant)?;
        if !store::erase(tx, &erasure, farewell.as_ref())? {
            return Err(model::refuse_user().into());
        }
        Ok(EraseAccountResponse {})
    };
    let erased = service.domain.db.answer(&cx, erase).await?;
    service.mailing.notify_one();
    service.littering.notify_one();
    // It is erased whatever comes of this; what is left of it goes with its time.
    if let Err(error) = service.domain.db.forget_replies(&user_id).await {
        tracing::warn!(domain = "user", %error, "kept replies of an erased account stay for a day");
    }
    Ok(erased)
}

async fn by_person(service: &User, cx: &Context, request: EraseAccountRequest) -> Reply<Warrant> {
    let user_id = cx.caller.authorize_account()?.clone();
    let wanted = user_id.clone();
    let found = service.domain.db.read(move |view| store::by_id(view, &wanted)).await?;
    let name = read_name(&found.ok_or_else(model::refuse_user)?.name)?;
    // It costs no try: it says nothing about the password.
    let session = token::digest(&request.session_token).ok_or_else(model::refuse_proof)?;
    let typed_key = read_name(&request.typed_name).map(|typed| typed.key).unwrap_or_default();
    model::check_typed_name(&name.key, &typed_key)?;
    let current = (&name, request.current_password);
    let proven = service.prove(cx, current, request.place, model::refuse_password).await?;
    let password_hash = proven.locked.password_hash;
    Ok(Warrant { user_id, by: None, password_hash, session: Some(session), reason: String::new() })
}

fn by_administrator(cx: &Context, request: &EraseAccountRequest) -> Reply<Warrant> {
    cx.caller.authorize_admin()?;
    let user_id = request.user_id.parse().map_err(|_| model::refuse_user())?;
    let reason = model::decide_erasure_reason(&request.reason)?;
    Ok(Warrant {
        user_id,
        by: Some(cx.caller.clone()),
        password_hash: String::new(),
        session: token::digest(&request.session_token),
        reason,
    })
}

/// Whether the warrant still holds: its account, its password and the number of administrators are
/// locked until the unit ends.
fn check(tx: &Tx<'_, Owner>, warrant: &Warrant) -> Reply<()> {
    let Warrant { user_id, by, password_hash, session, .. } = warrant;
    let session = session.as_deref();
    match by {
        Some(by) => check_proven(tx, by, session)?,
        None => check_own_session(tx, user_id, session)?,
    }
    let overseen = store::lock_overseen(tx, user_id)?.ok_or_else(model::refuse_user)?;
    model::check_erasing(by.as_ref(), &overseen, store::count_administrators(tx)?)?;
    if by.is_none() {
        // Somebody else may have changed it since it was read.
        let now = store::lock_password(tx, user_id)?;
        let now = now.filter(|now| now.password_hash == *password_hash);
        now.ok_or_else(model::refuse_password)?;
    }
    Ok(())
}
