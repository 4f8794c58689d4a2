//! The algorithms that the rules of accounts stand on: password hashing, tokens, codes, the
//! spelling of names, what the bytes of a picture say. They must not know a clock, a store or a
//! refusal; chance comes in as bytes.

mod cbor;
pub(super) mod memory;
pub(super) mod passkey;
pub(super) mod password;
pub(super) mod picture;
pub(super) mod recovery;
pub(super) mod spelling;
pub(super) mod token;
pub(super) mod totp;
