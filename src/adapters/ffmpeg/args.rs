//! Argument lists for ffmpeg and ffprobe, made from typed plans.
//! It must not let through any text but our own paths and words from closed sets.

#![expect(
    clippy::cast_possible_truncation,
    reason = "frames of one GOP saturate far below the bound"
)]

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::kernel::ports::media::{
    AudioPlan, Flaw, LadderPlan, MediaFault, MediaSource, PictureFormat, Rung, StillPlan,
    StoryboardPlan,
};

/// The decoders that uploads may use; the rest of ffmpeg's are no concern of a video site.
const CODECS: &str = "h264,hevc,vp8,vp9,libdav1d,libaom-av1,av1,mpeg4,mpeg1video,mpeg2video,\
    h263,flv,vp6,vp6f,msmpeg4v2,msmpeg4,wmv1,wmv2,wmv3,vc1,theora,mjpeg,prores,dnxhd,dvvideo,\
    aac,aac_latm,mp3,mp3float,mp2,mp2float,opus,libopus,vorbis,ac3,eac3,flac,alac,\
    wmav1,wmav2,amrnb,amrwb,adpcm_ima_qt,adpcm_ms,adpcm_swf,nellymoser,speex,libspeex,\
    pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_u8,\
    pcm_s8,pcm_alaw,pcm_mulaw";
/// What a probe may open besides: streams that are told of and then left out, such as subtitles and
/// cover pictures. One that it may not open would fail the whole probe.
const LEFT_OUT: &str = "srt,subrip,ass,ssa,mov_text,text,webvtt,pgssub,dvdsub,dvbsub,png,dca";
/// 8192 × 4320: larger pictures are refused before memory is taken for them.
pub(super) const PIXELS_MAX: u64 = 8192 * 4320;
/// Sound fragments are short, so that segments can be cut near any picture border.
const AUDIO_FRAGMENT_US: u32 = 500_000;
/// Same layout as ffmpeg's own HLS writer: the edit list says how much of the start is priming.
const MOV_FLAGS: &str = "+cmaf+delay_moov+skip_trailer";
const RUNGS_MAX: usize = 12;

/// Where a rung's file lies in the work folder.
pub(super) fn rung_path(work_dir: &Path, name: &str) -> PathBuf {
    work_dir.join(format!("video-{name}.mp4"))
}

/// Where the audio file lies in the work folder.
pub(super) fn audio_path(work_dir: &Path) -> PathBuf {
    work_dir.join("audio.mp4")
}

/// A growing argument list.
pub(super) struct Args(pub(super) Vec<OsString>);

impl Args {
    pub(super) fn words(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(OsString::from));
    }

    pub(super) fn pair(&mut self, name: &str, value: impl ToString) {
        self.0.extend([name.into(), value.to_string().into()]);
    }

    /// The prefix keeps a path from being read as an option or as another protocol.
    pub(super) fn path(&mut self, path: &Path) -> Result<(), MediaFault> {
        let plain = path.to_str().filter(|text| !text.chars().any(char::is_control));
        let plain = plain.filter(|_| path.is_absolute()).ok_or_else(|| {
            let stderr_tail = "the path is not absolute, or holds odd characters".to_owned();
            MediaFault::Failed { flaw: Flaw::Unusable, stderr_tail }
        })?;
        self.0.push(format!("file:{plain}").into());
        Ok(())
    }

    /// Exactly one reader, local files only, known decoders, bounded pictures.
    fn input(&mut self, source: &MediaSource) -> Result<(), MediaFault> {
        self.opened(source, CODECS)
    }

    fn opened(&mut self, source: &MediaSource, codecs: &str) -> Result<(), MediaFault> {
        let reader = source.demuxer.ffmpeg_name();
        self.words(&["-f", reader, "-format_whitelist", reader]);
        self.words(&["-protocol_whitelist", "file,pipe", "-codec_whitelist", codecs]);
        self.pair("-max_pixels", PIXELS_MAX);
        self.words(&["-i"]);
        self.path(&source.path)
    }
}

pub(super) fn ffmpeg() -> Args {
    let mut args = Args(Vec::new());
    args.words(&["-nostdin", "-hide_banner", "-loglevel", "level+warning", "-nostats"]);
    args
}

fn ffprobe() -> Args {
    let mut args = Args(Vec::new());
    args.words(&["-hide_banner", "-loglevel", "level+warning"]);
    args
}

/// How much of a picture differs from the one before when a scene begins.
const SCENE: f64 = 0.3;
/// Between two sampled pictures there is at least so much time.
const SCENE_PAUSE_S: f64 = 0.5;
/// Of a picture that is sampled, where there is one as large.
const SAMPLE_EDGE_MIN: u32 = 256;
const SAMPLE_NAME: &str = "sample";

/// Streams and container as JSON.
pub(super) fn probe(source: &MediaSource) -> Result<Vec<OsString>, MediaFault> {
    let mut args = ffprobe();
    args.words(&["-print_format", "json", "-show_streams", "-show_format"]);
    args.opened(source, &format!("{CODECS},{LEFT_OUT}"))?;
    Ok(args.0)
}

/// When each picture starts, how long it lasts, its size and where it is stored, one per line.
pub(super) fn packets(source: &MediaSource) -> Result<Vec<OsString>, MediaFault> {
    let mut args = ffprobe();
    args.words(&["-select_streams", "V:0", "-print_format", "csv=p=0"]);
    args.words(&["-show_entries", "packet=pts_time,duration_time,size,pos"]);
    args.opened(source, &format!("{CODECS},{LEFT_OUT}"))?;
    Ok(args.0)
}

/// One decode, one filter graph, one file per rung and one for the sound.
pub(super) fn ladder(plan: &LadderPlan) -> Result<Vec<OsString>, MediaFault> {
    check_ladder(plan)?;
    let mut args = ffmpeg();
    args.words(&["-progress", "pipe:1", "-stats_period", "0.5", "-y"]);
    args.input(&plan.source)?;
    args.pair("-filter_complex", graph(plan));
    for (index, rung) in plan.rungs.iter().enumerate() {
        video_output(&mut args, plan, index, rung)?;
    }
    if let Some(audio) = &plan.audio {
        audio_output(&mut args, plan, audio)?;
    }
    if plan.samples.count_max > 0 {
        sample_output(&mut args, plan)?;
    }
    Ok(args.0)
}

fn check_ladder(plan: &LadderPlan) -> Result<(), MediaFault> {
    let wrong = |why: &str| {
        let stderr_tail = format!("the plan cannot be right: {why}");
        Err(MediaFault::Failed { flaw: Flaw::Unusable, stderr_tail })
    };
    if plan.rungs.is_empty() || plan.rungs.len() > RUNGS_MAX {
        return wrong("its ladder has no rung, or too many");
    }
    if plan.fps.num == 0 || plan.fps.den == 0 || plan.gop_ms == 0 {
        return wrong("its frame rate or GOP length is zero");
    }
    for (index, rung) in plan.rungs.iter().enumerate() {
        let word = rung.name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if rung.name.is_empty() || rung.name.len() > 16 || !word {
            return wrong("a rung's name is not a short word");
        }
        if plan.rungs[..index].iter().any(|other| other.name == rung.name) {
            return wrong("two rungs have the same name");
        }
        if rung.width < 2 || rung.height < 2 || rung.width % 2 + rung.height % 2 != 0 {
            return wrong("a rung's size is not even");
        }
    }
    Ok(())
}

/// Constant rate from time zero, then one scaler per rung; sound padded to start at zero too.
fn graph(plan: &LadderPlan) -> String {
    let mut text = format!(
        "[0:V:0]fps=fps={}/{}:start_time=0,split={}",
        plan.fps.num,
        plan.fps.den,
        plan.rungs.len()
    );
    // Writing to a String cannot fail.
    for index in 0..plan.rungs.len() {
        let _ = write!(text, "[s{index}]");
    }
    for (index, rung) in plan.rungs.iter().enumerate() {
        let _ = write!(
            text,
            ";[s{index}]scale=w={}:h={}:flags=bicubic:out_range=tv,\
             format=yuv420p,setsar=1",
            rung.width, rung.height
        );
        if index == sampled_rung(plan) && plan.samples.count_max > 0 {
            // Scenes are told apart in the small picture, which is cheap.
            let every_s = plan.samples.every_ms as f64 / 1000.0;
            // Fast cuts take none of those that the rest of the film needs.
            let (count_max, end_s) = (plan.samples.count_max, plan.duration_ms as f64 / 1000.0);
            let _ = write!(
                text,
                ",split=2[v{index}][f];[f]select='isnan(prev_selected_t)\
                 +gte(t-prev_selected_t,{every_s})\
                 +gt(scene,{SCENE})*gte(t-prev_selected_t,{SCENE_PAUSE_S})\
                 *lte(selected_n+1+({end_s}-t)/{every_s},{count_max})',\
                 scale=out_range=pc,format=yuvj420p[samples]"
            );
        } else {
            let _ = write!(text, "[v{index}]");
        }
    }
    if let Some(audio) = &plan.audio {
        let layout = if audio.channels == 1 { "mono" } else { "stereo" };
        let _ = write!(
            text,
            ";[0:a:0]aresample=osr={}:async=1:first_pts=0,aformat=channel_layouts={layout}[a]",
            audio.sample_rate
        );
    }
    text
}

fn video_output(
    args: &mut Args,
    plan: &LadderPlan,
    index: usize,
    rung: &Rung,
) -> Result<(), MediaFault> {
    args.pair("-map", format!("[v{index}]"));
    args.words(&["-c:v", "libx264", "-preset", plan.preset.as_str(), "-profile:v", "high"]);
    args.pair("-b:v", format!("{}k", rung.bitrate_kbps));
    args.pair("-maxrate", format!("{}k", rung.maxrate_kbps));
    args.pair("-bufsize", format!("{}k", rung.bufsize_kbit));
    if plan.threads > 0 {
        args.pair("-threads", plan.threads);
    }
    // Key frames at whole GOP lengths and nowhere else. The millisecond forgives rounding of
    // the frame's time; `-g` only has to lie beyond a GOP.
    let gop_s = f64::from(plan.gop_ms) / 1000.0;
    args.pair("-force_key_frames", format!("expr:gte(t,n_forced*{gop_s}-0.001)"));
    let frames = f64::from(plan.fps.num) / f64::from(plan.fps.den) * gop_s;
    args.pair("-g", (frames.ceil() as u32).saturating_mul(2).max(2));
    args.words(&["-sc_threshold", "0", "-forced-idr", "1", "-flags", "+cgop"]);
    args.pair("-video_track_timescale", timescale(plan.fps.num));
    args.words(&["-movflags", &format!("{MOV_FLAGS}+frag_keyframe")]);
    output(args, plan, &rung_path(&plan.work_dir, &rung.name))
}

/// The smallest rung in which there is enough to be seen, or else the largest.
fn sampled_rung(plan: &LadderPlan) -> usize {
    let is_enough = |rung: &Rung| rung.width.min(rung.height) >= SAMPLE_EDGE_MIN;
    plan.rungs.iter().rposition(is_enough).unwrap_or(0)
}

/// Pictures whose names say when they are shown, in milliseconds.
fn sample_output(args: &mut Args, plan: &LadderPlan) -> Result<(), MediaFault> {
    args.words(&["-map", "[samples]", "-c:v", "mjpeg", "-q:v", "3", "-vsync", "passthrough"]);
    args.words(&["-enc_time_base", "1/1000", "-frame_pts", "1"]);
    args.pair("-frames:v", plan.samples.count_max);
    args.words(&["-map_metadata", "-1", "-f", "image2"]);
    args.path(&plan.work_dir.join(format!("{SAMPLE_NAME}-%08d.jpg")))
}

/// When the sampled picture of this file is shown.
pub(super) fn sample_at_ms(name: &str) -> Option<u64> {
    let digits = name.strip_prefix(SAMPLE_NAME)?.strip_prefix('-')?.strip_suffix(".jpg")?;
    digits.parse().ok()
}

fn audio_output(args: &mut Args, plan: &LadderPlan, audio: &AudioPlan) -> Result<(), MediaFault> {
    args.words(&["-map", "[a]", "-c:a", "aac"]);
    args.pair("-b:a", format!("{}k", audio.bitrate_kbps));
    args.pair("-frag_duration", AUDIO_FRAGMENT_US);
    args.words(&["-movflags", MOV_FLAGS]);
    output(args, plan, &audio_path(&plan.work_dir))
}

fn output(args: &mut Args, plan: &LadderPlan, path: &Path) -> Result<(), MediaFault> {
    if plan.duration_ms > 0 {
        // A jump in the time stamps must not be filled with pictures for hours.
        let most_ms = plan.duration_ms.saturating_add(plan.duration_ms / 10 + 10_000);
        args.pair("-t", format!("{}.{:03}", most_ms / 1000, most_ms % 1000));
    }
    args.words(&["-map_metadata", "-1", "-map_chapters", "-1"]);
    args.words(&["-use_editlist", "1", "-f", "mp4"]);
    args.path(path)
}

/// A multiple of the frame rate's numerator, so that every frame lasts whole ticks.
fn timescale(fps_num: u32) -> u32 {
    fps_num.saturating_mul(10_000u32.div_ceil(fps_num.max(1)))
}

/// One picture, read once and written in every size and format.
pub(super) fn stills(plan: &StillPlan) -> Result<Vec<OsString>, MediaFault> {
    let mut args = ffmpeg();
    args.words(&["-y"]);
    if plan.at_ms > 0 {
        args.pair("-ss", format!("{}.{:03}", plan.at_ms / 1000, plan.at_ms % 1000));
    }
    args.input(&plan.source)?;
    let mut graph = format!("[0:V:0]split={}", plan.stills.len());
    for index in 0..plan.stills.len() {
        let _ = write!(graph, "[s{index}]");
    }
    for (index, still) in plan.stills.iter().enumerate() {
        let (range, pixels) = match still.format {
            PictureFormat::Jpeg => ("pc", "yuvj420p"),
            PictureFormat::WebP => ("tv", "yuv420p"),
        };
        let _ = write!(
            graph,
            ";[s{index}]scale=w={}:h={}:flags=bicubic:out_range={range},format={pixels},\
             setsar=1[p{index}]",
            still.width, still.height
        );
    }
    args.pair("-filter_complex", graph);
    for (index, still) in plan.stills.iter().enumerate() {
        args.pair("-map", format!("[p{index}]"));
        picture(&mut args, &still.output, still.format)?;
    }
    Ok(args.0)
}

/// One JPEG sprite.
pub(super) fn storyboard(plan: &StoryboardPlan) -> Result<Vec<OsString>, MediaFault> {
    let mut args = ffmpeg();
    args.words(&["-y"]);
    if plan.keys_only {
        args.words(&["-skip_frame", "nokey"]);
    }
    args.input(&plan.source)?;
    args.words(&["-map", "0:V:0"]);
    // The first picture at or just before each multiple of the interval.
    let interval_s = plan.interval_ms as f64 / 1000.0;
    args.pair(
        "-vf",
        format!(
            "select=gte(t+0.05\\,selected_n*{interval_s}),\
             scale=w={}:h={}:flags=bicubic:out_range=pc,format=yuvj420p,setsar=1,tile={}x{}",
            plan.tile_width, plan.tile_height, plan.columns, plan.rows
        ),
    );
    picture(&mut args, &plan.output, PictureFormat::Jpeg)?;
    Ok(args.0)
}

pub(super) fn picture(
    args: &mut Args,
    output: &Path,
    format: PictureFormat,
) -> Result<(), MediaFault> {
    args.words(&["-an", "-sn", "-dn", "-frames:v", "1", "-vsync", "passthrough"]);
    args.words(&["-map_metadata", "-1"]);
    args.words(match format {
        PictureFormat::Jpeg => &["-c:v", "mjpeg", "-q:v", "4", "-f", "mjpeg"],
        PictureFormat::WebP => &["-c:v", "libwebp", "-quality", "80", "-f", "webp"],
    });
    args.path(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ports::media::{Demuxer, FrameRate, Preset, SamplePlan};

    fn plan() -> LadderPlan {
        let rung = |name: &str, width, height| Rung {
            name: name.into(),
            width,
            height,
            bitrate_kbps: 1000,
            maxrate_kbps: 1500,
            bufsize_kbit: 2000,
        };
        LadderPlan {
            source: MediaSource { path: "/jobs/1/source".into(), demuxer: Demuxer::Mov },
            work_dir: "/jobs/1".into(),
            rungs: vec![rung("720p", 1280, 720), rung("360p", 640, 360)],
            fps: FrameRate { num: 25, den: 1 },
            gop_ms: 2000,
            preset: Preset::Veryfast,
            threads: 0,
            audio: None,
            duration_ms: 5000,
            cpu_ms_max: 0,
            samples: SamplePlan { every_ms: 2_000, count_max: 100 },
        }
    }

    #[test]
    fn the_reader_is_pinned_before_the_input() {
        let args = ladder(&plan()).unwrap();
        let at = |word: &str| args.iter().position(|arg| arg == word).unwrap();
        let input = at("-i");
        assert!(at("-format_whitelist") < input && at("-protocol_whitelist") < input);
        assert_eq!(args[at("-f") + 1], "mov");
        assert_eq!(args[at("-protocol_whitelist") + 1], "file,pipe");
        assert_eq!(args[input + 1], "file:/jobs/1/source");
    }

    #[test]
    fn the_graph_decodes_once() {
        let text = graph(&plan());
        assert_eq!(text.matches("[0:V:0]").count(), 1);
        assert!(text.starts_with("[0:V:0]fps=fps=25/1:start_time=0,split=2[s0][s1];"));
        assert!(!text.contains("0:a:0"));
        assert!(text.contains("[v1][f];[f]select=") && text.ends_with("[samples]"));
        assert!(text.contains("*lte(selected_n+1+(5-t)/2,100)'"), "{text}");
        let samples = SamplePlan { count_max: 0, ..plan().samples };
        assert!(!graph(&LadderPlan { samples, ..plan() }).contains("select"));
    }

    #[test]
    fn odd_plans_are_refused() {
        let spoil: [fn(&mut LadderPlan); 8] = [
            |plan| plan.rungs.clear(),
            |plan| plan.rungs[0].name = "../x".into(),
            |plan| plan.rungs[0].name = "360p".into(),
            |plan| plan.rungs[0].width = 641,
            |plan| plan.fps.den = 0,
            |plan| plan.gop_ms = 0,
            |plan| plan.source.path = "relative".into(),
            |plan| plan.work_dir = "/a\nb".into(),
        ];
        for (index, spoil) in spoil.into_iter().enumerate() {
            let mut plan = plan();
            spoil(&mut plan);
            assert!(ladder(&plan).is_err(), "case {index}");
        }
    }

    #[test]
    fn ticks_are_whole_for_every_rate() {
        for num in [1, 12, 24, 25, 30, 60, 24_000, 30_000, 60_000] {
            let found = timescale(num);
            assert!(found >= 10_000 && found.is_multiple_of(num), "{num} gives {found}");
        }
    }
}
