//! Codes at sign-in, and the proof that some commands ask for, both looked at in the unit that
//! follows from them. It must not open a session itself.

use crate::contract::user::{Owner, Place};
use crate::domains::user::actor::{User, places_of, read_name};
use crate::domains::user::engine::recovery;
use crate::domains::user::model::{self, Account, Options, Places};
use crate::domains::user::store;
use crate::kernel::context::Caller;
use crate::kernel::db::{Tx, View};
use crate::kernel::fault::{Refused, Reply};
use crate::kernel::id::UserId;

/// Checks that a session of an account asks: an API token and a password are less than what sign-in
/// may ask for.
///
/// # Errors
/// `PROOF_NEEDED`.
pub(in crate::domains::user) fn check_own_session(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    session: Option<&str>,
) -> Reply<()> {
    let found = session.map(|hash| store::proven_session(tx, hash)).transpose()?.flatten();
    let found = found.filter(|found| found.user_id == *user_id);
    Ok(found.map(drop).ok_or_else(model::refuse_proof)?)
}

/// Checks that a caller may do what asks for a proof; `session` is the hash of the one that asks.
///
/// # Errors
/// `PROOF_NEEDED`.
pub(in crate::domains::user) fn check_proven(
    tx: &Tx<'_, Owner>,
    caller: &Caller,
    session: Option<&str>,
) -> Reply<()> {
    let proven = session.map(|hash| store::proven_session(tx, hash)).transpose()?.flatten();
    Ok(model::check_proof(caller, proven.as_ref(), tx.now_ms())?)
}

/// Somebody whose password was right, and whose second factor waits.
#[derive(Clone)]
pub(in crate::domains::user) struct Entrant {
    pub(in crate::domains::user) account: Account,
    pub(in crate::domains::user) name_key: String,
    pub(in crate::domains::user) places: Places,
    /// They come from where the account was never entered from.
    pub(in crate::domains::user) is_stranger: bool,
    pub(in crate::domains::user) codes_left: u64,
}

/// A code as somebody typed it.
#[derive(Clone)]
pub(in crate::domains::user) enum TypedCode {
    Code(String),
    /// What would be kept of a recovery code; nothing for a text that can be none.
    Recovery(Option<String>),
}

impl TypedCode {
    /// A code by an app, or else a recovery code of an account.
    pub(in crate::domains::user) fn of(user_id: &UserId, code: String, recovery: &str) -> Self {
        match code.trim() {
            "" => Self::Recovery(recovery::digest(user_id.as_str(), recovery)),
            _ => Self::Code(code),
        }
    }

    pub(in crate::domains::user) fn is_recovery(&self) -> bool {
        matches!(self, Self::Recovery(_))
    }
}

impl User {
    /// Who has a ticket, and from where they come.
    ///
    /// # Errors
    /// `TICKET_INVALID`.
    pub(in crate::domains::user) async fn entrant(
        &self,
        ticket: &str,
        place: Option<Place>,
    ) -> Reply<Entrant> {
        let (ticket, now_ms) = (ticket.to_owned(), self.domain.clock.now_ms());
        let find = move |view: &View<'_, Owner>| {
            let Some(ticket) = store::ticket(view, &ticket, now_ms)? else { return Ok(None) };
            let Some(account) = store::by_id(view, &ticket.user_id)? else { return Ok(None) };
            let name = read_name(&account.name)?;
            let places = places_of(&name, place);
            let known = store::known_places(view, &account.user_id, &places.all())?;
            let codes_left = store::count_recovery_codes(view, &account.user_id)?;
            let (name_key, is_stranger) = (name.key, known.is_empty());
            Ok(Some(Entrant { account, name_key, places, is_stranger, codes_left }))
        };
        let found = self.domain.db.read(find).await?;
        Ok(found.ok_or_else(model::refuse_ticket)?)
    }
}

/// Takes a code of an account, whose row is locked; what is wrong with it is the inner error, which
/// leaves the unit to note it.
///
/// # Errors
/// `TRY_LATER` for whoever comes from places where too many were wrong.
pub(in crate::domains::user) fn take_code(
    tx: &Tx<'_, Owner>,
    (user_id, is_stranger): (&UserId, bool),
    typed: &TypedCode,
    options: &Options,
) -> Reply<Result<(), Refused>> {
    let totp = store::totp_of(tx, user_id)?.filter(model::Totp::is_on);
    // It was turned off since: now the password is enough.
    let Some(mut totp) = totp else { return Ok(Err(model::refuse_ticket())) };
    let now_ms = tx.now_ms();
    let next_ms = match is_stranger {
        true => model::decide_stranger_code(totp.strangers_at_ms, now_ms, options)?,
        false => totp.strangers_at_ms,
    };
    match typed {
        TypedCode::Code(code) => {
            if let Some(step) = model::decide_step(&totp, code, now_ms) {
                totp.last_step = step;
                store::put_totp(tx, user_id, &totp)?;
                return Ok(Ok(()));
            }
        },
        TypedCode::Recovery(hash) => {
            if let Some(hash) = hash
                && store::use_recovery_code(tx, user_id, hash)?
            {
                return Ok(Ok(()));
            }
        },
    }
    totp.strangers_at_ms = next_ms;
    store::put_totp(tx, user_id, &totp)?;
    Ok(Err(model::refuse_code()))
}
