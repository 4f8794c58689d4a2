//! The token that a form of ours carries and a stranger's form cannot know. It must not keep
//! anything: the token follows from the session, or from the visitor's own word.

use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What the token is bound to.
#[derive(Debug, Clone, Copy)]
pub(in crate::gateway) enum Subject<'a> {
    Session(&'a str),
    Visitor(&'a str),
}

fn code(key: &[u8; 32], subject: Subject<'_>) -> Option<Hmac<Sha256>> {
    let mut code = Hmac::<Sha256>::new_from_slice(key).ok()?;
    let (kind, word) = match subject {
        Subject::Session(word) => ("session:", word),
        Subject::Visitor(word) => ("visitor:", word),
    };
    code.update(kind.as_bytes());
    code.update(word.as_bytes());
    Some(code)
}

/// The token for a subject.
pub(in crate::gateway) fn token(key: &[u8; 32], subject: Subject<'_>) -> String {
    let bytes = code(key, subject).map(|code| code.finalize().into_bytes());
    bytes.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default()
}

/// Whether `given` is the token of a subject; takes the same time however much of it is right.
pub(in crate::gateway) fn is_valid(key: &[u8; 32], subject: Subject<'_>, given: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(given) else { return false };
    code(key, subject).is_some_and(|code| code.verify_slice(&bytes).is_ok())
}

/// Whether the browser says that a page of this site sends the request.
pub(in crate::gateway) fn is_same_origin(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(ORIGIN) else { return true };
    if public_url.is_some_and(|url| url.trim_end_matches('/') == origin) {
        return true;
    }
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text(HOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn a_token_fits_its_subject_and_key_only() {
        let (key, other) = ([7; 32], [8; 32]);
        let good = token(&key, Subject::Session("s"));
        assert!(is_valid(&key, Subject::Session("s"), &good));
        for (key, subject, given) in [
            (key, Subject::Session("t"), good.as_str()),
            (key, Subject::Visitor("s"), good.as_str()),
            (other, Subject::Session("s"), good.as_str()),
            (key, Subject::Session("s"), ""),
            (key, Subject::Session("s"), "%%%"),
            (key, Subject::Session("s"), &good[1..]),
        ] {
            assert!(!is_valid(&key, subject, given), "{subject:?} {given}");
        }
    }

    #[test]
    fn a_strange_origin_is_seen() {
        for (name, value, expected) in [
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "none", true),
            ("sec-fetch-site", "cross-site", false),
            ("sec-fetch-site", "same-site", false),
            ("origin", "https://here.example", true),
            ("origin", "https://public.example", true),
            ("origin", "https://evil.example", false),
            ("origin", "null", false),
            ("x-other", "x", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("here.example"));
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            let found = is_same_origin(&headers, Some("https://public.example/"));
            assert_eq!(found, expected, "{name}: {value}");
        }
    }
}
