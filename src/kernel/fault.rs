//! The two ways a call ends badly: a refusal (the caller's fault, enumerated in the contract, safe
//! to show) and a fault (ours, shown as a code). It must not know any single refusal.

use crate::kernel::id::NoId;
use crate::kernel::wire::Detail;
use crate::kernel::wire::detail::Value;
use std::borrow::Cow;

/// What every call gives.
pub(crate) type Reply<T> = Result<T, Error>;

/// Why a call gave no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Refused(#[from] Box<Refused>),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The caller asked for what cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{domain}.{name}: {reason}")]
pub(crate) struct Refused {
    pub(crate) domain: Cow<'static, str>,
    pub(crate) code: i32,
    pub(crate) name: Cow<'static, str>,
    /// The HTTP status that the contract states for it.
    pub(crate) http: u16,
    /// A sentence for the person who asked.
    pub(crate) reason: String,
    /// What its sentence says and a client needs, such as `retry_after_ms`.
    pub(crate) details: Vec<Detail>,
}

/// We could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("unavailable: {0}")]
    Unavailable(String),
    #[error("the deadline passed")]
    Timeout,
    #[error("overloaded")]
    Overloaded,
    /// Nothing was done: the domain is served elsewhere, from this epoch on.
    #[error("the domain is served elsewhere (epoch {0})")]
    Moved(u64),
    /// A disk is full: the same succeeds when its operator has made room.
    #[error("no space: {0}")]
    NoSpace(String),
    #[error("internal: {0}")]
    Internal(String),
}

impl Fault {
    /// The stable word of this fault, as metrics and the API show it.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "unavailable",
            Self::Timeout => "timeout",
            Self::Overloaded => "overloaded",
            Self::Moved(_) => "moved",
            Self::NoSpace(_) => "no_space",
            Self::Internal(_) => "internal",
        }
    }

    /// An internal fault from any error, keeping its chain as text.
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(format!("{error:#}"))
    }
}

/// Where a text must be an id, as in an event of a peer. Handlers say what they refuse instead.
impl From<NoId> for Error {
    fn from(error: NoId) -> Self {
        Fault::internal(error).into()
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl Error {
    /// Whether this is the refusal `code`.
    pub(crate) fn is<C: RefusalCode>(&self, code: C) -> bool {
        matches!(self, Self::Refused(refused)
            if refused.domain == C::DOMAIN && refused.code == code.number())
    }
}

/// Implemented by the `Refusal` enum of every contract.
pub(crate) trait RefusalCode: Copy {
    const DOMAIN: &'static str;
    fn number(self) -> i32;
    fn name(self) -> &'static str;
    fn http(self) -> u16;

    /// This refusal with a sentence for the person who asked.
    fn because(self, reason: impl Into<String>) -> Refused {
        Refused {
            domain: Cow::Borrowed(Self::DOMAIN),
            code: self.number(),
            name: Cow::Borrowed(self.name()),
            http: self.http(),
            reason: reason.into(),
            details: Vec::new(),
        }
    }
}

/// The refusal codes of a contract, by number and by name.
macro_rules! refusals {
    ($domain:literal $($number:literal => $http:literal,)*) => {
        impl RefusalCode for Refusal {
            const DOMAIN: &'static str = $domain;
            fn number(self) -> i32 {
                self as i32
            }
            fn name(self) -> &'static str {
                self.as_str_name()
            }
            fn http(self) -> u16 {
                match self as i32 {
                    $($number => $http,)*
                    _ => 400,
                }
            }
        }
    };
}
pub(crate) use refusals;

/// What any domain may refuse.
pub(crate) use shared::Refusal as Shared;

mod shared {
    use super::RefusalCode;
    pub(crate) use crate::kernel::wire::Refusal;

    include!(concat!(env!("OUT_DIR"), "/shared_refusals.rs"));
}

impl Refused {
    /// Adds what its sentence says.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.push(Detail::new(name, value));
        self
    }
}
