//! Checks the structure of an ISO base media file (mp4, mov) by walking its boxes.
//! It must not hold media, follow references, or walk further than its bounds.

use crate::kernel::ports::media::ByteSource;

use super::refusal::SniffRefusal;

/// Boxes looked at: enough for hours of fragments, and soon done.
const BOXES_MAX: u32 = 50_000;
/// `moov/trak/mdia/minf/dinf/dref`.
const DEPTH_MAX: u32 = 6;
/// Entries of one `dref`; real files have one.
const REFERENCES_MAX: u32 = 64;
const CONTAINERS: [&[u8; 4]; 6] = [b"moov", b"trak", b"mdia", b"minf", b"dinf", b"edts"];
/// What a file of this family may begin with.
const FIRST: [&[u8; 4]; 9] =
    [b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"uuid"];
const PICTURE_BRANDS: [&[u8; 4]; 6] = [b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"];

/// Whether the first bytes look like this family.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let kind = head.get(4..8);
    FIRST.iter().any(|first| kind == Some(&first[..]))
}

/// Checks sizes, index, media and references of the whole file.
pub(super) fn check(source: &mut dyn ByteSource) -> Result<(), SniffRefusal> {
    let mut walk = Walk { source, left: BOXES_MAX, seen: Seen::default() };
    let end = walk.source.len_bytes();
    walk.level(0, end, 0)?;
    walk.seen.verdict()
}

#[derive(Default)]
struct Seen {
    index: bool,
    media: bool,
    cut_short: bool,
    tracks: Tracks,
}

/// Kinds of track that the index promises.
#[derive(Default)]
struct Tracks {
    picture: bool,
    sound: bool,
}

impl Seen {
    fn verdict(&self) -> Result<(), SniffRefusal> {
        if !self.index {
            return Err(SniffRefusal::NoIndex);
        }
        if !self.media && !self.cut_short {
            return Err(SniffRefusal::NoMedia);
        }
        match (self.tracks.picture, self.tracks.sound) {
            (true, _) => Ok(()),
            (false, true) => Err(SniffRefusal::SoundOnly { kind: "MP4" }),
            (false, false) => Err(SniffRefusal::NoMedia),
        }
    }
}

#[derive(Clone, Copy)]
struct Head {
    kind: [u8; 4],
    body: u64,
    end: u64,
}

struct Walk<'a> {
    source: &'a mut dyn ByteSource,
    left: u32,
    seen: Seen,
}

impl Walk<'_> {
    /// Walks the boxes between two offsets and goes into containers.
    fn level(&mut self, from: u64, end: u64, depth: u32) -> Result<(), SniffRefusal> {
        let mut at = from;
        while at < end {
            if self.left == 0 && depth > 0 {
                // What lies behind an inner flood would go unseen, and a reference may.
                return Err(SniffRefusal::Damaged { offset: at });
            }
            if self.left == 0 {
                self.seen.cut_short = true;
                return Ok(());
            }
            self.left -= 1;
            if depth > 0 && end - at < 8 {
                // QuickTime ends some lists with four zero bytes.
                return Ok(());
            }
            let head = self.head(at, end, depth)?;
            self.req(head, depth)?;
            at = head.end;
        }
        Ok(())
    }

    fn req(&mut self, head: Head, depth: u32) -> Result<(), SniffRefusal> {
        match &head.kind {
            b"ftyp" if depth == 0 => self.brand(head),
            b"mdat" if depth == 0 => {
                self.seen.media |= head.end > head.body;
                Ok(())
            },
            b"hdlr" => self.handler(head),
            b"dref" => self.references(head),
            kind if CONTAINERS.contains(&kind) && depth < DEPTH_MAX => {
                self.seen.index |= depth == 0 && kind == b"moov";
                self.level(head.body, head.end, depth + 1)
            },
            _ => Ok(()),
        }
    }

    fn head(&mut self, at: u64, end: u64, depth: u32) -> Result<Head, SniffRefusal> {
        let damaged = SniffRefusal::Damaged { offset: at };
        let mut bytes = [0u8; 16];
        let take = usize::try_from((end - at).min(16)).unwrap_or(16);
        if take < 8 {
            return Err(damaged);
        }
        self.read(at, &mut bytes[..take])?;
        let [a, b, c, d, kind @ .., _, _, _, _, _, _, _, _] = bytes;
        let (head_bytes, size) = match u32::from_be_bytes([a, b, c, d]) {
            // To the end of the file: only the last box of the file may say so.
            0 if depth == 0 => (8, end - at),
            1 if take == 16 => (16, u64::from_be_bytes(last_eight(bytes))),
            small => (8, u64::from(small)),
        };
        if size < head_bytes
            || !kind.iter().all(|byte| (0x20..0x7f).contains(byte) || *byte == 0xa9)
        {
            return Err(damaged);
        }
        let box_end = at.checked_add(size).ok_or(damaged)?;
        if box_end <= end {
            return Ok(Head { kind, body: at + head_bytes, end: box_end });
        }
        if depth == 0 {
            return Err(SniffRefusal::Truncated { missing_bytes: box_end - end });
        }
        Err(damaged)
    }

    fn brand(&mut self, head: Head) -> Result<(), SniffRefusal> {
        let Some(brand) = self.four(head, 0)? else { return Ok(()) };
        if PICTURE_BRANDS.contains(&&brand) {
            return Err(SniffRefusal::Image { kind: "HEIF or AVIF" });
        }
        Ok(())
    }

    fn handler(&mut self, head: Head) -> Result<(), SniffRefusal> {
        match self.four(head, 8)?.as_ref() {
            Some(b"vide") => self.seen.tracks.picture = true,
            Some(b"soun") => self.seen.tracks.sound = true,
            _ => {},
        }
        Ok(())
    }

    /// Each entry must say that the media is in this very file (flag 1, §8.7.2).
    fn references(&mut self, head: Head) -> Result<(), SniffRefusal> {
        let damaged = SniffRefusal::Damaged { offset: head.body };
        let count = self.four(head, 4)?.map(u32::from_be_bytes).ok_or(damaged)?;
        if count > REFERENCES_MAX {
            return Err(damaged);
        }
        let mut at = head.body + 8;
        for _ in 0..count {
            if head.end.saturating_sub(at) < 12 {
                return Err(damaged);
            }
            let entry = self.head(at, head.end, 1)?;
            let flags = self.four(entry, 0)?.map(u32::from_be_bytes).ok_or(damaged)?;
            if flags & 1 == 0 {
                return Err(SniffRefusal::ExternalMedia);
            }
            at = entry.end;
        }
        Ok(())
    }

    /// Four bytes of a box's body, if it has them.
    fn four(&mut self, head: Head, at: u64) -> Result<Option<[u8; 4]>, SniffRefusal> {
        let from = head.body.saturating_add(at);
        if from.saturating_add(4) > head.end {
            return Ok(None);
        }
        let mut bytes = [0u8; 4];
        self.read(from, &mut bytes)?;
        Ok(Some(bytes))
    }

    fn read(&mut self, at: u64, into: &mut [u8]) -> Result<(), SniffRefusal> {
        self.source.read_at(at, into).map_err(|_| SniffRefusal::Unreadable)
    }
}

fn last_eight(bytes: [u8; 16]) -> [u8; 8] {
    let [_, _, _, _, _, _, _, _, eight @ ..] = bytes;
    eight
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn make(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).expect("a test's box is small");
        let mut bytes = size.to_be_bytes().to_vec();
        bytes.extend_from_slice(kind);
        bytes.extend_from_slice(body);
        bytes
    }

    fn movie(handler: &[u8; 4], reference_flags: u8) -> Vec<u8> {
        let url = make(b"url ", &[0, 0, 0, reference_flags]);
        let dref = make(b"dref", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &url].concat());
        let minf = make(b"minf", &make(b"dinf", &dref));
        let hdlr = make(b"hdlr", &[&[0; 8][..], handler, &[0; 12]].concat());
        make(b"moov", &make(b"trak", &make(b"mdia", &[hdlr, minf].concat())))
    }

    /// A file that passes.
    pub(in crate::domains::ingest::engine) fn sound_file() -> Vec<u8> {
        [make(b"ftyp", b"isom\0\0\0\0"), movie(b"vide", 1), make(b"mdat", b"data")].concat()
    }

    fn verdict(bytes: &[u8]) -> Result<(), SniffRefusal> {
        check(&mut &bytes[..])
    }

    #[test]
    fn a_sound_file_passes_in_either_order() {
        assert_eq!(verdict(&sound_file()), Ok(()));
        let late = [make(b"ftyp", b"qt  "), make(b"mdat", b"d"), movie(b"vide", 1)].concat();
        assert_eq!(verdict(&late), Ok(()));
    }

    #[test]
    fn every_cut_is_noticed() {
        let whole = sound_file();
        for end in 1..whole.len() {
            assert!(verdict(&whole[..end]).is_err(), "cut at {end}");
        }
        let cut = verdict(&whole[..whole.len() - 3]);
        assert_eq!(cut, Err(SniffRefusal::Truncated { missing_bytes: 3 }));
    }

    #[test]
    fn what_is_missing_is_named() {
        let ftyp = make(b"ftyp", b"isom");
        let mdat = make(b"mdat", b"data");
        let table = [
            ([ftyp.clone(), mdat.clone()].concat(), SniffRefusal::NoIndex),
            ([ftyp.clone(), movie(b"vide", 1)].concat(), SniffRefusal::NoMedia),
            (
                [ftyp.clone(), movie(b"soun", 1), mdat.clone()].concat(),
                SniffRefusal::SoundOnly { kind: "MP4" },
            ),
            ([ftyp, movie(b"vide", 0), mdat].concat(), SniffRefusal::ExternalMedia),
            (make(b"ftyp", b"avif"), SniffRefusal::Image { kind: "HEIF or AVIF" }),
        ];
        for (bytes, expected) in table {
            assert_eq!(verdict(&bytes), Err(expected));
        }
    }

    #[test]
    fn every_changed_byte_is_survived() {
        let whole = sound_file();
        for at in 0..whole.len() {
            for value in [0u8, 1, 7, 8, 0x7f, 0x80, 0xff] {
                let mut changed = whole.clone();
                changed[at] = value;
                let _ = verdict(&changed);
            }
        }
    }

    #[test]
    fn a_flood_of_boxes_ends() {
        let mut flood = sound_file();
        for _ in 0..200_000 {
            flood.extend(make(b"free", b""));
        }
        assert_eq!(verdict(&flood), Ok(()));
    }

    #[test]
    fn a_flood_inside_hides_nothing() {
        let flood = make(b"free", b"").repeat(200_000);
        let file = [make(b"ftyp", b"isom\0\0\0\0isom"), make(b"moov", &flood)].concat();
        assert!(matches!(verdict(&file), Err(SniffRefusal::Damaged { .. })));
    }
}
