//! A complaint about a setting, in the language of its reader. It must not judge a value, nor read
//! a sentence: a complaint is values, and each reason has a sentence of its own in `admin.ftl`.

use super::{AdminWords, Language};
use crate::kernel::settings::{Complaint, Fixed, Kind, Reason};

impl Language {
    /// A complaint about a setting.
    pub(crate) fn complaint(self, complaint: &Complaint) -> String {
        told(self.words().admin, &complaint.key, &complaint.reason)
    }
}

fn told(words: AdminWords, key: &str, reason: &Reason) -> String {
    match reason {
        Reason::Unknown { near } if near.is_empty() => words.complaint_unknown(key),
        Reason::Unknown { near } => words.complaint_near(key, near.join(", ")),
        Reason::Fixed(Fixed::AtStart) => words.complaint_at_start(key),
        Reason::Fixed(Fixed::ByOwner) => words.complaint_by_owner(key),
        Reason::Kind { given, kind } => wanted(words, *kind, key, given),
        // Digits as the file has them, whatever the language: they are typed again.
        Reason::Between { value, least, most } => {
            words.complaint_between(key, value.to_string(), least.to_string(), most.to_string())
        },
        Reason::Beside { value, is_least: true, bound, other } => {
            words.complaint_at_least(key, value.to_string(), other.as_str(), bound.to_string())
        },
        Reason::Beside { value, is_least: false, bound, other } => {
            words.complaint_at_most(key, value.to_string(), other.as_str(), bound.to_string())
        },
        Reason::Items { count, least, most } => words.complaint_items(key, *count, *least, *most),
        Reason::Twice { entry } => words.complaint_twice(key, entry.as_str()),
        Reason::Lacks { field } => words.complaint_lacks(key, field.as_str()),
        Reason::Form { given, like } => words.complaint_form(key, given.as_str(), *like),
        Reason::Part { name, reason } => told(words, &format!("{key} ({name})"), reason),
        Reason::Bytes { count, most } => words.complaint_all_bytes(*count, *most),
        Reason::Chars { count, most } => words.complaint_note_chars(*count, *most),
        Reason::Unread { cause } => words.complaint_unread(key, cause.as_str()),
    }
}

fn wanted(words: AdminWords, kind: Kind, key: &str, given: &str) -> String {
    match kind {
        Kind::Boolean => words.complaint_boolean(key, given),
        Kind::Integer => words.complaint_integer(key, given),
        Kind::Decimal => words.complaint_decimal(key, given),
        Kind::Text | Kind::LongText => words.complaint_text(key, given),
        Kind::Word(choices) => words.complaint_word(key, given, choices.join(", ")),
        Kind::Integers => words.complaint_integers(key, given),
        Kind::Strings => words.complaint_strings(key, given),
        Kind::Rows => words.complaint_rows(key, given),
        Kind::Table => words.complaint_table(key, given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::settings::Amount;

    const KINDS: &[Kind] = &[
        Kind::Boolean,
        Kind::Integer,
        Kind::Decimal,
        Kind::Text,
        Kind::Word(&["viewer", "creator"]),
        Kind::Integers,
        Kind::Strings,
        Kind::Rows,
        Kind::Table,
    ];

    /// Each reason with what its sentence must name, in every language.
    fn all() -> Vec<(Reason, Vec<&'static str>)> {
        let between = || Reason::Between {
            value: Amount::Integer(77),
            least: Amount::Integer(1),
            most: Amount::Integer(1_000_000),
        };
        let beside = |is_least| Reason::Beside {
            value: 77,
            is_least,
            bound: 12_345,
            other: "user.y_ms".to_owned(),
        };
        let given = || "<given>".to_owned();
        let mut all = vec![
            (Reason::Unknown { near: Vec::new() }, vec![]),
            (Reason::Unknown { near: vec!["user.y_ms".to_owned()] }, vec!["user.y_ms"]),
            (Reason::Fixed(Fixed::AtStart), vec![]),
            (Reason::Fixed(Fixed::ByOwner), vec![]),
            (between(), vec!["77", "1000000"]),
            (beside(true), vec!["77", "12345", "user.y_ms"]),
            (beside(false), vec!["77", "12345", "user.y_ms"]),
            (Reason::Items { count: 77, least: 1, most: 12 }, vec!["77", "12"]),
            (Reason::Twice { entry: given() }, vec!["<given>"]),
            (Reason::Lacks { field: "rate".to_owned() }, vec!["rate"]),
            (Reason::Form { given: given(), like: "https://a" }, vec!["<given>", "https://a"]),
            (
                Reason::Part { name: "height".to_owned(), reason: Box::new(between()) },
                vec!["height", "77", "1000000"],
            ),
            (Reason::Unread { cause: "torn".to_owned() }, vec!["torn"]),
        ];
        all.extend(
            KINDS
                .iter()
                .map(|kind| (Reason::Kind { given: given(), kind: *kind }, vec!["<given>"])),
        );
        all
    }

    #[test]
    fn every_complaint_is_told_in_every_language_with_its_numbers() {
        for language in Language::all() {
            let mut said = Vec::new();
            for (reason, named) in all() {
                let complaint = Complaint { key: "user.x_ms".to_owned(), reason };
                let text = language.complaint(&complaint);
                let named = named.into_iter().chain(["user.x_ms"]);
                for name in named {
                    assert!(text.contains(name), "{}: {text:?} lacks {name}", language.code());
                }
                assert!(!said.contains(&text), "{} says this twice: {text}", language.code());
                said.push(text);
            }
            let (count, most) = (201, 200);
            for reason in [Reason::Bytes { count, most }, Reason::Chars { count, most }] {
                let text = language.complaint(&Complaint { key: String::new(), reason });
                assert!(text.contains("201") && text.contains("200"), "{text}");
            }
        }
    }
}
