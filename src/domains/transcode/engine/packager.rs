//! Groups the fragments of a ladder into media segments that start together on every rung.
//! It must not copy media: a segment is a byte span of the rendition it lies in.

use super::fragments::{ByteSpan, Fragment, FragmentedTrack};
use super::track::TrackInfo;

/// A ladder cut into segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// In the order given.
    pub(crate) videos: Vec<Rendition>,
    pub(crate) audio: Option<Rendition>,
}

/// One rendition: its init part and its segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rendition {
    /// The rung's name, or `audio`.
    pub(crate) name: String,
    pub(crate) track: TrackInfo,
    pub(crate) init: ByteSpan,
    pub(crate) segments: Vec<Segment>,
    /// Pictures, or audio frames, of all segments.
    pub(crate) samples: u64,
}

/// One segment, a run of whole fragments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) span: ByteSpan,
    pub(crate) start_ticks: u64,
    pub(crate) duration_ticks: u64,
}

impl Rendition {
    /// Length of all segments, in ticks of the track.
    pub(crate) fn duration_ticks(&self) -> u64 {
        self.segments.iter().map(|segment| segment.duration_ticks).sum()
    }

    /// Length of all segments, rounded down.
    pub(crate) fn duration_ms(&self) -> u64 {
        ticks_to_ms(self.duration_ticks(), self.track.timescale)
    }
}

/// Why a ladder could not be packaged. Each means a defect of the encode, not of the upload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PackageFault {
    #[error("the ladder has no video rendition")]
    NoVideo,
    #[error("rendition {name} is cut differently from the first at segment {segment}")]
    Unequal { name: String, segment: usize },
    #[error("rendition {name} does not start fragment {fragment} with a key frame")]
    NoKey { name: String, fragment: usize },
    #[error("rendition {name} has a hole or an overlap before fragment {fragment}")]
    Gap { name: String, fragment: usize },
}

/// The name of the audio rendition.
pub(crate) const AUDIO_NAME: &str = "audio";

/// Cuts a ladder at GOP borders into segments of about `segment_ms`.
pub(crate) fn package(
    videos: Vec<(String, FragmentedTrack)>,
    audio: Option<FragmentedTrack>,
    segment_ms: u32,
) -> Result<Package, PackageFault> {
    let mut cut = Vec::with_capacity(videos.len());
    for (name, track) in videos {
        check_keys(&name, &track)?;
        check_gaps(&name, &track)?;
        cut.push(cut_video(name, track, segment_ms));
    }
    let first = cut.first().ok_or(PackageFault::NoVideo)?;
    for rendition in &cut {
        check_equal(first, rendition)?;
    }
    let audio = match audio {
        Some(track) => {
            check_gaps(AUDIO_NAME, &track)?;
            Some(cut_audio(track, first, segment_ms))
        },
        None => None,
    };
    Ok(Package { videos: cut, audio })
}

fn check_keys(name: &str, track: &FragmentedTrack) -> Result<(), PackageFault> {
    match track.fragments.iter().position(|fragment| !fragment.starts_with_key) {
        Some(fragment) => Err(PackageFault::NoKey { name: name.to_owned(), fragment }),
        None => Ok(()),
    }
}

fn check_gaps(name: &str, track: &FragmentedTrack) -> Result<(), PackageFault> {
    let broken = track
        .fragments
        .windows(2)
        .position(|pair| pair[0].start_ticks + pair[0].duration_ticks != pair[1].start_ticks);
    match broken {
        Some(before) => Err(PackageFault::Gap { name: name.to_owned(), fragment: before + 1 }),
        None => Ok(()),
    }
}

/// Equal means the same borders in time, whatever the clocks of the tracks.
fn check_equal(first: &Rendition, other: &Rendition) -> Result<(), PackageFault> {
    let unequal = |segment| PackageFault::Unequal { name: other.name.clone(), segment };
    if first.segments.len() != other.segments.len() {
        return Err(unequal(first.segments.len().min(other.segments.len())));
    }
    for (at, (a, b)) in first.segments.iter().zip(&other.segments).enumerate() {
        let same = |a: u64, b: u64| {
            u128::from(a) * u128::from(other.track.timescale)
                == u128::from(b) * u128::from(first.track.timescale)
        };
        if !same(a.start_ticks, b.start_ticks) || !same(a.duration_ticks, b.duration_ticks) {
            return Err(unequal(at));
        }
    }
    Ok(())
}

/// A segment ends with the fragment that reaches its length; half a fragment less is enough,
/// since 2.002 s GOPs (29.97 frames per second) must give two to a segment as 2 s GOPs do. The
/// first one is a single GOP: a picture is there sooner, and a look without Play costs less.
fn cut_video(name: String, track: FragmentedTrack, segment_ms: u32) -> Rendition {
    let wanted = ms_to_ticks(segment_ms, track.info.timescale);
    let mut segments = Vec::new();
    let mut open: Option<Segment> = None;
    for fragment in &track.fragments {
        let segment = extend(open.take(), fragment);
        let is_long = segment.duration_ticks + fragment.duration_ticks / 2 >= wanted;
        if is_long || segments.is_empty() {
            segments.push(segment);
        } else {
            open = Some(segment);
        }
    }
    segments.extend(open);
    let samples = count_samples(&track);
    Rendition { name, track: track.info, init: track.init, segments, samples }
}

/// Audio fragments are not cut where pictures are: each border goes to the nearest one.
fn cut_audio(track: FragmentedTrack, video: &Rendition, segment_ms: u32) -> Rendition {
    let audio_scale = track.info.timescale;
    let mut borders = video.segments.iter().map(|segment| {
        scale_ticks(
            segment.start_ticks + segment.duration_ticks,
            video.track.timescale,
            audio_scale,
        )
    });
    let step = ms_to_ticks(segment_ms, audio_scale).max(1);
    let video_segments = video.segments.len();
    let mut border = borders.next().unwrap_or(step);
    let mut passed = 1;
    let mut segments = Vec::new();
    let mut open: Option<Segment> = None;
    for (at, fragment) in track.fragments.iter().enumerate() {
        let segment = extend(open.take(), fragment);
        let end = fragment.start_ticks + fragment.duration_ticks;
        let next_end = track.fragments.get(at + 1).map(|next| end + next.duration_ticks);
        let nearest = next_end.is_none_or(|next| next.abs_diff(border) > end.abs_diff(border));
        // What sounds on after the last picture stays with it, unless it is long.
        let tail_fits = passed == video_segments && remaining(&track, end) < step / 2;
        if nearest && !tail_fits {
            segments.push(segment);
            border = borders.next().unwrap_or(border.saturating_add(step));
            passed += 1;
        } else {
            open = Some(segment);
        }
    }
    segments.extend(open);
    let (name, samples) = (AUDIO_NAME.to_owned(), count_samples(&track));
    Rendition { name, track: track.info, init: track.init, segments, samples }
}

fn count_samples(track: &FragmentedTrack) -> u64 {
    track.fragments.iter().map(|fragment| fragment.samples).sum()
}

fn remaining(track: &FragmentedTrack, from: u64) -> u64 {
    let end = track.fragments.last().map_or(0, |last| last.start_ticks + last.duration_ticks);
    end.saturating_sub(from)
}

fn extend(open: Option<Segment>, fragment: &Fragment) -> Segment {
    match open {
        None => Segment {
            span: fragment.span,
            start_ticks: fragment.start_ticks,
            duration_ticks: fragment.duration_ticks,
        },
        Some(segment) => {
            let end = fragment.span.offset + fragment.span.len_bytes;
            Segment {
                span: ByteSpan { len_bytes: end - segment.span.offset, ..segment.span },
                duration_ticks: segment.duration_ticks + fragment.duration_ticks,
                ..segment
            }
        },
    }
}

pub(super) fn ticks_to_ms(ticks: u64, timescale: u32) -> u64 {
    scale_ticks(ticks, timescale, 1000)
}

fn ms_to_ticks(ms: u32, timescale: u32) -> u64 {
    u64::from(ms) * u64::from(timescale) / 1000
}

fn scale_ticks(ticks: u64, from: u32, to: u32) -> u64 {
    let scaled = u128::from(ticks) * u128::from(to) / u128::from(from.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::fragments::map_fragments;
    use super::super::fragments::tests::file;
    use super::super::track::tests::{audio_moov, video_moov};
    use super::*;

    fn video(lengths: &[u32]) -> FragmentedTrack {
        map_fragments(&mut &file(&video_moov(1000), lengths)[..]).unwrap()
    }

    fn audio(lengths: &[u32]) -> FragmentedTrack {
        map_fragments(&mut &file(&audio_moov(48_000), lengths)[..]).unwrap()
    }

    fn lengths(rendition: &Rendition) -> Vec<u64> {
        rendition.segments.iter().map(|segment| segment.duration_ticks).collect()
    }

    #[test]
    fn two_gops_make_a_segment_but_the_first() {
        let table: [(&[u32], &[u64]); 5] = [
            (&[2000, 2000, 2000, 2000, 500], &[2000, 4000, 2500]),
            (&[2002, 2002, 2002], &[2002, 4004]),
            (&[1998, 1998, 1998, 1998], &[1998, 3996, 1998]),
            (&[40], &[40]),
            (&[9000, 2000], &[9000, 2000]),
        ];
        for (fragments, expected) in table {
            let package = package(vec![("720p".into(), video(fragments))], None, 4000).unwrap();
            assert_eq!(lengths(&package.videos[0]), expected, "{fragments:?}");
        }
    }

    #[test]
    fn spans_cover_the_file_without_holes() {
        let track = video(&[2000; 7]);
        let bytes: u64 = track.fragments.iter().map(|f| f.span.len_bytes).sum();
        let package = package(vec![("720p".into(), track)], None, 4000).unwrap();
        let segments = &package.videos[0].segments;
        assert_eq!(segments.iter().map(|s| s.span.len_bytes).sum::<u64>(), bytes);
        for pair in segments.windows(2) {
            assert_eq!(pair[0].span.offset + pair[0].span.len_bytes, pair[1].span.offset);
            assert_eq!(pair[0].start_ticks + pair[0].duration_ticks, pair[1].start_ticks);
        }
    }

    #[test]
    fn rungs_that_differ_are_refused() {
        let same = vec![("a".into(), video(&[2000, 2000])), ("b".into(), video(&[2000, 2000]))];
        assert!(package(same, None, 4000).is_ok());
        let shorter = vec![("a".into(), video(&[2000, 2000])), ("b".into(), video(&[2000, 1960]))];
        let fault = package(shorter, None, 4000);
        assert_eq!(fault, Err(PackageFault::Unequal { name: "b".into(), segment: 1 }));
        assert_eq!(package(Vec::new(), None, 4000), Err(PackageFault::NoVideo));
    }

    #[test]
    fn holes_and_missing_keys_are_refused() {
        let mut hole = video(&[2000, 2000]);
        hole.fragments[1].start_ticks += 1;
        let fault = package(vec![("a".into(), hole)], None, 4000);
        assert_eq!(fault, Err(PackageFault::Gap { name: "a".into(), fragment: 1 }));
        let mut keyless = video(&[2000, 2000]);
        keyless.fragments[1].starts_with_key = false;
        let fault = package(vec![("a".into(), keyless)], None, 4000);
        assert_eq!(fault, Err(PackageFault::NoKey { name: "a".into(), fragment: 1 }));
    }

    #[test]
    fn audio_follows_the_nearest_border_and_never_drifts() {
        // 24 AAC frames each: 512 ms, so that no fragment ends on 4 s.
        let pictures = video(&[2000; 100]);
        let package =
            package(vec![("a".into(), pictures)], Some(audio(&[24_576; 391])), 4000).unwrap();
        let sound = package.audio.unwrap();
        assert_eq!(sound.segments.len(), 51);
        for (at, segment) in sound.segments.iter().enumerate().skip(1) {
            let off = segment.start_ticks.abs_diff((at as u64 * 4 - 2) * 48_000);
            assert!(off <= 24_576 / 2, "segment {at} is off by {off}");
        }
        assert_eq!(sound.duration_ticks(), 391 * 24_576);
    }

    #[test]
    fn sound_shorter_or_longer_than_the_picture_is_kept_whole() {
        let cut = |sound: &[u32]| {
            let video = vec![("a".into(), video(&[2000, 2000, 1000]))];
            lengths(&package(video, Some(audio(sound)), 4000).unwrap().audio.unwrap())
        };
        assert_eq!(cut(&[24_000]), [24_000]);
        assert_eq!(cut(&[96_000, 96_000, 48_000, 24_000]), [96_000, 168_000]);
        assert_eq!(cut(&[48_000; 20]), [96_000, 144_000, 192_000, 192_000, 192_000, 144_000]);
    }
}
