//! The fields of a form, once its token has been checked. It must not judge what was typed.

use super::error::{HttpError, Own};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use std::future::{Ready, ready};
use std::rc::Rc;

/// The fields as they came, in order.
#[derive(Clone)]
pub(in crate::gateway) struct Form {
    fields: Rc<Vec<(String, String)>>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    pub(in crate::gateway) fn parse(body: &[u8]) -> Result<Self, HttpError> {
        let invalid =
            |_| HttpError::own(Own::BodyInvalid, "The form could not be read. Send it again.");
        let text = std::str::from_utf8(body).map_err(|_| ()).map_err(invalid)?;
        let parsed = web::Query::<Vec<(String, String)>>::from_query(text);
        let fields = parsed.map_err(|_| ()).map_err(invalid)?.into_inner();
        Ok(Self { fields: Rc::new(fields) })
    }

    /// The field as typed; empty when it is not there. Line ends come as browsers send them.
    pub(in crate::gateway) fn text(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The field as typed, if it was sent.
    pub(in crate::gateway) fn find(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Handlers get the form that the gate has checked, and no other.
impl FromRequest for Form {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let form = request.extensions().get::<Self>().cloned();
        ready(
            form.ok_or_else(|| {
                HttpError::own(Own::BodyInvalid, "A form was expected. Send it again.")
            }),
        )
    }
}

/// Tags as typed: both commas separate, since Chinese keyboards type the wide one.
pub(in crate::gateway) fn tags(text: &str) -> Vec<String> {
    let words = text.split([',', '，', '、']).map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// A path of this site to go to next; anything else leads home.
pub(in crate::gateway) fn next_path(text: &str) -> &str {
    let is_ours = text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains(['\\', '\r', '\n', '\t'])
        && text.len() <= 2000;
    if is_ours { text } else { "/" }
}

/// What may stand in the value of a query field as it is.
const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');
/// What is no printable ASCII.
const UNPRINTABLE: &AsciiSet = &CONTROLS.add(b' ');

/// The text as the value of a query field.
pub(in crate::gateway) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

/// A path as a header may carry it: what is no printable ASCII as its bytes in percent.
pub(in crate::gateway) fn in_ascii(path: &str) -> String {
    utf8_percent_encode(path, UNPRINTABLE).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_typed() {
        let form =
            Form::parse("title=a+b%26c&tags=%E7%8C%AB&title=second".as_bytes()).expect("a form");
        assert_eq!((form.text("title"), form.text("tags"), form.text("x")), ("a b&c", "猫", ""));
    }

    #[test]
    fn tags_split_at_every_comma() {
        assert_eq!(tags(" a, b，c、 ,d "), ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_header_carries_only_ascii() {
        assert_eq!(in_ascii("/search?q=%E7%8C%AB&x=a"), "/search?q=%E7%8C%AB&x=a");
        assert_eq!(in_ascii("/猫 x\u{7f}"), "/%E7%8C%AB%20x%7F");
    }

    #[test]
    fn nobody_is_sent_to_a_strange_site() {
        for (text, expected) in [
            ("/upload?x=1", "/upload?x=1"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(next_path(text), expected, "{text}");
        }
    }
}
