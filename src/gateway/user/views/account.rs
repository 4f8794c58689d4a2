//! The account page: API tokens and preferences. It must not show a token's secret but in the one
//! answer that creates it.

use crate::gateway::core::views::{Frame, Theme};
use crate::gateway::core::words::Language;

/// `GET /account`, and the answer to `POST /account/tokens`.
#[derive(askama::Template)]
#[template(path = "user/account.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    /// Idempotency key of the form that creates a token.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) is_admin: bool,
    pub(crate) created_ms: i64,
    pub(crate) tokens: Vec<TokenRow>,
    /// The token just created, shown this once.
    pub(crate) new_token: Option<NewToken>,
    pub(crate) refusal: Option<String>,
    pub(crate) label_chars_max: u32,
}

/// A token in the list.
pub(crate) struct TokenRow {
    pub(crate) id: String,
    /// Idempotency key of this row's revoke form.
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) created_ms: i64,
    pub(crate) last_used_ms: Option<i64>,
}

/// A token with its secret.
pub(crate) struct NewToken {
    pub(crate) label: String,
    pub(crate) secret: String,
}

impl AccountPage {
    /// What the language form offers.
    pub(crate) fn languages(&self) -> impl Iterator<Item = Language> {
        Language::all()
    }

    /// What the theme form offers.
    pub(crate) fn themes(&self) -> [(Theme, &'static str); 3] {
        let words = self.frame.words.gateway;
        [
            (Theme::Auto, words.nav_theme_auto()),
            (Theme::Light, words.nav_theme_light()),
            (Theme::Dark, words.nav_theme_dark()),
        ]
    }
}

#[cfg(test)]
impl AccountPage {
    /// Two tokens, and one fresh.
    pub(crate) fn sample(language: Language) -> Self {
        let now_ms = crate::gateway::tests::NOW_MS;
        let token = |id: &str, label: &str, last_used_ms| TokenRow {
            id: id.into(),
            key: format!("key-{id}"),
            label: label.into(),
            created_ms: now_ms - 90_000_000,
            last_used_ms,
        };
        Self {
            frame: Frame::sample(language, "/account"),
            key: "key-token".into(),
            name: "mira".into(),
            is_admin: true,
            created_ms: now_ms - 9_000_000_000,
            tokens: vec![
                token("t1", "laptop", Some(now_ms - 4_000_000)),
                token("t2", "nightly import", None),
            ],
            new_token: Some(NewToken {
                label: "laptop".into(),
                secret: "shoal_1f0c7a55d2b84c0f9e3a6b7d8c9e0f1a2b3c4d5e6f708192".into(),
            }),
            refusal: None,
            label_chars_max: 60,
        }
    }
}
