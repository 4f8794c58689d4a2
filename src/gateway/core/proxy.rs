//! Who is at the other end, when proxies stand between: forwarded headers count only from networks
//! that the settings trust. It must not read a header itself; it is given their text.

use ipnet::IpNet;
use std::net::IpAddr;

/// A network as `address/bits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) struct Network(IpNet);

impl Network {
    /// Reads `10.0.0.0/8`, `::1/128`, or a bare address. IPv4 written as IPv6 counts as IPv4.
    pub(in crate::gateway) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let alone = || text.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
        text.parse().or_else(|_| alone()).ok().map(Self)
    }

    /// Whether an address lies in this network.
    pub(in crate::gateway) fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// The other end of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) struct Peer {
    pub(in crate::gateway) ip: IpAddr,
    /// Whether the browser speaks https to whoever is in front.
    pub(in crate::gateway) is_secure: bool,
}

/// Finds the client: the last address of `X-Forwarded-For` that is no trusted proxy.
pub(in crate::gateway) fn peer(
    direct: IpAddr,
    trusted: &[Network],
    forwarded_for: &str,
    forwarded_proto: &str,
) -> Peer {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    if !is_trusted(direct) {
        return Peer { ip: direct.to_canonical(), is_secure: false };
    }
    let mut ip = direct;
    for hop in forwarded_for.rsplit(',').take(32) {
        let Some(address) = address_of(hop) else { break };
        ip = address;
        if !is_trusted(address) {
            break;
        }
    }
    let proto = forwarded_proto.rsplit(',').next().unwrap_or_default().trim();
    Peer { ip: ip.to_canonical(), is_secure: proto.eq_ignore_ascii_case("https") }
}

/// `1.2.3.4`, `1.2.3.4:5678`, `::1` or `[::1]:5678`.
fn address_of(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    if let Ok(address) = hop.parse() {
        return Some(address);
    }
    hop.parse::<std::net::SocketAddr>().map(|socket| socket.ip()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("a test address")
    }

    #[test]
    fn networks_hold_what_they_say() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("127.0.0.1", "127.0.0.1", "127.0.0.2"),
            ("fd00::/8", "fd12::1", "fe80::1"),
            ("192.168.0.0/16", "::ffff:192.168.3.4", "::ffff:10.0.0.1"),
        ] {
            let network = Network::parse(network).expect("a network");
            assert!(network.contains(ip(inside)), "{inside}");
            assert!(!network.contains(ip(outside)), "{outside}");
        }
        let everything = Network::parse("0.0.0.0/0").expect("a network");
        assert!(everything.contains(ip("8.8.8.8")));
        for text in ["", "x", "10.0.0.0/33", "::/129", "10.0.0.0/-1"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }

    #[test]
    fn forwarded_headers_count_only_from_trusted_proxies() {
        let trusted = [Network::parse("10.0.0.0/8").expect("a network")];
        for (direct, chain, proto, expected, secure) in [
            ("203.0.113.9", "1.2.3.4", "https", "203.0.113.9", false),
            ("10.0.0.1", "1.2.3.4", "https", "1.2.3.4", true),
            ("10.0.0.1", "6.6.6.6, 1.2.3.4", "http", "1.2.3.4", false),
            ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.7", "https", "1.2.3.4", true),
            ("10.0.0.1", "", "", "10.0.0.1", false),
            ("10.0.0.1", "garbage", "https", "10.0.0.1", true),
            ("10.0.0.1", "[2001:db8::1]:443", "https", "2001:db8::1", true),
        ] {
            let found = peer(ip(direct), &trusted, chain, proto);
            assert_eq!((found.ip, found.is_secure), (ip(expected), secure), "{direct} {chain}");
        }
    }
}
