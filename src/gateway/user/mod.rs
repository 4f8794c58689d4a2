//! `user` at the front: sign-in, accounts, API tokens. It must not keep a credential.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod calls;
pub(in crate::gateway) mod export;
#[cfg(test)]
pub(in crate::gateway) mod fake;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod views;
