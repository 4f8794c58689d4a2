//! A small HTTP/1.1 client that does exactly what a test says, wrong things too.

use std::io::{Read, Write};

/// An answer.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Said {
    /// A header, by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The code of an error.
    pub(super) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The value of a cookie that the answer sets.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.iter().filter(|(header, _)| header == "set-cookie");
        let start = format!("{name}=");
        let mut found = set.filter_map(|(_, value)| value.strip_prefix(&start));
        found.next().map(|rest| rest.split(';').next().unwrap_or_default().to_owned())
    }

    /// The value of a hidden field or meta tag.
    pub(super) fn csrf(&self) -> String {
        let html = self.text();
        let from = html.split("<meta name=\"csrf\" content=\"").nth(1).expect("pages carry it");
        from.split('"').next().unwrap_or_default().to_owned()
    }
}

/// A request under construction.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

pub(super) fn ask(method: &str, path: &str) -> Ask {
    Ask { method: method.into(), path: path.into(), headers: Vec::new(), body: Vec::new() }
}

impl Ask {
    pub(super) fn method(&self) -> &str {
        &self.method
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.into(), value.to_string()));
        self
    }

    pub(super) fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len();
        self.with("content-type", kind).with("content-length", length)
    }

    pub(super) fn json(self, value: &serde_json::Value) -> Self {
        self.body("application/json", value.to_string())
    }

    pub(super) fn form(self, fields: &[(&str, &str)]) -> Self {
        let pair = |(name, value): &(&str, &str)| {
            format!("{name}={}", crate::gateway::core::form::encoded(value))
        };
        let text: Vec<String> = fields.iter().map(pair).collect();
        self.body("application/x-www-form-urlencoded", text.join("&"))
    }

    /// The bytes of head and body.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        if !self.headers.iter().any(|(name, _)| name == "host") {
            text.push_str("host: here.test\r\n");
        }
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("connection: close\r\n\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Sends it and reads the answer to its end.
    pub(super) fn over(&self, mut line: impl Read + Write) -> Said {
        line.write_all(&self.bytes()).expect("the front listens");
        read(line)
    }
}

/// Reads an answer to the end of the connection.
pub(super) fn read(mut line: impl Read) -> Said {
    let mut bytes = Vec::new();
    // A reset after the answer is the server's right.
    drop(line.read_to_end(&mut bytes));
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status line");
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let is_chunked =
        headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let rest = bytes[end + 4..].to_vec();
    let body = if is_chunked { whole(&rest) } else { rest };
    Said { status: status.parse().expect("a number"), headers, body }
}

/// Joins the chunks of a body.
fn whole(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 || rest.len() < end + 2 + size {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    body
}
