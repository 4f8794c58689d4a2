//! Reads ffprobe's JSON into a report, and says what cannot be accepted.
//! It must not trust a number: all come from the uploaded file.

#![expect(clippy::cast_possible_truncation, reason = "the tool's floating point text saturates")]

use serde::Deserialize;

use crate::kernel::ports::media::{AudioStream, Flaw, MediaFault, ProbeReport, VideoStream};

use super::args::PIXELS_MAX;

/// ffprobe says about a kilobyte per stream.
pub(super) const JSON_BYTES_MAX: usize = 1 << 20;
const EDGE_MAX: u32 = 16_384;
/// Above this the finest step is the container's clock, not the camera's.
const FINEST_RATE_MAX: f64 = 60.5;
/// A finest step this many times finer than the average is chance, not timing.
const SPARSE_RATIO: f64 = 16.0;
/// Pictures per second of a file that has hardly any.
const SPARSE_RATE: u32 = 10;

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    streams: Vec<ProbedStream>,
    #[serde(default)]
    format: Container,
}

#[derive(Default, Deserialize)]
struct Container {
    duration: Option<String>,
    bit_rate: Option<String>,
}

#[derive(Deserialize)]
struct ProbedStream {
    #[serde(default)]
    codec_type: String,
    codec_name: Option<String>,
    pix_fmt: Option<String>,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    sample_aspect_ratio: Option<String>,
    avg_frame_rate: Option<String>,
    r_frame_rate: Option<String>,
    duration: Option<String>,
    nb_frames: Option<String>,
    sample_rate: Option<String>,
    #[serde(default)]
    channels: u32,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    side_data_list: Vec<SideData>,
}

#[derive(Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

/// Reads the report. A length of zero means that the file does not say.
pub(super) fn read(json: &str) -> Result<ProbeReport, MediaFault> {
    let document: Document = serde_json::from_str(json).map_err(|_| refused(Flaw::Damaged))?;
    let video = document
        .streams
        .iter()
        .find(|stream| stream.codec_type == "video" && stream.disposition.attached_pic == 0)
        .ok_or_else(|| refused(Flaw::NoPicture))?;
    let audio = document.streams.iter().find(|stream| stream.codec_type == "audio");
    let duration = document.format.duration.as_deref().or(video.duration.as_deref());
    Ok(ProbeReport {
        duration_ms: duration.and_then(millis).unwrap_or(0),
        video: read_video(video),
        audio: audio.and_then(read_audio),
        bit_rate: number(document.format.bit_rate.as_deref()).unwrap_or(0),
        pictures: number(video.nb_frames.as_deref()).unwrap_or(0),
    })
}

/// Refuses what no ladder can be made of.
pub(super) fn accept(report: ProbeReport) -> Result<ProbeReport, MediaFault> {
    let VideoStream { width, height, codec, pixel_format, .. } = &report.video;
    if codec.is_empty() || pixel_format.is_empty() {
        return Err(refused(Flaw::Codec));
    }
    if *width == 0 || *height == 0 {
        return Err(refused(Flaw::Damaged));
    }
    let pixels = u64::from(*width) * u64::from(*height);
    if *width > EDGE_MAX || *height > EDGE_MAX || pixels > PIXELS_MAX {
        return Err(refused(Flaw::TooLarge));
    }
    if report.duration_ms == 0 {
        return Err(refused(Flaw::NoLength));
    }
    Ok(report)
}

fn read_video(stream: &ProbedStream) -> VideoStream {
    let turned = stream.side_data_list.iter().find_map(|data| data.rotation).unwrap_or(0.0);
    // The tool counts against the clock, people count with it.
    let rotation = (-turned).rem_euclid(360.0).round() as u16 % 360;
    let (wide, high) = square(stream);
    let lies = rotation == 90 || rotation == 270;
    let (width, height) = if lies { (high, wide) } else { (wide, high) };
    let (fps_num, fps_den) = frame_rate(stream).unwrap_or((0, 1));
    VideoStream {
        width,
        height,
        fps_num,
        fps_den,
        codec: stream.codec_name.clone().unwrap_or_default(),
        pixel_format: stream.pix_fmt.clone().unwrap_or_default(),
        rotation,
    }
}

/// The average, unless it is crooked: then pictures come at a variable rate, and the finest
/// step between them keeps their timing, if it is a step that a camera would make.
fn frame_rate(stream: &ProbedStream) -> Option<(u32, u32)> {
    let average = fraction(stream.avg_frame_rate.as_deref(), '/');
    let finest = fraction(stream.r_frame_rate.as_deref(), '/');
    let Some((num, den)) = average else { return finest };
    let rate = f64::from(num) / f64::from(den);
    let tidy = |rate: f64| (rate - rate.round()).abs() < rate * 0.002;
    let fine = finest.filter(|(num, den)| {
        let fine = f64::from(*num) / f64::from(*den);
        fine > rate && fine <= FINEST_RATE_MAX
    });
    // A few pictures close together in a long file are no reason to make millions of them.
    let is_sparse = fine.is_some_and(|(num, den)| {
        f64::from(num) / f64::from(den) > (rate * SPARSE_RATIO).max(f64::from(SPARSE_RATE))
    });
    if is_sparse {
        return if rate > f64::from(SPARSE_RATE) { average } else { Some((SPARSE_RATE, 1)) };
    }
    if tidy(rate) || tidy(rate * 1.001) { average } else { fine.or(average) }
}

/// The size with square pixels: odd shapes widen the picture.
fn square(stream: &ProbedStream) -> (u32, u32) {
    let shape = fraction(stream.sample_aspect_ratio.as_deref(), ':');
    let Some((num, den)) = shape.filter(|(num, den)| num != den) else {
        return (stream.width, stream.height);
    };
    let width = u64::from(stream.width) * u64::from(num) / u64::from(den);
    (u32::try_from(width).unwrap_or(u32::MAX), stream.height)
}

fn read_audio(stream: &ProbedStream) -> Option<AudioStream> {
    let found = AudioStream {
        codec: stream.codec_name.clone()?,
        channels: stream.channels,
        sample_rate: u32::try_from(number(stream.sample_rate.as_deref())?).ok()?,
    };
    (found.channels > 0 && found.sample_rate > 0).then_some(found)
}

/// Both parts above zero, or nothing.
fn fraction(text: Option<&str>, sign: char) -> Option<(u32, u32)> {
    let (num, den) = text?.split_once(sign)?;
    let (num, den): (u32, u32) = (num.parse().ok()?, den.parse().ok()?);
    (num > 0 && den > 0).then_some((num, den))
}

fn number(text: Option<&str>) -> Option<u64> {
    text?.parse().ok()
}

fn millis(text: &str) -> Option<u64> {
    let seconds: f64 = text.parse().ok()?;
    (seconds.is_finite() && seconds > 0.0).then_some((seconds * 1000.0).ceil() as u64)
}

fn refused(flaw: Flaw) -> MediaFault {
    MediaFault::Refused { flaw }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = r#"{"streams":[
        {"codec_type":"audio","codec_name":"aac","sample_rate":"44100","channels":2},
        {"codec_type":"video","codec_name":"mjpeg","width":600,"height":600,
         "disposition":{"attached_pic":1}},
        {"codec_type":"video","codec_name":"h264","pix_fmt":"yuv420p","width":1920,
         "height":1080,"sample_aspect_ratio":"1:1","avg_frame_rate":"30000/1001",
         "r_frame_rate":"30/1","disposition":{"attached_pic":0},
         "side_data_list":[{"side_data_type":"Display Matrix","rotation":-90}]}],
        "format":{"duration":"5.3124","bit_rate":"2000000"}}"#;

    #[test]
    fn a_phone_video_stands_upright() {
        let report = read(PHONE).unwrap();
        let video = &report.video;
        assert_eq!((video.width, video.height, video.rotation), (1080, 1920, 90));
        assert_eq!((video.fps_num, video.fps_den), (30_000, 1001));
        assert_eq!((report.duration_ms, report.bit_rate), (5313, 2_000_000));
        assert_eq!(report.audio.unwrap().sample_rate, 44_100);
    }

    #[test]
    fn odd_numbers_are_survived() {
        let json = r#"{"streams":[{"codec_type":"video","codec_name":"h264","pix_fmt":"x",
            "width":720,"height":576,"sample_aspect_ratio":"64:45","avg_frame_rate":"0/0",
            "r_frame_rate":"25/1"}],"format":{"duration":"nan"}}"#;
        let report = read(json).unwrap();
        assert_eq!((report.video.width, report.video.fps_num), (1024, 25));
        assert_eq!((report.duration_ms, report.audio.clone()), (0, None));
        assert!(accept(report).is_err());
    }

    #[test]
    fn a_crooked_average_gives_way_to_the_finest_step() {
        let table = [
            (("25/1", "50/1"), (25, 1)),
            (("30000/1001", "30/1"), (30_000, 1001)),
            (("184/10", "30/1"), (30, 1)),
            (("273/10", "1000/1"), (273, 10)),
            (("0/0", "24/1"), (24, 1)),
        ];
        for ((average, finest), expected) in table {
            let json = format!(
                r#"{{"codec_type":"video","avg_frame_rate":"{average}","r_frame_rate":"{finest}"}}"#
            );
            let stream: ProbedStream = serde_json::from_str(&json).unwrap();
            assert_eq!(frame_rate(&stream), Some(expected), "{average} {finest}");
        }
    }

    #[test]
    fn what_has_no_picture_is_refused() {
        for json in ["", "{}", r#"{"streams":[{"codec_type":"audio"}]}"#, "[1]"] {
            let MediaFault::Refused { flaw } = read(json).unwrap_err() else { panic!("{json}") };
            assert!([Flaw::NoPicture, Flaw::Damaged].contains(&flaw), "{json}: {flaw}");
        }
        let mut flood = read(PHONE).unwrap();
        flood.video.width = 65_535;
        flood.video.height = 65_535;
        assert!(accept(flood).is_err());
    }

    #[test]
    fn a_sparse_file_is_not_filled_with_millions_of_pictures() {
        let rate = |average: &str, finest: &str| {
            let text = format!(r#"{{"avg_frame_rate":"{average}","r_frame_rate":"{finest}"}}"#);
            frame_rate(&serde_json::from_str::<ProbedStream>(&text).expect("a stream"))
        };
        assert_eq!(rate("60/39001", "60/1"), Some((10, 1)));
        assert_eq!(rate("2345/100", "60/1"), Some((60, 1)), "a variable rate keeps its timing");
    }
}
