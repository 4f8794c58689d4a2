//! Passwords of accounts: hashed off the thread of the domain, and compared at the pace of whoever
//! guesses. It must not hold a password longer than that takes, nor say how one was wrong.

use super::Asker;
use crate::contract::user::{Owner, Place, Role};
use crate::domains::user::actor::{User, places_of, read_name};
use crate::domains::user::engine::memory::Memory;
use crate::domains::user::engine::password::{self, Checked, Cost, HashFault};
use crate::domains::user::engine::{spelling, token};
use crate::domains::user::model::{self, Account, Booked, Booking, Keeping, Locked, Name, Places};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Fault, Refused, Reply};
use std::sync::Arc;

/// A password that was right.
pub(in crate::domains::user) struct Proven {
    pub(in crate::domains::user) locked: Locked,
    pub(in crate::domains::user) booking: Booking,
    pub(in crate::domains::user) places: Places,
    /// Its hash at what one costs now, if it was made at another price.
    pub(in crate::domains::user) renewed: Option<String>,
}

impl User {
    /// Runs password work off this thread.
    ///
    /// # Errors
    /// `Overloaded` when too many wait already, `Timeout` when its turn came too late.
    pub(in crate::domains::user) async fn hashing<T: Send + 'static>(
        &self,
        cx: &Context,
        asker: Asker,
        work: impl FnOnce(Cost, &mut Memory) -> Result<T, HashFault> + Send + 'static,
    ) -> Reply<T> {
        let options = self.options.get();
        let _waiting = self.hashers.queue(options.hashes_waiting_max, asker)?;
        let cost = Cost {
            memory_kib: options.hash_memory_kib,
            passes: options.hash_passes,
            lanes: options.hash_lanes,
        };
        let (cx, mut held) = (cx.clone(), self.hashers.hold().await?);
        let hashing = self.domain.tasks.blocking(move || {
            let done = (!cx.expired()).then(|| work(cost, held.memory()));
            (done, held)
        });
        let (done, held) = hashing.await?;
        self.hashers.keep(held);
        Ok(done.ok_or(Fault::Timeout)?.map_err(Fault::internal)?)
    }

    /// Prepares an account: judges name and password, and hashes the password if there is one.
    ///
    /// # Errors
    /// `NAME_INVALID`, `PASSWORD_TOO_WEAK`.
    pub(in crate::domains::user) async fn prepare(
        &self,
        cx: &Context,
        asker: Asker,
        (typed, password): (&str, String),
        role: Role,
    ) -> Reply<Keeping> {
        let name = read_name(typed)?;
        let user_id = self.domain.ids.fresh();
        let created_at_ms = self.domain.clock.now_ms();
        let (name_shown, avatar) = (name.shown.clone(), String::new());
        let account = Account { user_id, name: name_shown, role, created_at_ms, avatar };
        let mut password_hash = String::new();
        if !password.is_empty() {
            password_hash = self.hash_new(cx, asker, (&name, password)).await?;
        }
        let name_hash = token::name(&name.key);
        Ok(Keeping { account, name, name_hash, password_hash })
    }

    /// Judges a new password of a name, and hashes it.
    ///
    /// # Errors
    /// `PASSWORD_TOO_WEAK`.
    pub(in crate::domains::user) async fn hash_new(
        &self,
        cx: &Context,
        asker: Asker,
        (name, password): (&Name, String),
    ) -> Reply<String> {
        check_new(name, &password)?;
        let salt = self.domain.ids.bytes();
        let work = move |cost, memory: &mut _| password::hash(&password, salt, cost, memory);
        self.hashing(cx, asker, work).await
    }

    /// Compares a password with the one of an account. Wrong ones slow down further ones.
    ///
    /// # Errors
    /// `TRY_LATER`; `wrong` for a wrong password as for a name that nobody has.
    pub(in crate::domains::user) async fn prove(
        &self,
        cx: &Context,
        (name, password): (&Name, String),
        place: Option<Place>,
        wrong: fn() -> Refused,
    ) -> Reply<Proven> {
        // What no account can have tells nothing about any account, so it may be answered at once.
        if !model::may_be_password(&password) {
            return Err(wrong().into());
        }
        let options = self.options.get();
        let network = place.as_ref().map(|place| place.network.clone()).unwrap_or_default();
        let places = places_of(name, place);
        let (key, tried, rules) = (name.key.clone(), places.clone(), Arc::clone(&options));
        let book = move |tx: &Tx<'_, Owner>| store::book(tx, key, tried, &rules);
        let Booked { booking, found } = self.domain.db.write(cx, book).await?;
        let kept = found.as_ref().map(|locked| locked.password_hash.clone());
        let asker = if booking.is_stranger { Asker::Stranger(network) } else { Asker::Known };
        let checked = match self.compare(cx, asker, (password, kept)).await {
            Ok(checked) => checked,
            Err(error) => {
                let take_back = move |tx: &Tx<'_, Owner>| store::take_back(tx, &booking, &options);
                self.domain.db.write(cx, take_back).await?;
                return Err(error);
            },
        };
        let Some(locked) = found.filter(|_| checked.right) else {
            let fail = move |tx: &Tx<'_, Owner>| store::fail(tx, &booking, &options);
            self.domain.db.write(cx, fail).await?;
            return Err(wrong().into());
        };
        Ok(Proven { locked, booking, places, renewed: checked.renewed })
    }

    async fn compare(
        &self,
        cx: &Context,
        asker: Asker,
        (password, kept): (String, Option<String>),
    ) -> Reply<Checked> {
        let salt = self.domain.ids.bytes();
        let work = move |cost, memory: &mut _| {
            password::check(&password, kept.as_deref(), (cost, salt), memory)
        };
        self.hashing(cx, asker, work).await
    }
}

/// Judges a new password of a name.
///
/// # Errors
/// `PASSWORD_TOO_WEAK`.
pub(in crate::domains::user) fn check_new(name: &Name, password: &str) -> Result<(), Refused> {
    let key = spelling::spell(password, Name::LETTERS_MAX).key;
    model::check_password(password, &key, name)
}
