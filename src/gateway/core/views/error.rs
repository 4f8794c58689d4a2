//! The pages for what did not work: what happened, what to do, and an id to find it by. They must
//! not show anything that only the log may know.

use crate::gateway::core::views::Frame;
use crate::gateway::core::words::{Language, Words};

/// Any failure that is not a 404.
#[derive(askama::Template)]
#[template(path = "frame/error.html")]
pub(crate) struct ErrorPage {
    pub(crate) frame: Frame,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The refusal's or fault's code, for example `overloaded`.
    pub(crate) code: String,
    /// What happened.
    pub(crate) what: String,
    /// What the reader can do about it.
    pub(crate) advice: String,
    pub(crate) trace_id: String,
}

/// What somebody sees who is turned away: it is made once and asks nobody, so that it costs
/// next to nothing.
#[derive(askama::Template)]
#[template(path = "frame/busy.html")]
pub(crate) struct BusyPage {
    pub(crate) language: Language,
    pub(crate) words: &'static Words,
    pub(crate) status: u16,
    pub(crate) what: String,
    pub(crate) advice: String,
}

impl BusyPage {
    /// Too much to do for the site (503), or too many requests of one address (429).
    pub(crate) fn new(language: Language, status: u16) -> Self {
        let told = language.fault(if status == 429 { "too_frequent" } else { "overloaded" });
        let (words, what, advice) = (language.words(), told.what, told.advice);
        Self { language, words, status, what, advice }
    }

    fn url(&self, path: &str) -> String {
        crate::gateway::core::assets::address(path)
    }
}

/// The 404.
#[derive(askama::Template)]
#[template(path = "frame/not_found.html")]
pub(crate) struct NotFoundPage {
    pub(crate) frame: Frame,
    pub(crate) trace_id: String,
}

#[cfg(test)]
mod samples {
    //! Samples of the two pages.

    use super::{ErrorPage, Frame, Language, NotFoundPage};

    impl ErrorPage {
        /// A busy server.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample_visitor(language, "/watch/v0"),
                status: 503,
                code: "overloaded".into(),
                what: "The server has more to do than it can take.".into(),
                advice: "Wait a few seconds, then try again.".into(),
                trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".into(),
            }
        }
    }

    impl NotFoundPage {
        /// A mistyped address.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample_visitor(language, "/watch/nothing"),
                trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".into(),
            }
        }
    }
}
