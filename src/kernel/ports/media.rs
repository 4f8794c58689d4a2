//! The port to the media tool: what a domain may ask of a decoder and encoder, in typed numbers.
//! It must not know which program does the work, read a file, or let a caller pass free text.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;

use crate::kernel::ports::picture::SquarePlan;
use crate::kernel::settings::choice;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// A boxed answer of the tool, so that the port stays usable as `dyn MediaTool`.
pub(crate) type MediaWork<'a, T> = Pin<Box<dyn Future<Output = Result<T, MediaFault>> + Send + 'a>>;

/// Bytes of a file at offsets, given to pure parsers by whoever holds the file.
pub(crate) trait ByteSource {
    /// Length of the whole file.
    fn len_bytes(&self) -> u64;

    /// Fills `into` from `offset`; an error when the file ends before it is full.
    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> io::Result<()>;
}

impl ByteSource for &[u8] {
    fn len_bytes(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let end = start.checked_add(into.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        let found = self.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(found);
        Ok(())
    }
}

/// Turns true when the work is no longer wanted. Dropping the work cancels it as well.
pub(crate) type Cancel = watch::Receiver<bool>;

/// The container families that are accepted, each with exactly one reader.
/// The sniffer names one, and the tool is told to use that one and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Demuxer {
    /// mp4, m4v, mov, 3gp: ISO base media files.
    Mov,
    /// mkv and webm.
    Matroska,
    Avi,
    Flv,
    MpegTs,
    /// MPEG program streams (mpg, vob).
    MpegPs,
    Ogg,
    /// wmv and asf.
    Asf,
}

impl Demuxer {
    pub(crate) const ALL: [Demuxer; 8] = [
        Demuxer::Mov,
        Demuxer::Matroska,
        Demuxer::Avi,
        Demuxer::Flv,
        Demuxer::MpegTs,
        Demuxer::MpegPs,
        Demuxer::Ogg,
        Demuxer::Asf,
    ];

    /// The name under which ffmpeg knows this reader (`-f`, `-format_whitelist`).
    pub(crate) fn ffmpeg_name(self) -> &'static str {
        match self {
            Demuxer::Mov => "mov",
            Demuxer::Matroska => "matroska",
            Demuxer::Avi => "avi",
            Demuxer::Flv => "flv",
            Demuxer::MpegTs => "mpegts",
            Demuxer::MpegPs => "mpeg",
            Demuxer::Ogg => "ogg",
            Demuxer::Asf => "asf",
        }
    }

    /// A stable word for storage and events.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Demuxer::Mov => "mov",
            Demuxer::Matroska => "matroska",
            Demuxer::Avi => "avi",
            Demuxer::Flv => "flv",
            Demuxer::MpegTs => "mpeg_ts",
            Demuxer::MpegPs => "mpeg_ps",
            Demuxer::Ogg => "ogg",
            Demuxer::Asf => "asf",
        }
    }

    /// Reads back what [`Demuxer::as_str`] wrote.
    pub(crate) fn parse(word: &str) -> Option<Demuxer> {
        Demuxer::ALL.into_iter().find(|demuxer| demuxer.as_str() == word)
    }
}

impl fmt::Display for Demuxer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A file to read and the one reader allowed to open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaSource {
    /// Absolute path made by us.
    pub(crate) path: PathBuf,
    pub(crate) demuxer: Demuxer,
}

/// What a source contains, as far as the ladder and the acceptance rules need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProbeReport {
    pub(crate) duration_ms: u64,
    pub(crate) video: VideoStream,
    pub(crate) audio: Option<AudioStream>,
    /// Whole file, bits per second; 0 when the container does not say.
    pub(crate) bit_rate: u64,
    /// Pictures as the container tells; 0 when it does not.
    #[serde(default)]
    pub(crate) pictures: u64,
}

/// The pictures of a source, counted one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PictureCount {
    pub(crate) all: u64,
    /// Without those that are stored where the one before is: they cannot differ from it.
    pub(crate) new: u64,
    /// The bytes of the new ones.
    pub(crate) bytes: u64,
    /// The longest time without any, and where it begins.
    pub(crate) gap_ms: u64,
    pub(crate) gap_at_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VideoStream {
    /// As shown: after rotation, with square pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) fps_num: u32,
    pub(crate) fps_den: u32,
    pub(crate) codec: String,
    pub(crate) pixel_format: String,
    /// Clockwise degrees: 0, 90, 180 or 270.
    pub(crate) rotation: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AudioStream {
    pub(crate) codec: String,
    pub(crate) channels: u32,
    pub(crate) sample_rate: u32,
}

/// One video rendition to make. Numbers only; the name is one of a closed set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rung {
    /// Short lower-case word such as `720p`: it names files and playlists.
    pub(crate) name: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bitrate_kbps: u32,
    pub(crate) maxrate_kbps: u32,
    pub(crate) bufsize_kbit: u32,
}

/// Frames per second as a fraction; the same on every rung of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FrameRate {
    pub(crate) num: u32,
    pub(crate) den: u32,
}

choice! {
    /// x264's speed presets that are allowed.
    pub(crate) enum Preset {
        Ultrafast = "ultrafast",
        Superfast = "superfast",
        Veryfast = "veryfast",
        Faster = "faster",
        Fast = "fast",
        Medium = "medium",
        Slow = "slow",
    }
}

impl Preset {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Preset::Ultrafast => "ultrafast",
            Preset::Superfast => "superfast",
            Preset::Veryfast => "veryfast",
            Preset::Faster => "faster",
            Preset::Fast => "fast",
            Preset::Medium => "medium",
            Preset::Slow => "slow",
        }
    }
}

/// The one audio rendition of a ladder (AAC-LC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AudioPlan {
    pub(crate) bitrate_kbps: u32,
    /// 1 or 2.
    pub(crate) channels: u32,
    /// 44100 or 48000.
    pub(crate) sample_rate: u32,
}

/// Everything needed to encode a ladder in one pass over the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LadderPlan {
    pub(crate) source: MediaSource,
    /// Absolute, existing, empty, ours: the only place where the tool may write.
    pub(crate) work_dir: PathBuf,
    pub(crate) rungs: Vec<Rung>,
    pub(crate) fps: FrameRate,
    pub(crate) gop_ms: u32,
    pub(crate) preset: Preset,
    /// Encoder threads for each rung; 0 lets the encoder choose.
    pub(crate) threads: u32,
    pub(crate) audio: Option<AudioPlan>,
    /// Source length, for the wall limit and for how samples are spread; 0 when unknown.
    pub(crate) duration_ms: u64,
    /// The processor time that it may take; 0 for as much as all processors have.
    pub(crate) cpu_ms_max: u64,
    pub(crate) samples: SamplePlan,
}

/// Which pictures of a source are kept as they pass, for whoever looks at them: the first one, each
/// that begins a scene while there are enough for the rest, and at least one in each interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SamplePlan {
    pub(crate) every_ms: u64,
    /// 0 keeps none.
    pub(crate) count_max: u32,
}

/// The files that a ladder left in its work folder: fragmented CMAF, one track each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EncodedLadder {
    /// In the order of the plan's rungs.
    pub(crate) rungs: Vec<EncodedRung>,
    pub(crate) audio: Option<PathBuf>,
    /// The sampled pictures (JPEG) by the time at which they are shown, in its order.
    pub(crate) samples: Vec<(u64, PathBuf)>,
    pub(crate) summary: EncodeSummary,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EncodedRung {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

/// What the run looked like, for the job's page and the metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EncodeSummary {
    pub(crate) wall_ms: u64,
    pub(crate) frames: u64,
    pub(crate) dropped: u64,
    pub(crate) warnings: u64,
}

/// How far an encode has come. `speed` is 1.0 at real time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) out_time_ms: u64,
    pub(crate) speed: f32,
    pub(crate) fps: f32,
    pub(crate) frame: u64,
    pub(crate) dropped: u64,
}

/// The picture at a moment, in each of some sizes and formats; the first picture when the file is
/// shorter, or cannot be read from the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StillPlan {
    pub(crate) source: MediaSource,
    pub(crate) at_ms: u64,
    /// At least one, all in one folder: the only place where the tool may write.
    pub(crate) stills: Vec<Still>,
}

/// One file with a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Still {
    /// Absolute path.
    pub(crate) output: PathBuf,
    pub(crate) format: PictureFormat,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// How a picture is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PictureFormat {
    Jpeg,
    WebP,
}

/// One JPEG sprite: a grid of pictures taken at a fixed interval, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoryboardPlan {
    pub(crate) source: MediaSource,
    /// Absolute path; its folder is the only place where the tool may write.
    pub(crate) output: PathBuf,
    pub(crate) interval_ms: u64,
    pub(crate) tile_width: u32,
    pub(crate) tile_height: u32,
    pub(crate) columns: u32,
    pub(crate) rows: u32,
    /// Decode only key frames: right for our own renditions, whose keys are a GOP apart.
    pub(crate) keys_only: bool,
}

/// The media tool. Every call is bounded in time, memory and bytes by the adapter's limits.
pub(crate) trait MediaTool: Send + Sync {
    /// Reads what a source contains. Refuses what has no picture or an unknown codec.
    fn probe<'a>(&'a self, source: &'a MediaSource, cancel: Cancel) -> MediaWork<'a, ProbeReport>;

    /// Counts the pictures of a source without decoding any.
    fn count_pictures<'a>(
        &'a self,
        source: &'a MediaSource,
        cancel: Cancel,
    ) -> MediaWork<'a, PictureCount>;

    /// Encodes all rungs and the audio from one decode of the source.
    fn encode_ladder<'a>(
        &'a self,
        plan: &'a LadderPlan,
        progress: watch::Sender<Progress>,
        cancel: Cancel,
    ) -> MediaWork<'a, EncodedLadder>;

    /// Writes one picture.
    fn stills<'a>(&'a self, plan: &'a StillPlan, cancel: Cancel) -> MediaWork<'a, ()>;

    /// Writes the square middle of one picture.
    fn squares<'a>(&'a self, plan: &'a SquarePlan, cancel: Cancel) -> MediaWork<'a, ()>;

    /// Writes one sprite.
    fn storyboard<'a>(&'a self, plan: &'a StoryboardPlan, cancel: Cancel) -> MediaWork<'a, ()>;
}

/// What is wrong with a file. What the tool printed is for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Flaw {
    #[error("it has no moving picture")]
    NoPicture,
    #[error("its picture or sound is in a codec that is not taken")]
    Codec,
    #[error("its index is missing")]
    NoIndex,
    #[error("its picture is larger than 8192 × 4320")]
    TooLarge,
    #[error("not a single picture of it can be shown")]
    NoLength,
    #[error("its picture or sound is damaged")]
    Damaged,
    #[error("it needs more memory than one video may use")]
    NeedsMemory,
    #[error("the converted video would be larger than allowed")]
    OutputTooLarge,
    #[error("it could not be converted")]
    Unusable,
}

/// Why the media tool gave nothing, for the log; the words for creators belong to the domains.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MediaFault {
    #[error("the media tool is missing")]
    ToolMissing { tool: String },
    #[error("the media tool cannot be caged")]
    CageUnavailable { cause: String },
    #[error("the file is refused: {flaw}")]
    Refused { flaw: Flaw },
    #[error("the media tool failed: {flaw}")]
    Failed { flaw: Flaw, stderr_tail: String },
    #[error("the media tool stood still for {seconds} s")]
    Hung { seconds: u64 },
    #[error("the media tool was ended by signal {signal}")]
    Killed { signal: i32 },
    #[error("the media tool took longer than the {seconds} s allowed")]
    TimedOut { seconds: u64 },
    #[error("the disk is full")]
    OutOfSpace,
    #[error("cancelled")]
    Cancelled,
}

impl MediaFault {
    /// What the operator should know besides.
    pub(crate) fn note(&self) -> String {
        match self {
            MediaFault::Failed { stderr_tail, .. } => stderr_tail.clone(),
            MediaFault::ToolMissing { tool } => format!("{tool} does not start"),
            MediaFault::CageUnavailable { cause } => cause.clone(),
            MediaFault::Killed { signal } => format!("it was ended by signal {signal}"),
            MediaFault::Refused { .. }
            | MediaFault::Hung { .. }
            | MediaFault::TimedOut { .. }
            | MediaFault::OutOfSpace
            | MediaFault::Cancelled => String::new(),
        }
    }

    /// Whether the same file may well succeed later, without anybody changing it.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(
            self,
            MediaFault::ToolMissing { .. }
                | MediaFault::CageUnavailable { .. }
                | MediaFault::Hung { .. }
                | MediaFault::Killed { .. }
                | MediaFault::OutOfSpace
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demuxer_words_read_back() {
        for demuxer in Demuxer::ALL {
            assert_eq!(Demuxer::parse(demuxer.as_str()), Some(demuxer));
        }
        assert_eq!(Demuxer::parse("hls"), None);
    }

    #[test]
    fn the_port_is_object_safe() {
        fn takes(_tool: Option<&dyn MediaTool>) {}
        takes(None);
    }
}
