//! HLS playlists of a package (RFC 8216): one master, one media playlist per rendition.
//! It must not know where files are served from: every address is relative to its playlist.

use std::fmt::Write as _;

use super::packager::{AUDIO_NAME, Package, Rendition};
use super::track::TrackMedia;

/// The master playlist's name in the package.
pub(crate) const MASTER_NAME: &str = "master.m3u8";
/// The media playlist's name in the folder of its rendition.
pub(crate) const MEDIA_NAME: &str = "index.m3u8";
/// The init part's name in the folder of its rendition.
pub(crate) const INIT_NAME: &str = "init.mp4";
const AUDIO_GROUP: &str = "audio";

/// The name of a segment in the folder of its rendition.
pub(crate) fn segment_name(index: usize) -> String {
    format!("{index:05}.m4s")
}

/// Writes the master playlist. `suffix` is put behind every address, such as `?token=…`.
pub(crate) fn master(package: &Package, suffix: &str) -> String {
    let mut text = String::from("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    let target_s = target_duration_s(package);
    let sound = package.audio.as_ref().map(|audio| (audio, rates(audio, target_s)));
    if let Some((audio, _)) = sound {
        let channels = match audio.track.media {
            TrackMedia::Audio { channels, .. } => channels.max(1),
            TrackMedia::Video { .. } => 2,
        };
        line(
            &mut text,
            format_args!(
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{AUDIO_GROUP}\",NAME=\"Main\",DEFAULT=YES,\
                 AUTOSELECT=YES,CHANNELS=\"{channels}\",URI=\"{AUDIO_NAME}/{MEDIA_NAME}{suffix}\""
            ),
        );
    }
    for video in &package.videos {
        let mut sum = rates(video, target_s);
        let mut codecs = video.track.codec.clone();
        let mut group = String::new();
        if let Some((audio, audio_rates)) = &sound {
            sum.peak += audio_rates.peak;
            sum.average += audio_rates.average;
            let _ = write!(codecs, ",{}", audio.track.codec);
            let _ = write!(group, ",AUDIO=\"{AUDIO_GROUP}\"");
        }
        let (width, height) = size(video);
        let fps = frame_rate(video);
        line(
            &mut text,
            format_args!(
                "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS=\"{codecs}\",\
                 RESOLUTION={width}x{height},FRAME-RATE={fps}{group}",
                sum.peak, sum.average
            ),
        );
        line(&mut text, format_args!("{}/{MEDIA_NAME}{suffix}", video.name));
    }
    text
}

/// Writes the media playlist of one rendition of the package.
pub(crate) fn media(package: &Package, rendition: &Rendition, suffix: &str) -> String {
    let mut text = String::from("#EXTM3U\n#EXT-X-VERSION:7\n");
    line(&mut text, format_args!("#EXT-X-TARGETDURATION:{}", target_duration_s(package)));
    text.push_str("#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n");
    text.push_str("#EXT-X-INDEPENDENT-SEGMENTS\n");
    line(&mut text, format_args!("#EXT-X-MAP:URI=\"{INIT_NAME}{suffix}\""));
    for (index, segment) in rendition.segments.iter().enumerate() {
        let exact = seconds(segment.duration_ticks, rendition.track.timescale);
        line(&mut text, format_args!("#EXTINF:{exact},"));
        line(&mut text, format_args!("{}{suffix}", segment_name(index)));
    }
    text.push_str("#EXT-X-ENDLIST\n");
    text
}

/// Bits per second of a rendition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rates {
    pub(crate) peak: u64,
    pub(crate) average: u64,
}

/// One value for all playlists of a package (§6.2.4): the longest segment, rounded (§4.3.3.1).
pub(crate) fn target_duration_s(package: &Package) -> u64 {
    let longest = package.videos.iter().chain(&package.audio).flat_map(|rendition| {
        let scale = u64::from(rendition.track.timescale.max(1));
        rendition.segments.iter().map(move |segment| (segment.duration_ticks + scale / 2) / scale)
    });
    longest.max().unwrap_or(1).max(1)
}

/// Peak and average as §4.3.4.2 defines them: the peak is the largest rate of any run of
/// segments that lasts between half and one and a half target durations.
pub(crate) fn rates(rendition: &Rendition, target_s: u64) -> Rates {
    let scale = u64::from(rendition.track.timescale.max(1));
    let bytes: u64 = rendition.segments.iter().map(|segment| segment.span.len_bytes).sum();
    let average = bits_per_second(bytes, rendition.duration_ticks(), scale);
    let (least, most) = (target_s * scale / 2, target_s * scale * 3 / 2);
    let mut peak = 0;
    for start in 0..rendition.segments.len() {
        let (mut run_bytes, mut run_ticks) = (0, 0);
        for segment in rendition.segments.iter().skip(start) {
            run_bytes += segment.span.len_bytes;
            run_ticks += segment.duration_ticks;
            if run_ticks > most {
                break;
            }
            if run_ticks >= least {
                peak = peak.max(bits_per_second(run_bytes, run_ticks, scale));
            }
        }
    }
    Rates { peak: peak.max(average), average }
}

fn bits_per_second(bytes: u64, ticks: u64, scale: u64) -> u64 {
    let bits = u128::from(bytes) * 8 * u128::from(scale);
    u64::try_from(bits.div_ceil(u128::from(ticks.max(1)))).unwrap_or(u64::MAX)
}

fn size(rendition: &Rendition) -> (u32, u32) {
    match rendition.track.media {
        TrackMedia::Video { width, height } => (width, height),
        TrackMedia::Audio { .. } => (0, 0),
    }
}

/// Seconds with six decimals, rounded half up: exact to the microsecond for any clock.
fn seconds(ticks: u64, timescale: u32) -> String {
    let scale = u128::from(timescale.max(1));
    let micros = (u128::from(ticks) * 1_000_000 + scale / 2) / scale;
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// Frames per second with three decimals (§4.3.4.2).
fn frame_rate(rendition: &Rendition) -> String {
    let ticks = u128::from(rendition.duration_ticks().max(1));
    let scaled = u128::from(rendition.samples) * u128::from(rendition.track.timescale) * 1000;
    let millis = (scaled + ticks / 2) / ticks;
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

fn line(text: &mut String, parts: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = text.write_fmt(parts);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::super::fragments::map_fragments;
    use super::super::fragments::tests::file;
    use super::super::packager::package;
    use super::super::track::tests::{audio_moov, video_moov};
    use super::*;

    fn sample(with_audio: bool) -> Package {
        let video = |scale: u32| {
            let lengths = [2 * scale, 2 * scale, 2 * scale, scale / 2];
            map_fragments(&mut &file(&video_moov(scale), &lengths)[..]).unwrap()
        };
        let audio = with_audio
            .then(|| map_fragments(&mut &file(&audio_moov(48_000), &[24_000; 9])[..]).unwrap());
        package(vec![("720p".into(), video(30_000)), ("360p".into(), video(3_000))], audio, 4000)
            .unwrap()
    }

    #[test]
    fn the_master_names_every_rung_and_the_sound() {
        let text = master(&sample(true), "?t=1");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]);
        assert_eq!(
            lines[3],
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Main\",DEFAULT=YES,\
             AUTOSELECT=YES,CHANNELS=\"2\",URI=\"audio/index.m3u8?t=1\""
        );
        assert!(lines[4].contains("CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1280x720"));
        assert!(lines[4].ends_with(",AUDIO=\"audio\""));
        assert_eq!(lines[5], "720p/index.m3u8?t=1");
        assert_eq!(lines[7], "360p/index.m3u8?t=1");
    }

    #[test]
    fn silence_has_no_audio_group() {
        let text = master(&sample(false), "");
        assert!(!text.contains("AUDIO"));
        assert!(text.contains("CODECS=\"avc1.64001f\",RESOLUTION=1280x720"));
    }

    #[test]
    fn a_media_playlist_is_exact() {
        let package = sample(true);
        let expected = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n\
            #EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n\
            #EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2.000000,\n00000.m4s\n\
            #EXTINF:4.000000,\n00001.m4s\n#EXTINF:0.500000,\n00002.m4s\n#EXT-X-ENDLIST\n";
        assert_eq!(media(&package, &package.videos[0], ""), expected);
        assert_eq!(media(&package, &package.videos[1], ""), expected);
    }

    #[test]
    fn the_peak_ignores_a_short_dense_end() {
        let mut package = sample(false);
        let end = &mut package.videos[0].segments[2];
        end.span.len_bytes = 100_000;
        let found = rates(&package.videos[0], 4);
        assert!(found.peak >= found.average);
        // The last two segments together last 4.5 s: the half second alone must not set the peak.
        assert!(found.peak < 100_000 * 8 * 2, "{found:?}");
    }

    #[test]
    fn fractions_are_rounded_not_cut() {
        assert_eq!(seconds(2002, 1000), "2.002000");
        assert_eq!(seconds(60_060, 30_000), "2.002000");
        assert_eq!(seconds(24_576, 44_100), "0.557279");
        assert_eq!(seconds(1, 3), "0.333333");
        assert_eq!(seconds(2, 3), "0.666667");
    }
}
