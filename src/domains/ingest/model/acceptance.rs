//! Which sources are accepted, and what follows when the server could not tell.
//! It must not run a probe; it judges what one reported.

use super::Options;
use crate::contract::ingest::{Cause, Failure, SourceFacts};
use crate::domains::ingest::engine::refusal::SniffRefusal;
use crate::kernel::ports::media::{Demuxer, Flaw, MediaFault, ProbeReport};

/// What follows when the server failed in a check.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::ingest) enum AfterCheck {
    Retry { after_ms: i64 },
    Refuse(Failure),
}

/// Accepts a source with its facts, or says why not.
pub(in crate::domains::ingest) fn decide_source(
    report: &ProbeReport,
    demuxer: Demuxer,
    options: &Options,
) -> Result<SourceFacts, Failure> {
    let (length_ms, video) = (report.duration_ms, &report.video);
    if length_ms < options.duration_ms_min {
        let failure = Failure::from(Cause::SourceTooShort).with("length_ms", length_ms);
        return Err(failure.with("length_ms_min", options.duration_ms_min));
    }
    if length_ms > options.duration_ms_max {
        let failure = Failure::from(Cause::SourceTooLong).with("length_ms", length_ms);
        return Err(failure.with("length_ms_max", options.duration_ms_max));
    }
    let sides = options.side_px_min..=options.side_px_max;
    if !sides.contains(&video.width) || !sides.contains(&video.height) {
        return Err(Failure::from(Cause::SourceSizeUnusable)
            .with("width", video.width)
            .with("height", video.height)
            .with("side_min", options.side_px_min)
            .with("side_max", options.side_px_max));
    }
    if video.fps_num == 0 || video.fps_den == 0 {
        return Err(Cause::SourceRateUnknown.into());
    }
    if video.codec.is_empty() {
        return Err(Cause::SourceCodecUnknown.into());
    }
    Ok(facts(report, demuxer))
}

fn facts(report: &ProbeReport, demuxer: Demuxer) -> SourceFacts {
    let video = &report.video;
    SourceFacts {
        duration_ms: report.duration_ms,
        width: video.width,
        height: video.height,
        fps_numerator: video.fps_num,
        fps_denominator: video.fps_den,
        video_codec: video.codec.clone(),
        audio_codec: report.audio.as_ref().map(|audio| audio.codec.clone()).unwrap_or_default(),
        bits_per_second: report.bit_rate,
        demuxer: demuxer.as_str().to_owned(),
    }
}

/// What follows after the server failed `faults` times in the check of one upload.
pub(in crate::domains::ingest) fn after_trouble(faults: u64, options: &Options) -> AfterCheck {
    let done = usize::try_from(faults).unwrap_or(usize::MAX).saturating_sub(1);
    match options.check_retry_ms.get(done) {
        Some(after_ms) => AfterCheck::Retry { after_ms: *after_ms },
        None => AfterCheck::Refuse(Cause::ServerFault.into()),
    }
}

/// What the sniffer says, as the contract enumerates it.
pub(in crate::domains::ingest) fn after_sniff(refusal: &SniffRefusal) -> Failure {
    let of = Failure::from;
    match *refusal {
        SniffRefusal::Empty => of(Cause::UploadEmpty),
        SniffRefusal::Unreadable => of(Cause::UploadUnreadable),
        SniffRefusal::Playlist => of(Cause::UploadPlaylist),
        SniffRefusal::Image { kind } => of(Cause::UploadImage).with("kind", kind),
        SniffRefusal::Archive { kind } => of(Cause::UploadArchive).with("kind", kind),
        SniffRefusal::SoundOnly { kind } => of(Cause::UploadSoundOnly).with("kind", kind),
        SniffRefusal::Document { kind } => of(Cause::UploadDocument).with("kind", kind),
        SniffRefusal::Text => of(Cause::UploadText),
        SniffRefusal::Unknown => of(Cause::FormatUnknown),
        SniffRefusal::Truncated { missing_bytes } => {
            of(Cause::UploadTruncated).with("missing_bytes", missing_bytes)
        },
        SniffRefusal::NoIndex => of(Cause::UploadNoIndex),
        SniffRefusal::NoMedia => of(Cause::UploadNoMedia),
        SniffRefusal::Damaged { offset } => of(Cause::UploadDamaged).with("offset", offset),
        SniffRefusal::ExternalMedia => of(Cause::UploadExternalMedia),
    }
}

/// What the media tool says of a file; `None` where the server is at fault, or nobody.
pub(in crate::domains::ingest) fn after_probe(fault: &MediaFault) -> Option<Failure> {
    match fault {
        MediaFault::Refused { flaw } | MediaFault::Failed { flaw, .. } => {
            Some(of_flaw(*flaw).into())
        },
        MediaFault::TimedOut { seconds } => {
            Some(Failure::from(Cause::MediaTimedOut).with("seconds", *seconds))
        },
        MediaFault::ToolMissing { .. }
        | MediaFault::CageUnavailable { .. }
        | MediaFault::Hung { .. }
        | MediaFault::Killed { .. }
        | MediaFault::OutOfSpace
        | MediaFault::Cancelled => None,
    }
}

fn of_flaw(flaw: Flaw) -> Cause {
    match flaw {
        Flaw::NoPicture => Cause::MediaNoPicture,
        Flaw::Codec => Cause::MediaCodecUnknown,
        Flaw::NoIndex => Cause::MediaNoIndex,
        Flaw::TooLarge => Cause::MediaTooLarge,
        Flaw::NoLength => Cause::MediaNoLength,
        Flaw::Damaged => Cause::MediaDamaged,
        Flaw::NeedsMemory => Cause::MediaNeedsMemory,
        Flaw::OutputTooLarge => Cause::MediaOutputTooLarge,
        Flaw::Unusable => Cause::MediaUnusable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ports::media::VideoStream;

    fn report(change: impl FnOnce(&mut ProbeReport)) -> ProbeReport {
        let video = VideoStream {
            width: 1280,
            height: 720,
            fps_num: 25,
            fps_den: 1,
            codec: "h264".to_owned(),
            pixel_format: "yuv420p".to_owned(),
            rotation: 0,
        };
        let mut report =
            ProbeReport { duration_ms: 5_000, video, audio: None, bit_rate: 900_000, pictures: 0 };
        change(&mut report);
        report
    }

    #[test]
    fn a_usual_source_is_accepted_with_its_facts() {
        let facts = decide_source(&report(|_| {}), Demuxer::MpegTs, &Options::default());
        let facts = facts.expect("it is a usual source");
        assert_eq!((facts.width, facts.height, facts.duration_ms), (1280, 720, 5_000));
        assert_eq!((facts.demuxer.as_str(), facts.audio_codec.as_str()), ("mpeg_ts", ""));
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        type Change = fn(&mut ProbeReport);
        let table: [(Cause, Change); 7] = [
            (Cause::SourceTooShort, |report| report.duration_ms = 99),
            (Cause::SourceTooLong, |report| report.duration_ms = 12 * 3_600_000 + 1),
            (Cause::SourceSizeUnusable, |report| report.video.width = 8193),
            (Cause::SourceSizeUnusable, |report| report.video.height = 1),
            (Cause::SourceRateUnknown, |report| report.video.fps_num = 0),
            (Cause::SourceRateUnknown, |report| report.video.fps_den = 0),
            (Cause::SourceCodecUnknown, |report| report.video.codec.clear()),
        ];
        for (cause, change) in table {
            let judged = decide_source(&report(change), Demuxer::Mov, &Options::default());
            assert_eq!(judged.expect_err("it is refused").cause(), cause);
        }
        let edges: [Change; 3] = [
            |report| report.duration_ms = 100,
            |report| report.duration_ms = 12 * 3_600_000,
            |report| (report.video.width, report.video.height) = (8192, 2),
        ];
        for change in edges {
            assert!(decide_source(&report(change), Demuxer::Mov, &Options::default()).is_ok());
        }
    }

    #[test]
    fn the_server_tries_thrice_more_and_then_says_that_it_is_its_own_fault() {
        let options = Options::default();
        for (faults, after_ms) in [(1, 1_000), (2, 3_000), (3, 9_000)] {
            assert_eq!(after_trouble(faults, &options), AfterCheck::Retry { after_ms });
        }
        let last = AfterCheck::Refuse(Cause::ServerFault.into());
        assert_eq!(after_trouble(4, &options), last, "the fourth fault is the last");
    }
}
