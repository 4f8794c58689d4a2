//! What somebody sees who may not: who may, as whom they are here, and how to get there. It must
//! not say what is behind the door.

use crate::gateway::core::form::encoded;
use crate::gateway::core::views::Frame;

/// A page for a refusal of rights.
#[derive(askama::Template)]
#[template(path = "user/forbidden.html")]
pub(crate) struct ForbiddenPage {
    pub(crate) frame: Frame,
    /// Who may.
    pub(crate) what: String,
    /// How the reader gets there.
    pub(crate) advice: String,
    pub(crate) code: String,
    pub(crate) trace_id: String,
}

impl ForbiddenPage {
    /// "You are signed in as mei."
    pub(crate) fn whoami(&self) -> Option<String> {
        let viewer = self.frame.viewer.as_ref()?;
        Some(self.frame.words.user.forbidden_as(viewer.name.clone()))
    }

    /// The door, which leads back here.
    pub(crate) fn door(&self) -> String {
        format!("/sign-in?switch=yes&next={}", encoded(&self.frame.path))
    }
}

#[cfg(test)]
impl ForbiddenPage {
    /// A creator before the door of administrators.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        Self {
            frame: Frame::sample(language, "/admin"),
            what: language.refusal("kernel.NOT_ALLOWED", &[]).unwrap_or_default(),
            advice: language.fault("not_allowed").advice,
            code: "kernel.NOT_ALLOWED".into(),
            trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".into(),
        }
    }
}
