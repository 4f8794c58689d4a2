//! New credentials on their way to their owner. They must not be kept but as hashes.

use crate::contract::user::Place;
use crate::domains::user::actor::{Fresh, User, fresh};
use crate::domains::user::engine::{recovery, token};
use crate::domains::user::model::{self, Opening, RECOVERY_CODES};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::id::UserId;

/// Recovery codes of an account, with what is kept of them.
#[derive(Default)]
pub(in crate::domains::user) struct FreshCodes {
    pub(in crate::domains::user) shown: Vec<String>,
    pub(in crate::domains::user) hashes: Vec<String>,
}

impl User {
    /// A new session from a place, as it is kept, and its token.
    pub(in crate::domains::user) fn fresh_session(
        &self,
        place: Option<&Place>,
    ) -> Reply<(Opening, String)> {
        let Fresh { token, digest } = self.fresh_token()?;
        let origin = model::make_origin(place);
        let session_id = self.domain.ids.fresh();
        Ok((Opening { session_id, token_hash: digest, origin }, token))
    }

    /// A new API token.
    pub(in crate::domains::user) fn fresh_api_token(&self) -> Reply<Fresh> {
        fresh(token::api(self.domain.ids.bytes()))
    }

    /// New recovery codes of an account.
    pub(in crate::domains::user) fn fresh_codes(&self, user_id: &UserId) -> Reply<FreshCodes> {
        let mut codes = FreshCodes::default();
        for _ in 0..RECOVERY_CODES {
            let code = recovery::code(self.domain.ids.bytes());
            let hash = recovery::digest(user_id.as_str(), &code);
            codes.hashes.push(hash.ok_or_else(|| Fault::internal("a code without digest"))?);
            codes.shown.push(code);
        }
        Ok(codes)
    }
}
