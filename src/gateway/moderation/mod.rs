//! `moderation` at the front: the queue, the review page, the lists, and what owners are told. It
//! must not decide what a case comes to.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod calls;
pub(in crate::gateway) mod export;
#[cfg(test)]
pub(in crate::gateway) mod fake;
mod pages;
pub(in crate::gateway) mod routes;
mod views;
