//! What each domain tells for an export, as JSON that people can read: moments both as RFC 3339 and
//! in milliseconds, codes in small letters. Every domain has a list here, so that one which is new
//! does not compile without. It must not leave anything out that a domain has told.

mod ingest;
mod moderation;
mod playback;
mod transcode;
mod user;
mod video;

pub(super) use ingest::{Original, originals};
pub(super) use user::{account, begin};
pub(super) use video::{Film, films};

use crate::contract::each_domain;
use crate::gateway::core::front::Front;
use crate::gateway::core::views::moment_iso;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::tasks;
use crate::kernel::wire::detail::Value as Told;
use crate::kernel::wire::{Detail, Page};
use serde_json::{Map, Value};
use std::time::Duration;

/// Entries that are asked for at once.
const PAGE_MAX: u32 = 50;
/// How often a domain is asked that does not answer, and the first pause; it doubles.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(250);

/// A part of a list.
#[derive(Debug, Default)]
pub(super) struct ToldPage<T = Value> {
    pub(super) items: Vec<T>,
    /// Empty on the last page.
    pub(super) next_cursor: String,
}

macro_rules! lists {
    ($($word:ident)*) => {
        /// The domains, each with a list.
        pub(super) const WORDS: &[&str] = &[$(stringify!($word)),*];

        /// The file in which the list of a domain stands.
        pub(super) fn file(word: &str) -> &'static str {
            $(if word == stringify!($word) {
                return $word::FILE;
            })*
            ""
        }

        /// A part of the list of a domain.
        ///
        /// # Errors
        /// That it does not answer, or refuses.
        pub(super) async fn list(
            front: &Front,
            cx: &Context,
            (word, cursor): (&str, &str),
        ) -> Reply<ToldPage> {
            $(if word == stringify!($word) {
                return asked(|| $word::list(front, cx, page(cursor))).await;
            })*
            Ok(ToldPage::default())
        }
    };
}
each_domain!(lists);

fn page(cursor: &str) -> Option<Page> {
    Some(Page { cursor: cursor.to_owned(), limit: PAGE_MAX })
}

/// Asks again while a domain is only away for a moment: a whole archive hangs on it.
async fn asked<T, F: Future<Output = Reply<T>>>(ask: impl Fn() -> F) -> Reply<T> {
    let mut pause = PAUSE;
    for _ in 1..TRIES {
        match ask().await {
            Err(Error::Fault(fault)) if !matches!(fault, Fault::Internal(_)) => {
                tasks::sleep(pause).await;
                pause *= 2;
            },
            told => return told,
        }
    }
    ask().await
}

/// An object under construction.
struct Facts(Map<String, Value>);

impl Facts {
    /// Of `json!({ … })`.
    fn of(object: Value) -> Self {
        match object {
            Value::Object(map) => Self(map),
            other => Self(Map::from_iter([("value".to_owned(), other)])),
        }
    }

    /// A moment for people and for programs; nothing where there is none.
    fn moment(mut self, name: &str, at_ms: i64) -> Self {
        if at_ms > 0 {
            self.0.insert(name.to_owned(), moment_iso(at_ms).into());
            self.0.insert(format!("{name}_ms"), at_ms.into());
        }
        self
    }

    /// Something that may be absent.
    fn maybe(mut self, name: &str, value: Option<Value>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
        self
    }
}

impl From<Facts> for Value {
    fn from(facts: Facts) -> Self {
        Self::Object(facts.0)
    }
}

/// `PRIVACY_PUBLIC` → `public`
fn word(name: &str, start: &str) -> String {
    name.strip_prefix(start).unwrap_or(name).to_ascii_lowercase()
}

/// A cause of failure with what belongs to it.
fn cause(name: &str, details: &[Detail]) -> Value {
    let one = |detail: &Detail| {
        let value = match detail.value.as_ref()? {
            Told::Number(number) => Value::from(*number),
            Told::Text(text) => Value::from(text.as_str()),
        };
        Some((detail.name.clone(), value))
    };
    let details: Map<String, Value> = details.iter().filter_map(one).collect();
    serde_json::json!({ "cause": word(name, ""), "details": details })
}
