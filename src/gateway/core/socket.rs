//! WebSockets (RFC 6455): the handshake, frames that go out as they are shared by all readers, and
//! what comes in, which is little. It must not keep more of a client's bytes than one small frame.

use super::csrf;
use super::error::{HttpError, Own};
use super::front::Front;
use actix_web::http::header::{
    CONNECTION, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{BufMut as _, Bytes, BytesMut};
use ring::digest;

/// The largest text that a client may send at once. None of ours sends any.
const MESSAGE_BYTES_MAX: usize = 4 << 10;
/// RFC 6455, 5.5.
const CONTROL_BYTES_MAX: usize = 125;
const FIN: u8 = 0x80;
const MASKED: u8 = 0x80;

/// Why a socket is closed (RFC 6455, 7.4, and 4000 to 4999 for what is ours).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(in crate::gateway) enum CloseCode {
    Done = 1000,
    GoingAway = 1001,
    Protocol = 1002,
    Policy = 1008,
    TooBig = 1009,
    /// Come back: what was followed is somewhere else, or has begun anew.
    Restarted = 1012,
    /// Whoever reads may not any more.
    NotAllowed = 4401,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn of(bits: u8) -> Option<Self> {
        const ALL: [Opcode; 6] = [
            Opcode::Continuation,
            Opcode::Text,
            Opcode::Binary,
            Opcode::Close,
            Opcode::Ping,
            Opcode::Pong,
        ];
        ALL.into_iter().find(|one| *one as u8 == bits)
    }

    fn is_control(self) -> bool {
        self as u8 >= Self::Close as u8
    }
}

/// What every server adds to a key before it is hashed (RFC 6455, 1.3).
const KEY_SUFFIX: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// Bytes of a key, before its encoding.
const KEY_BYTES: usize = 16;

/// The head of the answer that makes a connection a socket. A page of another site gets none: its
/// visitor's browser would send their cookies along.
///
/// # Errors
/// That the request is no handshake, or comes from elsewhere.
pub(in crate::gateway) fn upgrade(
    front: &Front,
    request: &HttpRequest,
) -> Result<HttpResponseBuilder, HttpError> {
    let settings = front.settings();
    if !csrf::is_same_origin(request.headers(), settings.public_url.as_deref()) {
        let text = "This address is for pages of this site. Open the video here.";
        return Err(HttpError::own(Own::Csrf, text));
    }
    let key = handshake_key(request.headers()).ok_or_else(|| {
        let text = "This address takes WebSocket connections only (RFC 6455, version 13).";
        HttpError::own(Own::HeaderInvalid, text)
    })?;
    let mut answer = HttpResponse::SwitchingProtocols();
    answer.upgrade("websocket").insert_header((SEC_WEBSOCKET_ACCEPT, accepted(key)));
    Ok(answer)
}

/// The key of a handshake, if it is one.
fn handshake_key(headers: &HeaderMap) -> Option<&str> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let has = |name, word: &str| {
        let mut options = text(name)?.split(',').map(str::trim);
        options.any(|option| option.eq_ignore_ascii_case(word)).then_some(())
    };
    has(UPGRADE, "websocket")?;
    has(CONNECTION, "upgrade")?;
    let key = text(SEC_WEBSOCKET_KEY).filter(|_| text(SEC_WEBSOCKET_VERSION) == Some("13"))?;
    let is_key = STANDARD.decode(key).is_ok_and(|bytes| bytes.len() == KEY_BYTES);
    is_key.then_some(key)
}

/// The proof that the handshake was read (RFC 6455, 4.2.2).
fn accepted(key: &str) -> String {
    let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hash.update(key.as_bytes());
    hash.update(KEY_SUFFIX);
    STANDARD.encode(hash.finish())
}

/// A whole text message as it goes over the wire.
pub(in crate::gateway) fn text_frame(text: &[u8]) -> Bytes {
    frame(Opcode::Text, text)
}

/// Asks whether the other end is there.
pub(in crate::gateway) fn ping_frame() -> Bytes {
    frame(Opcode::Ping, &[])
}

/// The last frame.
pub(in crate::gateway) fn close_frame(code: CloseCode) -> Bytes {
    frame(Opcode::Close, &(code as u16).to_be_bytes())
}

fn frame(opcode: Opcode, payload: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(payload.len() + 10);
    bytes.put_u8(FIN | opcode as u8);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length), _) if usize::from(length) <= CONTROL_BYTES_MAX => bytes.put_u8(length),
        (_, Ok(length)) => {
            bytes.put_u8(126);
            bytes.put_u16(length);
        },
        _ => {
            bytes.put_u8(127);
            bytes.put_u64(u64::try_from(payload.len()).unwrap_or(u64::MAX));
        },
    }
    bytes.put_slice(payload);
    bytes.freeze()
}

/// What a client sent.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::gateway) enum Heard {
    /// To be answered with this frame.
    Ping(Bytes),
    Pong,
    /// A message, or a part of one.
    Message,
    /// It goes, or has to.
    Closed(CloseCode),
}

/// Reads what a client sends.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Incoming {
    kept: Vec<u8>,
    /// Bytes of the message that is not over.
    message: Option<usize>,
}

impl Incoming {
    /// Takes more bytes; says what is whole by now. Nothing follows a `Closed`.
    pub(in crate::gateway) fn take(&mut self, bytes: &[u8]) -> Vec<Heard> {
        let mut heard = Vec::new();
        let mut rest = bytes;
        loop {
            let wanted = match self.wanted() {
                Ok(wanted) => wanted,
                Err(code) => {
                    heard.push(Heard::Closed(code));
                    return heard;
                },
            };
            let missing = wanted.saturating_sub(self.kept.len());
            let taken = missing.min(rest.len());
            let (now, later) = rest.split_at(taken);
            self.kept.extend_from_slice(now);
            rest = later;
            if taken < missing {
                return heard;
            }
            if missing > 0 {
                // The head may ask for more.
                continue;
            }
            let one = self.whole();
            let is_over = matches!(one, Heard::Closed(_));
            heard.push(one);
            self.kept.clear();
            self.kept.shrink_to(0);
            if is_over || rest.is_empty() {
                return heard;
            }
        }
    }

    /// How many bytes the frame has that begins what is kept, as far as it can be said.
    fn wanted(&self) -> Result<usize, CloseCode> {
        let [head, length, ..] = *self.kept.as_slice() else { return Ok(2) };
        let opcode = Opcode::of(head & 0x0f).ok_or(CloseCode::Protocol)?;
        let is_final = head & FIN != 0;
        let short = usize::from(length & !MASKED);
        // No extension is agreed on, and clients mask (5.1).
        if head & 0x70 != 0 || length & MASKED == 0 {
            return Err(CloseCode::Protocol);
        }
        if opcode.is_control() && (!is_final || short > CONTROL_BYTES_MAX) {
            return Err(CloseCode::Protocol);
        }
        let goes_on = self.message.is_some();
        if !opcode.is_control() && goes_on != (opcode == Opcode::Continuation) {
            return Err(CloseCode::Protocol);
        }
        let (head_bytes, payload) = match short {
            126 => match self.kept.get(2..4) {
                Some(&[high, low]) => (4, usize::from(u16::from_be_bytes([high, low]))),
                _ => return Ok(4),
            },
            127 => return Err(CloseCode::TooBig),
            short => (2, short),
        };
        if self.message.unwrap_or(0) + payload > MESSAGE_BYTES_MAX {
            return Err(CloseCode::TooBig);
        }
        Ok(head_bytes + 4 + payload)
    }

    /// What the whole frame says that is kept.
    fn whole(&mut self) -> Heard {
        let (Some(head), Some(length)) = (self.kept.first(), self.kept.get(1)) else {
            return Heard::Closed(CloseCode::Protocol);
        };
        let from = if length & !MASKED == 126 { 4 } else { 2 };
        let body = self.kept.get(from..).unwrap_or_default();
        let (mask, payload) = body.split_at(4.min(body.len()));
        let is_final = head & FIN != 0;
        match Opcode::of(head & 0x0f) {
            Some(Opcode::Ping) => {
                let mask = mask.iter().cycle();
                let plain: Vec<u8> = payload.iter().zip(mask).map(|(one, by)| one ^ by).collect();
                Heard::Ping(frame(Opcode::Pong, &plain))
            },
            Some(Opcode::Pong) => Heard::Pong,
            Some(Opcode::Close) | None => Heard::Closed(CloseCode::Done),
            Some(Opcode::Text | Opcode::Binary | Opcode::Continuation) => {
                let so_far = self.message.unwrap_or(0) + payload.len();
                self.message = (!is_final).then_some(so_far);
                Heard::Message
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    /// A frame as a client sends it.
    fn masked(head: u8, payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![head];
        match u8::try_from(payload.len()) {
            Ok(length) if length < 126 => bytes.push(MASKED | length),
            _ => {
                bytes.push(MASKED | 126);
                let length = u16::try_from(payload.len()).expect("a test sends little");
                bytes.extend_from_slice(&length.to_be_bytes());
            },
        }
        let mask = [1, 2, 3, 4];
        bytes.extend_from_slice(&mask);
        bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(one, by)| one ^ by));
        bytes
    }

    /// What is heard when the bytes come in pieces of some size.
    fn heard(bytes: &[u8], piece: usize) -> Vec<Heard> {
        let mut incoming = Incoming::default();
        bytes.chunks(piece).flat_map(|piece| incoming.take(piece)).collect()
    }

    #[test]
    fn a_handshake_is_answered_as_the_standard_has_it() {
        let key = "dGhlIHNhbXBsZSBub25jZQ==";
        assert_eq!(accepted(key), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "RFC 6455, 1.3");
        let whole = [
            ("upgrade", "websocket"),
            ("connection", "keep-alive, Upgrade"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", key),
        ];
        let ask = |changed: Option<(usize, &'static str)>| {
            let request =
                whole.iter().enumerate().fold(TestRequest::get(), |request, (at, one)| {
                    let value =
                        changed.filter(|(which, _)| *which == at).map_or(one.1, |new| new.1);
                    request.insert_header((one.0, value))
                });
            handshake_key(request.to_http_request().headers()).map(str::to_owned)
        };
        assert_eq!(ask(None).as_deref(), Some(key));
        for (at, value) in [(0, "h2c"), (1, "close"), (2, "8"), (3, "short"), (3, "")] {
            assert_eq!(ask(Some((at, value))), None, "{value}");
        }
    }

    #[test]
    fn frames_have_the_lengths_that_the_standard_gives_them() {
        assert_eq!(text_frame(b"hi").as_ref(), b"\x81\x02hi");
        assert_eq!(text_frame(&[b'a'; 125])[..2], [0x81, 125]);
        assert_eq!(text_frame(&[b'a'; 126])[..4], [0x81, 126, 0, 126]);
        assert_eq!(text_frame(&vec![b'a'; 70_000])[..10], [0x81, 127, 0, 0, 0, 0, 0, 1, 17, 112]);
        assert_eq!(close_frame(CloseCode::NotAllowed).as_ref(), [0x88, 2, 0x11, 0x31]);
        assert_eq!(ping_frame().as_ref(), [0x89, 0]);
    }

    #[test]
    fn what_a_client_sends_is_heard_in_whatever_pieces_it_comes() {
        let ping = Heard::Ping(Bytes::from_static(b"\x8a\x03abc"));
        let mut bytes = masked(0x89, b"abc");
        bytes.extend(masked(0x8a, b""));
        bytes.extend(masked(0x01, b"one "));
        bytes.extend(masked(0x89, b"abc"));
        bytes.extend(masked(0x80, &[b'x'; 300]));
        bytes.extend(masked(0x88, &[3, 232]));
        let again = Heard::Ping(Bytes::from_static(b"\x8a\x03abc"));
        let all = [
            ping,
            Heard::Pong,
            Heard::Message,
            again,
            Heard::Message,
            Heard::Closed(CloseCode::Done),
        ];
        for piece in [1, 2, 3, 7, 100, bytes.len()] {
            assert_eq!(heard(&bytes, piece), all, "{piece}");
        }
    }

    #[test]
    fn what_is_no_frame_or_too_large_closes_the_socket() {
        let unmasked = vec![0x81, 2, b'h', b'i'];
        let long_ping = {
            let mut bytes = masked(0x89, b"");
            bytes[1] = MASKED | 126;
            bytes
        };
        let many: Vec<u8> = (0..20)
            .flat_map(|at| masked(if at == 0 { 0x01 } else { 0x00 }, &[b'x'; 400]))
            .collect();
        for (bytes, code) in [
            (unmasked, CloseCode::Protocol),
            (masked(0x83, b""), CloseCode::Protocol),
            (masked(0xc1, b"deflated"), CloseCode::Protocol),
            (masked(0x80, b"nothing to go on with"), CloseCode::Protocol),
            (masked(0x09, b"a ping in parts"), CloseCode::Protocol),
            (long_ping, CloseCode::Protocol),
            (masked(0x81, &[b'x'; 5000]), CloseCode::TooBig),
            (vec![0x81, MASKED | 127, 0xff, 0xff], CloseCode::TooBig),
            (many, CloseCode::TooBig),
        ] {
            for piece in [1, 1024] {
                let heard = heard(&bytes, piece);
                let first = heard.iter().find(|one| matches!(one, Heard::Closed(_)));
                assert_eq!(first, Some(&Heard::Closed(code)), "{bytes:?}");
            }
        }
    }
}
