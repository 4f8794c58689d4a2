//! Facts as JSON that people read too: moments both as RFC 3339 and in milliseconds, codes in small
//! letters. It must not know what they are about.

use crate::gateway::core::views::moment_iso;
use crate::kernel::wire::Detail;
use crate::kernel::wire::detail::Value as Told;
use serde_json::{Map, Value};

/// A part of a list.
#[derive(Debug)]
pub(in crate::gateway) struct ToldPage<T = Value> {
    pub(in crate::gateway) items: Vec<T>,
    /// Empty on the last page.
    pub(in crate::gateway) next_cursor: String,
}

impl<T> Default for ToldPage<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next_cursor: String::new() }
    }
}

/// An object under construction.
pub(in crate::gateway) struct Facts(Map<String, Value>);

impl Facts {
    /// Of `json!({ … })`.
    pub(in crate::gateway) fn of(object: Value) -> Self {
        match object {
            Value::Object(map) => Self(map),
            other => Self(Map::from_iter([("value".to_owned(), other)])),
        }
    }

    /// A moment for people and for programs; nothing where there is none.
    pub(in crate::gateway) fn moment(mut self, name: &str, at_ms: i64) -> Self {
        if at_ms > 0 {
            self.0.insert(name.to_owned(), moment_iso(at_ms).into());
            self.0.insert(format!("{name}_ms"), at_ms.into());
        }
        self
    }

    /// Something that may be absent.
    pub(in crate::gateway) fn maybe(mut self, name: &str, value: Option<Value>) -> Self {
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
pub(in crate::gateway) fn word(name: &str, start: &str) -> String {
    name.strip_prefix(start).unwrap_or(name).to_ascii_lowercase()
}

/// A cause of failure with what belongs to it.
pub(in crate::gateway) fn cause(name: &str, details: &[Detail]) -> Value {
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
