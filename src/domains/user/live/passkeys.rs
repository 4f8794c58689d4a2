//! Challenges for passkeys, and the site as passkeys know it. It must not take the name of the site
//! from a request: whoever asks can choose it.

use crate::domains::user::actor::{Fresh, User};
use crate::domains::user::engine::passkey::Party;
use crate::domains::user::model;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

/// A challenge on its way to a browser.
pub(in crate::domains::user) struct FreshChallenge {
    pub(in crate::domains::user) challenge: String,
    pub(in crate::domains::user) expires_at_ms: i64,
}

impl User {
    /// The site at its public address.
    ///
    /// # Errors
    /// `PASSKEYS_OFF` where that is a number.
    pub(in crate::domains::user) fn party(&self) -> Reply<Party> {
        let link = self.scribe.link("")?;
        Ok(Party::of(link.as_str()).ok_or_else(model::refuse_passkeys_off)?)
    }

    /// A challenge for a sign-in, which is nobody's yet.
    pub(in crate::domains::user) async fn open_challenge(
        &self,
        cx: &Context,
    ) -> Reply<FreshChallenge> {
        let Fresh { token: challenge, digest } = self.fresh_token()?;
        let wait_ms = self.options.get().passkey_challenge_ms;
        let put = self.domain.db.write(cx, move |tx| {
            let expires_at_ms = tx.now_ms().saturating_add(wait_ms);
            store::put_challenge(tx, "", &digest, expires_at_ms)?;
            Ok(expires_at_ms)
        });
        Ok(FreshChallenge { challenge, expires_at_ms: put.await? })
    }
}
