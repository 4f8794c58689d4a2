//! What each stage leaves for the later ones, stored with it as JSON. File names, never paths: the
//! data directory may have moved when they are read.

use crate::contract::ingest::SourceFacts;
use crate::contract::transcode::{PackageId, Rendition, Storyboard};
use crate::kernel::ports::media::{AudioPlan, EncodeSummary, FrameRate, ProbeReport, Rung};
use serde::{Deserialize, Serialize};

/// Of `probe`: the facts, and the ladder decided on them. Later changes of options do not touch it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Probed {
    pub(in super::super) report: ProbeReport,
    pub(in super::super) rungs: Vec<Rung>,
    pub(in super::super) fps: FrameRate,
    pub(in super::super) audio: Option<AudioPlan>,
    pub(in super::super) gop_ms: u32,
    pub(in super::super) segment_ms: u32,
    /// The processor time that the ladder may take; 0 in what an older release stored.
    #[serde(default)]
    pub(in super::super) cpu_ms_max: u64,
}

impl Probed {
    /// The facts as the events tell them.
    pub(in super::super) fn facts(self, demuxer: &str) -> SourceFacts {
        let video = self.report.video;
        SourceFacts {
            duration_ms: self.report.duration_ms,
            width: video.width,
            height: video.height,
            fps_numerator: video.fps_num,
            fps_denominator: video.fps_den,
            video_codec: video.codec,
            audio_codec: self.report.audio.map(|audio| audio.codec).unwrap_or_default(),
            bits_per_second: self.report.bit_rate,
            demuxer: demuxer.to_owned(),
        }
    }
}

/// One file that the ladder left in the job's folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct EncodedFile {
    pub(in super::super) name: String,
    pub(in super::super) file: String,
}

/// Of `ladder`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Encoded {
    /// Largest first.
    pub(in super::super) rungs: Vec<EncodedFile>,
    pub(in super::super) audio: Option<String>,
    /// The sampled pictures by the time at which they are shown; none in what an older release
    /// stored.
    #[serde(default)]
    pub(in super::super) samples: Vec<(u64, String)>,
    pub(in super::super) summary: EncodeSummary,
}

/// A rendition as `package` measured it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Measured {
    pub(in super::super) name: String,
    pub(in super::super) width: u32,
    pub(in super::super) height: u32,
    pub(in super::super) average_bits_per_second: u64,
    pub(in super::super) peak_bits_per_second: u64,
}

/// Of `package`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Packaged {
    pub(in super::super) package_id: PackageId,
    pub(in super::super) duration_ms: u64,
    pub(in super::super) renditions: Vec<Measured>,
    pub(in super::super) has_audio: bool,
    pub(in super::super) size_bytes: u64,
}

/// Of `poster`: it keeps the sampled pictures as well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Pictured {
    pub(in super::super) size_bytes: u64,
    #[serde(default)]
    pub(in super::super) samples_at_ms: Vec<u64>,
}

/// Of `storyboard`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Sprite {
    pub(in super::super) columns: u32,
    pub(in super::super) rows: u32,
    pub(in super::super) tile_width: u32,
    pub(in super::super) tile_height: u32,
    pub(in super::super) interval_ms: u64,
    pub(in super::super) count: u32,
    pub(in super::super) size_bytes: u64,
}

impl From<Measured> for Rendition {
    fn from(one: Measured) -> Self {
        Self {
            name: one.name,
            width: one.width,
            height: one.height,
            average_bits_per_second: one.average_bits_per_second,
            peak_bits_per_second: one.peak_bits_per_second,
        }
    }
}

impl From<&Sprite> for Storyboard {
    fn from(one: &Sprite) -> Self {
        Self {
            columns: one.columns,
            rows: one.rows,
            tile_width: one.tile_width,
            tile_height: one.tile_height,
            interval_ms: one.interval_ms,
            count: one.count,
        }
    }
}
