//! The kinds of settings, and values of them as people write them. It must not know the bounds of
//! any setting; its section does.

use super::Reason;
use serde_json::{Map, Number, Value};

/// What a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Boolean,
    Integer,
    Decimal,
    Text,
    /// Text of several lines.
    LongText,
    /// One of these words.
    Word(&'static [&'static str]),
    Integers,
    Strings,
    /// A list of small tables, one a line.
    Rows,
    /// Text by name.
    Table,
}

impl Kind {
    /// The word in the API.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Word(_) => "word",
            Self::Integers => "integers",
            Self::Strings => "strings",
            Self::Rows => "rows",
            Self::Table => "table",
        }
    }

    /// What would be right, for whoever wrote something else.
    pub(crate) fn wanted(self) -> String {
        match self {
            Self::Boolean => "write true or false".to_owned(),
            Self::Integer => "write a whole number, such as 50".to_owned(),
            Self::Decimal => "write a number, such as 0.82".to_owned(),
            Self::Text | Self::LongText => "write text".to_owned(),
            Self::Word(choices) => format!("write one of {}", choices.join(", ")),
            Self::Integers => "write whole numbers with commas, such as 1000, 3000".to_owned(),
            Self::Strings => "write a list, such as [\"a\", \"b\"], or one a line".to_owned(),
            Self::Rows => "write one row a line, such as `height = 720, bitrate_kbps = 2600`, \
                or a list of tables"
                .to_owned(),
            Self::Table => "write a table, such as { video = \"…\" }".to_owned(),
        }
    }
}

/// A value as somebody wrote it.
///
/// # Errors
/// What was written and what would be right.
pub(crate) fn written(kind: Kind, text: &str) -> Result<Value, Reason> {
    let text = text.trim();
    let value = match kind {
        Kind::Boolean => switch(text),
        Kind::Integer => whole(text),
        Kind::Decimal => {
            let number: Option<f64> = text.parse().ok();
            number.and_then(Number::from_f64).map(Value::Number)
        },
        Kind::Text | Kind::LongText | Kind::Word(_) => Some(Value::String(text.to_owned())),
        Kind::Table => in_brackets(text),
        Kind::Integers | Kind::Strings | Kind::Rows if text.starts_with('[') => in_brackets(text),
        Kind::Integers => items(text).map(whole).collect::<Option<Vec<_>>>().map(Value::Array),
        Kind::Strings => Some(Value::Array(items(text).map(Value::from).collect())),
        Kind::Rows => {
            let rows = text.lines().map(str::trim).filter(|line| !line.is_empty());
            rows.map(row).collect::<Option<Vec<_>>>().map(Value::Array)
        },
    };
    let value = value.ok_or_else(|| Reason::Kind { given: format!("{text:?}"), kind })?;
    typed(kind, value)
}

/// A value as a program gave it.
///
/// # Errors
/// What was given and what would be right.
pub(crate) fn typed(kind: Kind, value: Value) -> Result<Value, Reason> {
    let fits = match (kind, &value) {
        (Kind::Boolean, Value::Bool(_)) | (Kind::Text | Kind::LongText, Value::String(_)) => true,
        (Kind::Integer, Value::Number(number)) => number.is_i64(),
        (Kind::Decimal, Value::Number(_)) => true,
        (Kind::Word(choices), Value::String(word)) => choices.contains(&word.as_str()),
        (Kind::Integers, Value::Array(all)) => all.iter().all(Value::is_i64),
        (Kind::Strings, Value::Array(all)) => all.iter().all(Value::is_string),
        (Kind::Rows, Value::Array(all)) => all.iter().all(Value::is_object),
        (Kind::Table, Value::Object(_)) => true,
        _ => false,
    };
    if fits { Ok(value) } else { Err(Reason::Kind { given: value.to_string(), kind }) }
}

fn switch(text: &str) -> Option<Value> {
    match text {
        "true" | "on" | "yes" => Some(Value::Bool(true)),
        "false" | "off" | "no" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// Underscores between digits are for readers, as in TOML.
fn whole(text: &str) -> Option<Value> {
    text.replace('_', "").parse::<i64>().ok().map(Value::from)
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['\n', ',']).map(|part| part.trim().trim_matches('"'));
    parts.filter(|part| !part.is_empty())
}

/// A list or a table as TOML or JSON writes it.
fn in_brackets(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let table: toml::Table = format!("value = {text}").parse().ok()?;
    serde_json::to_value(table.get("value")?).ok()
}

/// `height = 720, bitrate_kbps = 2600`, with or without its braces.
fn row(line: &str) -> Option<Value> {
    let line = line.trim_end_matches(',').trim_start_matches('{').trim_end_matches('}');
    let table: toml::Table = format!("value = {{ {} }}", line.trim()).parse().ok()?;
    let row: Map<String, Value> =
        serde_json::from_value(serde_json::to_value(table.get("value")?).ok()?).ok()?;
    Some(Value::Object(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_people_write_is_read() {
        for (kind, text, value) in [
            (Kind::Boolean, " on ", json!(true)),
            (Kind::Integer, "2_592_000_000", json!(2_592_000_000_i64)),
            (Kind::Decimal, "0.82", json!(0.82)),
            (Kind::Text, " https://v.example ", json!("https://v.example")),
            (Kind::Word(&["viewer", "creator"]), "viewer", json!("viewer")),
            (Kind::Integers, "1000, 3000\n9_000", json!([1000, 3000, 9000])),
            (Kind::Integers, "[1, 2]", json!([1, 2])),
            (Kind::Strings, "10.0.0.0/8\n\"::1/128\"", json!(["10.0.0.0/8", "::1/128"])),
            (Kind::Strings, "", json!([])),
            (
                Kind::Rows,
                "height = 720, bitrate_kbps = 9",
                json!([{"height":720,"bitrate_kbps":9}]),
            ),
            (Kind::Rows, "[{ height = 2 }]", json!([{ "height": 2 }])),
            (Kind::Rows, "{ height = 2 },\n{ height = 1 }", json!([{"height":2},{"height":1}])),
        ] {
            assert_eq!(written(kind, text), Ok(value), "{kind:?} {text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told_with_what_would() {
        for (kind, text, wanted) in [
            (Kind::Boolean, "perhaps", "true or false"),
            (Kind::Integer, "many", "whole number"),
            (Kind::Integer, "1.5", "whole number"),
            (Kind::Integer, "99999999999999999999", "whole number"),
            (Kind::Decimal, "NaN", "a number"),
            (Kind::Word(&["viewer", "creator"]), "admin", "one of viewer, creator"),
            (Kind::Integers, "1, two", "whole numbers"),
            (Kind::Integers, "[\"1\"]", "whole numbers"),
            (Kind::Rows, "720", "one row a line"),
        ] {
            let told = written(kind, text).expect_err(text).to_string();
            assert!(told.contains(wanted), "{told}");
        }
        assert!(typed(Kind::Integer, json!("7")).is_err(), "a program says what it means");
    }
}
