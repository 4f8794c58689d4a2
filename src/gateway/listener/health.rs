//! What `/healthz` is answered without any worker: that the process takes connections in. It must
//! not ask anybody.

/// The answer, for a connection that goes on.
pub(super) const ALIVE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\n\
    cache-control: no-store\r\nx-content-type-options: nosniff\r\ncontent-length: 3\r\n\r\nok\n";
/// The same without the body, as `HEAD` wants it.
pub(super) const ALIVE_HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain; \
    charset=utf-8\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n\
    content-length: 3\r\n\r\n";

/// Which answer the head of a request gets here, if any: the plainest question and no other. What
/// says more, such as a body or an upgrade, is for a worker.
pub(super) fn answer(head: &[u8]) -> Option<&'static [u8]> {
    let text = std::str::from_utf8(head).ok()?;
    let (line, headers) = text.split_once("\r\n")?;
    let answer = match line {
        "GET /healthz HTTP/1.1" => ALIVE,
        "HEAD /healthz HTTP/1.1" => ALIVE_HEAD,
        _ => return None,
    };
    let is_plain = headers.split("\r\n").filter(|line| !line.is_empty()).all(|line| {
        let name = line.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
        let said = ["host", "user-agent", "accept", "accept-encoding", "accept-language"];
        said.contains(&name.as_str())
            || (name == "connection" && line.to_ascii_lowercase().contains("keep-alive"))
    });
    is_plain.then_some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_plain_question_is_answered_here() {
        let asked = |text: &str| answer(text.as_bytes());
        let plain = "GET /healthz HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n";
        assert_eq!(asked(plain), Some(ALIVE));
        assert_eq!(asked("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), Some(ALIVE_HEAD));
        for other in [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n",
            "GET /healthz?x HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nContent-Length: 5\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
            "GET /healthz HTTP/1.1",
        ] {
            assert_eq!(asked(other), None, "{other}");
        }
        let (_, body) = std::str::from_utf8(ALIVE).expect("text").split_once("\r\n\r\n").expect("");
        assert_eq!(body, "ok\n");
    }
}
