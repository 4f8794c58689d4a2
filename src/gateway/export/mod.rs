//! The export of an account: what each domain holds of a person, with their media, as one ZIP that
//! is composed while it is sent. Nothing of it is kept here.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod calls;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
mod stream;
pub(in crate::gateway) mod views;
