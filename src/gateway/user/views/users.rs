//! The list of accounts, for administrators, and the link for a new password. They must not show
//! what opens an account but in the one answer that makes it.

use super::{Choice, WaitingList};
use crate::gateway::core::views::Frame;

/// `GET /admin/users`
#[derive(askama::Template)]
#[template(path = "user/users.html")]
pub(crate) struct UsersPage {
    pub(crate) frame: Frame,
    pub(crate) filter: Filter,
    pub(crate) is_narrowed: bool,
    /// Who has signed up and was not let in yet.
    pub(crate) waiting: WaitingList,
    pub(crate) rows: Vec<UserRow>,
    /// This list as it is narrowed, as the value of a query field.
    pub(crate) next: String,
    /// The address of the rest.
    pub(crate) more: Option<String>,
}

/// What the list is narrowed by.
pub(crate) struct Filter {
    /// As typed.
    pub(crate) name: String,
    /// Roles, and who is suspended.
    pub(crate) choices: Vec<Choice>,
}

impl UsersPage {
    /// How many of those who wait are shown.
    pub(crate) fn newest(&self) -> String {
        self.frame.words.user.users_waiting_more(self.waiting.rows.len())
    }
}

impl Filter {
    /// The code of what is chosen; empty for all.
    pub(crate) fn chosen(&self) -> &'static str {
        self.choices.iter().find(|one| one.is_chosen).map_or("", |one| one.code)
    }
}

/// An account in the list.
pub(crate) struct UserRow {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Names the picture; empty without one.
    pub(crate) avatar: String,
    pub(crate) role: &'static str,
    pub(crate) is_admin: bool,
    /// It is the one who looks.
    pub(crate) is_self: bool,
    pub(crate) created_ms: i64,
    pub(crate) has_password: bool,
    pub(crate) suspended_ms: Option<i64>,
    pub(crate) reason: String,
}

/// The answer to `POST /admin/users/{id}/reset`.
#[derive(askama::Template)]
#[template(path = "user/reset_link.html")]
pub(crate) struct ResetLinkPage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    /// Shown this once.
    pub(crate) link: String,
    pub(crate) expires_ms: i64,
    pub(crate) next: String,
}

impl ResetLinkPage {
    /// "A link for mei"
    pub(crate) fn title(&self) -> String {
        self.frame.words.user.reset_link_title(self.name.clone())
    }

    /// How long it holds from now.
    pub(crate) fn lead(&self) -> String {
        let hours = (self.expires_ms - self.frame.now_ms).max(0) / 3_600_000;
        let units = self.frame.words.gateway;
        let time = match hours {
            0 => units.units_minutes((self.expires_ms - self.frame.now_ms).max(0) / 60_000),
            1..48 => units.units_hours(hours),
            _ => units.units_days(hours / 24),
        };
        self.frame.words.user.reset_link_lead(time)
    }
}

#[cfg(test)]
mod samples {
    //! Samples of these pages.

    use super::{Choice, Filter, Frame, ResetLinkPage, UserRow, UsersPage, WaitingList};
    use crate::gateway::core::words::Language;
    use crate::gateway::tests::NOW_MS;

    impl UsersPage {
        /// An administrator, somebody suspended, and an account without a password.
        pub(crate) fn sample(language: Language) -> Self {
            let words = language.words().user;
            let row = |id: &str, name: &str, role| UserRow {
                id: id.into(),
                name: name.into(),
                avatar: String::new(),
                role,
                is_admin: false,
                is_self: false,
                created_ms: NOW_MS - 9_000_000,
                has_password: true,
                suspended_ms: None,
                reason: String::new(),
            };
            let choice = |code, text, is_chosen| Choice { code, text, is_chosen };
            let choices = vec![
                choice("", words.users_all(), true),
                choice("creator", words.role_creator(), false),
            ];
            Self {
                frame: Frame::sample(language, "/admin/users"),
                filter: Filter { name: "m".into(), choices },
                is_narrowed: true,
                waiting: WaitingList::sample(),
                rows: vec![
                    UserRow {
                        is_admin: true,
                        is_self: true,
                        ..row("u1", "mira", words.role_admin())
                    },
                    UserRow {
                        suspended_ms: Some(NOW_MS - 400_000),
                        reason: "Spam <again>".into(),
                        ..row("u2", "mei", words.role_creator())
                    },
                    UserRow { has_password: false, ..row("u3", "robot", words.role_viewer()) },
                ],
                next: "%2Fadmin%2Fusers".into(),
                more: Some("/admin/users?cursor=1-a".into()),
            }
        }

        /// Nobody fits.
        pub(crate) fn sample_empty(language: Language) -> Self {
            let waiting = WaitingList::default();
            Self { rows: Vec::new(), waiting, more: None, ..Self::sample(language) }
        }
    }

    impl ResetLinkPage {
        /// A link for a day.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample(language, "/admin/users/u2/reset"),
                name: "mei".into(),
                link: "https://videos.example/reset/one-time".into(),
                expires_ms: NOW_MS + 86_400_000,
                next: "/admin/users".into(),
            }
        }
    }
}
