//! CPU of the ladder as the adapter encodes it, against raw ffmpeg with one decode and against one
//! ffmpeg per rendition (PeerTube's way): same source, rungs, preset and threads.
#![expect(clippy::disallowed_methods, reason = "the anchors are raw ffmpeg processes")]

use super::{Figure, median};
use crate::adapters::ffmpeg::{Ffmpeg, FfmpegOptions, locate};
use crate::kernel::ports::media::{
    AudioPlan, Demuxer, FrameRate, LadderPlan, MediaSource, MediaTool as _, Preset, Progress, Rung,
    SamplePlan,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio::sync::watch;

/// Height, width, bitrate in kbit/s.
const RUNGS: [(u32, u32, u32); 4] =
    [(1080, 1920, 4500), (720, 1280, 2500), (480, 854, 1200), (360, 640, 700)];

/// A number from the environment, for shorter runs: `BENCH_SECONDS`, `BENCH_ROUNDS`.
fn setting(name: &str, default: usize) -> usize {
    std::env::vars()
        .find(|(key, _)| key == name)
        .and_then(|(_, text)| text.parse().ok())
        .unwrap_or(default)
}

pub(super) fn measure(shoal: &Path) -> Vec<Figure> {
    let (seconds, rounds) = (setting("BENCH_SECONDS", 60), setting("BENCH_ROUNDS", 5));
    let search = std::env::var_os("PATH").unwrap_or_default();
    let (Some(ffmpeg), Some(ffprobe)) = (locate("ffmpeg", &search), locate("ffprobe", &search))
    else {
        return Vec::new();
    };
    let Ok(folder) = tempfile::tempdir() else { return Vec::new() };
    let source = folder.path().join("source.mp4");
    if !make_source(&ffmpeg, &source, seconds) {
        return Vec::new();
    }
    let (mut ours, mut raw, mut each) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let work = folder.path().join(format!("round{round}"));
        if std::fs::create_dir(&work).is_err() {
            return Vec::new();
        }
        ours.push(children_cpu(|| caged(shoal, (&ffmpeg, &ffprobe), &source, &work)));
        raw.push(children_cpu(|| plain(&ffmpeg, &source, &work, &RUNGS)));
        each.push(children_cpu(|| {
            RUNGS.iter().all(|rung| plain(&ffmpeg, &source, &work, &[*rung]))
        }));
        drop(std::fs::remove_dir_all(&work));
    }
    let (ours, raw, each) = (median(ours), median(raw), median(each));
    vec![
        Figure {
            what: "transcode CPU, 1080p30 ladder of 4".to_owned(),
            ours: format!("{ours:.1} s for {seconds} s"),
            anchor: format!("raw ffmpeg, one decode: {raw:.1} s"),
            ratio: format!("{:.3}", ours / raw),
            goal: "≤ 1.03×",
        },
        Figure {
            what: "the same".to_owned(),
            ours: format!("{ours:.1} s"),
            anchor: format!("one ffmpeg per rendition: {each:.1} s"),
            ratio: format!("1 : {:.2}", each / ours),
            goal: "≥ 1.2× less",
        },
    ]
}

fn make_source(ffmpeg: &Path, source: &Path, seconds: usize) -> bool {
    let picture = format!("testsrc2=size=1920x1080:rate=30:duration={seconds}");
    let sound = format!("sine=frequency=440:duration={seconds}");
    let made = Command::new(ffmpeg)
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", &sound])
        .args(["-vf", "noise=alls=8:allf=t", "-c:v", "libx264", "-preset", "veryfast"])
        .args(["-b:v", "8000k", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"])
        .arg(source)
        .status();
    made.is_ok_and(|status| status.success())
}

/// CPU seconds of the children that ran meanwhile; NaN when the work failed.
fn children_cpu(work: impl FnOnce() -> bool) -> f64 {
    let before = children_s();
    if work() { children_s() - before } else { f64::NAN }
}

/// User and system time of all children that were waited for: fields 16 and 17 of `stat`.
fn children_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks = behind.split_ascii_whitespace().skip(13).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn caged(shoal: &Path, tools: (&Path, &Path), source: &Path, work: &Path) -> bool {
    let rung = |(height, width, kbps): (u32, u32, u32)| Rung {
        name: format!("{height}p"),
        width,
        height,
        bitrate_kbps: kbps,
        maxrate_kbps: kbps * 3 / 2,
        bufsize_kbit: kbps * 2,
    };
    let plan = LadderPlan {
        source: MediaSource { path: source.to_owned(), demuxer: Demuxer::Mov },
        work_dir: work.to_owned(),
        rungs: RUNGS.into_iter().map(rung).collect(),
        fps: FrameRate { num: 30, den: 1 },
        gop_ms: 2000,
        preset: Preset::Veryfast,
        threads: 2,
        audio: Some(AudioPlan { bitrate_kbps: 128, channels: 2, sample_rate: 48_000 }),
        duration_ms: 0,
        cpu_ms_max: 0,
        samples: SamplePlan { every_ms: 2_000, count_max: 600 },
    };
    let (ffmpeg, ffprobe): (PathBuf, PathBuf) = (tools.0.to_owned(), tools.1.to_owned());
    let Ok(tool) = Ffmpeg::new(FfmpegOptions::new(shoal.to_owned(), ffmpeg, ffprobe)) else {
        return false;
    };
    let Ok(io) = tokio::runtime::Builder::new_multi_thread().enable_all().build() else {
        return false;
    };
    let (progress, _seen) = watch::channel(Progress::default());
    let (_keep, cancel) = watch::channel(false);
    io.block_on(tool.encode_ladder(&plan, progress, cancel)).is_ok()
}

/// ffmpeg by hand, with the same settings and no cage, progress or fragments.
fn plain(ffmpeg: &Path, source: &Path, work: &Path, rungs: &[(u32, u32, u32)]) -> bool {
    let mut graph = format!("[0:v]fps=30,split={}", rungs.len());
    for index in 0..rungs.len() {
        graph.push_str(&format!("[s{index}]"));
    }
    for (index, (height, width, _)) in rungs.iter().enumerate() {
        graph.push_str(&format!(
            ";[s{index}]scale={width}:{height}:flags=bicubic,format=yuv420p[v{index}]"
        ));
    }
    let mut command = Command::new(ffmpeg);
    command.args(["-v", "error", "-nostdin", "-y", "-i"]).arg(source);
    command.args(["-filter_complex", &graph]);
    for (index, (height, _, kbps)) in rungs.iter().enumerate() {
        command.args(["-map", &format!("[v{index}]"), "-c:v", "libx264", "-preset", "veryfast"]);
        command.args(["-profile:v", "high", "-b:v", &format!("{kbps}k")]);
        command.args(["-maxrate", &format!("{}k", kbps * 3 / 2)]);
        command.args(["-bufsize", &format!("{}k", kbps * 2), "-threads", "2"]);
        command.args(["-g", "60", "-keyint_min", "60", "-sc_threshold", "0"]);
        command.arg(work.join(format!("raw{height}.mp4")));
    }
    command.args(["-map", "0:a", "-c:a", "aac", "-b:a", "128k"]);
    command.arg(work.join(format!("raw{}.m4a", rungs.len())));
    command.status().is_ok_and(|status| status.success())
}
