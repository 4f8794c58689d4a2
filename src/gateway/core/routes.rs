//! What a route is, with who may come in; and the routes that belong to no domain. It must not hold
//! any work: each row names the function that does it.

use super::{assets, health, media, site};
use Access::Anyone;
use Kind::{Api, Media, Plain};
use actix_web::Route;
use actix_web::web::to;

/// Who may come in. What they may do with one thing, its domain decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Access {
    Anyone,
    /// Whoever is signed in, and the operator of this machine.
    Member,
    /// Administrators, and the operator of this machine.
    Operator,
}

/// What kind of answer a route gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Kind {
    Page,
    Api,
    Tus,
    Media,
    /// Answers without asking who comes.
    Plain,
}

impl Kind {
    /// The word in metrics and in the list of routes.
    pub(in crate::gateway) fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Tus => "tus",
            Self::Media => "media",
            Self::Plain => "plain",
        }
    }
}

/// How pages of other sites may show what a route gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Embedding {
    Forbidden,
    Frame,
    Picture,
}

/// One method at one address.
pub(in crate::gateway) struct Row {
    pub(in crate::gateway) method: &'static str,
    pub(in crate::gateway) path: &'static str,
    pub(in crate::gateway) kind: Kind,
    pub(in crate::gateway) access: Access,
    pub(in crate::gateway) urgency: Urgency,
    /// Monitors ask it: from this machine as often as they like, and over plain HTTP.
    pub(in crate::gateway) is_vital: bool,
    pub(in crate::gateway) embedding: Embedding,
    pub(in crate::gateway) work: fn() -> Route,
}

/// How a route is treated when there is too much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Urgency {
    /// As a page that is browsed.
    Browse,
    /// What a viewer waits for comes before pages.
    Play,
    /// What may be lost comes after them.
    Stats,
    /// Answered however busy the site is: files of the program itself, and what has bounds of its
    /// own, as bytes of uploads and the hash of a password have.
    Always,
}

impl Row {
    pub(in crate::gateway) const fn play(self) -> Self {
        Self { urgency: Urgency::Play, ..self }
    }

    pub(in crate::gateway) const fn stats(self) -> Self {
        Self { urgency: Urgency::Stats, ..self }
    }

    pub(in crate::gateway) const fn framed(self) -> Self {
        Self { embedding: Embedding::Frame, ..self }
    }

    pub(in crate::gateway) const fn pictured(self) -> Self {
        Self { embedding: Embedding::Picture, ..self }
    }

    pub(in crate::gateway) const fn vital(self) -> Self {
        Self { is_vital: true, ..self }
    }

    pub(in crate::gateway) const fn always(self) -> Self {
        Self { urgency: Urgency::Always, ..self }
    }
}

/// One row of a table.
pub(in crate::gateway) const fn row(
    kind: Kind,
    access: Access,
    method: &'static str,
    path: &'static str,
    work: fn() -> Route,
) -> Row {
    Row {
        method,
        path,
        kind,
        access,
        urgency: Urgency::Browse,
        is_vital: false,
        embedding: Embedding::Forbidden,
        work,
    }
}

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Media, Anyone, "GET", "/media/{token}/{path:.*}", || to(media::segment)).play(),
    row(Media, Anyone, "OPTIONS", "/media/{token}/{path:.*}", || to(media::preflight)).play(),
    row(Plain, Anyone, "GET", "/static/{path:.*}", || to(assets::file)).always(),
    row(Plain, Anyone, "GET", "/healthz", || to(health::alive)).always().vital(),
    row(Plain, Anyone, "GET", "/readyz", || to(health::ready)).stats().vital(),
    row(Plain, Anyone, "GET", "/site.css", || to(site::sheet)).always(),
    row(Plain, Anyone, "GET", "/logo", || to(site::logo)).always(),
    row(Plain, Anyone, "GET", "/robots.txt", || to(health::robots)).always(),
    row(Plain, Anyone, "GET", "/favicon.ico", || to(assets::favicon)).always(),
    row(Api, Anyone, "GET", "/metrics", || to(health::metrics)).stats().vital(),
    row(Api, Anyone, "GET", "/covers/{id}.jpg", || to(media::cover)).play().pictured(),
    row(Api, Anyone, "GET", "/covers/{id}/{file}", || to(media::cover_in)).play().pictured(),
];
