//! What all commands about two accounts share: who asks, about whom, and how many there may be.
//! It must not know what a block means to other domains.

use crate::contract::user::{Refusal, RelationKind};
use crate::domains::user::actor::User;
use crate::domains::user::model::{self, Between};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

impl User {
    /// Has the caller block or mute another account.
    ///
    /// # Errors
    /// `SIGN_IN_FIRST`, `USER_UNKNOWN`, `OWN_RELATION`, `TOO_MANY_RELATIONS`.
    pub(in crate::domains::user) async fn relate(
        &self,
        cx: &Context,
        other_id: &str,
        kind: RelationKind,
    ) -> Reply<()> {
        let between = self.between(cx, other_id, kind)?;
        let most = self.options.get().relations_max;
        let related = self.domain.db.write(cx, move |tx| {
            let Between { user_id, other_id, kind, .. } = &between;
            // The lock keeps the count true until the row is in.
            if !store::lock(tx, user_id)? || store::by_id(tx, other_id)?.is_none() {
                return Err(model::refuse_user().into());
            }
            if store::has_relation(tx, &between)? {
                return Ok(());
            }
            let count = store::count_relations(tx, user_id, *kind)?;
            check_quota(Refusal::TooManyRelations, count, most)?;
            store::put_relation(tx, &between)
        });
        related.await
    }

    /// Has the caller take a block or a mute back.
    ///
    /// # Errors
    /// `SIGN_IN_FIRST`, `USER_UNKNOWN`, `OWN_RELATION`.
    pub(in crate::domains::user) async fn unrelate(
        &self,
        cx: &Context,
        other_id: &str,
        kind: RelationKind,
    ) -> Reply<()> {
        let between = self.between(cx, other_id, kind)?;
        self.domain.db.write(cx, move |tx| store::end_relation(tx, &between)).await
    }

    fn between(&self, cx: &Context, other_id: &str, kind: RelationKind) -> Reply<Between> {
        let user_id = cx.caller.authorize_account()?.clone();
        let other_id = other_id.parse().map_err(|_| model::refuse_user())?;
        model::check_other(&user_id, &other_id)?;
        Ok(Between { user_id, other_id, kind, since_ms: self.domain.clock.now_ms() })
    }
}
