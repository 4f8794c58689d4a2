//! A reader of ISO base media boxes over slices (ISO/IEC 14496-12).
//! It must not trust a single size: everything is checked against the slice it lies in.

/// Why bytes could not be read as boxes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BoxError {
    #[error("a box ends before its fields do")]
    Short,
    #[error("box {kind} says it is larger than what holds it")]
    Overflow { kind: String },
    #[error("box {kind} is missing")]
    Missing { kind: String },
    #[error("box {kind} has an unknown form")]
    Unknown { kind: String },
}

/// A four-letter box name.
pub(crate) type BoxKind = [u8; 4];

/// A box name for people.
pub(crate) fn kind_text(kind: &BoxKind) -> String {
    kind.iter().map(|byte| if byte.is_ascii_graphic() { *byte as char } else { '?' }).collect()
}

/// The head of a box: name, length of the head, length of the whole (0 in the file: to the end).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BoxHead {
    pub(crate) kind: BoxKind,
    pub(crate) head_bytes: u64,
    pub(crate) total_bytes: u64,
}

/// Reads a box head; `room_bytes` is what is left in the file or parent from here.
pub(crate) fn read_head(bytes: &[u8], room_bytes: u64) -> Result<BoxHead, BoxError> {
    let small = u64::from(be_u32(bytes, 0)?);
    let kind = read_kind(bytes, 4)?;
    let (head_bytes, total_bytes) = match small {
        0 => (8, room_bytes),
        1 => (16, be_u64(bytes, 8)?),
        size => (8, size),
    };
    if total_bytes < head_bytes || total_bytes > room_bytes {
        return Err(BoxError::Overflow { kind: kind_text(&kind) });
    }
    Ok(BoxHead { kind, head_bytes, total_bytes })
}

/// One box inside a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BoxView<'a> {
    pub(crate) kind: BoxKind,
    pub(crate) body: &'a [u8],
}

/// The boxes of a slice, one after the other; stops after the first error.
pub(crate) struct Boxes<'a> {
    rest: &'a [u8],
}

impl<'a> Boxes<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Boxes<'a> {
        Boxes { rest: bytes }
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Result<BoxView<'a>, BoxError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let rest = std::mem::take(&mut self.rest);
        Some(split_box(rest).map(|(view, after)| {
            self.rest = after;
            view
        }))
    }
}

fn split_box(bytes: &[u8]) -> Result<(BoxView<'_>, &[u8]), BoxError> {
    let head = read_head(bytes, bytes.len() as u64)?;
    let head_bytes = usize::try_from(head.head_bytes).map_err(|_| BoxError::Short)?;
    let total_bytes = usize::try_from(head.total_bytes).map_err(|_| BoxError::Short)?;
    let body = bytes.get(head_bytes..total_bytes).ok_or(BoxError::Short)?;
    let after = bytes.get(total_bytes..).ok_or(BoxError::Short)?;
    Ok((BoxView { kind: head.kind, body }, after))
}

/// The first child of that kind, or nothing.
pub(crate) fn find<'a>(bytes: &'a [u8], kind: &BoxKind) -> Result<Option<&'a [u8]>, BoxError> {
    for view in Boxes::new(bytes) {
        let view = view?;
        if &view.kind == kind {
            return Ok(Some(view.body));
        }
    }
    Ok(None)
}

/// Follows a path of box names downwards; a missing step is an error.
pub(crate) fn descend<'a>(bytes: &'a [u8], path: &[&BoxKind]) -> Result<&'a [u8], BoxError> {
    let mut here = bytes;
    for kind in path {
        here = find(here, kind)?.ok_or_else(|| BoxError::Missing { kind: kind_text(kind) })?;
    }
    Ok(here)
}

pub(crate) fn read_kind(bytes: &[u8], at: usize) -> Result<BoxKind, BoxError> {
    array(bytes, at)
}

pub(crate) fn be_u16(bytes: &[u8], at: usize) -> Result<u16, BoxError> {
    array(bytes, at).map(u16::from_be_bytes)
}

pub(crate) fn be_u32(bytes: &[u8], at: usize) -> Result<u32, BoxError> {
    array(bytes, at).map(u32::from_be_bytes)
}

pub(crate) fn be_u64(bytes: &[u8], at: usize) -> Result<u64, BoxError> {
    array(bytes, at).map(u64::from_be_bytes)
}

pub(crate) fn byte(bytes: &[u8], at: usize) -> Result<u8, BoxError> {
    bytes.get(at).copied().ok_or(BoxError::Short)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], BoxError> {
    let end = at.checked_add(N).ok_or(BoxError::Short)?;
    bytes.get(at..end).and_then(|part| part.try_into().ok()).ok_or(BoxError::Short)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Writes a box, for the tests of this engine.
    pub(crate) fn make(kind: &BoxKind, body: &[u8]) -> Vec<u8> {
        let mut bytes = (u32::try_from(body.len()).unwrap() + 8).to_be_bytes().to_vec();
        bytes.extend_from_slice(kind);
        bytes.extend_from_slice(body);
        bytes
    }

    #[test]
    fn children_are_found_by_path() {
        let bytes = make(b"moov", &make(b"trak", &make(b"mdia", b"body")));
        assert_eq!(descend(&bytes, &[b"moov", b"trak", b"mdia"]), Ok(&b"body"[..]));
        let missing = descend(&bytes, &[b"moov", b"mvex"]);
        assert_eq!(missing, Err(BoxError::Missing { kind: "mvex".into() }));
    }

    #[test]
    fn sizes_that_lie_are_refused() {
        let mut bytes = make(b"moov", b"abcd");
        bytes[3] = 200;
        assert_eq!(find(&bytes, b"moov"), Err(BoxError::Overflow { kind: "moov".into() }));
        bytes[3] = 7;
        assert_eq!(find(&bytes, b"moov"), Err(BoxError::Overflow { kind: "moov".into() }));
        assert_eq!(find(&bytes[..5], b"moov"), Err(BoxError::Short));
    }

    #[test]
    fn a_large_size_and_an_open_end_are_read() {
        let mut large = vec![0, 0, 0, 1];
        large.extend_from_slice(b"mdat");
        large.extend_from_slice(&20u64.to_be_bytes());
        large.extend_from_slice(b"data");
        assert_eq!(find(&large, b"mdat"), Ok(Some(&b"data"[..])));
        let open = [&[0, 0, 0, 0][..], b"mdat", b"rest"].concat();
        assert_eq!(find(&open, b"mdat"), Ok(Some(&b"rest"[..])));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut state = 1u32;
        for _ in 0..20_000 {
            let bytes: Vec<u8> = (0..40)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) as u8 & 0x1f
                })
                .collect();
            let _ = Boxes::new(&bytes).count();
        }
    }
}
