//! What an account is told of itself. It must not hold what opens it, nor the names of others.

use crate::contract::user::{ExportedLetter, ExportedRelation};
use crate::kernel::id::UserId;

/// Exports are counted over so long.
pub(in crate::domains::user) const EXPORTS_COUNTED_MS: i64 = 86_400_000;

/// An account that another one has set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct AsideMark {
    pub(in crate::domains::user) other_id: UserId,
    pub(in crate::domains::user) since_ms: i64,
    pub(in crate::domains::user) has_blocked: bool,
    pub(in crate::domains::user) has_muted: bool,
}

impl From<AsideMark> for ExportedRelation {
    fn from(one: AsideMark) -> Self {
        let AsideMark { other_id, since_ms, has_blocked, has_muted } = one;
        Self { other_id: other_id.into(), since_ms, has_blocked, has_muted }
    }
}

/// A message without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct LetterMark {
    pub(in crate::domains::user) address: String,
    pub(in crate::domains::user) subject: String,
    pub(in crate::domains::user) written_at_ms: i64,
    pub(in crate::domains::user) ended_at_ms: i64,
    pub(in crate::domains::user) is_given_up: bool,
}

impl From<LetterMark> for ExportedLetter {
    fn from(one: LetterMark) -> Self {
        let LetterMark { address, subject, written_at_ms, ended_at_ms, is_given_up } = one;
        Self { address, subject, written_at_ms, ended_at_ms, is_given_up }
    }
}
