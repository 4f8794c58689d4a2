//! The front through its own sockets, with fakes in place of the domains.

mod accounts;
mod community;
mod consumers;
mod danmaku;
mod export;
pub(in crate::gateway) mod exported;
pub(in crate::gateway) mod fakes;
mod first;
mod follow;
mod golden;
mod lines;
mod media;
mod moderation;
mod newcomers;
mod operator;
mod outside;
mod people;
mod profiles;
mod progress;
mod reader;
mod second_factor;
mod settings;
mod stats;
mod talk;
mod tus;
mod views;
mod watched;
mod wire;
mod words;
mod world;

pub(in crate::gateway) use views::NOW_MS;
