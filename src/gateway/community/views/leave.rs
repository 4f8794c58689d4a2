//! How mail about notifications is left, by whoever has the link out of one. It must not say whose
//! link it is.

use crate::gateway::core::views::Frame;

/// `GET` and `POST /notifications/leave/{token}`
#[derive(askama::Template)]
#[template(path = "community/leave.html")]
pub(crate) struct LeaveMailPage {
    pub(crate) frame: Frame,
    /// Absent once it was used, or where it leads nowhere.
    pub(crate) token: Option<String>,
    pub(crate) is_done: bool,
}

#[cfg(test)]
impl LeaveMailPage {
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let frame = Frame::sample(language, "/notifications/leave/t");
        Self { frame, token: Some("t".into()), is_done: false }
    }

    pub(crate) fn sample_done(language: crate::gateway::core::words::Language) -> Self {
        Self { token: None, is_done: true, ..Self::sample(language) }
    }

    pub(crate) fn sample_gone(language: crate::gateway::core::words::Language) -> Self {
        Self { token: None, ..Self::sample(language) }
    }
}
