//! What an account is and what its name, password, role and labels may be.
//! It must not say whether a name is taken: only the unique key in the store knows.

use super::Options;
use super::options::SignUpRole;
use super::oversight::refuse_role;
use crate::contract::user::{
    ApiToken, CreateApiTokenRequest, Refusal, Role, SignUpRequest, TokenId, UserCard, UserEntry,
};
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;

/// One account as it is kept, without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Account {
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) name: String,
    pub(in crate::domains::user) role: Role,
    pub(in crate::domains::user) created_at_ms: i64,
    /// The picture that others see; empty without one.
    pub(in crate::domains::user) avatar: String,
}

/// An account as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Overseen {
    pub(in crate::domains::user) account: Account,
    pub(in crate::domains::user) has_password: bool,
    pub(in crate::domains::user) suspension: Suspension,
}

/// Whether and why an account is kept out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::user) struct Suspension {
    /// 0 while it is not.
    pub(in crate::domains::user) suspended_at_ms: i64,
    pub(in crate::domains::user) suspension_reason: String,
}

impl From<Overseen> for UserEntry {
    fn from(one: Overseen) -> Self {
        Self {
            user: Some(one.account.card()),
            has_password: one.has_password,
            suspended_at_ms: one.suspension.suspended_at_ms,
            suspension_reason: one.suspension.suspension_reason,
        }
    }
}

impl Account {
    /// What everybody may see of it.
    pub(in crate::domains::user) fn card(&self) -> UserCard {
        UserCard {
            user_id: self.user_id.to_string(),
            name: self.name.clone(),
            role: self.role.into(),
            created_at_ms: self.created_at_ms,
            avatar: self.avatar.clone(),
        }
    }
}

/// A new account with what is kept beside its card.
#[derive(Clone)]
pub(in crate::domains::user) struct Keeping {
    pub(in crate::domains::user) account: Account,
    pub(in crate::domains::user) name: Name,
    /// By which the name is looked for among those that are not free yet.
    pub(in crate::domains::user) name_hash: String,
    /// Empty when it has no password.
    pub(in crate::domains::user) password_hash: String,
}

/// An account with the hash that a password is compared with.
#[derive(Clone)]
pub(in crate::domains::user) struct Locked {
    pub(in crate::domains::user) account: Account,
    pub(in crate::domains::user) password_hash: String,
    pub(in crate::domains::user) suspension: Suspension,
}

/// One API token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Token {
    pub(in crate::domains::user) token_id: TokenId,
    pub(in crate::domains::user) token_hash: String,
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) label: String,
    pub(in crate::domains::user) created_at_ms: i64,
}

/// One API token as its account may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Listed {
    pub(in crate::domains::user) token_id: TokenId,
    pub(in crate::domains::user) label: String,
    pub(in crate::domains::user) created_at_ms: i64,
    /// 0 before its first use.
    pub(in crate::domains::user) used_at_ms: i64,
}

impl From<Listed> for ApiToken {
    fn from(one: Listed) -> Self {
        Self {
            token_id: one.token_id.into(),
            label: one.label,
            created_at_ms: one.created_at_ms,
            used_at_ms: one.used_at_ms,
        }
    }
}

/// What kind of credential a hash belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::domains::user) enum Credential {
    Session,
    ApiToken,
}

/// A credential that was used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::domains::user) struct Use {
    pub(in crate::domains::user) credential: Credential,
    pub(in crate::domains::user) token_hash: String,
}

/// Whose credential it is, and when it was last noted to be used.
pub(in crate::domains::user) struct Resolved {
    pub(in crate::domains::user) account: Account,
    pub(in crate::domains::user) used_at_ms: i64,
}

/// A name that an account may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Name {
    pub(in crate::domains::user) shown: String,
    pub(in crate::domains::user) key: String,
}

impl Name {
    /// The longest name in letters.
    pub(in crate::domains::user) const LETTERS_MAX: usize = UserCard::NAME.max_chars as usize;
}

/// Judges a name by its three spellings: as shown, as compared, and bare of marks.
///
/// # Errors
/// `NAME_INVALID`.
pub(in crate::domains::user) fn decide_name(
    shown: &str,
    key: &str,
    bare: &str,
) -> Result<Name, Refused> {
    let allowed = |one: char| one.is_alphanumeric() || one == '_' || one == '-';
    let starts_bare = shown.chars().next().is_some_and(allowed);
    let limits = UserCard::NAME;
    let has_letter = bare.chars().any(char::is_alphanumeric);
    if limits.fit(shown) && starts_bare && has_letter && bare.chars().all(allowed) {
        return Ok(Name { shown: shown.to_owned(), key: key.to_owned() });
    }
    Err(Refusal::NameInvalid.because(format!(
        "a name has {} to {} letters or digits of any script, with `_` and `-` between them; \
         choose another",
        limits.min_chars, limits.max_chars
    )))
}

/// Judges a new password.
///
/// # Errors
/// `PASSWORD_TOO_WEAK`; also for one that is too long to be kept.
pub(in crate::domains::user) fn check_password(
    password: &str,
    key_of_password: &str,
    name: &Name,
) -> Result<(), Refused> {
    if !may_be_password(password) {
        return Err(Refusal::PasswordTooWeak.because(format!(
            "a password has {} to {} characters; four random words make a good one",
            SignUpRequest::PASSWORD.min_chars,
            SignUpRequest::PASSWORD.max_chars
        )));
    }
    if key_of_password == name.key {
        let reason = "the password is the same as the name; choose one that nobody can guess";
        return Err(Refusal::PasswordTooWeak.because(reason));
    }
    Ok(())
}

/// Whether any account can have this password: what cannot is refused before it costs a hash.
pub(in crate::domains::user) fn may_be_password(password: &str) -> bool {
    SignUpRequest::PASSWORD.fit(password)
}

/// What somebody is who signs up by themselves.
pub(super) fn make_role(options: &Options) -> Role {
    match options.sign_up_role {
        SignUpRole::Viewer => Role::Viewer,
        SignUpRole::Creator => Role::Creator,
    }
}

/// The role that an administrator chose for a new account.
///
/// # Errors
/// `ROLE_UNKNOWN`.
pub(in crate::domains::user) fn decide_role(
    number: i32,
    options: &Options,
) -> Result<Role, Refused> {
    match Role::try_from(number) {
        Ok(Role::Unspecified) => Ok(make_role(options)),
        Ok(role) => Ok(role),
        Err(_) => Err(refuse_role()),
    }
}

/// Judges what an API token is said to be for; gives it without blanks around it.
///
/// # Errors
/// `LABEL_INVALID`.
pub(in crate::domains::user) fn decide_label(label: &str) -> Result<String, Refused> {
    let label = label.trim();
    let limits = CreateApiTokenRequest::LABEL;
    if !limits.fit(label) || label.chars().any(char::is_control) {
        return Err(Refusal::LabelInvalid.because(format!(
            "say in 1 to {} characters what the token is for, on one line",
            limits.max_chars
        )));
    }
    Ok(label.to_owned())
}

/// There is no such account.
pub(in crate::domains::user) fn refuse_user() -> Refused {
    Refusal::UserUnknown.because("there is no such account; check the name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::settings::Section as _;

    #[test]
    fn names() {
        let cases = [
            ("al", true),
            ("小明", true),
            ("Алиса-7", true),
            ("a_b", true),
            ("a", false),
            ("", false),
            ("__", false),
            ("a b", false),
            ("a.b", false),
            ("a/b", false),
            ("<b>x</b>", false),
            ("a\u{200b}b", false),
        ];
        for (text, allowed) in cases {
            assert_eq!(decide_name(text, text, text).is_ok(), allowed, "{text:?}");
        }
        let (longest, longer) = ("x".repeat(24), "x".repeat(25));
        assert!(decide_name(&longest, &longest, &longest).is_ok());
        assert!(decide_name(&longer, &longer, &longer).is_err());
        // A mark needs a letter to sit on.
        assert!(decide_name("\u{301}ab", "\u{301}ab", "ab").is_err());
    }

    #[test]
    fn passwords() {
        let name = Name { shown: "Long-enough-1".to_owned(), key: "long-enough-1".to_owned() };
        let judge = |text: &str| check_password(text, &text.to_lowercase(), &name).is_ok();
        assert!(judge("correct horse"));
        assert!(judge("十个字的密码也可以用"));
        assert!(!judge("too short"));
        assert!(!judge("LONG-ENOUGH-1"));
        assert!(judge(&"x".repeat(256)));
        assert!(!judge(&"x".repeat(257)));
    }

    #[test]
    fn roles() {
        let options = Options { sign_up_role: SignUpRole::Viewer, ..Options::default() };
        assert_eq!(decide_role(0, &options).unwrap(), Role::Viewer);
        assert_eq!(decide_role(4, &options).unwrap(), Role::Admin);
        assert!(decide_role(5, &options).is_err());
    }

    #[test]
    fn labels() {
        assert_eq!(decide_label(" laptop ").unwrap(), "laptop");
        for label in ["", "  ", "a\nb", &"x".repeat(61)] {
            assert!(decide_label(label).is_err(), "{label:?}");
        }
    }

    #[test]
    fn the_defaults_can_be_put_in_force_and_nonsense_cannot() {
        assert_eq!(Options::default().judge("user"), []);
        let weak = Options { hash_memory_kib: 4, ..Options::default() };
        let keys = |options: Options| -> Vec<String> {
            options.judge("user").into_iter().map(|complaint| complaint.key).collect()
        };
        assert_eq!(keys(weak), ["user.hash_memory_kib"]);
        let lanes = Options { hash_lanes: 64, hash_memory_kib: 511, ..Options::default() };
        assert_eq!(keys(lanes), ["user.hash_memory_kib"]);
        let stale = Options { session_idle_ms: 500_000, ..Options::default() };
        assert_eq!(keys(stale), ["user.use_stale_ms"]);
        let none = Options { sessions_max: 0, ..Options::default() };
        assert_eq!(keys(none), ["user.sessions_max"]);
        for sign_up_question in ["x".repeat(301), "a\nb".to_owned()] {
            let odd = Options { sign_up_question, ..Options::default() };
            assert_eq!(keys(odd), ["user.sign_up_question"]);
        }
    }
}
