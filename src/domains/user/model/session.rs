//! What is kept of a session beside its token: an id, and by what its person knows it again.
//! It must not tell one person from another by it.

use crate::contract::user::{Place, SessionEntry, SessionId};

/// Where a session was opened, as its person may read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::user) struct Origin {
    pub(in crate::domains::user) browser: String,
    pub(in crate::domains::user) system: String,
    pub(in crate::domains::user) short_network: String,
}

/// A session that begins.
#[derive(Debug, Clone)]
pub(in crate::domains::user) struct Opening {
    pub(in crate::domains::user) session_id: SessionId,
    pub(in crate::domains::user) token_hash: String,
    pub(in crate::domains::user) origin: Origin,
}

/// A session that goes on.
#[derive(Debug, Clone)]
pub(in crate::domains::user) struct Opened {
    pub(in crate::domains::user) session_id: SessionId,
    pub(in crate::domains::user) token_hash: String,
    pub(in crate::domains::user) origin: Origin,
    pub(in crate::domains::user) created_at_ms: i64,
    pub(in crate::domains::user) used_at_ms: i64,
}

/// What is kept of a place for its person to read.
pub(in crate::domains::user) fn make_origin(place: Option<&Place>) -> Origin {
    let Some(place) = place else { return Origin::default() };
    Origin {
        browser: cut(&place.browser, Place::BROWSER.max_chars),
        system: cut(&place.system, Place::SYSTEM.max_chars),
        short_network: cut(&place.short_network, Place::SHORT_NETWORK.max_chars),
    }
}

fn cut(text: &str, chars_max: u32) -> String {
    let letters_max = usize::try_from(chars_max).unwrap_or(usize::MAX);
    text.chars().filter(|letter| !letter.is_control()).take(letters_max).collect()
}

/// A session as its own account sees it; `asking` is the hash of the token that asks.
pub(in crate::domains::user) fn show_session(one: Opened, asking: Option<&str>) -> SessionEntry {
    let Origin { browser, system, short_network } = one.origin;
    SessionEntry {
        session_id: one.session_id.into(),
        browser,
        system,
        short_network,
        created_at_ms: one.created_at_ms,
        used_at_ms: one.used_at_ms,
        is_current: asking == Some(one.token_hash.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_says_is_kept_short_and_on_one_line() {
        assert_eq!(make_origin(None), Origin::default());
        let long = format!("Fire\nfox{}", "x".repeat(99));
        let place = Place { browser: long, system: "Linux".to_owned(), ..Place::default() };
        let origin = make_origin(Some(&place));
        assert_eq!(origin.browser, format!("Firefox{}", "x".repeat(33)));
        assert_eq!((origin.system.as_str(), origin.short_network.as_str()), ("Linux", ""));
    }

    #[test]
    fn the_session_that_asks_is_marked_and_no_other() {
        let one = |hash: &str| Opened {
            session_id: "s1".into(),
            token_hash: hash.to_owned(),
            origin: Origin::default(),
            created_at_ms: 1,
            used_at_ms: 2,
        };
        assert!(show_session(one("a"), Some("a")).is_current);
        assert!(!show_session(one("a"), Some("b")).is_current);
        assert!(!show_session(one(""), None).is_current);
    }
}
