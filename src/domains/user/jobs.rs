//! The timed work of accounts: noting uses and sweeping what has expired. It must not run on the
//! path of a request.

use super::actor::User;
use super::live::Postman;
use super::{model, store};
use crate::contract::user::Owner;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::Pace;
use std::rc::Rc;

/// The pause before a picture that could not be removed is tried again.
const PUT_OFF_MS: i64 = 600_000;

/// Begins all sweeps of the domain.
pub(super) fn begin(user: &User) {
    let (db, clock) = (user.domain.db.clone(), user.domain.clock.clone());
    let (uses, live) = (Rc::clone(&user.uses), user.options.clone());
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.use_noted_every_ms, rows_max: options.sweep_rows_max }
    };
    // All that wait are noted in one unit.
    user.domain.sweep_around("waiting_uses", pace, move |_| {
        let (db, taken, at_ms) = (db.clone(), uses.take(), clock.now_ms());
        async move {
            let count = taken.len();
            if count > 0 {
                let cx = Context::of_domain(Owner::NAME);
                db.write(&cx, move |tx| store::note_uses(tx, &taken, at_ms)).await?;
            }
            Ok(count)
        }
    });
    let live = user.options.clone();
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_rows_max }
    };
    sweep_ways_in(user, pace.clone());
    sweep_mail(user, pace.clone());
    sweep_avatars(user, pace.clone());
    user.domain.sweep("old_sign_ups", pace.clone(), |tx, rows| {
        store::sweep_sign_ups(tx, tx.now_ms(), rows)
    });
    user.domain.sweep("freed_names", pace.clone(), |tx, rows| {
        store::sweep_freed_names(tx, tx.now_ms(), rows)
    });
    let live = user.options.clone();
    user.domain.sweep("old_invitations", pace.clone(), move |tx, rows| {
        store::sweep_invitations(tx, tx.now_ms() - live.get().invitation_kept_ms, rows)
    });
    user.domain.sweep("old_exports", pace.clone(), |tx, rows| {
        store::sweep_exports(tx, tx.now_ms() - model::EXPORTS_COUNTED_MS, rows)
    });
    user.domain.sweep("old_profile_changes", pace.clone(), |tx, rows| {
        store::sweep_profile_changes(tx, tx.now_ms() - model::PROFILE_CHANGES_COUNTED_MS, rows)
    });
    let live = user.options.clone();
    user.domain.sweep("old_tries", pace, move |tx, rows| {
        store::sweep_tries(tx, tx.now_ms() - live.get().tries_kept_ms, rows)
    });
}

/// What opens an account.
fn sweep_ways_in(user: &User, pace: impl Fn() -> Pace + Clone + 'static) {
    let live = user.options.clone();
    user.domain.sweep("idle_sessions", pace.clone(), move |tx, rows| {
        store::sweep_sessions(tx, tx.now_ms() - live.get().session_idle_ms, rows)
    });
    let live = user.options.clone();
    user.domain.sweep("revoked_tokens", pace.clone(), move |tx, rows| {
        store::sweep_tokens(tx, tx.now_ms() - live.get().revoked_kept_ms, rows)
    });
    user.domain.sweep("old_reset_links", pace.clone(), |tx, rows| {
        store::sweep_reset_links(tx, tx.now_ms(), rows)
    });
    let live = user.options.clone();
    user.domain.sweep("unseen_places", pace.clone(), move |tx, rows| {
        store::sweep_places(tx, tx.now_ms() - live.get().known_place_kept_ms, rows)
    });
    user.domain
        .sweep("old_tickets", pace.clone(), |tx, rows| store::sweep_tickets(tx, tx.now_ms(), rows));
    let live = user.options.clone();
    user.domain.sweep("begun_totps", pace.clone(), move |tx, rows| {
        store::sweep_begun_totps(tx, tx.now_ms() - live.get().totp_setup_ms, rows)
    });
    user.domain.sweep("old_challenges", pace.clone(), |tx, rows| {
        store::sweep_challenges(tx, tx.now_ms(), rows)
    });
}

/// What waits to be sent, and what leads to an address.
fn sweep_mail(user: &User, pace: impl Fn() -> Pace + Clone + 'static) {
    let postman = Postman::of(user);
    let wakeup = (pace.clone(), &user.mailing);
    user.domain.sweep_on_wakeup("waiting_letters", wakeup, move |_| postman.clone().work());
    let live = user.options.clone();
    user.domain.sweep("old_letters", pace.clone(), move |tx, rows| {
        store::sweep_letters(tx, tx.now_ms() - live.get().letter_kept_ms, rows)
    });
    user.domain
        .sweep("old_claims", pace.clone(), |tx, rows| store::sweep_claims(tx, tx.now_ms(), rows));
    user.domain.sweep("old_reset_requests", pace.clone(), |tx, rows| {
        store::sweep_reset_requests(tx, tx.now_ms(), rows)
    });
}

/// Pictures that nobody needs any more.
fn sweep_avatars(user: &User, pace: impl Fn() -> Pace + Clone + 'static) {
    let (db, blobs, clock) =
        (user.domain.db.clone(), user.domain.blobs.clone(), user.domain.clock.clone());
    let wakeup = (pace, &user.littering);
    user.domain.sweep_on_wakeup("unused_avatars", wakeup, move |rows| {
        let (db, blobs, now_ms) = (db.clone(), blobs.clone(), clock.now_ms());
        async move {
            let due = db.read(move |view| store::due_removals(view, now_ms, rows)).await?;
            let cx = Context::of_domain(Owner::NAME);
            for avatar in &due {
                let (folder, avatar) = (model::make_avatar_folder(avatar), avatar.clone());
                let removed = match blobs.remove(&folder).await {
                    Ok(()) => blobs.drop_work_folder(&folder).await,
                    fault => fault,
                };
                let keep = move |tx: &Tx<'_, Owner>| match removed {
                    Ok(()) => store::strike_removal(tx, &avatar).map(drop),
                    // The others do not wait for it.
                    Err(fault) => {
                        tracing::warn!(%fault, "a picture is removed later");
                        store::plan_removal(tx, &avatar, now_ms.saturating_add(PUT_OFF_MS))
                    },
                };
                db.write(&cx, keep).await?;
            }
            Ok(due.len())
        }
    });
}
