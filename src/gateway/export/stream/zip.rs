//! A ZIP archive as it is sent, by PKWARE's APPNOTE.TXT 6.3.10 (its sections in comments): files
//! lie in it as they are, length and checksum come behind each, and the directory comes last. It
//! must not hold back what it was given: only the directory grows.

use crate::gateway::core::views::moment_iso;
use bytes::Bytes;
use flate2::Crc;
use std::collections::VecDeque;

/// From this length on a number of 32 bits says that one of 64 follows elsewhere (4.4.8, 4.4.9).
const LARGE: u64 = 0xFFFF_FFFF;
const LARGE_32: u32 = 0xFFFF_FFFF;
const MANY: u64 = 0xFFFF;
/// Lengths come behind the file (bit 3), and names are UTF-8 (bit 11) (4.4.4).
const FLAGS: u16 = 0x0808;
const STORED: u16 = 0;
/// What a reader must know: plain files, or lengths of 64 bits (4.4.3.2).
const NEEDS_PLAIN: u16 = 20;
const NEEDS_LARGE: u16 = 45;
/// Unix (4.4.2.2), for a file that its owner may change and everybody may read.
const MADE_BY: u16 = (3 << 8) | NEEDS_LARGE;
const MODE: u32 = 0o100_644 << 16;
/// The extra field with lengths of 64 bits (4.5.3).
const EXTRA_LARGE: u16 = 0x0001;
/// A larger directory is not begun: it is what is kept in memory until the end.
const DIRECTORY_BYTES_MAX: usize = 64 << 20;

/// The archive under construction.
pub(super) struct ZipWriter {
    /// What was made and not taken yet.
    waiting: VecDeque<Bytes>,
    offset: u64,
    directory: Vec<u8>,
    entries: u64,
    open: Option<OpenEntry>,
    /// Time and date of all files (4.4.6).
    stamp: (u16, u16),
}

struct OpenEntry {
    name: String,
    offset: u64,
    size: u64,
    crc: Crc,
    is_large: bool,
}

impl ZipWriter {
    pub(super) fn new(now_ms: i64) -> Self {
        Self {
            waiting: VecDeque::new(),
            offset: 0,
            directory: Vec::new(),
            entries: 0,
            open: None,
            stamp: stamp(now_ms),
        }
    }

    /// The next bytes to send.
    pub(super) fn take(&mut self) -> Option<Bytes> {
        self.waiting.pop_front()
    }

    /// Whether no further file fits.
    pub(super) fn is_full(&self) -> bool {
        self.directory.len() > DIRECTORY_BYTES_MAX
    }

    /// Bytes of the file that is open.
    pub(super) fn open_bytes(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.size)
    }

    /// Begins a file, and ends the one before. `is_large` says that it may be longer than 4 GB.
    pub(super) fn begin(&mut self, name: &str, is_large: bool) {
        self.end();
        let mut head = Vec::with_capacity(64 + name.len());
        let length = if is_large { LARGE_32 } else { 0 };
        put32(&mut head, 0x0403_4b50);
        put16(&mut head, if is_large { NEEDS_LARGE } else { NEEDS_PLAIN });
        self.put_way(&mut head);
        put32(&mut head, 0);
        put32(&mut head, length);
        put32(&mut head, length);
        put16(&mut head, length_16(name.len()));
        put16(&mut head, if is_large { 20 } else { 0 });
        head.extend_from_slice(name.as_bytes());
        if is_large {
            put16(&mut head, EXTRA_LARGE);
            put16(&mut head, 16);
            put64(&mut head, 0);
            put64(&mut head, 0);
        }
        let (offset, crc) = (self.offset, Crc::new());
        self.open = Some(OpenEntry { name: name.to_owned(), offset, size: 0, crc, is_large });
        self.send(head.into());
    }

    /// Adds bytes to the file that is open.
    pub(super) fn push(&mut self, bytes: Bytes) {
        let Some(open) = &mut self.open else { return };
        open.crc.update(&bytes);
        open.size += length_64(bytes.len());
        self.send(bytes);
    }

    /// Ends the file that is open, if one is.
    pub(super) fn end(&mut self) {
        let Some(open) = self.open.take() else { return };
        let OpenEntry { name, offset, size, crc, is_large } = open;
        let crc = crc.sum();
        let mut tail = Vec::with_capacity(24);
        put32(&mut tail, 0x0807_4b50);
        put32(&mut tail, crc);
        for _ in 0..2 {
            if is_large { put64(&mut tail, size) } else { put32(&mut tail, length_32(size)) }
        }
        self.send(tail.into());
        let (is_wide, is_far) = (is_large || size >= LARGE, offset >= LARGE);
        let extra = u16::from(is_wide) * 16 + u16::from(is_far) * 8;
        let needs = if extra > 0 { NEEDS_LARGE } else { NEEDS_PLAIN };
        let mut row = Vec::with_capacity(80 + name.len());
        put32(&mut row, 0x0201_4b50);
        put16(&mut row, MADE_BY);
        put16(&mut row, needs);
        self.put_way(&mut row);
        put32(&mut row, crc);
        for _ in 0..2 {
            put32(&mut row, if is_wide { LARGE_32 } else { length_32(size) });
        }
        put16(&mut row, length_16(name.len()));
        put16(&mut row, if extra > 0 { extra + 4 } else { 0 });
        // No comment, the first disk, no inner attributes.
        row.extend_from_slice(&[0; 6]);
        put32(&mut row, MODE);
        put32(&mut row, length_32(offset));
        row.extend_from_slice(name.as_bytes());
        if extra > 0 {
            put16(&mut row, EXTRA_LARGE);
            put16(&mut row, extra);
            if is_wide {
                put64(&mut row, size);
                put64(&mut row, size);
            }
            if is_far {
                put64(&mut row, offset);
            }
        }
        self.directory.append(&mut row);
        self.entries += 1;
    }

    /// Ends the archive.
    pub(super) fn finish(&mut self) {
        self.end();
        let (begun, size) = (self.offset, length_64(self.directory.len()));
        let directory = std::mem::take(&mut self.directory);
        self.send(directory.into());
        let mut end = Vec::with_capacity(98);
        if self.entries >= MANY || begun >= LARGE || size >= LARGE {
            let at = self.offset;
            // 4.3.14: its own length without the first twelve bytes.
            put32(&mut end, 0x0606_4b50);
            put64(&mut end, 44);
            put16(&mut end, MADE_BY);
            put16(&mut end, NEEDS_LARGE);
            put64(&mut end, 0);
            put64(&mut end, self.entries);
            put64(&mut end, self.entries);
            put64(&mut end, size);
            put64(&mut end, begun);
            // 4.3.15: where that is, of one disk.
            put32(&mut end, 0x0706_4b50);
            put32(&mut end, 0);
            put64(&mut end, at);
            put32(&mut end, 1);
        }
        let entries = u16::try_from(self.entries).unwrap_or(u16::MAX);
        put32(&mut end, 0x0605_4b50);
        put32(&mut end, 0);
        put16(&mut end, entries);
        put16(&mut end, entries);
        put32(&mut end, length_32(size));
        put32(&mut end, length_32(begun));
        put16(&mut end, 0);
        self.send(end.into());
    }

    /// What a file's head and its row in the directory share.
    fn put_way(&self, to: &mut Vec<u8>) {
        put16(to, FLAGS);
        put16(to, STORED);
        put16(to, self.stamp.0);
        put16(to, self.stamp.1);
    }

    fn send(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.offset += length_64(bytes.len());
            self.waiting.push_back(bytes);
        }
    }
}

/// Time and date as MS-DOS has them: seconds halved, years from 1980 (4.4.6).
fn stamp(now_ms: i64) -> (u16, u16) {
    let text = moment_iso(now_ms);
    let part = |from: usize, to: usize| {
        text.get(from..to).and_then(|digits| digits.parse::<u16>().ok()).unwrap_or(0)
    };
    let time = (part(11, 13) << 11) | (part(14, 16) << 5) | (part(17, 19) / 2);
    let years = part(0, 4).saturating_sub(1980).min(127);
    (time, (years << 9) | (part(5, 7) << 5) | part(8, 10))
}

fn length_16(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// As it is, or as the mark that it stands elsewhere.
fn length_32(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(LARGE_32)
}

fn length_64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn put16(to: &mut Vec<u8>, number: u16) {
    to.extend_from_slice(&number.to_le_bytes());
}

fn put32(to: &mut Vec<u8>, number: u32) {
    to.extend_from_slice(&number.to_le_bytes());
}

fn put64(to: &mut Vec<u8>, number: u64) {
    to.extend_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::tests::NOW_MS;

    fn all(zip: &mut ZipWriter) -> Vec<u8> {
        std::iter::from_fn(|| zip.take()).flatten().collect()
    }

    #[test]
    fn moments_before_and_after_what_dos_knows_are_its_ends() {
        assert_eq!(stamp(0), (0, 1 << 5 | 1));
        assert_eq!(stamp(NOW_MS), (4 << 11 | 5 << 5 | 3, 46 << 9 | 11 << 5 | 23));
        assert_eq!(stamp(4_500_000_000_000).1 >> 9, 127, "the last year that fits");
    }

    #[test]
    fn a_file_that_nobody_has_begun_takes_nothing() {
        let mut zip = ZipWriter::new(NOW_MS);
        zip.push(Bytes::from_static(b"lost"));
        zip.end();
        assert_eq!((zip.take(), zip.open_bytes(), zip.is_full()), (None, 0, false));
        zip.finish();
        assert_eq!(all(&mut zip).len(), 22, "an archive without files");
    }
}
