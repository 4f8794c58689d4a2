//! What went wrong with a request, as status, code and sentence. It must not show what only the
//! log may know: a fault is a code and a trace id.

use super::words::Language;
use crate::kernel::blobs::BlobFault;
use crate::kernel::fault::{Error, Fault, RefusalCode as _, Refused, Shared};
use crate::kernel::wire::Detail;
use crate::kernel::wire::detail::Value;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use std::fmt;

/// Why a request was not answered as asked. Small, so that it travels in results.
#[derive(Debug, Clone)]
pub(in crate::gateway) struct HttpError(Box<Told>);

/// The parts of a trouble.
#[derive(Debug, Clone)]
pub(in crate::gateway) struct Told {
    pub(in crate::gateway) status: StatusCode,
    /// `video.VIDEO_UNKNOWN`, `kernel.SIGN_IN_FIRST`, or the word of a fault.
    pub(in crate::gateway) code: String,
    pub(in crate::gateway) message: String,
    pub(in crate::gateway) details: Vec<Detail>,
    pub(in crate::gateway) retry_after_s: Option<u64>,
    /// For the log only.
    pub(in crate::gateway) cause: Option<String>,
}

/// What every handler gives.
pub(in crate::gateway) type Answer = Result<HttpResponse, HttpError>;

/// The front's own refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Own {
    CredentialUnknown,
    Csrf,
    HttpsRequired,
    MethodNotAllowed,
    BodySlow,
    TusVersion,
    BodyTooLarge,
    MediaType,
    BodyInvalid,
    HeaderInvalid,
    TooManyRequests,
    BodyCut,
    BackupRefused,
    CheckpointRefused,
    ExportRunning,
}

impl Own {
    #[cfg(test)]
    pub(in crate::gateway) const ALL: &[Self] = &[
        Self::CredentialUnknown,
        Self::Csrf,
        Self::HttpsRequired,
        Self::MethodNotAllowed,
        Self::BodySlow,
        Self::TusVersion,
        Self::BodyTooLarge,
        Self::MediaType,
        Self::BodyInvalid,
        Self::HeaderInvalid,
        Self::TooManyRequests,
        Self::BodyCut,
        Self::BackupRefused,
        Self::CheckpointRefused,
        Self::ExportRunning,
    ];

    /// Its name and the HTTP status that it becomes.
    pub(in crate::gateway) fn told(self) -> (&'static str, u16) {
        match self {
            Self::CredentialUnknown => ("CREDENTIAL_UNKNOWN", 401),
            Self::Csrf => ("CSRF", 403),
            Self::HttpsRequired => ("HTTPS_REQUIRED", 403),
            Self::MethodNotAllowed => ("METHOD_NOT_ALLOWED", 405),
            Self::BodySlow => ("BODY_SLOW", 408),
            Self::TusVersion => ("TUS_VERSION", 412),
            Self::BodyTooLarge => ("BODY_TOO_LARGE", 413),
            Self::MediaType => ("MEDIA_TYPE", 415),
            Self::BodyInvalid => ("BODY_INVALID", 400),
            Self::HeaderInvalid => ("HEADER_INVALID", 400),
            Self::TooManyRequests => ("TOO_MANY_REQUESTS", 429),
            Self::BodyCut => ("BODY_CUT", 400),
            Self::BackupRefused => ("BACKUP_REFUSED", 409),
            Self::CheckpointRefused => ("CHECKPOINT_REFUSED", 409),
            Self::ExportRunning => ("EXPORT_RUNNING", 429),
        }
    }
}

impl HttpError {
    /// One of the front's own refusals.
    pub(in crate::gateway) fn own(own: Own, message: impl Into<String>) -> Self {
        let (name, status) = own.told();
        Self(Box::new(Told {
            status: status_of(status),
            code: format!("gateway.{name}"),
            message: message.into(),
            details: Vec::new(),
            retry_after_s: None,
            cause: None,
        }))
    }

    /// What any part of the site may refuse.
    pub(in crate::gateway) fn shared(refusal: Shared, message: impl Into<String>) -> Self {
        Self::of_refused(refusal.because(message))
    }

    /// Nothing is at this address, or nothing that the caller may see.
    pub(in crate::gateway) fn not_found() -> Self {
        Self::shared(Shared::NotFound, "There is nothing at this address. Check it and try again.")
    }

    /// The same, telling when to try again.
    pub(in crate::gateway) fn after_s(mut self, seconds: u64) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// Whether this is the refusal with the given code, such as `video.NOT_READY`.
    pub(in crate::gateway) fn is(&self, code: &str) -> bool {
        self.0.code == code
    }

    /// What happened, in the words of that language: the sentence of the code, or, where a detail
    /// that it names did not come, what the domain said.
    pub(in crate::gateway) fn told_in(&self, language: Language) -> String {
        if self.cause.is_some() {
            return language.fault(self.word()).what;
        }
        let mut details = self.details.clone();
        details.extend(self.retry_after_s.map(|s| Detail::new("retry_after_s", s)));
        language.refusal(&self.code, &details).unwrap_or_else(|| self.message.clone())
    }

    /// The word under which the dictionary explains this kind of trouble.
    pub(in crate::gateway) fn word(&self) -> &str {
        match self.code.as_str() {
            // To a person it is the same: that part does not answer now.
            "moved" => return "unavailable",
            _ if self.cause.is_some() => return &self.code,
            _ => {},
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
        let status = refused.http;
        let wait = refused.details.iter().find(|detail| detail.name == "retry_after_ms");
        let wait_ms = wait.and_then(|detail| match detail.value {
            Some(Value::Number(wait_ms)) => Some(wait_ms),
            _ => None,
        });
        Self(Box::new(Told {
            status: status_of(status),
            code: format!("{}.{}", refused.domain, refused.name),
            message: sentence(&refused.reason),
            details: refused.details,
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
            details: Vec::new(),
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

impl std::ops::Deref for HttpError {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.0
    }
}

impl From<Error> for HttpError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refused) => Self::of_refused(*refused),
            Error::Fault(fault) => Self::of_fault(&fault),
        }
    }
}

impl From<Fault> for HttpError {
    fn from(fault: Fault) -> Self {
        Self::of_fault(&fault)
    }
}

impl From<BlobFault> for HttpError {
    fn from(fault: BlobFault) -> Self {
        match fault {
            BlobFault::Missing(_) => Self::not_found(),
            other => Error::from(other).into(),
        }
    }
}

impl From<askama::Error> for HttpError {
    fn from(error: askama::Error) -> Self {
        Fault::internal(error).into()
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code, self.message)
    }
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Bare on purpose: the middleware writes the body, since only it knows who reads it.
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
        let trouble = HttpError::from(Fault::Internal("table users is gone".into()));
        assert_eq!((trouble.status.as_u16(), trouble.code.as_str()), (500, "internal"));
        assert!(!trouble.message.contains("users"));
        assert_eq!(trouble.cause.as_deref(), Some("internal: table users is gone"));
        assert_eq!(HttpError::from(Fault::Moved(7)).word(), "unavailable");
    }
}
