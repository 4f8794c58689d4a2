//! What an error of PostgreSQL means: to the unit that met it, and to the operator.
//! It must not decide what is done about it.

use crate::kernel::fault::Fault;
use sqlx::Error;
use sqlx::error::DatabaseError;
use std::io::ErrorKind;

/// Why a statement or a commit gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StatementError {
    /// Another unit was in the way: the same unit may succeed when it is run again.
    Conflict(String),
    /// The connection is gone or silent; what it did last may have happened or not.
    Lost(String),
    /// The server refused; the connection is well.
    Refused(Fault),
}

impl StatementError {
    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::Database(told) => Self::told(told.as_ref()),
            Error::Io(cause) => Self::Lost(broken(cause)),
            Error::Tls(cause) => Self::Lost(format!("no TLS with PostgreSQL: {cause}")),
            // The driver's own text may show a character of the password.
            Error::Configuration(_) => unreachable(
                "the driver does not take the password, the client certificate or its key".into(),
            ),
            Error::Encode(_)
            | Error::Decode(_)
            | Error::ColumnDecode { .. }
            | Error::ColumnIndexOutOfBounds { .. }
            | Error::TypeNotFound { .. } => Self::Refused(Fault::Internal(error.to_string())),
            // Nobody knows what the server sends next.
            _ => Self::Lost(format!("the connection to PostgreSQL broke: {error}")),
        }
    }

    /// What the server says. Its detail may hold values of rows: they are left out.
    fn told(error: &dyn DatabaseError) -> Self {
        let code = error.code().unwrap_or_default();
        let text = format!("{} (SQLSTATE {code})", error.message());
        match code.as_ref() {
            // A unique key may be met by who could not yet see the row; run again, it sees it.
            "40001" | "40P01" | "23505" => Self::Conflict(text),
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => {
                Self::Lost(format!("PostgreSQL is stopping, starting or cut us off: {text}"))
            },
            "57014" => unreachable(format!("PostgreSQL took too long: {text}")),
            "55P03" => unreachable(format!("PostgreSQL waited too long for a lock: {text}")),
            "53100" => {
                let text = "nothing is left on the disk of the database".to_owned();
                Self::Refused(Fault::NoSpace(text))
            },
            "53200" | "53300" | "53400" => unreachable(format!(
                "PostgreSQL has no room for another connection or query: {text}"
            )),
            "25006" => {
                unreachable(format!("this PostgreSQL only reads (is it a standby?): {text}"))
            },
            "58000" | "58030" | "XX001" | "XX002" => {
                unreachable(format!("the disk refused the database: {text}"))
            },
            "3D000" => unreachable(format!("{text}; make it with `shoal store create`")),
            _ if code.starts_with("28") || code == "42501" => {
                unreachable(format!("PostgreSQL does not let this role in: {text}"))
            },
            _ => Self::Refused(Fault::Internal(text)),
        }
    }

    /// It took longer than it may.
    pub(super) fn silent(limit_ms: u128) -> Self {
        Self::Lost(format!("PostgreSQL gave no answer within {limit_ms} ms"))
    }

    pub(super) fn fault(&self) -> Fault {
        match self {
            // Whoever gets this met the conflict when no other unit of this process ran.
            Self::Conflict(text) => Fault::internal(text),
            Self::Lost(text) => Fault::Unavailable(text.clone()),
            Self::Refused(fault) => fault.clone(),
        }
    }
}

fn unreachable(text: String) -> StatementError {
    StatementError::Refused(Fault::Unavailable(text))
}

fn broken(cause: &std::io::Error) -> String {
    match cause.kind() {
        // So the driver tells of a certificate that is not trusted.
        ErrorKind::InvalidData => format!("no TLS with PostgreSQL: {cause}"),
        ErrorKind::NotFound => {
            format!("a file that the address of PostgreSQL names cannot be opened: {cause}")
        },
        _ => format!("the connection to PostgreSQL broke: {cause}"),
    }
}
