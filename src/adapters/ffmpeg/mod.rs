//! The media tool by ffmpeg and ffprobe, each run in the cage (`shoal cage`).
//! It must not run either outside the cage, nor pass on any text that a user typed.

mod args;
mod complaint;
mod count;
mod outcome;
mod probe;
mod progress;
mod run;
mod spawner;
mod squares;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use tokio::sync::watch;

use crate::kernel::ports::media::{
    Cancel, EncodeSummary, EncodedLadder, EncodedRung, Flaw, LadderPlan, MediaFault, MediaSource,
    MediaTool, MediaWork, PictureCount, ProbeReport, Progress, StillPlan, StoryboardPlan,
};
use crate::kernel::ports::picture::SquarePlan;

use count::Count;
use run::{Job, ProgressListener};
use spawner::Spawner;

/// Paths and bounds of the tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FfmpegOptions {
    /// This very program, which becomes the cage (`std::env::current_exe()`).
    pub(crate) shoal: PathBuf,
    pub(crate) ffmpeg: PathBuf,
    pub(crate) ffprobe: PathBuf,
    /// More folders with shared libraries, for an ffmpeg outside the system's places.
    pub(crate) library_dirs: Vec<PathBuf>,
    /// Address space of one run.
    pub(crate) memory_bytes_max: u64,
    /// Largest single file that one run may write.
    pub(crate) output_bytes_max: u64,
    /// Without any progress for this long, an encode is stopped.
    pub(crate) stall_ms_max: u64,
    /// A probe, still or storyboard is stopped after this time.
    pub(crate) short_ms_max: u64,
    /// An encode may take this many times the length of its source.
    pub(crate) wall_factor: u64,
    /// An encode of a source of unknown length is stopped after this time.
    pub(crate) wall_ms_max: u64,
    pub(crate) nice: u64,
}

impl FfmpegOptions {
    /// Defaults for programs found at the given places.
    pub(crate) fn new(shoal: PathBuf, ffmpeg: PathBuf, ffprobe: PathBuf) -> FfmpegOptions {
        FfmpegOptions {
            shoal,
            ffmpeg,
            ffprobe,
            library_dirs: Vec::new(),
            memory_bytes_max: 6 << 30,
            output_bytes_max: 64 << 30,
            stall_ms_max: 60_000,
            short_ms_max: 60_000,
            wall_factor: 40,
            wall_ms_max: 6 * 3_600_000,
            nice: 10,
        }
    }
}

/// Looks for a program in the folders of a `PATH`-like list.
pub(crate) fn locate(name: &str, search_path: &OsStr) -> Option<PathBuf> {
    let found = std::env::split_paths(search_path).map(|dir| dir.join(name));
    found.filter(|path| path.is_absolute()).find(|path| path.is_file())
}

/// The adapter. Clone-free: keep one behind an `Arc<dyn MediaTool>`.
pub(crate) struct Ffmpeg {
    options: FfmpegOptions,
    spawner: Spawner,
}

/// Room for start-up, on top of what the length of a source allows.
const WALL_MS_MIN: u64 = 120_000;
/// A picture takes far less of both; what needs more is made to.
const SQUARES_MS_MAX: u64 = 20_000;
const SQUARES_MEMORY_BYTES_MAX: u64 = 2 << 30;

impl Ffmpeg {
    /// Starts the thread that starts the runs. Fails only when no thread can be had.
    pub(crate) fn new(options: FfmpegOptions) -> std::io::Result<Ffmpeg> {
        Ok(Ffmpeg { options, spawner: Spawner::start()? })
    }

    fn job(&self, program: &Path, args: Vec<OsString>, cancel: Cancel) -> Job {
        Job {
            program: program.to_owned(),
            args,
            read: self.options.library_dirs.clone(),
            write: None,
            wall_ms_max: self.options.short_ms_max,
            cpu_ms_max: self.options.short_ms_max,
            stall_ms_max: None,
            file_bytes_max: 64 << 20,
            memory_bytes_max: self.options.memory_bytes_max,
            nice: self.options.nice,
            cancel,
        }
    }

    async fn probe_source(
        &self,
        source: &MediaSource,
        cancel: Cancel,
    ) -> Result<ProbeReport, MediaFault> {
        let mut job = self.job(&self.options.ffprobe, args::probe(source)?, cancel.clone());
        job.read.push(source.path.clone());
        let mut json = ProgressListener::text(probe::JSON_BYTES_MAX);
        let ended = run::run(&self.options.shoal, &self.spawner, job, &mut json).await?;
        let mut found = probe::read(&json.into_text())?;
        if found.video.width == 0 && ended.flaw == Some(Flaw::TooLarge) {
            return Err(MediaFault::Refused { flaw: Flaw::TooLarge });
        }
        if found.duration_ms == 0 {
            // Browser recordings say nothing about their length: ask every packet.
            found.duration_ms = self.packets(source, cancel).await?.last_end_ms();
        }
        probe::accept(found)
    }

    /// Reads the list of all pictures, without decoding any.
    async fn packets(&self, source: &MediaSource, cancel: Cancel) -> Result<Count, MediaFault> {
        let mut job = self.job(&self.options.ffprobe, args::packets(source)?, cancel);
        job.read.push(source.path.clone());
        let mut pictures = ProgressListener::pictures();
        run::run(&self.options.shoal, &self.spawner, job, &mut pictures).await?;
        Ok(pictures.into_pictures())
    }

    async fn encode(
        &self,
        plan: &LadderPlan,
        progress: watch::Sender<Progress>,
        cancel: Cancel,
    ) -> Result<EncodedLadder, MediaFault> {
        let mut job = self.job(&self.options.ffmpeg, args::ladder(plan)?, cancel);
        job.read.push(plan.source.path.clone());
        job.write = Some(plan.work_dir.clone());
        job.stall_ms_max = Some(self.options.stall_ms_max);
        job.wall_ms_max = self.wall_ms(plan);
        job.cpu_ms_max = plan.cpu_ms_max;
        job.file_bytes_max = self.file_bytes(plan);
        let mut listener = ProgressListener::progress(progress);
        let ended = run::run(&self.options.shoal, &self.spawner, job, &mut listener).await?;
        let last = listener.into_progress();
        let summary = EncodeSummary {
            wall_ms: ended.wall_ms,
            frames: last.frame,
            dropped: last.dropped,
            warnings: ended.warnings,
        };
        let rungs = plan.rungs.iter().map(|rung| EncodedRung {
            name: rung.name.clone(),
            path: args::rung_path(&plan.work_dir, &rung.name),
        });
        Ok(EncodedLadder {
            rungs: rungs.collect(),
            audio: plan.audio.map(|_| args::audio_path(&plan.work_dir)),
            samples: samples(&plan.work_dir).await,
            summary,
        })
    }

    /// Runs a drawing and tells whether it left every picture.
    async fn draw(
        &self,
        source: &MediaSource,
        outputs: &[&Path],
        args: Vec<OsString>,
        cancel: Cancel,
    ) -> Result<bool, MediaFault> {
        let mut job = self.job(&self.options.ffmpeg, args, cancel);
        job.read.push(source.path.clone());
        self.run_drawing(job, outputs).await
    }

    async fn run_drawing(&self, mut job: Job, outputs: &[&Path]) -> Result<bool, MediaFault> {
        job.write = outputs.first().and_then(|output| output.parent()).map(Path::to_owned);
        let mut nothing = ProgressListener::text(0);
        run::run(&self.options.shoal, &self.spawner, job, &mut nothing).await?;
        for output in outputs {
            if !tokio::fs::metadata(output).await.is_ok_and(|found| found.len() > 0) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn draw_squares(&self, plan: &SquarePlan, cancel: Cancel) -> Result<(), MediaFault> {
        let outputs: Vec<&Path> = plan.squares.iter().map(|square| &*square.output).collect();
        let mut job = self.job(&self.options.ffmpeg, squares::args(plan)?, cancel);
        job.read.push(plan.path.clone());
        job.wall_ms_max = job.wall_ms_max.min(SQUARES_MS_MAX);
        job.cpu_ms_max = job.wall_ms_max;
        job.memory_bytes_max = job.memory_bytes_max.min(SQUARES_MEMORY_BYTES_MAX);
        drawn(self.run_drawing(job, &outputs).await?)
    }

    async fn draw_stills(&self, plan: &StillPlan, cancel: Cancel) -> Result<(), MediaFault> {
        let outputs: Vec<&Path> = plan.stills.iter().map(|still| &*still.output).collect();
        if self.draw(&plan.source, &outputs, args::stills(plan)?, cancel.clone()).await? {
            return Ok(());
        }
        // Past the last picture, or in a file that cannot be read from the middle.
        let first = StillPlan { at_ms: 0, ..plan.clone() };
        drawn(self.draw(&plan.source, &outputs, args::stills(&first)?, cancel).await?)
    }

    fn wall_ms(&self, plan: &LadderPlan) -> u64 {
        match plan.duration_ms {
            0 => self.options.wall_ms_max,
            length => length.saturating_mul(self.options.wall_factor).max(WALL_MS_MIN),
        }
    }

    /// Twice what the rate control may spend on the largest rung, and some room.
    fn file_bytes(&self, plan: &LadderPlan) -> u64 {
        let kbps = plan.rungs.iter().map(|rung| u64::from(rung.maxrate_kbps)).max().unwrap_or(0);
        let planned = match plan.duration_ms {
            0 => u64::MAX,
            length => kbps.saturating_mul(length) / 8 * 2,
        };
        planned.saturating_add(256 << 20).min(self.options.output_bytes_max)
    }
}

/// The sampled pictures of a folder. One that cannot be listed has none: a person looks then.
async fn samples(work_dir: &Path) -> Vec<(u64, PathBuf)> {
    let mut found = Vec::new();
    let Ok(mut files) = tokio::fs::read_dir(work_dir).await else { return found };
    while let Ok(Some(file)) = files.next_entry().await {
        let at_ms = file.file_name().to_str().and_then(args::sample_at_ms);
        found.extend(at_ms.map(|at_ms| (at_ms, file.path())));
    }
    found.sort();
    found
}

fn drawn(left_picture: bool) -> Result<(), MediaFault> {
    left_picture.then_some(()).ok_or(MediaFault::Refused { flaw: Flaw::NoLength })
}

impl MediaTool for Ffmpeg {
    fn probe<'a>(&'a self, source: &'a MediaSource, cancel: Cancel) -> MediaWork<'a, ProbeReport> {
        Box::pin(self.probe_source(source, cancel))
    }

    fn count_pictures<'a>(
        &'a self,
        source: &'a MediaSource,
        cancel: Cancel,
    ) -> MediaWork<'a, PictureCount> {
        Box::pin(async move { Ok(self.packets(source, cancel).await?.found()) })
    }

    fn encode_ladder<'a>(
        &'a self,
        plan: &'a LadderPlan,
        progress: watch::Sender<Progress>,
        cancel: Cancel,
    ) -> MediaWork<'a, EncodedLadder> {
        Box::pin(self.encode(plan, progress, cancel))
    }

    fn stills<'a>(&'a self, plan: &'a StillPlan, cancel: Cancel) -> MediaWork<'a, ()> {
        Box::pin(self.draw_stills(plan, cancel))
    }

    fn squares<'a>(&'a self, plan: &'a SquarePlan, cancel: Cancel) -> MediaWork<'a, ()> {
        Box::pin(self.draw_squares(plan, cancel))
    }

    fn storyboard<'a>(&'a self, plan: &'a StoryboardPlan, cancel: Cancel) -> MediaWork<'a, ()> {
        Box::pin(async move {
            let args = args::storyboard(plan)?;
            drawn(self.draw(&plan.source, &[&plan.output], args, cancel).await?)
        })
    }
}
