//! Which sources are accepted, and what follows when the server could not tell.
//! It must not run a probe; it judges what one reported.

use super::Options;
use crate::contract::ingest::SourceFacts;
use crate::kernel::ports::media::{Demuxer, ProbeReport};

/// Why a source is refused: a stable code and a sentence that its creator understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::ingest) struct Cause {
    pub(in crate::domains::ingest) code: String,
    pub(in crate::domains::ingest) text: String,
}

impl Cause {
    pub(in crate::domains::ingest) fn new(code: &str, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), text: text.into() }
    }
}

/// What follows when the server failed in a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::ingest) enum Next {
    Retry { after_ms: i64 },
    Refuse(Cause),
}

/// Accepts a source with its facts, or says why not.
pub(in crate::domains::ingest) fn judge(
    report: &ProbeReport,
    demuxer: Demuxer,
    options: &Options,
) -> Result<SourceFacts, Cause> {
    let video = &report.video;
    if report.duration_ms < options.duration_ms_min {
        return Err(Cause::new(
            "source_too_short",
            format!(
                "The video is {} long; {} is the least. Upload a longer one.",
                spoken(report.duration_ms),
                spoken(options.duration_ms_min)
            ),
        ));
    }
    if report.duration_ms > options.duration_ms_max {
        return Err(Cause::new(
            "source_too_long",
            format!(
                "The video is {} long; {} is the most. Cut it into parts and upload those.",
                spoken(report.duration_ms),
                spoken(options.duration_ms_max)
            ),
        ));
    }
    let sides = options.side_px_min..=options.side_px_max;
    if !sides.contains(&video.width) || !sides.contains(&video.height) {
        return Err(Cause::new(
            "source_size_unusable",
            format!(
                "The picture is {} × {} pixels; each side must be {} to {}. \
                 Export it in another size and upload that.",
                video.width, video.height, options.side_px_min, options.side_px_max
            ),
        ));
    }
    if video.fps_num == 0 || video.fps_den == 0 {
        return Err(Cause::new(
            "source_rate_unknown",
            "The file does not tell how many pictures a second it has. \
             Export it as MP4 and upload that.",
        ));
    }
    if video.codec.is_empty() {
        return Err(Cause::new(
            "source_codec_unknown",
            "The picture of this file is stored in a way that the server cannot read. \
             Export it as MP4 and upload that.",
        ));
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

/// A length of time as people say it.
fn spoken(duration_ms: u64) -> String {
    match duration_ms {
        0..1_000 => format!("{duration_ms} ms"),
        1_000..60_000 => format!("{} s", duration_ms / 1_000),
        60_000..3_600_000 => format!("{} min", duration_ms / 60_000),
        _ => format!("{} h {} min", duration_ms / 3_600_000, duration_ms / 60_000 % 60),
    }
}

/// What follows after the server failed `faults` times in the check of one upload.
pub(in crate::domains::ingest) fn after_trouble(faults: u64, options: &Options) -> Next {
    let done = usize::try_from(faults).unwrap_or(usize::MAX).saturating_sub(1);
    match options.check_retry_ms.get(done) {
        Some(after_ms) => Next::Retry { after_ms: *after_ms },
        None => Next::Refuse(Cause::new(
            "server_fault",
            format!(
                "The server could not check this video, {faults} times in a row. \
                 Nothing is known to be wrong with your file: upload it again later. \
                 If it stays so, ask the operator, whose log says what went wrong."
            ),
        )),
    }
}

/// The check was begun so often without coming to an end that it is given up.
pub(in crate::domains::ingest) fn quarantined() -> Cause {
    Cause::new(
        "server_fault",
        "The server stopped again and again while it checked this video, so the file was set \
         aside. Upload it again, or export it anew and upload that.",
    )
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
        let facts = judge(&report(|_| {}), Demuxer::MpegTs, &Options::default());
        let facts = facts.expect("it is a usual source");
        assert_eq!((facts.width, facts.height, facts.duration_ms), (1280, 720, 5_000));
        assert_eq!((facts.demuxer.as_str(), facts.audio_codec.as_str()), ("mpeg_ts", ""));
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        type Change = fn(&mut ProbeReport);
        let table: [(&str, Change); 7] = [
            ("source_too_short", |report| report.duration_ms = 99),
            ("source_too_long", |report| report.duration_ms = 12 * 3_600_000 + 1),
            ("source_size_unusable", |report| report.video.width = 8193),
            ("source_size_unusable", |report| report.video.height = 1),
            ("source_rate_unknown", |report| report.video.fps_num = 0),
            ("source_rate_unknown", |report| report.video.fps_den = 0),
            ("source_codec_unknown", |report| report.video.codec.clear()),
        ];
        for (code, change) in table {
            let cause = judge(&report(change), Demuxer::Mov, &Options::default());
            assert_eq!(cause.expect_err(code).code, code);
        }
        let edges: [Change; 3] = [
            |report| report.duration_ms = 100,
            |report| report.duration_ms = 12 * 3_600_000,
            |report| (report.video.width, report.video.height) = (8192, 2),
        ];
        for change in edges {
            assert!(judge(&report(change), Demuxer::Mov, &Options::default()).is_ok());
        }
    }

    #[test]
    fn the_server_tries_thrice_more_and_then_says_that_it_is_its_own_fault() {
        let options = Options::default();
        for (faults, after_ms) in [(1, 1_000), (2, 3_000), (3, 9_000)] {
            assert_eq!(after_trouble(faults, &options), Next::Retry { after_ms });
        }
        let Next::Refuse(cause) = after_trouble(4, &options) else {
            panic!("the fourth fault is the last")
        };
        assert_eq!(cause.code, "server_fault");
        assert!(cause.text.contains("your file"));
    }
}
