//! Answers of passkeys (W3C Web Authentication, level 3, 7.1 and 7.2): made for this site, for this
//! challenge, by a device that has checked who uses it. It must not believe anything that is not
//! signed or not bound to the site, nor say which of it was wrong.

use super::cbor::{self, Item};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm};
use sha2::{Digest as _, Sha256};

/// The most that is read of each part of an answer.
const PART_BYTES_MAX: usize = 8192;
const CREDENTIAL_BYTES_MAX: usize = 1023;

/// The flags of authenticator data.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const MAY_BE_BACKED_UP: u8 = 1 << 3;
const IS_BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// COSE (RFC 9053): ECDSA over P-256, Ed25519, RSA.
const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// The site as passkeys know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Party {
    /// `https://videos.example:8443`
    origin: String,
    /// `videos.example`
    pub(in crate::domains::user) rp_id: String,
}

impl Party {
    /// The site at an address; nothing where it has no name, which passkeys ask for.
    pub(in crate::domains::user) fn of(address: &str) -> Option<Self> {
        let (scheme, after) = address.split_once("://")?;
        let host = after.split('/').next()?.to_ascii_lowercase();
        let (name, port) = match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host.as_str(), None),
        };
        let is_named = name.contains(|letter: char| letter.is_ascii_alphabetic());
        let is_plain = !name.contains(['[', ']', '@']);
        if !is_named || !is_plain {
            return None;
        }
        let is_usual = matches!((scheme, port), ("https", Some("443")) | ("http", Some("80")));
        let origin = match port.filter(|_| !is_usual) {
            Some(port) => format!("{scheme}://{name}:{port}"),
            None => format!("{scheme}://{name}"),
        };
        Some(Self { origin, rp_id: name.to_owned() })
    }
}

/// A passkey that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Made {
    pub(in crate::domains::user) credential_id: String,
    /// As a COSE_Key.
    pub(in crate::domains::user) public_key: Vec<u8>,
    pub(in crate::domains::user) sign_count: u32,
}

/// What a passkey has answered, as it came.
#[derive(Debug, Clone)]
pub(in crate::domains::user) struct Assertion<'a> {
    pub(in crate::domains::user) client_data_json: &'a [u8],
    pub(in crate::domains::user) authenticator_data: &'a [u8],
    pub(in crate::domains::user) signature: &'a [u8],
}

/// The challenge that an answer says it is for; not believed before the answer is.
pub(in crate::domains::user) fn challenge_of(client_data_json: &[u8]) -> Option<String> {
    let data = client_data(client_data_json)?;
    Some(data.get("challenge")?.as_str()?.to_owned())
}

fn client_data(bytes: &[u8]) -> Option<serde_json::Value> {
    if bytes.len() > PART_BYTES_MAX {
        return None;
    }
    serde_json::from_slice(bytes).ok()
}

/// Whether a browser has asked for this, here, on a page of the site itself.
fn is_ours(bytes: &[u8], kind: &str, (challenge, party): (&str, &Party)) -> bool {
    let Some(data) = client_data(bytes) else { return false };
    let is = |name: &str, want: &str| data.get(name).and_then(|one| one.as_str()) == Some(want);
    let crosses = data.get("crossOrigin").is_some_and(|one| one.as_bool() != Some(false));
    is("type", kind) && is("challenge", challenge) && is("origin", &party.origin) && !crosses
}

/// What authenticator data says.
struct Said<'a> {
    flags: u8,
    sign_count: u32,
    /// What comes after the fixed part.
    rest: &'a [u8],
}

/// Reads authenticator data made for the site by a device that has checked who uses it.
fn said<'a>(bytes: &'a [u8], party: &Party) -> Option<Said<'a>> {
    if bytes.len() > PART_BYTES_MAX {
        return None;
    }
    let (hash, rest) = bytes.split_at_checked(32)?;
    let (flags, rest) = rest.split_first()?;
    let (count, rest) = rest.split_at_checked(4)?;
    let is_for_us = hash == Sha256::digest(party.rp_id.as_bytes()).as_slice();
    let has = |flag: u8| flags & flag != 0;
    let is_sound = has(MAY_BE_BACKED_UP) || !has(IS_BACKED_UP);
    let sign_count = u32::from_be_bytes(count.try_into().ok()?);
    let is_fit = is_for_us && has(PRESENT) && has(VERIFIED) && is_sound;
    is_fit.then_some(Said { flags: *flags, sign_count, rest })
}

/// A passkey that a browser says was made for a challenge; nothing where anything about it is not
/// as it must be.
pub(in crate::domains::user) fn made(
    client_data_json: &[u8],
    attestation_object: &[u8],
    (challenge, party): (&str, &Party),
) -> Option<Made> {
    if !is_ours(client_data_json, "webauthn.create", (challenge, party))
        || attestation_object.len() > PART_BYTES_MAX
    {
        return None;
    }
    let (object, rest) = cbor::read(attestation_object)?;
    let is_plain = object.named("fmt") == Some(&Item::Text("none"))
        && object.named("attStmt") == Some(&Item::Map(Vec::new()));
    if !is_plain || !rest.is_empty() {
        return None;
    }
    let said = said(object.named("authData")?.bytes()?, party)?;
    if said.flags & HAS_CREDENTIAL == 0 {
        return None;
    }
    // After the kind of the device.
    let (_, rest) = said.rest.split_at_checked(16)?;
    let (length, rest) = rest.split_at_checked(2)?;
    let length = usize::from(u16::from_be_bytes(length.try_into().ok()?));
    let (credential, rest) = rest.split_at_checked(length)?;
    let (key, after) = cbor::read(rest)?;
    let public_key = rest.get(..rest.len() - after.len())?.to_vec();
    let is_over = match said.flags & HAS_EXTENSIONS {
        0 => after.is_empty(),
        _ => cbor::read(after).is_some_and(|(_, end)| end.is_empty()),
    };
    let is_fit = (1..=CREDENTIAL_BYTES_MAX).contains(&length) && is_over;
    if !is_fit || !is_key(&key) {
        return None;
    }
    let credential_id = URL_SAFE_NO_PAD.encode(credential);
    Some(Made { credential_id, public_key, sign_count: said.sign_count })
}

/// The count of a passkey that has signed a challenge; nothing where anything about it is not as it
/// must be.
pub(in crate::domains::user) fn signed(
    one: &Assertion<'_>,
    public_key: &[u8],
    (challenge, party): (&str, &Party),
) -> Option<u32> {
    if !is_ours(one.client_data_json, "webauthn.get", (challenge, party)) {
        return None;
    }
    let said = said(one.authenticator_data, party)?;
    let mut message = one.authenticator_data.to_vec();
    message.extend_from_slice(&Sha256::digest(one.client_data_json));
    let (key, _) = cbor::read(public_key)?;
    is_signed(&key, &message, one.signature).then_some(said.sign_count)
}

/// Whether a key is one of those that are asked for.
fn is_key(key: &Item<'_>) -> bool {
    let number = |label: i64| key.numbered(label).and_then(Item::number);
    let length = |label: i64| key.numbered(label).and_then(Item::bytes).map(<[u8]>::len);
    match (number(1), number(3)) {
        (Some(2), Some(ES256)) => {
            (number(-1), length(-2), length(-3)) == (Some(1), Some(32), Some(32))
        },
        (Some(1), Some(EDDSA)) => (number(-1), length(-2)) == (Some(6), Some(32)),
        (Some(3), Some(RS256)) => {
            length(-1).is_some_and(|bytes| (256..=1024).contains(&bytes))
                && length(-2).is_some_and(|bytes| (1..=8).contains(&bytes))
        },
        _ => false,
    }
}

fn is_signed(key: &Item<'_>, message: &[u8], signed: &[u8]) -> bool {
    if !is_key(key) {
        return false;
    }
    let part = |label: i64| key.numbered(label).and_then(Item::bytes).unwrap_or_default();
    let by = |algorithm: &'static dyn VerificationAlgorithm, key: &[u8]| {
        UnparsedPublicKey::new(algorithm, key).verify(message, signed).is_ok()
    };
    match key.numbered(3).and_then(Item::number) {
        Some(ES256) => {
            let point = [&[4], part(-2), part(-3)].concat();
            by(&signature::ECDSA_P256_SHA256_ASN1, &point)
        },
        Some(EDDSA) => by(&signature::ED25519, part(-2)),
        Some(RS256) => {
            let rsa = RsaPublicKeyComponents { n: part(-1), e: part(-2) };
            rsa.verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, signed).is_ok()
        },
        _ => false,
    }
}

#[cfg(test)]
pub(in crate::domains::user) mod tests {
    use super::*;
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    /// A device with one key, as software. What it says can be bent.
    #[derive(Clone)]
    pub(in crate::domains::user) struct Device {
        pub(in crate::domains::user) origin: String,
        pub(in crate::domains::user) rp_id: String,
        pub(in crate::domains::user) flags: u8,
        pub(in crate::domains::user) count: u32,
        seed: [u8; 32],
    }

    /// What a device gives.
    pub(in crate::domains::user) struct Given {
        pub(in crate::domains::user) client_data_json: Vec<u8>,
        /// Of a new passkey: the attestation object; of a sign-in: authenticator data.
        pub(in crate::domains::user) data: Vec<u8>,
        pub(in crate::domains::user) signature: Vec<u8>,
    }

    impl Device {
        pub(in crate::domains::user) fn new(seed: u8) -> Self {
            let (origin, rp_id) = ("https://site.example".to_owned(), "site.example".to_owned());
            Self { origin, rp_id, flags: PRESENT | VERIFIED, count: 1, seed: [seed; 32] }
        }

        fn pair(&self) -> Ed25519KeyPair {
            Ed25519KeyPair::from_seed_unchecked(&self.seed).expect("a seed")
        }

        pub(in crate::domains::user) fn credential_id(&self) -> String {
            URL_SAFE_NO_PAD.encode(self.seed)
        }

        fn key(&self) -> Vec<u8> {
            // {1: 1, 3: -8, -1: 6, -2: x}
            let mut key = vec![0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32];
            key.extend_from_slice(self.pair().public_key().as_ref());
            key
        }

        fn data(&self, flags: u8) -> Vec<u8> {
            let mut data = Sha256::digest(self.rp_id.as_bytes()).to_vec();
            data.push(self.flags | flags);
            data.extend_from_slice(&self.count.to_be_bytes());
            data
        }

        fn client(&self, kind: &str, challenge: &str) -> Vec<u8> {
            let origin = &self.origin;
            serde_json::json!({
                "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false
            })
            .to_string()
            .into_bytes()
        }

        pub(in crate::domains::user) fn make(&self, challenge: &str) -> Given {
            let mut data = self.data(HAS_CREDENTIAL);
            data.extend_from_slice(&[0; 16]);
            data.extend_from_slice(&[0, 32]);
            data.extend_from_slice(&self.seed);
            data.extend_from_slice(&self.key());
            // {"fmt": "none", "attStmt": {}, "authData": …}
            let mut object = vec![0xa3];
            object.extend_from_slice(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x58");
            object.push(u8::try_from(data.len()).expect("it is short"));
            object.extend_from_slice(&data);
            let client_data_json = self.client("webauthn.create", challenge);
            Given { client_data_json, data: object, signature: Vec::new() }
        }

        pub(in crate::domains::user) fn sign(&self, challenge: &str) -> Given {
            let (data, client) = (self.data(0), self.client("webauthn.get", challenge));
            let message = [data.as_slice(), Sha256::digest(&client).as_slice()].concat();
            let signature = self.pair().sign(&message).as_ref().to_vec();
            Given { client_data_json: client, data, signature }
        }
    }

    fn party() -> Party {
        Party::of("https://site.example").expect("it has a name")
    }

    fn makes(device: &Device) -> Option<Made> {
        let given = device.make("abc");
        made(&given.client_data_json, &given.data, ("abc", &party()))
    }

    fn signs(device: &Device, challenge: &str) -> Option<u32> {
        let given = device.sign(challenge);
        let one = Assertion {
            client_data_json: &given.client_data_json,
            authenticator_data: &given.data,
            signature: &given.signature,
        };
        signed(&one, &device.key(), ("abc", &party()))
    }

    #[test]
    fn a_passkey_of_this_site_is_taken_and_any_other_is_not() {
        let good = Device::new(7);
        let made = makes(&good).expect("it is as it must be");
        assert_eq!((made.credential_id, made.sign_count), (good.credential_id(), 1));
        assert_eq!(made.public_key, good.key());
        assert_eq!(signs(&good, "abc"), Some(1));
        assert_eq!(signs(&good, "abd"), None, "another challenge");
        let with = |bend: fn(&mut Device)| {
            let mut device = good.clone();
            bend(&mut device);
            device
        };
        for bad in [
            with(|one| one.origin = "https://evil.example".to_owned()),
            with(|one| one.origin = "http://site.example".to_owned()),
            with(|one| one.origin = "https://site.example.evil.example".to_owned()),
            with(|one| one.rp_id = "evil.example".to_owned()),
            with(|one| one.flags = PRESENT),
            with(|one| one.flags = VERIFIED),
            with(|one| one.flags = PRESENT | VERIFIED | IS_BACKED_UP),
        ] {
            assert_eq!(makes(&bad), None, "{} {} {}", bad.origin, bad.rp_id, bad.flags);
            assert_eq!(signs(&bad, "abc"), None, "{} {} {}", bad.origin, bad.rp_id, bad.flags);
        }
    }

    #[test]
    fn nothing_that_was_changed_on_its_way_is_signed() {
        let (device, other) = (Device::new(7), Device::new(8));
        let given = device.sign("abc");
        let check = |client: &[u8], data: &[u8], signature: &[u8], key: &[u8]| {
            let one = Assertion { client_data_json: client, authenticator_data: data, signature };
            signed(&one, key, ("abc", &party())).is_some()
        };
        let Given { client_data_json: client, data, signature } = &given;
        assert!(check(client, data, signature, &device.key()));
        assert!(!check(client, data, signature, &other.key()), "another's key");
        let turned = |bytes: &[u8], at: usize| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 1;
            bytes
        };
        for at in 0..data.len() {
            assert!(!check(client, &turned(data, at), signature, &device.key()), "byte {at}");
        }
        for at in 0..signature.len() {
            assert!(!check(client, data, &turned(signature, at), &device.key()), "byte {at}");
        }
        for cut in 0..data.len() {
            assert!(!check(client, &data[..cut], signature, &device.key()));
        }
        let making = device.make("abc");
        assert!(!check(&making.client_data_json, data, signature, &device.key()), "of a new one");
        assert!(!check(client, data, &[], &device.key()) && !check(client, data, signature, &[]));
    }

    #[test]
    fn a_new_passkey_that_is_cut_or_attested_or_has_an_odd_key_is_none() {
        let device = Device::new(7);
        let given = device.make("abc");
        let check =
            |object: &[u8]| made(&given.client_data_json, object, ("abc", &party())).is_some();
        assert!(check(&given.data));
        for cut in 0..given.data.len() {
            assert!(!check(&given.data[..cut]), "{cut}");
        }
        assert!(!check(&[given.data.as_slice(), &[0]].concat()), "something after it");
        assert!(!check(&vec![0; PART_BYTES_MAX + 1]));
        let bent = |from: &[u8], to: &[u8]| {
            let at = given.data.windows(from.len()).position(|part| part == from);
            let mut bent = given.data.clone();
            let at = at.expect("it is there");
            bent.splice(at..at + from.len(), to.iter().copied());
            bent
        };
        assert!(!check(&bent(b"\x64none", b"\x64nope")));
        assert!(!check(&bent(b"attStmt\xa0", b"attStmt\xa1\x01\x01")));
        assert!(!check(&bent(&[0xa4, 1, 1, 3, 0x27], &[0xa4, 1, 1, 3, 0x28])), "ES256K");
        assert!(!check(&bent(&[0x20, 6], &[0x20, 7])), "another curve");
    }

    #[test]
    fn keys_of_other_kinds_are_read_and_used() {
        use ring::rand::SystemRandom;
        use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random);
        let pkcs8 = pkcs8.expect("a key");
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random);
        let pair = pair.expect("it reads its own");
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        let mut key = vec![0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32];
        key.extend_from_slice(x);
        key.extend_from_slice(&[0x22, 0x58, 32]);
        key.extend_from_slice(y);
        let (key, rest) = cbor::read(&key).expect("a map");
        assert!(rest.is_empty() && is_key(&key));
        let signed = pair.sign(&random, b"message").expect("it signs");
        assert!(is_signed(&key, b"message", signed.as_ref()));
        assert!(!is_signed(&key, b"massage", signed.as_ref()));
    }

    #[test]
    fn the_site_is_known_by_its_name() {
        let of = |address: &str| Party::of(address).map(|one| (one.origin, one.rp_id));
        let some = |origin: &str, rp_id: &str| Some((origin.to_owned(), rp_id.to_owned()));
        assert_eq!(of("https://Site.Example/x"), some("https://site.example", "site.example"));
        assert_eq!(of("https://a.example:443"), some("https://a.example", "a.example"));
        assert_eq!(of("http://localhost:8080"), some("http://localhost:8080", "localhost"));
        for none in ["http://127.0.0.1:8080", "http://[::1]:8080", "site.example", ""] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
