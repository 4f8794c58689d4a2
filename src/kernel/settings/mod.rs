//! What a setting is: declared once, with its name, type, default, unit, bounds, whether it may
//! change while the site runs, and what it is for. The structure, the text of `config.toml`, every
//! judgement and every form follow from the declaration. It must not know any single setting.

mod complaint;
mod declare;
mod file;
mod kind;

pub(crate) use complaint::{Complaint, Reason};
pub(crate) use declare::{choice, section};
pub(crate) use file::{grouped, text};
pub(crate) use kind::{Kind, typed, written};

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

/// Why a setting cannot change while the site runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fixed {
    /// Only a start reads it.
    AtStart,
    /// It decides whom the site believes: an account that was taken over must not be able to.
    ByOwner,
}

impl Fixed {
    /// The reason, as part of a sentence.
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::AtStart => "it is read once, when the server starts; set it in the file",
            Self::ByOwner => {
                "it decides whom the site believes, so only the owner of the machine sets it, in \
                 the file"
            },
        }
    }
}

/// What a number counts. It stands last in the name of its setting, before `max` and `min`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitOfMeasure {
    Ms,
    Bytes,
    Kib,
    Kbps,
    Px,
    Percent,
    Fps,
    /// How many of what the name says.
    Count,
}

impl UnitOfMeasure {
    /// The word in names and in the API.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::Bytes => "bytes",
            Self::Kib => "kib",
            Self::Kbps => "kbps",
            Self::Px => "px",
            Self::Percent => "percent",
            Self::Fps => "fps",
            Self::Count => "count",
        }
    }
}

/// A number of a setting.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) enum Amount {
    Integer(i64),
    Decimal(f64),
}

impl Amount {
    /// The number that a value is, if it is one.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else { return None };
        match number.as_i64() {
            Some(whole) => Some(Self::Integer(whole)),
            None if number.is_u64() => Some(Self::Integer(i64::MAX)),
            None => number.as_f64().map(Self::Decimal),
        }
    }

    fn fits(self, (least, most): (Self, Self)) -> bool {
        match (self, least, most) {
            (Self::Integer(value), Self::Integer(least), Self::Integer(most)) => {
                (least..=most).contains(&value)
            },
            _ => (least.decimal()..=most.decimal()).contains(&self.decimal()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "only where a decimal is compared anyway")]
    fn decimal(self) -> f64 {
        match self {
            Self::Integer(whole) => whole as f64,
            Self::Decimal(decimal) => decimal,
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(whole) => whole.fmt(f),
            Self::Decimal(decimal) => decimal.fmt(f),
        }
    }
}

impl From<Amount> for Value {
    fn from(amount: Amount) -> Self {
        match amount {
            Amount::Integer(whole) => whole.into(),
            Amount::Decimal(decimal) => decimal.into(),
        }
    }
}

/// A type that a setting may have.
pub(crate) trait Setting {
    const KIND: Kind;
    /// What its bounds are written in.
    type Bound: Clone + Into<Amount>;
}

/// Text of several lines, such as a page of the owner's.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct LongText(pub(crate) String);

impl LongText {
    /// What empty lines separate.
    pub(crate) fn paragraphs(&self) -> Vec<String> {
        let text = self.0.replace("\r\n", "\n");
        let parts = text.split("\n\n").map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

impl Setting for LongText {
    const KIND: Kind = Kind::LongText;
    type Bound = Boundless;
}

/// The bound of what is no number: there is none.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Boundless {}

impl From<Boundless> for Amount {
    fn from(never: Boundless) -> Self {
        match never {}
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Setting for $number {
            const KIND: Kind = Kind::Integer;
            type Bound = Self;
        }

        impl From<$number> for Amount {
            fn from(number: $number) -> Self {
                Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
numbers!(u32 u64 usize i64);

impl From<f64> for Amount {
    fn from(number: f64) -> Self {
        Self::Decimal(number)
    }
}

macro_rules! kinds {
    ($($type:ty: $kind:ident, $bound:ty;)*) => {$(
        impl Setting for $type {
            const KIND: Kind = Kind::$kind;
            type Bound = $bound;
        }
    )*};
}
kinds! {
    bool: Boolean, Boundless;
    f64: Decimal, f64;
    String: Text, Boundless;
    Option<String>: Text, Boundless;
    std::path::PathBuf: Text, Boundless;
    std::net::SocketAddr: Text, Boundless;
    Vec<i64>: Integers, i64;
    Vec<String>: Strings, Boundless;
}

/// By name; never live, and each entry may come from another layer.
impl<T> Setting for BTreeMap<String, T> {
    const KIND: Kind = Kind::Table;
    type Bound = Boundless;
}

/// One setting as it was declared.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) name: &'static str,
    /// What it is for, in English.
    pub(crate) about: String,
    pub(crate) kind: Kind,
    /// Why it cannot change while the site runs; `None` when it can.
    pub(crate) fixed: Option<Fixed>,
    /// What a number counts, and from where to where it may go; each number of a list.
    pub(crate) within: Option<(UnitOfMeasure, (Amount, Amount))>,
    /// How many entries a list may have.
    pub(crate) items: Option<(i64, i64)>,
    /// What may stand there, where nothing does by default.
    pub(crate) like: Option<&'static str>,
}

impl Declared {
    /// A setting of that type.
    pub(crate) fn new<S: Setting>(name: &'static str, about: &str, fixed: Option<Fixed>) -> Self {
        let about = about.trim().to_owned();
        Self { name, about, kind: S::KIND, fixed, within: None, items: None, like: None }
    }

    /// The same with a unit and bounds.
    pub(crate) fn within<S: Setting>(
        mut self,
        unit: UnitOfMeasure,
        range: &RangeInclusive<S::Bound>,
    ) -> Self {
        let (least, most) = (range.start().clone().into(), range.end().clone().into());
        self.within = Some((unit, (least, most)));
        self
    }

    /// The same with a number of entries.
    pub(crate) fn items(mut self, range: &RangeInclusive<i64>) -> Self {
        self.items = Some((*range.start(), *range.end()));
        self
    }

    /// The same with an example.
    pub(crate) fn like(mut self, example: &'static str) -> Self {
        self.like = Some(example);
        self
    }

    /// What is wrong with a value by what is declared.
    pub(crate) fn judge(&self, value: &Value) -> Option<Reason> {
        if value.is_null() && self.like.is_some() {
            return None;
        }
        if let Err(reason) = typed(self.kind, value.clone()) {
            return Some(reason);
        }
        let all = value.as_array();
        if let (Some((least, most)), Some(all)) = (self.items, all) {
            let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
            if !(least..=most).contains(&count) {
                return Some(Reason::Items { count, least, most });
            }
        }
        let (_, bounds) = self.within?;
        let mut each = all.map_or(std::slice::from_ref(value), Vec::as_slice).iter();
        let wrong = each.find_map(|one| Amount::of(one).filter(|amount| !amount.fits(bounds)))?;
        Some(Reason::Between { value: wrong, least: bounds.0, most: bounds.1 })
    }
}

/// A bound of one setting that another one gives: `least` or most, times over parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside {
    pub(crate) name: &'static str,
    pub(crate) is_least: bool,
    pub(crate) other: &'static str,
    pub(crate) times: i64,
    pub(crate) parts: i64,
}

impl Beside {
    fn judge(self, section: &str, value: &Value) -> Option<Complaint> {
        let (number, other) = (value[self.name].as_i64()?, value[self.other].as_i64()?);
        let bound = other.saturating_mul(self.times) / self.parts;
        let fits = if self.is_least { number >= bound } else { number <= bound };
        if fits {
            return None;
        }
        let (is_least, other) = (self.is_least, format!("{section}.{}", self.other));
        let reason = Reason::Beside { value: number, is_least, bound, other };
        Some(Complaint { key: format!("{section}.{}", self.name), reason })
    }
}

/// A section of settings; `section!` writes it.
pub(crate) trait Section: Serialize {
    /// What the section is for, in English.
    fn about() -> String;

    /// Every setting, in the order in which `config.toml` has them.
    fn declared() -> Vec<Declared>;

    /// Bounds that settings of the section give each other.
    fn beside() -> Vec<Beside> {
        Vec::new()
    }

    /// What no bound can say: the key within the section, and what is wrong.
    fn also(&self) -> Vec<(&'static str, Reason)> {
        Vec::new()
    }

    /// Every setting with which the site cannot run, by the name of the section.
    fn judge(&self, section: &str) -> Vec<Complaint> {
        let value = serde_json::to_value(self).unwrap_or_default();
        let mut complaints: Vec<Complaint> = Self::declared()
            .iter()
            .filter_map(|one| Some((one.name, one.judge(&value[one.name])?)))
            .map(|(name, reason)| Complaint { key: format!("{section}.{name}"), reason })
            .collect();
        if complaints.is_empty() {
            let beside = Self::beside().into_iter();
            complaints.extend(beside.filter_map(|one| one.judge(section, &value)));
            let also = self.also().into_iter();
            complaints.extend(
                also.map(|(name, reason)| Complaint { key: format!("{section}.{name}"), reason }),
            );
        }
        complaints
    }
}
