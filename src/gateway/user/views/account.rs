//! The account page: preferences, password, sessions and API tokens. It must not show a token's
//! secret but in the one answer that creates it.

use super::{AddressView, PictureView, Rules};
use crate::contract::user::{CreateApiTokenRequest, UpdateProfileRequest};
use crate::gateway::core::views::{Frame, Theme, format};
use crate::gateway::core::words::{Language, notices};
use crate::gateway::ingest::views::UsageView;

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
    pub(crate) mail: AddressView,
    /// What is said to everybody; as typed when the form comes back.
    pub(crate) bio: String,
    /// The picture, and how others see it and the text.
    pub(crate) picture: PictureView,
    /// How much was uploaded; nothing for whoever may not upload.
    pub(crate) usage: Option<UsageView>,
    /// How much an export brings along, as far as that is known.
    pub(crate) data_bytes: Option<u64>,
    pub(crate) sessions: Vec<SessionRow>,
    pub(crate) tokens: Vec<TokenRow>,
    /// The token just created, shown this once.
    pub(crate) new_token: Option<NewToken>,
    pub(crate) refusals: Refusals,
}

/// What each form of the page complains of.
#[derive(Default)]
pub(crate) struct Refusals {
    pub(crate) bio: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) token: Option<String>,
}

/// A session in the list.
pub(crate) struct SessionRow {
    pub(crate) id: String,
    /// "Firefox on Linux"
    pub(crate) device: String,
    pub(crate) network: String,
    pub(crate) created_ms: i64,
    pub(crate) used_ms: i64,
    pub(crate) is_current: bool,
}

/// What a device is called by the browser and the system it names, in a language.
pub(crate) fn device_name(language: Language, browser: &str, system: &str) -> String {
    let words = language.words().user;
    match (browser, system) {
        ("", "") => words.account_device_unknown().to_owned(),
        (one, "") | ("", one) => one.to_owned(),
        (browser, system) => words.account_device(browser.to_owned(), system.to_owned()),
    }
}

/// A token in the list.
pub(crate) struct TokenRow {
    pub(crate) id: String,
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
    /// What names and passwords may be.
    pub(crate) fn rules(&self) -> Rules {
        Rules::of(&self.frame)
    }

    /// The longest text about oneself.
    pub(crate) fn bio_chars_max(&self) -> u32 {
        UpdateProfileRequest::BIO.max_chars
    }

    /// Where whoever has sent a picture goes on.
    pub(crate) fn avatar_next(&self) -> String {
        format!("/account?notice={}", notices::user::AVATAR_SAVED)
    }

    /// What is said of that text before anybody writes it.
    pub(crate) fn bio_hint(&self) -> String {
        self.frame.words.user.account_bio_hint(self.bio_chars_max())
    }

    /// "The download is about 3 GB."
    pub(crate) fn data_size(&self) -> Option<String> {
        let words = self.frame.words.user;
        self.data_bytes.map(|count| words.account_data_size(format::bytes(count)))
    }

    /// The longest label of a token.
    pub(crate) fn label_chars_max(&self) -> u32 {
        CreateApiTokenRequest::LABEL.max_chars
    }

    /// Whether there is a session to be ended elsewhere.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.sessions.iter().any(|one| !one.is_current)
    }

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
    /// Two sessions, two tokens, and one fresh.
    pub(crate) fn sample(language: Language) -> Self {
        let now_ms = crate::gateway::tests::NOW_MS;
        let token = |id: &str, label: &str, last_used_ms| TokenRow {
            id: id.into(),
            label: label.into(),
            created_ms: now_ms - 90_000_000,
            last_used_ms,
        };
        let session = |id: &str, device: (&str, &str), is_current| SessionRow {
            id: id.into(),
            device: device_name(language, device.0, device.1),
            network: "203.0.113.x".into(),
            created_ms: now_ms - 90_000_000,
            used_ms: now_ms - 4_000_000,
            is_current,
        };
        Self {
            frame: Frame::sample(language, "/account"),
            bio: "I film <b>fish</b>.".into(),
            picture: PictureView::sample(language),
            usage: Some(UsageView {
                total_bytes: 3 << 30,
                total_bytes_max: 1 << 50,
                day_bytes: 1 << 30,
                day_bytes_max: 2 << 30,
            }),
            data_bytes: Some(3 << 30),
            key: "key-token".into(),
            name: "mira".into(),
            is_admin: true,
            created_ms: now_ms - 9_000_000_000,
            mail: AddressView::sample(),
            sessions: vec![
                session("s1", ("Firefox", "Linux"), true),
                session("s2", ("", ""), false),
            ],
            tokens: vec![
                token("t1", "laptop", Some(now_ms - 4_000_000)),
                token("t2", "nightly import", None),
            ],
            new_token: Some(NewToken {
                label: "laptop".into(),
                secret: "shoal_1f0c7a55d2b84c0f9e3a6b7d8c9e0f1a2b3c4d5e6f708192".into(),
            }),
            refusals: Refusals::default(),
        }
    }
}
