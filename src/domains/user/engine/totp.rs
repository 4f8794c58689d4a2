//! Codes by time (RFC 6238 over RFC 4226: HMAC-SHA-1, six digits, steps of 30 seconds), with their
//! secrets in base32 (RFC 4648). It must not know a clock, nor which codes were taken before.

use super::spelling::typed_letters;

/// As long as the hash is, which RFC 4226 asks for.
pub(in crate::domains::user) const SECRET_BYTES: usize = 20;
const STEP_MS: i64 = 30_000;
/// How far the clock of a telephone may be off, to either side.
const STEPS_OFF: u64 = 1;
const DIGITS: usize = 6;
const CODES: u32 = 1_000_000;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Bytes in base32, without padding.
pub(in crate::domains::user) fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(letter(held << (5 - bits)));
    }
    text
}

fn letter(value: u32) -> char {
    let at = usize::try_from(value & 31).unwrap_or_default();
    BASE32.get(at).copied().map_or('A', char::from)
}

/// What `base32` has written.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let value = BASE32.iter().position(|one| *one == letter)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 255).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    Some(bytes)
}

/// The code of a step.
fn code(secret: &[u8], step: u64) -> u32 {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = ring::hmac::sign(&key, &step.to_be_bytes());
    let hash = tag.as_ref();
    let at = usize::from(hash.last().copied().unwrap_or_default() & 15);
    let four = hash.get(at..at + 4).and_then(|four| four.try_into().ok()).unwrap_or_default();
    (u32::from_be_bytes(four) & 0x7fff_ffff) % CODES
}

/// What an app shows at a time.
#[cfg(test)]
pub(in crate::domains::user) fn shown_at(secret: &str, now_ms: i64) -> String {
    let step = u64::try_from(now_ms / STEP_MS).expect("after 1970");
    format!("{:06}", code(&bytes(secret).expect("it is base32"), step))
}

/// The step whose code was typed: the one of this time, or of a clock that is one off, but none
/// that is not after `after_step`.
pub(in crate::domains::user) fn step_of(
    secret: &str,
    typed: &str,
    (now_ms, after_step): (i64, u64),
) -> Option<u64> {
    let digits = typed_letters(typed, DIGITS);
    let is_code = digits.len() == DIGITS && digits.bytes().all(|one| one.is_ascii_digit());
    let typed: u32 = digits.parse().ok().filter(|_| is_code)?;
    let secret = bytes(secret)?;
    let now = u64::try_from(now_ms / STEP_MS).ok()?;
    let steps = now.saturating_sub(STEPS_OFF).max(after_step + 1)..=now + STEPS_OFF;
    steps.into_iter().find(|step| code(&secret, *step) == typed)
}

/// What an app reads from a picture (Key Uri Format of Google Authenticator).
pub(in crate::domains::user) fn uri(issuer: &str, name: &str, secret: &str) -> String {
    let (issuer, name) = (in_percent(issuer), in_percent(name));
    format!(
        "otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}\
         &algorithm=SHA1&digits={DIGITS}&period={}",
        STEP_MS / 1000
    )
}

/// A text as a part of an address (RFC 3986, 2.3).
fn in_percent(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            told.push(char::from(byte));
        } else {
            told.push_str(&format!("%{byte:02X}"));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B, for SHA-1.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        // The last six of the eight digits there.
        for (seconds, want) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code(SECRET, seconds / 30), want, "{seconds}");
        }
    }

    #[test]
    fn base32_is_that_of_the_standard_and_comes_back() {
        for (plain, coded) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(plain.as_bytes()), coded);
            assert_eq!(bytes(coded).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(base32(&[0; SECRET_BYTES]).len(), 32);
        assert_eq!(bytes("MZ=1"), None);
    }

    #[test]
    fn a_code_is_taken_one_step_early_or_late_and_never_again() {
        let secret = base32(SECRET);
        let at = |step: i64| step * STEP_MS + 7;
        let of = |step: u64| format!("{:06}", code(SECRET, step));
        let read = |typed: &str, step: i64, after| step_of(&secret, typed, (at(step), after));
        for (now, taken) in [(98, false), (99, true), (100, true), (101, true), (102, false)] {
            assert_eq!(read(&of(100), now, 0), taken.then_some(100), "at {now}");
        }
        assert_eq!(read(&of(100), 100, 100), None, "it was taken before");
        assert_eq!(read(&of(100), 100, 101), None, "a later one was");
        assert_eq!(read(&of(101), 100, 100), Some(101));
    }

    #[test]
    fn what_is_typed_with_blanks_or_on_a_wide_keyboard_is_the_same() {
        let secret = base32(SECRET);
        let right = format!("{:06}", code(SECRET, 5));
        let wide: String =
            right.chars().filter_map(|one| char::from_u32(u32::from(one) + 0xfee0)).collect();
        let spaced = format!(" {} {} ", &right[..3], &right[3..]);
        for typed in [right.as_str(), &spaced, &wide] {
            assert_eq!(step_of(&secret, typed, (5 * STEP_MS, 0)), Some(5), "{typed}");
        }
        let long = "0".repeat(1_000_000);
        for typed in ["", "12345", "1234567", "+12345", "12345x", &long] {
            assert_eq!(step_of(&secret, typed, (5 * STEP_MS, 0)), None);
        }
    }

    #[test]
    fn names_of_any_script_stand_in_the_address() {
        let told = uri("site.example:8080", "小", "MZXQ");
        assert_eq!(
            told,
            "otpauth://totp/site.example%3A8080:%E5%B0%8F?secret=MZXQ&issuer=site.example%3A8080\
             &algorithm=SHA1&digits=6&period=30"
        );
    }
}
