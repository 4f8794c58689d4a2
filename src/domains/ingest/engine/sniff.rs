//! Tells from an upload's own bytes which one reader may open it, or why none may.
//! It must not believe file names or declared types, and never runs a decoder.

use crate::kernel::ports::media::{ByteSource, Demuxer};

use super::isobmff;
use super::refusal::SniffRefusal;

/// What is looked at for the kind of a file.
const HEAD_BYTES: usize = 64 << 10;
const TS_SYNC: u8 = 0x47;
const TS_PACKETS: usize = 5;
/// Plain packets, and those with a four-byte time stamp before each (Blu-ray, cameras).
const TS_LAYOUTS: [(usize, usize); 2] = [(188, 0), (192, 4)];
/// The identifier of a Matroska segment.
const SEGMENT: [u8; 4] = [0x18, 0x53, 0x80, 0x67];
const ASF: [u8; 8] = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11];

type SniffVerdict = Result<Demuxer, SniffRefusal>;

/// Looks at a whole upload and names its reader.
pub(crate) fn sniff(source: &mut dyn ByteSource) -> SniffVerdict {
    let len_bytes = source.len_bytes();
    if len_bytes == 0 {
        return Err(SniffRefusal::Empty);
    }
    let take = usize::try_from(len_bytes).unwrap_or(HEAD_BYTES).min(HEAD_BYTES);
    let mut head = vec![0; take];
    source.read_at(0, &mut head).map_err(|_| SniffRefusal::Unreadable)?;
    if let Some(verdict) = video_container(&head, len_bytes) {
        return verdict;
    }
    if let Some(refusal) = known_other(&head) {
        return Err(refusal);
    }
    if isobmff::looks_like(&head) {
        return isobmff::check(source).map(|()| Demuxer::Mov);
    }
    Err(if is_text(&head) { SniffRefusal::Text } else { SniffRefusal::Unknown })
}

/// The containers that are told by their first bytes.
fn video_container(head: &[u8], len_bytes: u64) -> Option<SniffVerdict> {
    if head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        return Some(matroska(head, len_bytes));
    }
    if head.starts_with(b"RIFF") && head.get(8..11) == Some(b"AVI") {
        return Some(avi(head, len_bytes));
    }
    if head.starts_with(b"FLV\x01") {
        return Some(flv(head));
    }
    if head.starts_with(b"OggS") {
        let theora = contains(head, b"\x80theora");
        return Some(theora.then_some(Demuxer::Ogg).ok_or(SniffRefusal::SoundOnly { kind: "Ogg" }));
    }
    if head.starts_with(&ASF) {
        return Some(Ok(Demuxer::Asf));
    }
    if head.starts_with(&[0, 0, 1, 0xba]) {
        return Some(Ok(Demuxer::MpegPs));
    }
    is_transport_stream(head).then_some(Ok(Demuxer::MpegTs))
}

/// The EBML head names the document type; the segment after it holds everything.
fn matroska(head: &[u8], len_bytes: u64) -> SniffVerdict {
    let start = &head[..head.len().min(256)];
    if !contains(start, b"matroska") && !contains(start, b"webm") {
        return Err(SniffRefusal::Unknown);
    }
    let found = head.windows(SEGMENT.len()).position(|window| window == SEGMENT);
    // A file that ends before its segment holds nothing.
    let size_at = found.ok_or(SniffRefusal::NoIndex)? + SEGMENT.len();
    let Some((size_bytes, promised)) = ebml_size(&head[size_at..]) else {
        return Ok(Demuxer::Matroska);
    };
    let end = promised.saturating_add((size_at + size_bytes) as u64);
    if end > len_bytes {
        return Err(SniffRefusal::Truncated { missing_bytes: end - len_bytes });
    }
    Ok(Demuxer::Matroska)
}

/// An EBML length (RFC 8794 §4): its own length and its value, or nothing when it is unknown,
/// as live recorders write it.
fn ebml_size(bytes: &[u8]) -> Option<(usize, u64)> {
    let first = *bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    let rest = bytes.get(1..length)?;
    let mut value = u64::from(first) & (0x7f >> (length - 1));
    for byte in rest {
        value = value << 8 | u64::from(*byte);
    }
    let unknown = (1u64 << (7 * length)) - 1;
    (length <= 8 && value != unknown).then_some((length, value))
}

/// Zero is what a recorder writes that never came to its end; it can still be read.
fn avi(head: &[u8], len_bytes: u64) -> SniffVerdict {
    let [a, b, c, d] = four(head, 4).ok_or(SniffRefusal::Damaged { offset: 4 })?;
    let promised = u64::from(u32::from_le_bytes([a, b, c, d])) + 8;
    if promised > len_bytes {
        return Err(SniffRefusal::Truncated { missing_bytes: promised - len_bytes });
    }
    Ok(Demuxer::Avi)
}

/// Bit 0 of the flags promises pictures; some writers set no flag at all.
fn flv(head: &[u8]) -> SniffVerdict {
    match head.get(4) {
        None => Err(SniffRefusal::Damaged { offset: 4 }),
        Some(flags) if flags & 0x05 == 0x04 => Err(SniffRefusal::SoundOnly { kind: "FLV" }),
        Some(_) => Ok(Demuxer::Flv),
    }
}

fn is_transport_stream(head: &[u8]) -> bool {
    TS_LAYOUTS.into_iter().any(|(packet, sync)| {
        (0..TS_PACKETS).all(|index| head.get(index * packet + sync) == Some(&TS_SYNC))
    })
}

/// What is often uploaded by mistake, or on purpose.
fn known_other(head: &[u8]) -> Option<SniffRefusal> {
    if is_playlist(head) {
        return Some(SniffRefusal::Playlist);
    }
    let starts = |magic: &[u8]| head.starts_with(magic);
    let riff = |kind: &[u8]| starts(b"RIFF") && head.get(8..12) == Some(kind);
    let image = |kind| Some(SniffRefusal::Image { kind });
    let archive = |kind| Some(SniffRefusal::Archive { kind });
    let sound = |kind| Some(SniffRefusal::SoundOnly { kind });
    let document = |kind| Some(SniffRefusal::Document { kind });
    match () {
        () if starts(&[0xff, 0xd8, 0xff]) => image("JPEG"),
        () if starts(b"\x89PNG\r\n") => image("PNG"),
        () if starts(b"GIF8") => image("GIF"),
        () if riff(b"WEBP") => image("WebP"),
        () if starts(b"II*\0") || starts(b"MM\0*") => image("TIFF"),
        () if starts(b"8BPS") => image("Photoshop"),
        () if starts(b"BM") && head.get(6..10) == Some(&[0; 4]) => image("BMP"),
        () if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") => archive("ZIP"),
        () if starts(b"Rar!") => archive("RAR"),
        () if starts(b"7z\xbc\xaf") => archive("7z"),
        () if starts(&[0x1f, 0x8b]) => archive("gzip"),
        () if starts(b"\xfd7zXZ") => archive("xz"),
        () if starts(b"BZh") => archive("bzip2"),
        () if head.get(257..262) == Some(b"ustar") => archive("tar"),
        () if riff(b"WAVE") => sound("WAV"),
        () if starts(b"fLaC") => sound("FLAC"),
        () if starts(b"ID3") || is_mpeg_audio(head) => sound("MP3"),
        () if starts(b"#!AMR") => sound("AMR"),
        () if starts(b"%PDF") => document("PDF document"),
        () if starts(b"\x7fELF") || starts(b"MZ") => document("program"),
        () if starts(b"CWS") || starts(b"FWS") || starts(b"ZWS") => document("Flash program"),
        () => None,
    }
}

/// Sync, a layer and rates that exist, for MPEG audio and AAC without container.
fn is_mpeg_audio(head: &[u8]) -> bool {
    let Some([a, b, c, _]) = four(head, 0) else { return false };
    let layer = b >> 1 & 3;
    a == 0xff && b & 0xe0 == 0xe0 && (layer == 0 || (c >> 4 != 0x0f && c >> 2 & 3 != 3))
}

/// Texts that name other files. A decoder would follow them.
fn is_playlist(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let starts =
        |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let first = &text[..text.len().min(4096)];
    starts(b"#EXT")
        || starts(b"ffconcat")
        || starts(b"[playlist]")
        || starts(b"v=0\n")
        || starts(b"v=0\r")
        || starts(b"file '")
        || starts(b"RTSPtext")
        || starts(b"<smil")
        || starts(b"<asx")
        || (starts(b"<") && (contains(first, b"<MPD") || contains(first, b"<smil")))
        || (is_text(first) && contains(first, b"#EXTM3U"))
}

/// No control characters but white space: then it is no media of any kind.
fn is_text(head: &[u8]) -> bool {
    let first = &head[..head.len().min(1024)];
    first.iter().all(|byte| *byte >= 0x20 && *byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r'))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at + 4)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A refusal by the name of its variant alone.
    fn verdict(bytes: &[u8]) -> Result<Demuxer, String> {
        sniff(&mut &bytes[..]).map_err(|refusal| {
            let all = format!("{refusal:?}");
            all.split(' ').next().unwrap_or_default().to_owned()
        })
    }

    fn transport(packet: usize, sync: usize) -> Vec<u8> {
        let mut bytes = vec![0; packet * 6];
        (0..6).for_each(|index| bytes[index * packet + sync] = TS_SYNC);
        bytes
    }

    #[test]
    fn containers_are_told_apart() {
        let matroska = |kind: &[u8]| {
            [&[0x1a, 0x45, 0xdf, 0xa3, 0x9f][..], kind, &[0x18, 0x53, 0x80, 0x67, 0x81, 0]].concat()
        };
        let table = [
            (isobmff::tests::sound_file(), Demuxer::Mov),
            (matroska(b"webm"), Demuxer::Matroska),
            (matroska(b"matroska"), Demuxer::Matroska),
            (b"RIFF\x08\0\0\0AVI LIST".to_vec(), Demuxer::Avi),
            (b"FLV\x01\x05\0\0\0\x09".to_vec(), Demuxer::Flv),
            (transport(188, 0), Demuxer::MpegTs),
            (transport(192, 4), Demuxer::MpegTs),
            (vec![0, 0, 1, 0xba, 0x44], Demuxer::MpegPs),
            (b"OggS\0\x02\0\0\x80theora".to_vec(), Demuxer::Ogg),
            (ASF.to_vec(), Demuxer::Asf),
        ];
        for (bytes, expected) in table {
            assert_eq!(verdict(&bytes), Ok(expected));
        }
    }

    #[test]
    fn everything_else_gets_its_reason() {
        let table: [(&[u8], &str); 25] = [
            (b"", "Empty"),
            (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "Playlist"),
            (b"\xef\xbb\xbf \r\n#extm3u\n", "Playlist"),
            (b"ffconcat version 1.0\nfile 'x.mp4'\n", "Playlist"),
            (b"  file '/a.mp4'\n", "Playlist"),
            (b"<?xml version=\"1.0\"?>\n<MPD>", "Playlist"),
            (b"v=0\r\no=- 0 0 IN IP4", "Playlist"),
            (b"hello\n#EXTM3U\n", "Playlist"),
            (b"\xff\xd8\xff\xe0", "Image"),
            (b"\x89PNG\r\n\x1a\n", "Image"),
            (b"GIF89a", "Image"),
            (b"RIFF\0\0\0\0WEBP", "Image"),
            (b"PK\x03\x04aaaa", "Archive"),
            (b"\x1f\x8b\x08", "Archive"),
            (b"RIFF\0\0\0\0WAVE", "SoundOnly"),
            (b"ID3\x04", "SoundOnly"),
            (b"OggS\0\x02vorbis", "SoundOnly"),
            (b"%PDF-1.7", "Document"),
            (b"\x7fELF\x02", "Document"),
            (b"just words", "Text"),
            (b"\0\x01\x02\x03\x04", "Unknown"),
            (b"RIFF\xff\xff\0\0AVI LIST", "Truncated"),
            (b"\0\0\0\x14ftypisom\0\0\0\0isom", "NoIndex"),
            (b"\x1a\x45\xdf\xa3webm", "NoIndex"),
            (b"\x1a\x45\xdf\xa3webm\x18\x53\x80\x67\x40\x05abcd", "Truncated"),
        ];
        for (bytes, expected) in table {
            let shown = bytes.escape_ascii().to_string();
            assert_eq!(verdict(bytes), Err(expected.to_owned()), "{shown:?}");
        }
    }

    #[test]
    fn segment_lengths_are_read() {
        type Row = (&'static [u8], Option<(usize, u64)>);
        let table: [Row; 8] = [
            (&[0x81], Some((1, 1))),
            (&[0x40, 0x05], Some((2, 5))),
            (&[0x01, 0, 0, 0, 0, 0, 1, 0], Some((8, 256))),
            (&[0xff], None),
            (&[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], None),
            (&[0x40], None),
            (&[0x00, 1, 2, 3, 4, 5, 6, 7, 8, 9], None),
            (&[], None),
        ];
        for (bytes, expected) in table {
            assert_eq!(ebml_size(bytes), expected, "{bytes:x?}");
        }
    }

    #[test]
    fn short_and_random_bytes_never_panic() {
        let mut state = 7u32;
        for length in 0..600usize {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) as u8
                })
                .collect();
            let _ = verdict(&bytes);
        }
        for start in [&b"RIFF"[..], b"OggS", b"FLV\x01", b"\0\0\0\0ftyp", b"\x1a\x45\xdf\xa3"] {
            for end in 0..=start.len() {
                let _ = verdict(&start[..end]);
            }
        }
    }
}
