//! Looks at the bytes of a picture: which kind it is, how large it is, and whether it is whole and
//! nothing else besides. It must not decode anything.
//!
//! Sources: PNG (ISO/IEC 15948, 5), JPEG (ITU-T T.81, annex B), GIF89a (17 to 27), WebP (RFC 9649).

use crate::kernel::ports::picture::PictureReader;

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::user) enum PictureFlaw {
    Empty,
    Svg,
    /// HEIC or AVIF.
    Heic,
    AnimatedWebP,
    /// Any other kind.
    Kind,
    /// Another document lies in it: a page, a script, a PDF.
    Document,
    /// It ends too early, or says nothing of its size.
    Cut,
}

/// What the bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::user) struct Sniffed {
    pub(in crate::domains::user) reader: PictureReader,
    pub(in crate::domains::user) width: u32,
    pub(in crate::domains::user) height: u32,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";
/// What begins a document that somebody's program might open the file as.
const DOCUMENTS: [&[u8]; 7] =
    [b"<script", b"<html", b"<!doctype", b"<?php", b"<iframe", b"<svg xmlns", b"%pdf-"];
/// How far a text is looked at to tell what it is.
const TEXT_BYTES_MAX: usize = 1024;

/// Tells a picture that is taken from everything else.
pub(in crate::domains::user) fn sniff(bytes: &[u8]) -> Result<Sniffed, PictureFlaw> {
    if bytes.is_empty() {
        return Err(PictureFlaw::Empty);
    }
    let (reader, size) = match bytes {
        _ if bytes.starts_with(PNG) => (PictureReader::Png, png(bytes)),
        _ if bytes.starts_with(JPEG) => (PictureReader::Jpeg, jpeg(bytes)),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => (PictureReader::Gif, gif(bytes)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            if is_animated(bytes) {
                return Err(PictureFlaw::AnimatedWebP);
            }
            (PictureReader::WebP, webp(bytes))
        },
        _ => return Err(other(bytes)),
    };
    let (width, height) =
        size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(PictureFlaw::Cut)?;
    if has_document(bytes) {
        return Err(PictureFlaw::Document);
    }
    Ok(Sniffed { reader, width, height })
}

/// What a file is that is no picture of ours.
fn other(bytes: &[u8]) -> PictureFlaw {
    if bytes.get(4..8) == Some(b"ftyp") {
        let brand = bytes.get(8..12).unwrap_or_default();
        let of_pictures: [&[u8]; 8] =
            [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"];
        return if of_pictures.contains(&brand) { PictureFlaw::Heic } else { PictureFlaw::Kind };
    }
    let head = &bytes[..bytes.len().min(TEXT_BYTES_MAX)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let is_markup = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<');
    if is_markup && text.contains("<svg") { PictureFlaw::Svg } else { PictureFlaw::Kind }
}

fn has_document(bytes: &[u8]) -> bool {
    let begins = |at: usize| {
        DOCUMENTS.iter().any(|one| {
            bytes.get(at..at + one.len()).is_some_and(|part| part.eq_ignore_ascii_case(one))
        })
    };
    bytes.iter().enumerate().any(|(at, byte)| matches!(byte, b'<' | b'%') && begins(at))
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    number(bytes, at).map(u32::from_be_bytes)
}

/// The size by its first chunk, where all chunks are there up to the end.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = PNG.len();
    if bytes.get(at + 4..at + 8)? != b"IHDR" {
        return None;
    }
    let size = (big(bytes, at + 8)?, big(bytes, at + 12)?);
    loop {
        let length = usize::try_from(big(bytes, at)?).ok()?;
        let kind = bytes.get(at + 4..at + 8)?;
        // Length, kind and check.
        let next = at.checked_add(length)?.checked_add(12)?;
        if next > bytes.len() {
            return None;
        }
        if kind == b"IEND" {
            return Some(size);
        }
        at = next;
    }
}

/// The size by the frame header, where a scan follows it and the image ends.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let (mut at, mut size) = (2, None);
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill bytes, and markers without a length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 => return None,
            _ => {
                let length = usize::from(u16::from_be_bytes(number(bytes, at + 2)?));
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    let side = |at| Some(u32::from(u16::from_be_bytes(number(bytes, at)?)));
                    size = Some((side(at + 7)?, side(at + 5)?));
                }
                at = at.checked_add(2)?.checked_add(length.max(2))?;
                if marker == 0xda {
                    let is_whole = bytes.get(at..)?.windows(2).any(|two| two == [0xff, 0xd9]);
                    return size.filter(|_| is_whole);
                }
            },
        }
    }
}

/// The size of the screen, where the first picture is whole.
fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at| Some(u32::from(u16::from_le_bytes(number(bytes, at)?)));
    let size = (side(6)?, side(8)?);
    let colours =
        |flags: u8| -> usize { if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) } };
    let mut at = 13 + colours(*bytes.get(10)?);
    loop {
        match *bytes.get(at)? {
            0x21 => at = past_blocks(bytes, at + 2)?,
            0x2c => {
                let own = colours(*bytes.get(at + 9)?);
                // The size of the first code stands before the data.
                past_blocks(bytes, at + 11 + own)?;
                return Some(size);
            },
            _ => return None,
        }
    }
}

/// Where a row of blocks ends.
fn past_blocks(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

fn is_animated(bytes: &[u8]) -> bool {
    bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 0x02 != 0)
}

/// The size by the first chunk, where the file is as long as it says.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let stated = usize::try_from(u32::from_le_bytes(number(bytes, 4)?)).ok()?;
    if stated.checked_add(8)? > bytes.len() {
        return None;
    }
    let side = |at| Some(u32::from(u16::from_le_bytes(number(bytes, at)?)) & 0x3fff);
    match bytes.get(12..16)? {
        b"VP8 " if bytes.get(23..26)? == b"\x9d\x01\x2a" => Some((side(26)?, side(28)?)),
        b"VP8L" if *bytes.get(20)? == 0x2f => {
            let bits = u32::from_le_bytes(number(bytes, 21)?);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        },
        b"VP8X" => {
            let side = |at| {
                let [a, b, c] = number(bytes, at)?;
                Some(u32::from_le_bytes([a, b, c, 0]) + 1)
            };
            Some((side(24)?, side(27)?))
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length, &kind[..], body, &[0; 4]].concat()
    }

    fn a_png(width: u32, height: u32) -> Vec<u8> {
        let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
        [PNG, &chunk(b"IHDR", &head), &chunk(b"IDAT", b"x"), &chunk(b"IEND", b"")].concat()
    }

    fn a_jpeg() -> Vec<u8> {
        let head = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x0b\x08\0\x20\0\x30\x01\x01\x11\0";
        [&head[..], b"\xff\xda\0\x03z", b"data\xff\0data\xff\xd9"].concat()
    }

    fn a_gif() -> Vec<u8> {
        let head = b"GIF89a\x10\0\x08\0\x80\0\0\0\0\0\xff\xff\xff";
        let comment = b"\x21\xfe\x02hi\0";
        let picture = b"\x2c\0\0\0\0\x10\0\x08\0\0\x02\x02\x4c\x01\0";
        [&head[..], comment, picture, b"\x3b"].concat()
    }

    fn a_webp(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let body = [kind, &u32::try_from(body.len()).unwrap().to_le_bytes()[..], body].concat();
        let length = u32::try_from(body.len() + 4).unwrap().to_le_bytes();
        [b"RIFF", &length[..], b"WEBP", &body].concat()
    }

    #[test]
    fn each_kind_is_told_with_its_size() {
        use PictureReader::{Gif, Jpeg, Png, WebP};
        for (bytes, reader, size) in [
            (a_png(30_000, 7), Png, (30_000, 7)),
            (a_jpeg(), Jpeg, (48, 32)),
            (a_gif(), Gif, (16, 8)),
            (a_webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x40\x40\x20\0"), WebP, (64, 32)),
            (a_webp(b"VP8L", b"\x2f\x3f\xc0\x07\0\0"), WebP, (64, 32)),
            (a_webp(b"VP8X", b"\x10\0\0\0\x3f\0\0\x1f\0\0"), WebP, (64, 32)),
        ] {
            let (width, height) = size;
            assert_eq!(sniff(&bytes), Ok(Sniffed { reader, width, height }));
        }
    }

    #[test]
    fn what_ends_too_early_is_seen_wherever_it_does() {
        for whole in [
            a_png(2, 2),
            a_jpeg(),
            a_gif()[..a_gif().len() - 1].to_vec(),
            a_webp(b"VP8L", b"\x2f\x3f\xc0\x07\0\0"),
        ] {
            assert!(sniff(&whole).is_ok());
            for end in 13..whole.len() {
                assert_eq!(sniff(&whole[..end]), Err(PictureFlaw::Cut), "{end}");
            }
        }
        assert_eq!(sniff(&a_png(0, 5)), Err(PictureFlaw::Cut));
    }

    #[test]
    fn everything_else_is_named() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0".to_vec();
        let page = |whole: Vec<u8>| [&whole[..], b"<ScRipt>alert(1)</script>"].concat();
        for (bytes, flaw) in [
            (Vec::new(), PictureFlaw::Empty),
            (b"<svg xmlns='x'/>".to_vec(), PictureFlaw::Svg),
            ("\u{feff} <?xml version='1.0'?><!-- x --><svg/>".into(), PictureFlaw::Svg),
            (heic, PictureFlaw::Heic),
            (b"\0\0\0\x18ftypmp42\0\0\0\0".to_vec(), PictureFlaw::Kind),
            (b"<html><body>".to_vec(), PictureFlaw::Kind),
            (b"%PDF-1.7".to_vec(), PictureFlaw::Kind),
            (b"BM\0\0".to_vec(), PictureFlaw::Kind),
            (b"#EXTM3U\n".to_vec(), PictureFlaw::Kind),
            (b"\xff\xd8\xff".to_vec(), PictureFlaw::Cut),
            (page(a_jpeg()), PictureFlaw::Document),
            (page(a_gif()), PictureFlaw::Document),
            (page(a_png(2, 2)), PictureFlaw::Document),
            ([&a_jpeg()[..], b"%PDF-1.7"].concat(), PictureFlaw::Document),
            (a_webp(b"VP8X", b"\x12\0\0\0\x3f\0\0\x1f\0\0"), PictureFlaw::AnimatedWebP),
        ] {
            assert_eq!(sniff(&bytes), Err(flaw), "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn what_a_phone_puts_behind_its_picture_is_no_document() {
        let moving = [&a_jpeg()[..], b"\0\0\0\x18ftypmp42\0\0\0\0 < 100% >"].concat();
        assert!(sniff(&moving).is_ok());
    }
}
