//! Finds the init part and the fragments of a one-track CMAF file, as byte ranges.
//! It must not hold media bytes: it reads heads and `moof` boxes only.

use crate::kernel::ports::media::ByteSource;

use super::boxes::{self, BoxError, Boxes, be_u32, descend, kind_text};
use super::track::{SampleDefaults, TrackInfo, decode_time, read_track};

/// Largest `moov` or `moof` that is read: far above what our encoder writes.
const HEAD_BYTES_MAX: u64 = 4 << 20;
/// A day of half-second fragments.
const FRAGMENTS_MAX: usize = 200_000;

/// Why a rendition could not be read back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FragmentFault {
    #[error("the rendition is damaged at byte {offset}: {source}")]
    Damaged {
        offset: u64,
        #[source]
        source: BoxError,
    },
    #[error("the rendition could not be read")]
    Unreadable(#[from] std::io::Error),
    #[error("the rendition has no head")]
    NoHead,
    #[error("the rendition has no fragment")]
    Empty,
    #[error("the rendition has a part at byte {offset} that is larger than allowed")]
    TooLarge { offset: u64 },
}

/// Bytes of a file, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ByteSpan {
    pub(crate) offset: u64,
    pub(crate) len_bytes: u64,
}

/// One `moof` with its `mdat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fragment {
    pub(crate) span: ByteSpan,
    pub(crate) start_ticks: u64,
    pub(crate) duration_ticks: u64,
    pub(crate) samples: u64,
    /// Whether a player can start here.
    pub(crate) starts_with_key: bool,
}

/// A one-track CMAF file, mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FragmentedTrack {
    pub(crate) info: TrackInfo,
    pub(crate) init: ByteSpan,
    pub(crate) fragments: Vec<Fragment>,
}

/// Maps a fragmented file by its top-level boxes.
pub(crate) fn map_fragments(source: &mut dyn ByteSource) -> Result<FragmentedTrack, FragmentFault> {
    let mut walk = Walk { at: 0, info: None, init_end: 0, open: None, fragments: Vec::new() };
    while walk.at < source.len_bytes() {
        walk.step(source)?;
        if walk.fragments.len() > FRAGMENTS_MAX {
            return Err(FragmentFault::TooLarge { offset: walk.at });
        }
    }
    let info = walk.info.ok_or(FragmentFault::NoHead)?;
    if walk.fragments.is_empty() {
        return Err(FragmentFault::Empty);
    }
    let init = ByteSpan { offset: 0, len_bytes: walk.init_end };
    Ok(FragmentedTrack { info, init, fragments: walk.fragments })
}

struct Walk {
    at: u64,
    info: Option<TrackInfo>,
    init_end: u64,
    /// The `moof` that waits for its `mdat`: where it starts, and its times.
    open: Option<(u64, Times)>,
    fragments: Vec<Fragment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Times {
    start_ticks: u64,
    duration_ticks: u64,
    samples: u64,
    starts_with_key: bool,
}

impl Walk {
    fn step(&mut self, source: &mut dyn ByteSource) -> Result<(), FragmentFault> {
        let at = self.at;
        let damaged = |source| FragmentFault::Damaged { offset: at, source };
        let room = source.len_bytes() - at;
        let mut head = [0u8; 16];
        let take = usize::try_from(room.min(16)).unwrap_or(16);
        source.read_at(at, &mut head[..take])?;
        let head = boxes::read_head(&head[..take], room).map_err(damaged)?;
        let end = at + head.total_bytes;
        match &head.kind {
            b"moov" => {
                let body = read_body(source, at, head)?;
                self.info = Some(read_track(&body).map_err(damaged)?);
                self.init_end = end;
            },
            b"moof" => {
                let defaults = self.info.as_ref().ok_or(FragmentFault::NoHead)?.defaults;
                let body = read_body(source, at, head)?;
                self.open = Some((at, read_moof(&body, defaults).map_err(damaged)?));
            },
            b"mdat" => self.close(end),
            // Indexes and brands around fragments are not needed: playlists say it all.
            b"ftyp" | b"styp" | b"sidx" | b"mfra" | b"free" | b"prft" | b"emsg" => {},
            other => return Err(damaged(BoxError::Unknown { kind: kind_text(other) })),
        }
        self.at = end;
        Ok(())
    }

    fn close(&mut self, end: u64) {
        let Some((offset, times)) = self.open.take() else { return };
        self.fragments.push(Fragment {
            span: ByteSpan { offset, len_bytes: end - offset },
            start_ticks: times.start_ticks,
            duration_ticks: times.duration_ticks,
            samples: times.samples,
            starts_with_key: times.starts_with_key,
        });
    }
}

fn read_body(
    source: &mut dyn ByteSource,
    at: u64,
    head: boxes::BoxHead,
) -> Result<Vec<u8>, FragmentFault> {
    let len_bytes = head.total_bytes - head.head_bytes;
    if len_bytes > HEAD_BYTES_MAX {
        return Err(FragmentFault::TooLarge { offset: at });
    }
    let len_bytes =
        usize::try_from(len_bytes).map_err(|_| FragmentFault::TooLarge { offset: at })?;
    let mut body = vec![0; len_bytes];
    source.read_at(at + head.head_bytes, &mut body)?;
    Ok(body)
}

fn read_moof(moof: &[u8], defaults: SampleDefaults) -> Result<Times, BoxError> {
    let traf = descend(moof, &[b"traf"])?;
    let tfhd = descend(traf, &[b"tfhd"])?;
    let defaults = fragment_defaults(tfhd, defaults)?;
    let (mut duration_ticks, mut samples) = (0u64, 0u64);
    let mut first_flags = None;
    for view in Boxes::new(traf) {
        let view = view?;
        if &view.kind != b"trun" {
            continue;
        }
        let run = read_trun(view.body, defaults)?;
        duration_ticks = duration_ticks.saturating_add(run.duration_ticks);
        samples = samples.saturating_add(run.samples);
        first_flags = first_flags.or(run.first_flags);
    }
    // Bit 16 of the sample flags: "is not a sync sample" (ISO/IEC 14496-12 §8.8.3).
    let starts_with_key = first_flags.is_some_and(|flags| flags & 0x0001_0000 == 0);
    Ok(Times { start_ticks: decode_time(traf)?, duration_ticks, samples, starts_with_key })
}

/// `tfhd` may overrule the defaults of the track (§8.8.7).
fn fragment_defaults(tfhd: &[u8], track: SampleDefaults) -> Result<SampleDefaults, BoxError> {
    let flags = be_u32(tfhd, 0)? & 0x00ff_ffff;
    let mut at = 8;
    let mut found = track;
    if flags & 0x01 != 0 {
        at += 8;
    }
    if flags & 0x02 != 0 {
        at += 4;
    }
    if flags & 0x08 != 0 {
        found.duration = be_u32(tfhd, at)?;
        at += 4;
    }
    if flags & 0x10 != 0 {
        at += 4;
    }
    if flags & 0x20 != 0 {
        found.flags = be_u32(tfhd, at)?;
    }
    Ok(found)
}

struct Run {
    duration_ticks: u64,
    samples: u64,
    first_flags: Option<u32>,
}

/// `trun` (§8.8.8): sums the durations and takes the flags of the first sample.
fn read_trun(trun: &[u8], defaults: SampleDefaults) -> Result<Run, BoxError> {
    let flags = be_u32(trun, 0)? & 0x00ff_ffff;
    let rows = be_u32(trun, 4)?;
    let samples = u64::from(rows);
    let mut at = 8;
    if flags & 0x01 != 0 {
        at += 4;
    }
    let mut first_flags = (rows > 0).then_some(defaults.flags);
    if flags & 0x04 != 0 {
        first_flags = Some(be_u32(trun, at)?);
        at += 4;
    }
    let has = |bit: u32| usize::from(flags & bit != 0) * 4;
    let (duration_bytes, size_bytes) = (has(0x100), has(0x200));
    let row_bytes = duration_bytes + size_bytes + has(0x400) + has(0x800);
    if flags & 0x400 != 0 && rows > 0 && flags & 0x04 == 0 {
        first_flags = Some(be_u32(trun, at + duration_bytes + size_bytes)?);
    }
    if duration_bytes == 0 {
        let duration_ticks = samples * u64::from(defaults.duration);
        return Ok(Run { duration_ticks, samples, first_flags });
    }
    let mut duration_ticks = 0u64;
    for row in 0..rows as usize {
        duration_ticks += u64::from(be_u32(trun, at + row * row_bytes)?);
    }
    Ok(Run { duration_ticks, samples, first_flags })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::boxes::tests::make;
    use super::super::track::tests::video_moov;
    use super::*;

    /// A fragmented file whose fragments last so many ticks.
    pub(crate) fn file(moov: &[u8], lengths: &[u32]) -> Vec<u8> {
        let mut bytes = [make(b"ftyp", b"iso6\0\0\0\0"), make(b"moov", moov)].concat();
        let mut start = 0u64;
        for length in lengths {
            bytes.extend(moof(start, *length));
            bytes.extend(make(b"mdat", &vec![7; *length as usize / 10]));
            start += u64::from(*length);
        }
        bytes.extend(make(b"mfra", &[0; 8]));
        bytes
    }

    fn moof(start: u64, length: u32) -> Vec<u8> {
        let mut tfdt = vec![1, 0, 0, 0];
        tfdt.extend(start.to_be_bytes());
        // First-sample flags, then a duration for each of two samples.
        let mut trun = vec![0, 0, 1, 4, 0, 0, 0, 2, 2, 0, 0, 0];
        trun.extend((length / 2).to_be_bytes());
        trun.extend((length - length / 2).to_be_bytes());
        let tfhd = make(b"tfhd", &[0, 2, 0, 0, 0, 0, 0, 1]);
        let traf = [tfhd, make(b"tfdt", &tfdt), make(b"trun", &trun)].concat();
        make(b"moof", &[make(b"mfhd", &[0; 8]), make(b"traf", &traf)].concat())
    }

    #[test]
    fn fragments_are_mapped() {
        let bytes = file(&video_moov(1000), &[2000, 2000, 500]);
        let track = map_fragments(&mut &bytes[..]).unwrap();
        let times: Vec<_> =
            track.fragments.iter().map(|f| (f.start_ticks, f.duration_ticks)).collect();
        assert_eq!(times, [(0, 2000), (2000, 2000), (4000, 500)]);
        assert!(track.fragments.iter().all(|fragment| fragment.starts_with_key));
        assert_eq!(track.fragments[0].span.offset, track.init.len_bytes);
        for pair in track.fragments.windows(2) {
            assert_eq!(pair[0].span.offset + pair[0].span.len_bytes, pair[1].span.offset);
        }
    }

    #[test]
    fn a_cut_file_is_an_error_or_shorter_but_never_a_panic() {
        let bytes = file(&video_moov(1000), &[2000, 2000, 500]);
        let whole = map_fragments(&mut &bytes[..]).unwrap();
        for end in 0..bytes.len() {
            if let Ok(track) = map_fragments(&mut &bytes[..end]) {
                assert!(track.fragments.len() <= whole.fragments.len());
            }
        }
    }

    #[test]
    fn a_plain_file_is_refused() {
        let plain = [make(b"ftyp", b"isom"), make(b"mdat", b"x")].concat();
        assert!(matches!(map_fragments(&mut &plain[..]), Err(FragmentFault::NoHead)));
        let no_fragment = file(&video_moov(1000), &[]);
        assert!(matches!(map_fragments(&mut &no_fragment[..]), Err(FragmentFault::Empty)));
    }
}
