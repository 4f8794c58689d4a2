//! What `/healthz` is answered without any worker: that the process takes connections in. It must
//! not ask anybody.

const HEAD: &str = "content-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n\
    x-content-type-options: nosniff\r\ncontent-length: 3\r\n";

/// What a question for health gets.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alive {
    has_body: bool,
    /// Whether the connection ends with it.
    pub(super) is_last: bool,
}

impl Alive {
    pub(super) fn text(&self) -> String {
        let connection = if self.is_last { "connection: close\r\n" } else { "" };
        let body = if self.has_body { "ok\n" } else { "" };
        format!("HTTP/1.1 200 OK\r\n{HEAD}{connection}\r\n{body}")
    }
}

/// The answer to the head of a request that asks for health. One that announces a body or an
/// upgrade is for a worker; other headers change nothing.
pub(super) fn answer(head: &[u8]) -> Option<Alive> {
    let text = std::str::from_utf8(head).ok()?;
    let (line, headers) = text.split_once("\r\n")?;
    let (has_body, is_old) = match line {
        "GET /healthz HTTP/1.1" => (true, false),
        "HEAD /healthz HTTP/1.1" => (false, false),
        "GET /healthz HTTP/1.0" => (true, true),
        "HEAD /healthz HTTP/1.0" => (false, true),
        _ => return None,
    };
    let mut is_last = is_old;
    for line in headers.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("content-length") || is("transfer-encoding") || is("upgrade") || is("expect") {
            return None;
        }
        is_last |= is("connection") && value.to_ascii_lowercase().contains("close");
    }
    Some(Alive { has_body, is_last })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_for_health_is_answered_however_they_ask() {
        for (text, has_body, is_last) in [
            ("GET /healthz HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n", true, false),
            ("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n", false, false),
            ("GET /healthz HTTP/1.0\r\n\r\n", true, true),
            ("HEAD /healthz HTTP/1.0\r\n\r\n", false, true),
            ("GET /healthz HTTP/1.1\r\nconnection: Close\r\n\r\n", true, true),
            ("GET /healthz HTTP/1.1\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n", true, false),
            ("GET /healthz HTTP/1.1\r\nCache-Control: no-cache\r\n\r\n", true, false),
        ] {
            let expected = Alive { has_body, is_last };
            assert_eq!(answer(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_questions_are_for_a_worker() {
        for other in [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /healthz?x HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nContent-Length: 5\r\n\r\n",
            "GET /healthz HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nno header\r\n\r\n",
            "GET /healthz HTTP/1.1",
        ] {
            assert_eq!(answer(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn the_answer_is_whole() {
        let text = Alive { has_body: true, is_last: true }.text();
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        assert!(
            head.contains("content-length: 3") && head.ends_with("connection: close"),
            "{head}"
        );
        assert_eq!(body, "ok\n");
        assert!(Alive { has_body: false, is_last: false }.text().ends_with("3\r\n\r\n"));
    }
}
