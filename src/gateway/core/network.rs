//! Marks of networks, for a domain that has to tell visitors apart and must not learn an address.
//! One must not be undone: who has no key of this front reads nothing out of it.

use super::limits;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::net::IpAddr;

/// The mark of the network from which somebody comes: of an address, and of the network of one in
/// IPv6, where each customer has many.
pub(in crate::gateway) fn mark(key: &[u8; 32], ip: IpAddr) -> Vec<u8> {
    let code = Hmac::<Sha256>::new_from_slice(key);
    let code = code.expect("HMAC takes a key of any length").chain_update(b"network of a viewer:");
    code.chain_update(limits::customer(ip).to_be_bytes()).finalize().into_bytes().to_vec()
}

/// Whether a client says by itself that nobody looks at what it fetches. A maker of phones is
/// called like one.
pub(in crate::gateway) fn is_robot(user_agent: &str) -> bool {
    let words = user_agent.split(|one: char| !one.is_ascii_alphanumeric());
    words.into_iter().any(|word| {
        let word = word.to_ascii_lowercase();
        let is_named = ["bot", "crawler", "spider"].iter().any(|end| word.ends_with(end));
        is_named && word != "cubot"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_a_customer_and_of_this_front() {
        let of = |key: u8, ip: &str| mark(&[key; 32], ip.parse().expect("an address"));
        assert_eq!(of(7, "203.0.113.4"), of(7, "203.0.113.4"));
        assert_eq!(of(7, "2001:db8::1"), of(7, "2001:db8::ffff"), "one customer has many");
        assert_ne!(of(7, "203.0.113.4"), of(7, "203.0.113.5"));
        assert_ne!(of(7, "203.0.113.4"), of(8, "203.0.113.4"));
        assert_eq!(of(7, "203.0.113.4").len(), 32);
    }

    #[test]
    fn robots_say_so() {
        for (name, is_one) in [
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true),
            ("Mozilla/5.0 (compatible; Baiduspider/2.0)", true),
            ("Sogou web spider/4.0", true),
            ("Mozilla/5.0 (compatible; YandexBot/3.0)", true),
            ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0", false),
            ("Mozilla/5.0 (Linux; Android 14; CUBOT P80) Mobile Safari/537.36", false),
            ("", false),
        ] {
            assert_eq!(is_robot(name), is_one, "{name}");
        }
    }
}
