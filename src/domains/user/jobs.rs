//! The timed work of accounts: noting uses and sweeping what has expired. It must not run on the
//! path of a request.

use super::actor::User;
use super::store;
use crate::contract::user::Owner;
use crate::kernel::context::Context;
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::Pace;
use std::rc::Rc;
use std::time::Duration;

/// Begins all sweeps of the domain.
pub(super) fn begin(user: &User) {
    let (db, clock) = (user.seat.db.clone(), user.seat.clock.clone());
    let (uses, live) = (Rc::clone(&user.uses), user.options.clone());
    let every = move || Duration::from_millis(live.get().use_noted_every_ms);
    user.seat.tasks.sweep_live("note_uses", every, move || {
        let (db, taken, at_ms) = (db.clone(), uses.take(), clock.now_ms());
        async move {
            if taken.is_empty() {
                return Ok(());
            }
            let cx = Context::of_domain(Owner::NAME);
            db.write(&cx, move |tx| store::note_uses(tx, &taken, at_ms)).await
        }
    });
    let live = user.options.clone();
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_bite_rows }
    };
    let live = user.options.clone();
    user.seat.sweep("idle_sessions", pace.clone(), move |tx, rows| {
        store::sweep_sessions(tx, tx.now_ms() - live.get().session_idle_ms, rows)
    });
    let live = user.options.clone();
    user.seat.sweep("revoked_tokens", pace.clone(), move |tx, rows| {
        store::sweep_tokens(tx, tx.now_ms() - live.get().revoked_kept_ms, rows)
    });
    let live = user.options.clone();
    user.seat.sweep("unseen_places", pace.clone(), move |tx, rows| {
        store::sweep_places(tx, tx.now_ms() - live.get().known_place_kept_ms, rows)
    });
    let live = user.options.clone();
    user.seat.sweep("old_tries", pace, move |tx, rows| {
        store::sweep_tries(tx, tx.now_ms() - live.get().tries_kept_ms, rows)
    });
}
