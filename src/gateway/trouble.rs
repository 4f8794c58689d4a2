//! What went wrong with a request, as status, code and sentence. It must not show what only the
//! log may know: a fault is a code and a trace id.

use super::refusals;
use super::words::Language;
use crate::kernel::blobs::BlobFault;
use crate::kernel::fault::{Error, Fault, Refused};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use std::fmt;

/// Why a request was not answered as asked. Small, so that it travels in results.
#[derive(Debug, Clone)]
pub(super) struct Trouble(Box<Told>);

/// The parts of a trouble.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    /// `video.VIDEO_UNKNOWN`, `gateway.SIGN_IN_FIRST`, or the word of a fault.
    pub(super) code: String,
    pub(super) message: String,
    pub(super) metadata: Vec<(String, String)>,
    pub(super) retry_after_s: Option<u64>,
    /// For the log only.
    pub(super) cause: Option<String>,
}

/// What every handler gives.
pub(super) type Answer = Result<HttpResponse, Trouble>;

/// The front's own refusals: name, status.
pub(super) const OWN: &[(&str, u16)] = &[
    ("SIGN_IN_FIRST", 401),
    ("CREDENTIAL_UNKNOWN", 401),
    ("NOT_ALLOWED", 403),
    ("CSRF", 403),
    ("HTTPS_REQUIRED", 403),
    ("NOT_FOUND", 404),
    ("METHOD_NOT_ALLOWED", 405),
    ("BODY_SLOW", 408),
    ("TUS_VERSION", 412),
    ("BODY_TOO_LARGE", 413),
    ("MEDIA_TYPE", 415),
    ("BODY_INVALID", 400),
    ("HEADER_INVALID", 400),
    ("TOO_MANY_REQUESTS", 429),
    ("BODY_CUT", 400),
    ("BACKUP_REFUSED", 409),
];

impl Trouble {
    /// One of the front's own refusals, by its name in `OWN`.
    pub(super) fn own(name: &'static str, message: impl Into<String>) -> Self {
        let found = OWN.iter().find(|(known, _)| *known == name);
        let status = found.map_or(500, |(_, status)| *status);
        Self(Box::new(Told {
            status: status_of(status),
            code: format!("gateway.{name}"),
            message: message.into(),
            metadata: Vec::new(),
            retry_after_s: None,
            cause: None,
        }))
    }

    /// Nothing is at this address, or nothing that the caller may see.
    pub(super) fn not_found() -> Self {
        Self::own("NOT_FOUND", "There is nothing at this address. Check it and try again.")
    }

    /// The same, telling when to try again.
    pub(super) fn after_s(mut self, seconds: u64) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// Whether this is the refusal with the given code, such as `video.NOT_READY`.
    pub(super) fn is(&self, code: &str) -> bool {
        self.0.code == code
    }

    /// What happened, for a reader of that language. Domains speak English; where the language has
    /// its own sentence for the code, that is told.
    pub(super) fn told_in(&self, language: Language) -> String {
        let name = self.code.rsplit('.').next().unwrap_or_default();
        if self.cause.is_some() || (self.code.starts_with("gateway.") && language != Language::En) {
            return match language.refusal(name) {
                Some(text) => text.to_owned(),
                None => language.fault(self.word()).what.to_owned(),
            };
        }
        language.refusal(name).map_or_else(|| self.message.clone(), str::to_owned)
    }

    /// The word under which the dictionary explains this kind of trouble.
    pub(super) fn word(&self) -> &str {
        if self.cause.is_some() {
            return &self.code;
        }
        match (self.code.as_str(), self.status.as_u16()) {
            ("gateway.CSRF", _) => "csrf",
            (_, 429 | 503) => "too_many_requests",
            (_, 401 | 403) => "not_allowed",
            (_, 413) => "payload_too_large",
            (_, 423 | 507) => "unavailable",
            _ => "bad_request",
        }
    }

    fn of_refused(refused: Refused) -> Self {
        let status = refusals::status(&refused.domain, &refused.name);
        let wait = refused.metadata.iter().find(|(name, _)| name == "retry_after_ms");
        let wait_ms = wait.and_then(|(_, value)| value.parse::<u64>().ok());
        Self(Box::new(Told {
            status: status_of(status),
            code: format!("{}.{}", refused.domain, refused.name),
            message: sentence(&refused.reason),
            metadata: refused.metadata,
            // What is full empties by itself, or by what the person does about it.
            retry_after_s: wait_ms.map(|ms| ms.div_ceil(1000)).or(matches!(
                status,
                429 | 503 | 507
            )
            .then_some(60)),
            cause: None,
        }))
    }

    fn of_fault(fault: &Fault) -> Self {
        let (status, message, retry_after_s) = match fault {
            Fault::Unavailable(_) | Fault::Moved(_) => {
                (503, "A part of the site is not running. Try again in a few seconds.", Some(5))
            },
            Fault::NoSpace(_) => {
                let text = "The disk of the server is full, so nothing was saved. Ask its \
                            operator to make room, then try again.";
                (507, text, Some(60))
            },
            Fault::Timeout => (504, "The answer took too long. Try again.", Some(2)),
            Fault::Overloaded => {
                (503, "The site has more to do than it can take. Try again in a moment.", Some(1))
            },
            Fault::Internal(_) => {
                (500, "Something broke on our side. The trace id finds it in the log.", None)
            },
        };
        Self(Box::new(Told {
            status: status_of(status),
            code: fault.code().to_owned(),
            message: message.to_owned(),
            metadata: Vec::new(),
            retry_after_s,
            cause: Some(fault.to_string()),
        }))
    }
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Domains write reasons in lower case; a person reads a sentence. A name such as
/// `user.sessions_max` stays as it is written.
fn sentence(reason: &str) -> String {
    let first = reason.split(' ').next().unwrap_or_default();
    if first.trim_end_matches('.').contains(['.', '_']) {
        return format!("{reason}.");
    }
    let mut letters = reason.chars();
    let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if reason.ends_with(['.', '!', '?', '。']) { "" } else { "." };
    format!("{head}{}{end}", letters.as_str())
}

impl std::ops::Deref for Trouble {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.0
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refused) => Self::of_refused(*refused),
            Error::Fault(fault) => Self::of_fault(&fault),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::of_fault(&fault)
    }
}

impl From<BlobFault> for Trouble {
    fn from(fault: BlobFault) -> Self {
        match fault {
            BlobFault::Missing(_) => Self::not_found(),
            other => Error::from(other).into(),
        }
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        Fault::internal(error).into()
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code, self.message)
    }
}

impl ResponseError for Trouble {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Bare on purpose: the door writes the body, since only it knows who reads it.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_becomes_a_sentence() {
        assert_eq!(sentence("sign in first"), "Sign in first.");
        assert_eq!(sentence("Done already!"), "Done already!");
        assert_eq!(sentence(""), ".");
        assert_eq!(sentence("user.sessions_max is 0"), "user.sessions_max is 0.");
    }

    #[test]
    fn a_fault_keeps_its_cause_from_the_reader() {
        let trouble = Trouble::from(Fault::Internal("table users is gone".into()));
        assert_eq!((trouble.status.as_u16(), trouble.code.as_str()), (500, "internal"));
        assert!(!trouble.message.contains("users"));
        assert_eq!(trouble.cause.as_deref(), Some("internal: table users is gone"));
    }
}
