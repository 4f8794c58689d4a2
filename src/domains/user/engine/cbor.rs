//! The part of CBOR that authenticators write (RFC 8949; CTAP2 canonical form): whole numbers,
//! bytes, texts, lists and maps of stated length. It must not read anything else, nor nest deeper
//! than a passkey does.

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// Of either sign.
    Number(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Item<'a>>),
    Map(Vec<(Item<'a>, Item<'a>)>),
    /// `false`, `true`, or nothing.
    Simple(u8),
}

const DEPTH_MAX: u32 = 4;
/// Entries of one list or map.
const ENTRIES_MAX: u64 = 64;

/// Reads one item; gives what comes after it. Nothing for what is cut, or is no such item.
pub(super) fn read(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    item(bytes, 0)
}

fn item(bytes: &[u8], depth: u32) -> Option<(Item<'_>, &[u8])> {
    if depth > DEPTH_MAX {
        return None;
    }
    let (first, rest) = bytes.split_first()?;
    let (kind, value, rest) = {
        let (value, rest) = argument(first & 31, rest)?;
        (first >> 5, value, rest)
    };
    match kind {
        0 => Some((Item::Number(i64::try_from(value).ok()?), rest)),
        1 => Some((Item::Number(-1 - i64::try_from(value).ok()?), rest)),
        2 => {
            let (text, rest) = taken(rest, value)?;
            Some((Item::Bytes(text), rest))
        },
        3 => {
            let (text, rest) = taken(rest, value)?;
            Some((Item::Text(std::str::from_utf8(text).ok()?), rest))
        },
        4 => list(value, rest, depth),
        5 => map(value, rest, depth),
        7 if (20..=22).contains(&value) => Some((Item::Simple(u8::try_from(value).ok()?), rest)),
        _ => None,
    }
}

/// The number that the head of an item holds, in its shortest form.
fn argument(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let length = match short {
        0..=23 => return Some((u64::from(short), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (long, rest) = rest.split_at_checked(length)?;
    Some((long.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)), rest))
}

fn taken(bytes: &[u8], length: u64) -> Option<(&[u8], &[u8])> {
    bytes.split_at_checked(usize::try_from(length).ok()?)
}

fn list(length: u64, mut rest: &[u8], depth: u32) -> Option<(Item<'_>, &[u8])> {
    if length > ENTRIES_MAX {
        return None;
    }
    let mut entries = Vec::new();
    for _ in 0..length {
        let (entry, after) = item(rest, depth + 1)?;
        entries.push(entry);
        rest = after;
    }
    Some((Item::List(entries), rest))
}

fn map(length: u64, mut rest: &[u8], depth: u32) -> Option<(Item<'_>, &[u8])> {
    if length > ENTRIES_MAX {
        return None;
    }
    let mut entries: Vec<(Item<'_>, Item<'_>)> = Vec::new();
    for _ in 0..length {
        let (key, after) = item(rest, depth + 1)?;
        let (value, after) = item(after, depth + 1)?;
        // Of two under one key readers would take different ones.
        if entries.iter().any(|(one, _)| *one == key) {
            return None;
        }
        entries.push((key, value));
        rest = after;
    }
    Some((Item::Map(entries), rest))
}

impl<'a> Item<'a> {
    /// What a map has under a text.
    pub(super) fn named(&self, name: &str) -> Option<&Self> {
        self.under(&Item::Text(name))
    }

    /// What a map has under a number.
    pub(super) fn numbered(&self, number: i64) -> Option<&Self> {
        self.under(&Item::Number(number))
    }

    fn under(&self, key: &Item<'_>) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(one, _)| one == key).map(|(_, value)| value)
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub(super) fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_those_of_the_standard() {
        // RFC 8949, appendix A.
        for (bytes, want) in [
            (vec![0x17], Item::Number(23)),
            (vec![0x18, 0x64], Item::Number(100)),
            (vec![0x1a, 0, 0x0f, 0x42, 0x40], Item::Number(1_000_000)),
            (vec![0x38, 0x63], Item::Number(-100)),
            (vec![0x26], Item::Number(-7)),
            (vec![0x44, 1, 2, 3, 4], Item::Bytes(&[1, 2, 3, 4])),
            (vec![0x64, 0x49, 0x45, 0x54, 0x46], Item::Text("IETF")),
            (vec![0x82, 1, 0xf5], Item::List(vec![Item::Number(1), Item::Simple(21)])),
            (vec![0xa1, 1, 2], Item::Map(vec![(Item::Number(1), Item::Number(2))])),
        ] {
            assert_eq!(read(&bytes), Some((want, &[][..])), "{bytes:02x?}");
        }
        assert_eq!(read(&[1, 9]), Some((Item::Number(1), &[9][..])));
    }

    #[test]
    fn what_is_cut_endless_deep_or_doubled_is_none() {
        for bytes in [
            vec![],
            vec![0x18],
            vec![0x44, 1, 2, 3],
            vec![0x5b, 255, 255, 255, 255, 255, 255, 255, 255, 0],
            vec![0x9b, 255, 255, 255, 255, 255, 255, 255, 255, 0],
            vec![0x5f, 0x41, 0, 0xff],
            vec![0x62, 0xff, 0xfe],
            vec![0xa2, 1, 2, 1, 3],
            vec![0xc1, 0],
            vec![0xf9, 0, 0],
            vec![0x1b, 255, 255, 255, 255, 255, 255, 255, 255],
            vec![0x81; 1000],
        ] {
            assert_eq!(read(&bytes), None, "{bytes:02x?}");
        }
    }
}
