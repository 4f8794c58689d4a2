//! What belongs to a refusal or to a cause of failure, as contracts enumerate them: numbers and
//! names for the sentence that each language makes of them. It must not hold sentences.

use super::wire::Detail;
use super::wire::detail::Value;

impl Detail {
    /// One of them.
    pub(crate) fn new(name: &str, value: impl Into<Value>) -> Self {
        Self { name: name.to_owned(), value: Some(value.into()) }
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<i64> for Value {
    /// Sizes, counts and lengths of time; none is below zero.
    fn from(number: i64) -> Self {
        Self::Number(u64::try_from(number).unwrap_or_default())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The causes of failure of a contract: their codes, and what belongs to them.
macro_rules! causes {
    ($domain:literal) => {
        impl From<Cause> for Failure {
            fn from(cause: Cause) -> Self {
                Self { cause: cause.into(), details: Vec::new() }
            }
        }
        impl Failure {
            /// `ingest.UPLOAD_EMPTY`; by its number where the writer knew more causes than we do.
            pub(crate) fn code(&self) -> String {
                match Cause::try_from(self.cause) {
                    Ok(cause) => format!("{}.{}", $domain, cause.as_str_name()),
                    Err(_) => format!("{}.CAUSE_{}", $domain, self.cause),
                }
            }

            /// Adds what its sentence says.
            pub(crate) fn with(
                mut self,
                name: &str,
                value: impl Into<$crate::kernel::wire::detail::Value>,
            ) -> Self {
                self.details.push($crate::kernel::wire::Detail::new(name, value));
                self
            }
        }
    };
}
pub(crate) use causes;
