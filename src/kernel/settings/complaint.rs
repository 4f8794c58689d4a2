//! What is wrong with a setting, as values: whoever shows it finds the words of its reader. What is
//! written here is for logs, the command line and the API. It must not be read by a program.

use super::{Amount, Fixed, Kind};
use std::fmt;

/// Why a table of settings cannot be in force.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Complaint {
    /// `section.key`, or `note`, or empty for all of them together.
    pub(crate) key: String,
    pub(crate) reason: Reason,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reason {
    /// No such setting; others that may be meant, by `section.key`.
    Unknown { near: Vec<String> },
    /// It cannot change while the site runs.
    Fixed(Fixed),
    /// What was given is of another kind.
    Kind { given: String, kind: Kind },
    /// A number out of its bounds.
    Between { value: Amount, least: Amount, most: Amount },
    /// A number out of the bound that another setting gives, by `section.key`.
    Beside { value: i64, is_least: bool, bound: i64, other: String },
    /// Too many entries, or too few.
    Items { count: i64, least: i64, most: i64 },
    /// Two entries are the same where each may stand once.
    Twice { entry: String },
    /// A row that has not every field.
    Lacks { field: String },
    /// Text that has not the form of the example.
    Form { given: String, like: &'static str },
    /// A part of the value, by its name.
    Part { name: String, reason: Box<Self> },
    /// More bytes than may be kept.
    Bytes { count: usize, most: usize },
    /// A note that is too long.
    Chars { count: usize, most: usize },
    /// A library could not read it, for a cause that only it knows.
    Unread { cause: String },
}

impl Reason {
    /// That a number is out of its bounds, if it is.
    pub(crate) fn between<T: Into<Amount>>(value: T, least: T, most: T) -> Option<Self> {
        let (value, least, most) = (value.into(), least.into(), most.into());
        (!value.fits((least, most))).then_some(Self::Between { value, least, most })
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, reason } = self;
        match reason {
            Reason::Unknown { .. } | Reason::Part { .. } | Reason::Unread { .. }
                if !key.is_empty() =>
            {
                write!(f, "{key}: {reason}")
            },
            Reason::Bytes { .. } if key.is_empty() => write!(f, "all live values take {reason}"),
            _ if key.is_empty() => reason.fmt(f),
            _ => write!(f, "{key} {reason}"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { near } if near.is_empty() => f.write_str("there is no such setting"),
            Self::Unknown { near } => {
                write!(f, "there is no such setting; did you mean {}?", near.join(" or "))
            },
            Self::Fixed(fixed) => {
                write!(f, "cannot change while the site runs: {}", fixed.why())
            },
            Self::Kind { given, kind } => write!(f, "is {given}; {}", kind.wanted()),
            Self::Between { value, least, most } => {
                write!(f, "is {value}; it must lie from {least} to {most}")
            },
            Self::Beside { value, is_least, bound, other } => {
                let side = if *is_least { "at least" } else { "at most" };
                write!(f, "is {value}; it must be {side} {bound}, which follows from {other}")
            },
            Self::Items { count, least, most } => {
                write!(f, "has {count} entries; it must have from {least} to {most}")
            },
            Self::Twice { entry } => write!(f, "has {entry} twice; keep one"),
            Self::Lacks { field } => write!(f, "has a row without {field}"),
            Self::Form { given, like } => write!(f, "is {given:?}; write it as {like}"),
            Self::Part { name, reason } => match **reason {
                Self::Unread { .. } => write!(f, "{name}: {reason}"),
                _ => write!(f, "{name} {reason}"),
            },
            Self::Bytes { count, most } => write!(f, "{count} bytes; at most {most} are kept"),
            Self::Chars { count, most } => write!(f, "{count} characters; at most {most} are kept"),
            Self::Unread { cause } => f.write_str(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_names_the_setting_and_what_would_be_right() {
        let whole = Amount::Integer;
        for (reason, told) in [
            (Reason::Unknown { near: Vec::new() }, "a.b: there is no such setting"),
            (
                Reason::Unknown { near: vec!["a.c".into(), "a.d".into()] },
                "a.b: there is no such setting; did you mean a.c or a.d?",
            ),
            (
                Reason::Between { value: whole(0), least: whole(1), most: whole(9) },
                "a.b is 0; it must lie from 1 to 9",
            ),
            (
                Reason::Beside { value: 3, is_least: true, bound: 6, other: "a.c".into() },
                "a.b is 3; it must be at least 6, which follows from a.c",
            ),
            (
                Reason::Part {
                    name: "height".into(),
                    reason: Box::new(Reason::Between {
                        value: whole(1),
                        least: whole(2),
                        most: whole(9),
                    }),
                },
                "a.b: height is 1; it must lie from 2 to 9",
            ),
            (
                Reason::Form { given: "x".into(), like: "https://a" },
                "a.b is \"x\"; write it as https://a",
            ),
        ] {
            let complaint = Complaint { key: "a.b".to_owned(), reason };
            assert_eq!(complaint.to_string(), told);
        }
        let all = Complaint { key: String::new(), reason: Reason::Bytes { count: 9, most: 8 } };
        assert_eq!(all.to_string(), "all live values take 9 bytes; at most 8 are kept");
    }
}
