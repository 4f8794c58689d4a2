//! Two-step sign-in: the second step, how it is set up, and the password asked once more. They must
//! not hold a password, and show a secret only in the answer that makes it.

use crate::contract::user::{AddPasskeyRequest, FinishSignInRequest};
use crate::gateway::core::form::encoded;
use crate::gateway::core::views::Frame;
use crate::gateway::core::words::notices;
use qrcode::{Color, QrCode};

/// `GET /sign-in/second`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/second_step.html")]
pub(crate) struct SecondStepPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) next: String,
    /// A recovery code is asked for, not one of the app.
    pub(crate) is_recovery: bool,
    pub(crate) refusal: Option<String>,
}

impl SecondStepPage {
    pub(crate) fn lead(&self) -> &'static str {
        let words = self.frame.words.user;
        if self.is_recovery { words.second_step_recovery_lead() } else { words.second_step_lead() }
    }

    /// The other way through.
    pub(crate) fn other(&self) -> String {
        let next = encoded(&self.next);
        match self.is_recovery {
            true => format!("/sign-in/second?next={next}"),
            false => format!("/sign-in/second?with=recovery&next={next}"),
        }
    }

    pub(crate) fn code_chars_max(&self) -> u32 {
        FinishSignInRequest::CODE.max_chars
    }

    pub(crate) fn recovery_chars_max(&self) -> u32 {
        FinishSignInRequest::RECOVERY_CODE.max_chars
    }
}

/// `GET /account/prove`, and the answer to a refused `POST`.
#[derive(askama::Template)]
#[template(path = "user/prove.html")]
pub(crate) struct ProvePage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    /// Whose password it is, for whoever keeps passwords.
    pub(crate) name: String,
    pub(crate) next: String,
    pub(crate) refusal: Option<String>,
}

/// `GET /account/second-factor`
#[derive(askama::Template)]
#[template(path = "user/second_factor.html")]
pub(crate) struct SecondFactorPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) totp: Option<TotpView>,
    pub(crate) passkeys: Vec<PasskeyRow>,
}

/// A passkey in the list.
pub(crate) struct PasskeyRow {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) created_ms: i64,
    pub(crate) last_used_ms: Option<i64>,
}

/// Codes by an app that are on.
pub(crate) struct TotpView {
    pub(crate) since_ms: i64,
    pub(crate) codes_left: u32,
}

impl PasskeyRow {
    /// What the field of its name is known by.
    pub(crate) fn field_id(&self) -> String {
        format!("label-{}", self.id)
    }
}

impl SecondFactorPage {
    /// "8 recovery codes are left."
    pub(crate) fn left(&self) -> String {
        let left = self.totp.as_ref().map_or(0, |totp| totp.codes_left);
        self.frame.words.user.two_step_codes_left(left)
    }

    /// The longest name of a passkey.
    pub(crate) fn label_chars_max(&self) -> u32 {
        AddPasskeyRequest::LABEL.max_chars
    }

    /// Where it goes on once a script has made a passkey.
    pub(crate) fn added(&self) -> String {
        format!("/account/second-factor?notice={}", notices::user::PASSKEY_ADDED)
    }

    /// The site as the device of a passkey shows it.
    pub(crate) fn site_name(&self) -> &str {
        &self.frame.site.name
    }
}

/// The answer to `POST /account/second-factor/begin`.
#[derive(askama::Template)]
#[template(path = "user/totp_setup.html")]
pub(crate) struct TotpSetupPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    /// In groups, for whoever types it.
    pub(crate) secret: String,
    pub(crate) uri: String,
    /// Nothing where it is too long for a picture.
    pub(crate) picture: Option<QrPicture>,
    pub(crate) refusal: Option<String>,
}

impl TotpSetupPage {
    pub(crate) fn code_chars_max(&self) -> u32 {
        FinishSignInRequest::CODE.max_chars
    }
}

/// A QR code as a drawing: dark squares of one unit.
pub(crate) struct QrPicture {
    /// With the quiet zone around it (ISO/IEC 18004, 6.3.8).
    pub(crate) side: usize,
    pub(crate) path: String,
}

const QUIET_UNITS: usize = 4;

impl QrPicture {
    /// Of a text, if it is not too long.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (at % width + QUIET_UNITS, at / width + QUIET_UNITS);
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
        Some(Self { side: width + 2 * QUIET_UNITS, path })
    }
}

/// The one answer that shows recovery codes.
#[derive(askama::Template)]
#[template(path = "user/recovery_codes.html")]
pub(crate) struct RecoveryCodesPage {
    pub(crate) frame: Frame,
    pub(crate) codes: Vec<String>,
}

impl RecoveryCodesPage {
    /// One in a line.
    pub(crate) fn text(&self) -> String {
        self.codes.join("\n")
    }

    /// The same as a file that the browser saves.
    pub(crate) fn file(&self) -> String {
        format!("data:text/plain;charset=utf-8,{}", encoded(&self.text()))
    }
}

#[cfg(test)]
mod samples {
    //! Samples of these pages.

    use super::{
        Frame, PasskeyRow, ProvePage, QrPicture, RecoveryCodesPage, SecondFactorPage,
        SecondStepPage, TotpSetupPage, TotpView,
    };
    use crate::gateway::core::words::Language;

    impl SecondStepPage {
        /// A wrong code, or the form for a recovery code.
        pub(crate) fn sample(language: Language, is_recovery: bool) -> Self {
            let refusal = language.refusal("user.CODE_WRONG", &[]).filter(|_| !is_recovery);
            Self {
                frame: Frame::sample_visitor(language, "/sign-in/second"),
                key: "key-second".into(),
                next: "/upload?a=<b>".into(),
                is_recovery,
                refusal,
            }
        }
    }

    impl ProvePage {
        /// A form that came back.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample(language, "/account/prove"),
                key: "key-prove".into(),
                name: "mira".into(),
                next: "/account".into(),
                refusal: language.refusal("user.PASSWORD_WRONG", &[]),
            }
        }
    }

    impl SecondFactorPage {
        /// With codes, or without.
        pub(crate) fn sample(language: Language, has_totp: bool) -> Self {
            let since_ms = crate::gateway::tests::NOW_MS - 90_000_000;
            Self {
                frame: Frame::sample(language, "/account/second-factor"),
                key: "key-two-step".into(),
                totp: has_totp.then_some(TotpView { since_ms, codes_left: 8 }),
                passkeys: (0..i64::from(has_totp) * 2)
                    .map(|one| PasskeyRow {
                        id: format!("p{one}"),
                        label: "<b>phone</b>".into(),
                        created_ms: since_ms,
                        last_used_ms: (one > 0).then_some(since_ms),
                    })
                    .collect(),
            }
        }
    }

    impl TotpSetupPage {
        /// A form that came back.
        pub(crate) fn sample(language: Language) -> Self {
            let uri = "otpauth://totp/site:mira?secret=MZXW6YTBOI";
            Self {
                frame: Frame::sample(language, "/account/second-factor/begin"),
                key: "key-totp".into(),
                secret: "MZXW 6YTB OI".into(),
                uri: uri.into(),
                picture: QrPicture::of(uri),
                refusal: language.refusal("user.CODE_WRONG", &[]),
            }
        }
    }

    impl RecoveryCodesPage {
        /// Two of them.
        pub(crate) fn sample(language: Language) -> Self {
            Self {
                frame: Frame::sample(language, "/account/second-factor/confirm"),
                codes: vec!["abcd-efgh-ijkl-mnop".into(), "2345-6723-4567-2345".into()],
            }
        }
    }

    #[test]
    fn a_picture_is_as_large_as_its_text_needs_and_none_is_of_too_much() {
        let picture = QrPicture::of("otpauth://totp/x").expect("a short text");
        assert_eq!(picture.side, 25 + 8, "version 2");
        // The corner of the first finder pattern.
        assert!(picture.path.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"), "{}", picture.path);
        assert!(QrPicture::of(&"x".repeat(5_000)).is_none());
    }
}
