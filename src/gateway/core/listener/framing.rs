//! Where requests begin and end in the bytes of a connection (RFC 9112), so that no more of them
//! are handed over than are answered: a request that waits costs a hundred times its bytes. It must
//! not judge what a request says; who parses it does.

/// A longer head is no request that is answered here.
const HEAD_BYTES_MAX: usize = 128 << 10;

/// As much is held ready for the next head; a usual one is no longer.
const KEPT_BYTES: usize = 1 << 10;

/// What the next byte belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body(u64),
    ChunkSize,
    Chunk(u64),
    Trailer,
    /// No request follows: the connection becomes another one, such as a WebSocket, and what comes
    /// waits for whoever has it then.
    Other,
}

/// What cannot be read as requests.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// How far the requests of one connection were followed.
#[derive(Debug)]
pub(super) struct Framing {
    part: Part,
    /// The head, or the line of a chunk, that is not over yet.
    kept: Vec<u8>,
    /// Where the line begins in it that is not over yet.
    line_at: usize,
    /// Heads that are over.
    heads: u64,
}

impl Framing {
    pub(super) fn new() -> Self {
        Self { part: Part::Head, kept: Vec::new(), line_at: 0, heads: 0 }
    }

    /// How many of these bytes come before head number `heads_max + 1`.
    ///
    /// # Errors
    /// They are no requests.
    pub(super) fn take(&mut self, bytes: &[u8], heads_max: u64) -> Result<usize, Broken> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            at += match self.part {
                Part::Head if self.heads >= heads_max => return Ok(at),
                Part::Body(left) => self.skip(rest, left, Part::Head, Part::Body),
                Part::Chunk(left) => self.skip(rest, left, Part::ChunkSize, Part::Chunk),
                Part::Other => return Ok(at),
                Part::Head | Part::ChunkSize | Part::Trailer => self.line(rest)?,
            };
        }
        Ok(at)
    }

    fn skip(&mut self, rest: &[u8], left: u64, then: Part, more: fn(u64) -> Part) -> usize {
        let there = u64::try_from(rest.len()).unwrap_or(u64::MAX);
        let taken = there.min(left);
        self.part = if taken == left { then } else { more(left - taken) };
        usize::try_from(taken).unwrap_or(rest.len())
    }

    /// Takes as much as there is of one line.
    fn line(&mut self, rest: &[u8]) -> Result<usize, Broken> {
        let end = rest.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        let taken = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.kept.extend_from_slice(taken);
        if self.kept.len() > HEAD_BYTES_MAX {
            return Err(Broken);
        }
        if end.is_some() {
            self.end_line()?;
        }
        Ok(taken.len())
    }

    fn end_line(&mut self) -> Result<(), Broken> {
        let line = self.kept.get(self.line_at..).unwrap_or_default().trim_ascii();
        match self.part {
            Part::Head if !line.is_empty() => {
                self.line_at = self.kept.len();
                return Ok(());
            },
            // Empty lines before a request are passed over.
            Part::Head if self.line_at == 0 => {},
            Part::Head => {
                self.part = body(&self.kept)?;
                self.heads += 1;
            },
            Part::ChunkSize => {
                // Its bytes end with a line of their own.
                self.part = match chunk(line)? {
                    0 => Part::Trailer,
                    size => Part::Chunk(size.saturating_add(2)),
                };
            },
            Part::Trailer if line.is_empty() => self.part = Part::Head,
            Part::Trailer | Part::Body(_) | Part::Chunk(_) | Part::Other => {},
        }
        self.line_at = 0;
        self.kept.clear();
        self.kept.shrink_to(KEPT_BYTES);
        Ok(())
    }
}

/// What follows a head.
fn body(head: &[u8]) -> Result<Part, Broken> {
    let mut length = None;
    let mut is_chunked = false;
    let mut is_other = false;
    for line in head.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"content-length") {
            let text = std::str::from_utf8(value).map_err(|_| Broken)?;
            length = Some(text.parse::<u64>().map_err(|_| Broken)?);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            is_chunked = true;
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            // Whoever parses the head takes all that follows for the other protocol then.
            is_other |= value.eq_ignore_ascii_case(b"websocket");
        }
    }
    match (is_chunked, length) {
        (true, Some(_)) => Err(Broken),
        (true, None) => Ok(Part::ChunkSize),
        (false, _) if is_other => Ok(Part::Other),
        (false, None | Some(0)) => Ok(Part::Head),
        (false, Some(length)) => Ok(Part::Body(length)),
    }
}

fn chunk(line: &[u8]) -> Result<u64, Broken> {
    let size = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let text = std::str::from_utf8(size).map_err(|_| Broken)?;
    u64::from_str_radix(text, 16).map_err(|_| Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";

    #[test]
    fn what_follows_a_handshake_waits_for_whoever_speaks_next() {
        let upgrade = b"GET /live HTTP/1.1\r\nupgrade: WebSocket\r\nconnection: upgrade\r\n\r\n";
        let bytes = [upgrade.as_slice(), GET, GET, b"\x81\x00\n\n\n\n"].concat();
        for piece in [1, 7, bytes.len()] {
            assert_eq!(taken(&bytes, piece, 9), (upgrade.len(), 1), "{piece}");
        }
    }

    /// What is taken when the bytes come in pieces of some size.
    fn taken(bytes: &[u8], piece: usize, heads_max: u64) -> (usize, u64) {
        let mut framing = Framing::new();
        let mut taken = 0;
        while taken < bytes.len() {
            let next = &bytes[taken..bytes.len().min(taken + piece)];
            match framing.take(next, heads_max).expect("they are requests") {
                0 => break,
                more => taken += more,
            }
        }
        (taken, framing.heads)
    }

    #[test]
    fn requests_are_told_apart_however_their_bytes_come() {
        let post = b"POST /x HTTP/1.1\r\nContent-Length: 6\r\n\r\na\r\n\r\nb";
        let chunked = b"POST /y HTTP/1.1\nTransfer-Encoding: chunked\n\n\
                        4;x=y\r\n\r\n\r\n\r\n0\r\nsum: 1\r\n\r\n";
        let all = [GET, b"\r\n", post, chunked, GET].concat();
        for piece in [1, 2, 3, 7, 64, 4_096] {
            assert_eq!(taken(&all, piece, 9), (all.len(), 4), "in pieces of {piece}");
            let two = GET.len() + 2 + post.len();
            assert_eq!(taken(&all, piece, 2), (two, 2), "in pieces of {piece}");
            assert_eq!(taken(&all, piece, 3), (two + chunked.len(), 3), "in pieces of {piece}");
        }
    }

    #[test]
    fn one_request_is_handed_over_at_a_time() {
        let many = GET.repeat(1_000);
        assert_eq!(taken(&many, 4_096, 1), (GET.len(), 1));
        let mut framing = Framing::new();
        assert_eq!(framing.take(&many, 1), Ok(GET.len()));
        assert_eq!(framing.take(&many, 1), Ok(0));
        assert_eq!(framing.take(&many, 2), Ok(GET.len()));
    }

    #[test]
    fn what_is_no_request_ends_the_connection() {
        for bytes in [
            &b"GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n"[..],
            b"GET / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
            b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
        ] {
            assert_eq!(Framing::new().take(bytes, 9), Err(Broken));
        }
        assert_eq!(Framing::new().take(&vec![b'a'; HEAD_BYTES_MAX + 1], 9), Err(Broken));
    }
}
