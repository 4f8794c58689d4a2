//! Values and changes as text: for pages, the command line and the log. It must not show what
//! looks like a secret.

use crate::kernel::ports::config::Change;
use crate::kernel::settings::grouped;
use serde_json::Value;

/// What stands in place of a secret.
const HIDDEN: &str = "•••";

/// Whether the value of a key must not be shown: text whose name speaks of a secret.
pub(crate) fn is_secret(key: &str, value: &Value) -> bool {
    const WORDS: &[&str] =
        &["secret", "password", "passphrase", "token", "key", "credential", "credentials"];
    let name = key.rsplit('.').next().unwrap_or_default();
    value.is_string() && name.split('_').any(|word| WORDS.contains(&word))
}

/// A value as its field shows it, and as `written` reads it.
pub(crate) fn shown(key: &str, value: &Value) -> String {
    if is_secret(key, value) {
        return HIDDEN.to_owned();
    }
    match value {
        Value::Null => String::new(),
        Value::String(text) => without_credentials(text),
        Value::Array(all) if all.iter().all(Value::is_object) => {
            let rows: Vec<String> = all.iter().map(row).collect();
            rows.join("\n")
        },
        Value::Array(all) => {
            let items: Vec<String> = all.iter().map(|one| shown("", one)).collect();
            items.join(", ")
        },
        Value::Number(number) => grouped(&number.to_string()),
        other => other.to_string(),
    }
}

/// `https://name:password@host` without what stands before the host.
fn without_credentials(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{HIDDEN}{}", &rest[at..]),
        None => text.to_owned(),
    }
}

/// Short names first: what a row is called by is short, and its amounts carry their units.
fn row(value: &Value) -> String {
    let mut fields: Vec<(&String, &Value)> = value.as_object().into_iter().flatten().collect();
    fields.sort_by_key(|(name, _)| (name.len(), *name));
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    fields.join(", ")
}

/// A change in one line: `user.sign_up: "open" → "closed"`.
pub(crate) fn told(change: &Change) -> String {
    let side = |value: &Option<Value>| match value {
        Some(value) => shown(&change.key, value).replace('\n', "; "),
        None => "(not live)".to_owned(),
    };
    format!("{}: {} → {}", change.key, side(&change.before), side(&change.after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::settings::{Kind, written};
    use serde_json::json;

    #[test]
    fn what_looks_like_a_secret_is_never_shown() {
        let change = |key: &str, value: Value| {
            told(&Change { key: key.to_owned(), before: None, after: Some(value) })
        };
        for (key, value) in [
            ("drm.signing_key", json!("hunter2")),
            ("mail.smtp_password", json!("hunter2")),
            ("trace.otlp_endpoint", json!("https://me:hunter2@traces.example/v1")),
        ] {
            let told = change(key, value);
            assert!(!told.contains("hunter2") && told.contains(HIDDEN), "{told}");
        }
        assert_eq!(change("user.api_tokens_max", json!(7)), "user.api_tokens_max: (not live) → 7");
        assert!(change("x.y", json!("https://a.example/@me")).contains("a.example/@me"));
    }

    #[test]
    fn what_is_shown_can_be_written_again() {
        for (kind, value) in [
            (Kind::Integer, json!(30)),
            (Kind::Integer, json!(-2_592_000_000_i64)),
            (Kind::Decimal, json!(0.123_456)),
            (Kind::Boolean, json!(false)),
            (Kind::Integers, json!([1000, 3000])),
            (Kind::Strings, json!(["10.0.0.0/8", "::1/128"])),
            (Kind::Rows, json!([{ "height": 720, "bitrate_kbps": 9 }, { "height": 1, "x": 2 }])),
        ] {
            assert_eq!(written(kind, &shown("a.b", &value)), Ok(value));
        }
        assert_eq!(shown("a.b", &json!(2_592_000_000_i64)), "2_592_000_000");
        assert_eq!(shown("a.b", &json!(1000)), "1000");
        let rung = json!([{ "bitrate_kbps": 9, "height": 720 }]);
        assert_eq!(shown("a.b", &rung), "height = 720, bitrate_kbps = 9");
    }
}
