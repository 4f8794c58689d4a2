//! What the rest of the gateway shows of `moderation`. It must not hold an address.

use crate::contract::moderation::AppealDecisionRequest;

/// The longest text of an appeal.
pub(in crate::gateway) const APPEAL_CHARS_MAX: u32 = AppealDecisionRequest::TEXT.max_chars;
