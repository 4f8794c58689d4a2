//! What judging costs: pictures scored and read per second of CPU beside the same models in Python,
//! eight sources in real time, texts against a full list of terms.
#![expect(clippy::disallowed_methods, reason = "pictures and the anchor come from programs")]

use super::super::programs;
use super::{Figure, median};
use crate::adapters::ffmpeg::locate;
use crate::adapters::onnx::{Onnx, OnnxOptions, ReaderOptions, WorkBounds, probe, reading_probe};
use crate::domains::moderation::TextProbe;
use crate::kernel::clock;
use crate::kernel::id::Ids;
use crate::kernel::ports::scoring::{Picture, Scorer as _};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const ROUNDS: usize = 3;
/// No two pictures are alike.
const NOISE: &str = "noise=alls=12:allf=t";
/// Two lines of text, as subtitles are.
const SUBTITLES: &str = "noise=alls=12:allf=t,\
    drawtext=text='The sea is calm today':fontsize=24:fontcolor=white:borderw=2:x=100:y=280,\
    drawtext=text='and nobody is there':fontsize=24:fontcolor=white:borderw=2:x=100:y=315";
const FRAMES: usize = 60;
const READ_FRAMES: usize = 20;
/// Of the sources that are scored in real time, one picture a second each.
const SOURCES: u32 = 8;
const REAL_TIME_S: u32 = 20;
const TERMS: u32 = 100_000;
const TEXTS: u32 = 20_000;
const TEXT_CHARS: usize = 100;

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let mut figures = vec![texts()?];
    let folder = programs::scoring(Path::new(""), shoal);
    let library = folder.join(programs::SCORING_LIBRARY);
    let options = OnnxOptions::new(library, folder.join("open-nsfw.toml"));
    let work = tempfile::tempdir_in("/tmp").ok()?;
    figures.extend(pictures(&options, work.path(), &folder.join("open-nsfw.onnx"))?);
    let reader = ReaderOptions {
        library: options.library.clone(),
        detector: folder.join("pp-ocrv4-det.toml"),
        recogniser: folder.join("pp-ocrv4-rec.toml"),
        bounds: options.bounds,
    };
    figures.push(reading(&reader, work.path())?);
    figures.push(real_time(options, work.path())?);
    Some(figures)
}

/// Frames of 320 × 180, the size in which they are sampled.
fn pictures(options: &OnnxOptions, work: &Path, model: &Path) -> Option<Vec<Figure>> {
    let folder = work.join("sampled");
    let frames = make_frames(&folder, ("320x180", NOISE), FRAMES)?;
    let (mut ours, mut theirs, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    let count = f64::from(u32::try_from(frames.len()).ok()?);
    for _ in 0..ROUNDS {
        let costs = probe::measure(options, &frames).ok()?;
        let before = costs.decoding_s + costs.preparing_s;
        ours.push(count / (before + costs.running_s));
        shares.push(before / (before + costs.running_s));
        theirs.extend(python("scoring.py", &[model, &folder]));
    }
    let (ours, share) = (median(ours), median(shares));
    let has_anchor = !theirs.is_empty();
    let theirs = median(theirs);
    let figure = Figure {
        what: "pictures scored, from JPEG to score, one thread".to_owned(),
        ours: format!("{ours:.1} per CPU-second"),
        anchor: if has_anchor {
            format!("onnxruntime, Pillow and numpy in Python, one thread: {theirs:.1}")
        } else {
            "Python with onnxruntime: not installed".to_owned()
        },
        ratio: if has_anchor { format!("{:.2}", ours / theirs) } else { "–".to_owned() },
        goal: "≥ 1.0×",
    };
    let share = Figure {
        what: "the part of it before the model runs".to_owned(),
        ours: format!("{:.1} %", share * 1e2),
        anchor: "the whole".to_owned(),
        ratio: format!("{share:.3}"),
        goal: "≤ 15 %",
    };
    Some(vec![figure, share])
}

/// Frames of 640 × 360 with two lines, the size in which they are sampled of the usual ladder.
fn reading(options: &ReaderOptions, work: &Path) -> Option<Figure> {
    let folder = work.join("subtitled");
    let frames = make_frames(&folder, ("640x360", SUBTITLES), READ_FRAMES)?;
    let count = f64::from(u32::try_from(frames.len()).ok()?);
    let (mut ours, mut theirs, mut lines) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        let costs = reading_probe::measure(options.clone(), &frames).ok()?;
        ours.push(count / costs.cpu_s);
        lines = costs.lines;
        theirs.extend(python("reading.py", &[&folder]));
    }
    let (ours, has_anchor) = (median(ours), !theirs.is_empty());
    let theirs = median(theirs);
    Some(Figure {
        what: "pictures read, from JPEG to lines, one thread".to_owned(),
        ours: format!("{ours:.1} per CPU-second; {lines} lines of {READ_FRAMES} pictures"),
        anchor: if has_anchor {
            format!("RapidOCR in Python with the same models, one thread: {theirs:.1}")
        } else {
            "Python with RapidOCR: not installed".to_owned()
        },
        ratio: if has_anchor { format!("{:.2}", ours / theirs) } else { "–".to_owned() },
        goal: "≥ 1.0×",
    })
}

/// Pictures of 1080p that come when they come in real time, not when the last one is scored.
fn real_time(options: OnnxOptions, work: &Path) -> Option<Figure> {
    let frames = make_frames(&work.join("large"), ("1920x1080", NOISE), 16)?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let bounds = WorkBounds { workers, ..options.bounds };
    let options = OnnxOptions { bounds, ..options };
    let scorer = std::sync::Arc::new(Onnx::start(options).ok()?);
    let io = tokio::runtime::Builder::new_multi_thread().enable_all().build().ok()?;
    let mut times: Vec<f64> = io.block_on(async {
        scorer.reload().await.ok()?;
        let mut beat = tokio::time::interval(Duration::from_secs(1) / SOURCES);
        let mut scored = tokio::task::JoinSet::new();
        for at in 0..SOURCES * REAL_TIME_S {
            beat.tick().await;
            let frame = frames.get(usize::try_from(at).ok()? % frames.len())?.clone();
            let scorer = std::sync::Arc::clone(&scorer);
            scored.spawn(async move {
                let begun = clock::instant();
                scorer.score(frame).await.ok()?;
                Some(clock::instant().saturating_duration_since(begun).as_secs_f64() * 1e3)
            });
        }
        scored.join_all().await.into_iter().collect::<Option<Vec<f64>>>()
    })?;
    times.sort_by(f64::total_cmp);
    Some(Figure {
        what: format!("{SOURCES} sources of 1080p, a picture a second each, for {REAL_TIME_S} s"),
        ours: format!(
            "picture → score p50 {:.0} ms, p99 {:.0} ms, most {:.0} ms",
            quantile(&times, 500)?,
            quantile(&times, 990)?,
            times.last()?
        ),
        anchor: format!("{workers} processors"),
        ratio: "–".to_owned(),
        goal: "all in real time, p99 ≤ 500 ms",
    })
}

fn texts() -> Option<Figure> {
    let (mut dice, ids) = (Dice(7), Ids::system());
    let mut list = "term,category,severity,action\n".to_owned();
    // Some read the same once they are folded, so that more are offered than are taken.
    for at in 0..TERMS + TERMS / 4 {
        // Each is its own, and as long as terms are: two to five ideographs, or a word of letters.
        let term = if at % 3 == 0 { dice.letters(at) } else { dice.ideographs(at) };
        writeln!(list, "{term},bench,50,review").ok()?;
    }
    let rules = TextProbe::new(list.as_bytes(), usize::try_from(TERMS).ok()?, || ids.fresh())?;
    let sample = "今天给大家分享一个很有意思的视频，喜欢的话请点赞关注 This is what I found on the way home, \
                  enjoy 哈哈哈 233 and see you next week 下次见";
    let sample: Vec<char> = sample.chars().collect();
    let (mut times, mut found) = (Vec::new(), 0);
    for at in 0..TEXTS {
        let shift = usize::try_from(dice.roll(u64::try_from(sample.len()).ok()?)).ok()?;
        let mut text: Vec<char> = sample.iter().copied().cycle().skip(shift).take(94).collect();
        text.extend(dice.ideographs(at).chars());
        text.truncate(TEXT_CHARS);
        let text: String = text.into_iter().collect();
        let begun = clock::instant();
        found += rules.judge(&text);
        times.push(clock::instant().saturating_duration_since(begun).as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    Some(Figure {
        what: format!("a text of {TEXT_CHARS} characters against {TERMS} terms"),
        ours: format!(
            "p50 {:.1} µs, p99 {:.1} µs; {found} hits in {TEXTS} texts",
            quantile(&times, 500)?,
            quantile(&times, 990)?
        ),
        anchor: "–".to_owned(),
        ratio: "–".to_owned(),
        goal: "p99 ≤ 50 µs",
    })
}

/// Of sorted figures, the one below which so many of a thousand lie.
fn quantile(sorted: &[f64], permille: usize) -> Option<f64> {
    sorted.get((sorted.len() * permille / 1000).min(sorted.len().checked_sub(1)?)).copied()
}

/// Terms that repeat from run to run.
struct Dice(u64);

impl Dice {
    /// A number below one; the multiplier is that of Knuth's MMIX.
    fn roll(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }

    /// Two fixed by the number, so that no term comes twice, and up to three more.
    fn ideographs(&mut self, at: u32) -> String {
        let fixed = [at % 397, 397 + at / 397];
        let more: Vec<u32> =
            (0..self.roll(4)).filter_map(|_| u32::try_from(720 + self.roll(2000)).ok()).collect();
        let all = fixed.into_iter().chain(more);
        all.filter_map(|place| char::from_u32(0x4e00 + place)).collect()
    }

    /// Four letters fixed by the number, and up to five more.
    fn letters(&mut self, at: u32) -> String {
        let fixed = [at % 26, at / 26 % 26, at / 676 % 26, at / 17_576 % 26];
        let more: Vec<u32> =
            (0..self.roll(6)).filter_map(|_| u32::try_from(self.roll(26)).ok()).collect();
        let all = fixed.into_iter().chain(more);
        all.filter_map(|place| char::from_u32(u32::from('a') + place)).collect()
    }
}

/// JPEGs in a folder: moving shapes through a filter.
fn make_frames(folder: &Path, (size, filter): (&str, &str), count: usize) -> Option<Vec<Picture>> {
    let search = std::env::var_os("PATH").unwrap_or_default();
    std::fs::create_dir(folder).ok()?;
    let made = Command::new(locate("ffmpeg", &search)?)
        .args(["-v", "error", "-f", "lavfi", "-i", &format!("testsrc2=size={size}:rate=1")])
        .args(["-vf", filter, "-frames:v", &count.to_string(), "-q:v", "4"])
        .arg(folder.join("%03d.jpg"))
        .status();
    made.is_ok_and(|status| status.success()).then_some(())?;
    let entries = std::fs::read_dir(folder).ok()?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let read = |path: PathBuf| Some(Picture::Jpeg(std::fs::read(path).ok()?.into()));
    paths.into_iter().map(read).collect()
}

/// Pictures per CPU-second of the same models and steps in Python, which a script prints first;
/// `None` where it is not installed.
fn python(script: &str, arguments: &[&Path]) -> Option<f64> {
    let python = std::env::var_os("SHOAL_BENCH_PYTHON")?;
    let script = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/benches")).join(script);
    let output = Command::new(python).arg(script).args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok()?.split_whitespace().next()?.parse().ok()
}
