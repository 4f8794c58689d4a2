//! The only network front: HTTP to the domains and back, pages, JSON, uploads and media bytes.
//! It holds no data and decides no right: it says who asks, and the domains decide. Every URL
//! stands in `routes.rs`; nothing here may reach into a domain but by its client.

mod admission;
mod api;
mod assets;
mod backstage;
mod body;
mod csrf;
mod door;
mod form;
mod front;
mod gate;
mod headers;
mod health;
mod language;
mod limits;
mod listener;
mod media;
mod openapi;
mod pages;
mod progress;
mod proxy;
mod ranges;
mod routes;
mod segments;
mod session;
mod settings;
mod stream;
mod tally;
#[cfg(test)]
mod tests;
mod trouble;
mod views;
mod visit;
mod words;

pub(crate) use backstage::Backstage;
pub(crate) use front::{Clients, Gateway};
pub(crate) use listener::{serve, serve_backstage};
pub(crate) use settings::Settings;
