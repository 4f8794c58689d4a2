//! The timed work of accounts: noting uses and sweeping what has expired, in bites so that no
//! commit grows long. It must not run on the path of a request.

use super::actor::User;
use super::model::Options;
use super::store;
use crate::contract::user::Owner;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx};
use crate::kernel::fault::Reply;
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
            let cx = Context::of_domain("user");
            db.write(&cx, move |tx| store::note_uses(tx, &taken, at_ms)).await
        }
    });
    let (db, clock) = (user.seat.db.clone(), user.seat.clock.clone());
    let (live, paced) = (user.options.clone(), user.options.clone());
    let every = move || Duration::from_millis(paced.get().sweep_every_ms);
    user.seat.tasks.sweep_live("sweep_expired", every, move || {
        let (db, options, now_ms) = (db.clone(), live.get(), clock.now_ms());
        async move { sweep_expired(&db, &options, now_ms).await }
    });
}

async fn sweep_expired(db: &Db<Owner>, options: &Options, now_ms: i64) -> Reply<()> {
    let bite_rows = options.sweep_bite_rows;
    sweep(db, store::sweep_sessions, now_ms - options.session_idle_ms, bite_rows).await?;
    sweep(db, store::sweep_tokens, now_ms - options.revoked_kept_ms, bite_rows).await?;
    let unseen_ms = now_ms - options.known_place_kept_ms;
    sweep(db, store::sweep_places, unseen_ms, bite_rows).await?;
    sweep(db, store::sweep_tries, now_ms - options.tries_kept_ms, bite_rows).await
}

/// Takes bite after bite until one is not full.
async fn sweep(
    db: &Db<Owner>,
    bite: fn(&Tx<'_, Owner>, i64, u32) -> Reply<usize>,
    before_ms: i64,
    bite_rows: u32,
) -> Reply<()> {
    let cx = Context::of_domain("user");
    loop {
        let removed = db.write(&cx, move |tx| bite(tx, before_ms, bite_rows)).await?;
        if u64::try_from(removed).unwrap_or_default() < u64::from(bite_rows) {
            return Ok(());
        }
    }
}
