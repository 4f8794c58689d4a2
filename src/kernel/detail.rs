//! Causes of failure, as contracts enumerate them, and what belongs to one: numbers and names for
//! the sentence that each language makes of them. It must not hold sentences.

use super::wire::detail::Value;

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

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
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
                let (name, value) = (name.to_owned(), Some(value.into()));
                self.details.push($crate::kernel::wire::Detail { name, value });
                self
            }
        }
    };
}
pub(crate) use causes;
