//! Creates an account and signs it in, or has it wait for approval. It must not take a name that
//! another account has, nor let more come by an invitation than it says.

use crate::contract::user::{Owner, SignUpRequest, SignUpResponse};
use crate::domains::user::actor::{User, places_of};
use crate::domains::user::engine::token;
use crate::domains::user::live::{Asker, check_invitation};
use crate::domains::user::model::{self, Account, Admission, Asking, Dismissal, Options};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Refused, Reply};

/// By what somebody comes in.
#[derive(Clone)]
struct Entrance {
    /// The hash of an invitation's token.
    link: Option<String>,
    admission: Admission,
    /// To the question, where an administrator has to approve.
    answer: String,
}

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SignUpRequest,
) -> Reply<SignUpResponse> {
    let options = service.options.get();
    let SignUpRequest { name, password, place, invitation_token, answer, .. } = request;
    let address = (model::decide_own_address(&request.address)?, request.language);
    let entrance = match look(service, &options, &invitation_token, &answer).await? {
        Ok(entrance) => entrance,
        // Unless this repeats the call that came in: then its reply is kept.
        Err(refused) => return service.domain.db.answer(&cx, move |_| Err(refused.into())).await,
    };
    // An empty password makes an account without one, which nobody may do for themselves.
    if password.is_empty() {
        return Err(model::refuse_no_password().into());
    }
    let network = place.as_ref().map(|place| place.network.clone()).unwrap_or_default();
    let (asker, role) = (Asker::Stranger(network), entrance.admission.role());
    let keeping = service.prepare(&cx, asker, (&name, password), role).await?;
    let (session, session_token) = service.fresh_session(place.as_ref())?;
    let places = places_of(&keeping.name, place);
    let claimed = service.claim_first(&keeping.account, address, &options)?;
    let made = service.domain.db.answer(&cx, move |tx| {
        store::insert(tx, &keeping)?;
        let (account, user) = (&keeping.account, Some(keeping.account.card()));
        if let Some(claimed) = &claimed {
            claimed.keep(tx)?;
        }
        if enter(tx, account, entrance, &options)? {
            return Ok(SignUpResponse { user, session_token: String::new(), is_waiting: true });
        }
        store::introduce(tx, account)?;
        store::open_session(tx, &account.user_id, &session, &options)?;
        store::note_places(tx, &account.user_id, &places.all(), options.known_places_max)?;
        Ok(SignUpResponse { user, session_token, is_waiting: false })
    });
    let made = made.await?;
    service.mailing.notify_one();
    Ok(made)
}

/// A first look, so that guessing at links costs us no hash; the unit decides.
async fn look(
    service: &User,
    options: &Options,
    token: &str,
    answer: &str,
) -> Reply<Result<Entrance, Refused>> {
    let link = token::digest(token);
    if link.is_none() && !token.is_empty() {
        return Ok(Err(model::refuse_invitation()));
    }
    let mut invited = None;
    if let Some(link) = link.clone() {
        let now_ms = service.domain.clock.now_ms();
        let found = service.domain.db.read(move |view| {
            let found = store::of_invitation(view, &link)?;
            check_invitation(view, found, now_ms)
        });
        match found.await? {
            Ok(found) => invited = Some(found.role),
            Err(refused) => return Ok(Err(refused)),
        }
    }
    let decide = || {
        let admission = model::decide_sign_up(options, invited)?;
        let answer = match admission {
            Admission::OnceApproved(_) => model::decide_answer(answer)?,
            Admission::AtOnce(_) => String::new(),
        };
        Ok(Entrance { link, admission, answer })
    };
    Ok(decide())
}

/// Uses the invitation up by one, or takes a place in the queue; says whether the account waits.
fn enter(
    tx: &Tx<'_, Owner>,
    account: &Account,
    entrance: Entrance,
    options: &Options,
) -> Reply<bool> {
    let Entrance { link, admission, answer } = entrance;
    if let Some(link) = link {
        let found = store::lock_invitation(tx, &link)?;
        let invited = check_invitation(tx, found, tx.now_ms())??;
        store::note_use(tx, &invited.invitation_id, &account.user_id)?;
    }
    let Admission::OnceApproved(_) = admission else { return Ok(false) };
    model::check_room(store::count_waiting(tx)?, options)?;
    let asked_at_ms = tx.now_ms();
    let ends_at_ms = asked_at_ms + options.sign_up_kept_ms;
    let asking = Asking { answer, asked_at_ms, ends_at_ms, dismissal: Dismissal::default() };
    store::put_request(tx, &account.user_id, &asking)?;
    Ok(true)
}
