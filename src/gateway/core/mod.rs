//! What every request meets before and after the work of a domain: sockets, peers, admission,
//! sessions, forms, errors, languages, files and media bytes. It must not name a domain's contract;
//! what it needs of one stands in that domain's folder, as `calls.rs`.

pub(in crate::gateway) mod admission;
pub(in crate::gateway) mod api;
pub(in crate::gateway) mod assets;
pub(in crate::gateway) mod authorize;
pub(in crate::gateway) mod backstage;
pub(in crate::gateway) mod body;
pub(in crate::gateway) mod csrf;
pub(in crate::gateway) mod device;
pub(in crate::gateway) mod error;
pub(in crate::gateway) mod form;
pub(in crate::gateway) mod front;
pub(in crate::gateway) mod headers;
pub(in crate::gateway) mod health;
pub(in crate::gateway) mod language;
pub(in crate::gateway) mod limits;
pub(in crate::gateway) mod listener;
pub(in crate::gateway) mod media;
pub(in crate::gateway) mod middleware;
pub(in crate::gateway) mod network;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod proxy;
pub(in crate::gateway) mod query;
pub(in crate::gateway) mod ranges;
pub(in crate::gateway) mod request;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod segments;
pub(in crate::gateway) mod served;
pub(in crate::gateway) mod session;
pub(in crate::gateway) mod settings;
pub(in crate::gateway) mod site;
pub(in crate::gateway) mod stream;
pub(in crate::gateway) mod tally;
pub(in crate::gateway) mod views;
pub(in crate::gateway) mod words;
