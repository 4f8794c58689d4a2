//! The pages for what did not work: what happened, what to do, and an id to find it by. They must
//! not show anything that only the log may know.

use super::frame::Frame;

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

    use super::{ErrorPage, Frame, NotFoundPage};
    use crate::gateway::words::Language;

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
