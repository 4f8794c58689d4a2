//! The only network front: HTTP to the domains and back, pages, JSON, uploads and media bytes.
//! `core` is what every request meets; each domain has a folder of its own, and so has each page
//! that is composed of several (`home`, `watch`, `studio`, `export`, `admin`). It holds no data and
//! decides no right: it says who asks, and the domains decide.

mod admin;
mod core;
mod export;
mod home;
mod openapi;
mod routes;
mod studio;
#[cfg(test)]
mod tests;
mod watch;

pub(crate) use self::core::backstage::Backstage;
pub(crate) use self::core::front::{Clients, Gateway};
pub(crate) use self::core::listener::{serve, serve_backstage};
pub(crate) use self::core::settings::Settings;
pub(crate) use self::core::site::Site;

use crate::contract::each_domain;

macro_rules! modules {
    ($($word:ident)*) => { $(mod $word;)* };
}
each_domain!(modules);
