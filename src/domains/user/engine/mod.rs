//! The algorithms that the rules of accounts stand on: password hashing, tokens, the spelling of
//! names. They must not know a clock, a store or a refusal; chance comes in as bytes.

pub(super) mod memory;
pub(super) mod password;
pub(super) mod spelling;
pub(super) mod token;
