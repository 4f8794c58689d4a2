//! How much an account may upload, as a form. It must not know what its role says.

use crate::contract::user::SetQuotaRequest;
use crate::gateway::core::views::Frame;

/// `GET /admin/users/{id}/quota`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/quota.html")]
pub(crate) struct QuotaPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) action: String,
    pub(crate) name: String,
    /// As typed; empty follows the role.
    pub(crate) total_gib: String,
    pub(crate) day_gib: String,
    pub(crate) next: String,
    pub(crate) refusal: Option<String>,
}

impl QuotaPage {
    /// "Upload quota of mei"
    pub(crate) fn title(&self) -> String {
        self.frame.words.user.quota_title(self.name.clone())
    }

    /// What stands for no limit.
    pub(crate) fn gib_max(&self) -> u64 {
        SetQuotaRequest::TOTAL_BYTES_MAX.max >> 30
    }
}

#[cfg(test)]
impl QuotaPage {
    /// A form that came back.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        Self {
            frame: Frame::sample(language, "/admin/users/u2/quota"),
            key: "key-quota".into(),
            action: "/admin/users/u2/quota".into(),
            name: "mei".into(),
            total_gib: "50".into(),
            day_gib: "<many>".into(),
            next: "/admin/users".into(),
            refusal: language.refusal("user.QUOTA_INVALID", &[]),
        }
    }
}
