//! One client over HTTP: what it is answered, how long that takes, and what it costs the server. It
//! must not know what it asks for.

use super::float;
use super::split::cpu_of;
use crate::kernel::clock;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Requests that nobody counts, so that what is counted finds everything warm.
pub(super) const WARM: u32 = 50;

/// What one client found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timed {
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) cpu_us: f64,
    /// Of the body.
    pub(super) bytes: usize,
}

impl Timed {
    pub(super) fn told(&self) -> String {
        let Self { p50_ms, p99_ms, cpu_us, .. } = self;
        format!("p50 {p50_ms:.2} ms, p99 {p99_ms:.2} ms, CPU {cpu_us:.0} µs each")
    }
}

/// A whole request; the token may be empty, and so may the body.
pub(super) fn request(host: &str, line: &str, token: &str, body: &str) -> String {
    let mut text = format!("{line} HTTP/1.1\r\nhost: {host}\r\n");
    if !token.is_empty() {
        text += &format!("authorization: Bearer {token}\r\n");
    }
    if !body.is_empty() {
        let length = body.len();
        text += &format!("content-type: application/json\r\ncontent-length: {length}\r\n");
    }
    text + "\r\n" + body
}

pub(super) fn connect(host: &str) -> Option<BufReader<TcpStream>> {
    Some(BufReader::new(TcpStream::connect(host).ok()?))
}

/// Asks and reads the answer, which must be a success.
pub(super) fn fetch(stream: &mut BufReader<TcpStream>, request: &str) -> Option<Vec<u8>> {
    stream.get_mut().write_all(request.as_bytes()).ok()?;
    let (mut line, mut length, mut is_chunked) = (String::new(), 0, false);
    stream.read_line(&mut line).ok()?;
    if !line.split(' ').nth(1)?.starts_with('2') {
        return None;
    }
    loop {
        line.clear();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
        is_chunked |= name.eq_ignore_ascii_case("transfer-encoding");
    }
    if !is_chunked {
        return bytes(stream, length);
    }
    let mut body = Vec::new();
    loop {
        line.clear();
        stream.read_line(&mut line).ok()?;
        let size = usize::from_str_radix(line.trim(), 16).ok()?;
        // The end of a line follows each part, also the empty one.
        let part = bytes(stream, size + 2)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(part.get(..size)?);
    }
}

fn bytes(stream: &mut BufReader<TcpStream>, length: usize) -> Option<Vec<u8>> {
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

/// The same, as JSON.
pub(super) fn json(host: &str, request: &str) -> Option<serde_json::Value> {
    serde_json::from_slice(&fetch(&mut connect(host)?, request)?).ok()
}

/// Asks the same so many times, one after the other.
pub(super) fn timed(host: &str, pids: &[u32], request: &str, times: u32) -> Option<Timed> {
    let mut stream = connect(host)?;
    let mut size = 0;
    for _ in 0..WARM {
        size = fetch(&mut stream, request)?.len();
    }
    let cpu = || pids.iter().copied().map(cpu_of).sum::<Option<f64>>();
    let before = cpu()?;
    let mut took = Vec::new();
    for _ in 0..times {
        let begun = clock::instant();
        fetch(&mut stream, request)?;
        took.push(clock::instant().saturating_duration_since(begun));
    }
    let cpu_us = (cpu()? - before) * 1e6 / f64::from(times.max(1));
    let (p50_ms, p99_ms) = (share_ms(&mut took, 50), share_ms(&mut took, 99));
    Some(Timed { p50_ms, p99_ms, cpu_us, bytes: size })
}

/// Below which so many of a hundred lie, in milliseconds.
pub(super) fn share_ms(took: &mut [Duration], percent: usize) -> f64 {
    took.sort_unstable();
    let at = (took.len() * percent).div_ceil(100).saturating_sub(1);
    let us = took.get(at).map(Duration::as_micros).unwrap_or_default();
    float(u64::try_from(us).unwrap_or(u64::MAX)) / 1e3
}
