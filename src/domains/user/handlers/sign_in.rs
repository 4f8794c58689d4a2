//! Checks a password and opens a session. An unknown name and a wrong password must cost the same
//! time and give the same answer.

use crate::contract::user::{SignInRequest, SignInResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::{password, token};
use crate::domains::user::model::{self, Account, Name, Options, Tries};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use std::sync::Arc;

/// What the check of a password found.
struct Checked {
    right: bool,
    /// The hash at the cost of today, when the kept one was made at another.
    renewed: Option<String>,
}

pub(in crate::domains::user) async fn handle(
    desk: &User,
    cx: Context,
    request: SignInRequest,
) -> Reply<SignInResponse> {
    let SignInRequest { name, password, replaced_session_token } = request;
    // What no account can have tells nothing about any account, so it may be answered at once.
    let name = read_name(&name).map_err(|_| model::wrong())?;
    if !model::may_be_password(&password) {
        return Err(model::wrong().into());
    }
    let options = desk.options.get();
    let found = book(desk, &cx, &name, &options).await?;
    let kept = found.as_ref().map(|(_, kept)| kept.clone());
    let checked = match check(desk, &cx, password, kept).await {
        Ok(checked) => checked,
        Err(error) => {
            settle(desk, &cx, name, model::take_back).await?;
            return Err(error);
        },
    };
    let Some((account, kept)) = found.filter(|_| checked.right) else {
        let now_ms = desk.seat.clock.now_ms();
        settle(desk, &cx, name, move |booked| model::after_failure(booked, now_ms, &options))
            .await?;
        return Err(model::wrong().into());
    };
    let session = desk.fresh_token()?;
    let replaced = token::digest(&replaced_session_token);
    let opened = desk.seat.db.write(&cx, move |tx| {
        // Somebody may have changed the password since it was read.
        if !store::kept_password(tx, &account.user_id, &kept)? {
            return Err(model::wrong().into());
        }
        store::clear_tries(tx, &name.key)?;
        if let Some(renewed) = &checked.renewed {
            store::set_password(tx, &account.user_id, renewed)?;
        }
        if let Some(replaced) = &replaced {
            store::end_session(tx, replaced)?;
        }
        store::open_session(tx, &account.user_id, &session.digest, &options)?;
        Ok(SignInResponse { user: Some(account.card()), session_token: session.token })
    });
    opened.await
}

/// Books the try and finds whose password to check.
async fn book(
    desk: &User,
    cx: &Context,
    name: &Name,
    options: &Arc<Options>,
) -> Reply<Option<(Account, String)>> {
    let (key, options) = (name.key.clone(), Arc::clone(options));
    let booked = desk.seat.db.write(cx, move |tx| {
        let tries = model::book(store::known_tries(tx, &key)?, tx.now_ms(), &options)?;
        store::put_tries(tx, &key, tries)?;
        store::to_sign_in(tx, &key)
    });
    booked.await
}

async fn check(
    desk: &User,
    cx: &Context,
    password: String,
    kept: Option<String>,
) -> Reply<Checked> {
    let salt = desk.seat.ids.bytes();
    let checking = desk.hashing(cx, move |cost, memory| {
        let right = password::is_right(&password, kept.as_deref(), cost, memory)?;
        let stale = right && kept.is_some_and(|kept| password::is_outdated(&kept, cost));
        let renewed = stale.then(|| password::hash(&password, salt, cost, memory)).transpose()?;
        Ok(Checked { right, renewed })
    });
    checking.await
}

/// Makes of the booked tries what came of them.
async fn settle(
    desk: &User,
    cx: &Context,
    name: Name,
    outcome: impl FnOnce(Tries) -> Tries + Clone + Send + 'static,
) -> Reply<()> {
    let settled = desk.seat.db.write(cx, move |tx| {
        let tries = outcome(store::known_tries(tx, &name.key)?);
        store::put_tries(tx, &name.key, tries)
    });
    settled.await
}
