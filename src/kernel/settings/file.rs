//! The text of `config.toml`, from what is declared. It must not know any single setting.

use super::{Declared, Kind};
use serde_json::Value;

/// Columns of a comment.
const WIDTH: usize = 100;

/// One section: what it is for, then each setting with its comment and its default.
pub(crate) fn text(name: &str, about: &str, declared: &[Declared], defaults: &Value) -> String {
    let mut text = format!("\n{}[{name}]\n", comment(about));
    for one in declared {
        text += &comment(&one.about);
        let value = &defaults[one.name];
        text += &match (value, one.like) {
            (Value::Null, Some(like)) => format!("# {} = {like:?}\n", one.name),
            _ => format!("{} = {}\n", one.name, literal(one.kind, value)),
        };
    }
    text
}

/// Lines that begin with `# `, broken between words.
fn comment(about: &str) -> String {
    let (mut text, mut line) = (String::new(), "#".to_owned());
    for word in about.split_whitespace() {
        if line.len() + 1 + word.len() > WIDTH {
            text += &line;
            text.push('\n');
            "#".clone_into(&mut line);
        }
        line.push(' ');
        line += word;
    }
    text + &line + "\n"
}

fn literal(kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Rows, Value::Array(rows)) if !rows.is_empty() => {
            let lines: Vec<String> =
                rows.iter().map(|row| format!("  {},\n", table(row))).collect();
            format!("[\n{}]", lines.concat())
        },
        (_, Value::Array(all)) => {
            let all: Vec<String> = all.iter().map(|one| literal(kind, one)).collect();
            format!("[{}]", all.join(", "))
        },
        (_, Value::Object(_)) => table(value),
        (_, Value::Number(number)) => grouped(&number.to_string()),
        _ => value.to_string(),
    }
}

/// Short names first: what a row is called by is short, and its amounts carry their units.
fn table(value: &Value) -> String {
    let mut fields: Vec<_> = value.as_object().into_iter().flatten().collect();
    if fields.is_empty() {
        return "{}".to_owned();
    }
    fields.sort_by_key(|(name, _)| (name.len(), *name));
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{{ {} }}", fields.join(", "))
}

/// `2592000000` as `2_592_000_000`, which is how TOML may write it.
pub(crate) fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    if digits.len() < 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{sign}{digits}");
    }
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push('_');
        }
        text.push(digit);
    }
    text
}
