//! Errors as gRPC shows them: a status that any client understands, and beside it the whole error,
//! so that nothing is lost between two processes of Shoal.

use crate::kernel::bus::Broken;
use crate::kernel::fault::{Error, Fault};
use crate::kernel::wire::Failure;
use bytes::Bytes;
use prost::Message as _;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};

/// Where the whole error travels.
const FAILURE: &str = "shoal-failure-bin";
/// A longer text would not fit beside the other headers.
const TEXT_BYTES_MAX: usize = 2048;

/// The status of an error.
pub(super) fn of(error: &Error) -> Status {
    let code = match error {
        Error::Refused(_) => Code::FailedPrecondition,
        Error::Fault(Fault::Unavailable(_) | Fault::Moved(_) | Fault::NoSpace(_)) => {
            Code::Unavailable
        },
        Error::Fault(Fault::Timeout) => Code::DeadlineExceeded,
        Error::Fault(Fault::Overloaded) => Code::ResourceExhausted,
        Error::Fault(Fault::Internal(_)) => Code::Internal,
    };
    let text = shortened(&error.to_string());
    let mut status = Status::new(code, text);
    let mut failure = Failure::from(error);
    shorten(&mut failure);
    let value = MetadataValue::from_bytes(&failure.encode_to_vec());
    status.metadata_mut().insert_bin(FAILURE, value);
    status
}

/// The error behind a status, or what the wire itself met.
pub(super) fn read(status: &Status) -> Broken {
    let whole = status.metadata().get_bin(FAILURE).and_then(|value| value.to_bytes().ok());
    if let Some(failure) = whole.and_then(|bytes| Failure::decode(bytes).ok()) {
        return Broken::Answered(failure.into());
    }
    let text = status.message();
    match status.code() {
        Code::Unimplemented => Broken::Answered(
            Fault::Unavailable(format!(
                "the other process does not know this call ({text}): it speaks another contract \
                 or does not host the domain"
            ))
            .into(),
        ),
        Code::OutOfRange | Code::ResourceExhausted => {
            Broken::Answered(Fault::Internal(format!("the wire refused a message: {text}")).into())
        },
        Code::DeadlineExceeded => Broken::Answered(Fault::Timeout.into()),
        Code::Unauthenticated | Code::InvalidArgument => Broken::Answered(
            Fault::Unavailable(format!("the other process refused the call: {text}")).into(),
        ),
        _ => Broken::Lost(cause(status)),
    }
}

/// A message with one field whose number the protobuf language keeps for itself (19000 to 19999):
/// no contract can have it, so a stream of requests may end with it. gRPC itself lets only the
/// answering side end a stream with an error.
#[derive(Clone, PartialEq, prost::Message)]
struct LastWord {
    #[prost(message, optional, tag = "19001")]
    failure: Option<Failure>,
}

/// How a message of that kind begins: the number 19001 with the wire type of a message.
const LAST_WORD: [u8; 3] = [0xca, 0xa3, 0x09];

/// The last message of a request that its sender could not finish.
pub(super) fn last_word(error: &Error) -> Bytes {
    LastWord { failure: Some(error.into()) }.encode_to_vec().into()
}

/// A message of a request, or the error with which its sender gave up.
pub(super) fn heard(message: Bytes) -> Result<Bytes, Error> {
    if !message.starts_with(&LAST_WORD) {
        return Ok(message);
    }
    match LastWord::decode(message.clone()) {
        Ok(LastWord { failure: Some(failure) }) => Err(failure.into()),
        _ => Ok(message),
    }
}

/// The innermost cause says most: `Connection refused`, `certificate expired`.
fn cause(status: &Status) -> String {
    let mut text = status.message().to_owned();
    let mut source = std::error::Error::source(status);
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text
}

fn shorten(failure: &mut Failure) {
    use crate::kernel::wire::failure::Kind;
    match &mut failure.kind {
        Some(Kind::Refusal(refusal)) => refusal.reason = shortened(&refusal.reason),
        Some(Kind::Fault(note)) => note.text = shortened(&note.text),
        None => {},
    }
}

fn shortened(text: &str) -> String {
    text.get(..text.floor_char_boundary(TEXT_BYTES_MAX)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::fault::Refused;
    use crate::kernel::wire::Detail;

    fn refused() -> Error {
        Refused {
            domain: "video".into(),
            code: 4711,
            name: "FROM_THE_FUTURE".into(),
            http: 418,
            reason: "a newer release says so".to_owned(),
            details: vec![Detail::new("retry_after_ms", 7_u64), Detail::new("by", "alice")],
        }
        .into()
    }

    #[test]
    fn every_error_survives_the_wire_and_so_do_unknown_codes() {
        let faults = [
            Fault::Unavailable("why".to_owned()),
            Fault::Timeout,
            Fault::Overloaded,
            Fault::Moved(7),
            Fault::NoSpace("where".to_owned()),
            Fault::Internal("what".to_owned()),
        ];
        for error in faults.into_iter().map(Error::from).chain([refused()]) {
            let Broken::Answered(back) = read(&of(&error)) else { panic!("{error} was lost") };
            assert_eq!(format!("{back:?}"), format!("{error:?}"));
        }
    }

    #[test]
    fn a_request_may_end_with_an_error_and_plain_messages_pass() {
        let told = heard(last_word(&refused())).expect_err("it was an error");
        assert_eq!(format!("{told:?}"), format!("{:?}", refused()));
        let plain = Bytes::from_static(b"\x0a\x02v1");
        assert_eq!(heard(plain.clone()).expect("it is a message"), plain);
    }

    #[test]
    fn a_very_long_error_is_shortened_and_arrives() {
        let long = Error::from(Fault::Internal("ä".repeat(40_000)));
        assert!(
            of(&long).metadata().get_bin(FAILURE).expect("it is there").as_encoded_bytes().len()
                < 8000
        );
    }
}
