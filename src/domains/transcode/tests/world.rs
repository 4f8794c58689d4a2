//! What the tests stand on: a scripted media tool, and a small world around the domain.

use super::super::engine::{boxes, fragments, track};
use super::super::{Options, start};
use crate::boot::harness::{Harness, by, no_ports};
use crate::contract::{ingest, transcode, video};
use crate::kernel::context::{Context, Role};
use crate::kernel::db::Db;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use crate::kernel::ports::media::{
    AudioStream, Cancel, EncodeSummary, EncodedLadder, EncodedRung, LadderPlan, MediaFault,
    MediaSource, MediaTool, MediaWork, PictureCount, ProbeReport, Progress, StillPlan,
    StoryboardPlan, VideoStream,
};
use crate::kernel::ports::picture::SquarePlan;
use crate::kernel::settings::Section as _;
use crate::kernel::wire::BlobRef;
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// What the tool does at its next encode; with nothing left it encodes.
pub(super) enum Act {
    Fault(MediaFault),
    /// Tells of progress, then stands until it is cancelled or dropped.
    Stand,
    Panic,
    /// Leaves a file that ends in the middle.
    Spoil,
}

/// A media tool that follows a script and counts.
#[derive(Default)]
pub(super) struct Fake {
    acts: Mutex<VecDeque<Act>>,
    pub(super) probes: AtomicUsize,
    pub(super) encodes: AtomicUsize,
    pub(super) running: AtomicUsize,
    pub(super) running_most: AtomicUsize,
    pub(super) cancelled: AtomicUsize,
    /// Cancelled or dropped.
    pub(super) ended: AtomicUsize,
    pub(super) slow_ms: AtomicUsize,
}

/// Counts an encode that was ended from outside, in whatever way.
struct Stood<'a>(&'a AtomicUsize);

impl Drop for Stood<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Fake {
    pub(super) fn new(acts: impl IntoIterator<Item = Act>) -> Arc<Self> {
        Arc::new(Self { acts: Mutex::new(acts.into_iter().collect()), ..Self::default() })
    }

    /// Says what it does at the next encode that is not told yet.
    pub(super) fn next(&self, act: Act) {
        self.acts.lock().unwrap().push_back(act);
    }

    pub(super) fn count(counter: &AtomicUsize) -> usize {
        counter.load(Ordering::SeqCst)
    }

    async fn encode(
        &self,
        plan: &LadderPlan,
        progress: watch::Sender<Progress>,
        mut cancel: Cancel,
    ) -> Result<EncodedLadder, MediaFault> {
        self.encodes.fetch_add(1, Ordering::SeqCst);
        let now = Running::enter(self);
        let act = self.acts.lock().unwrap().pop_front();
        let half = Progress { out_time_ms: plan.duration_ms / 2, speed: 4.0, ..<_>::default() };
        progress.send_replace(half);
        let pause = u64::try_from(Self::count(&self.slow_ms)).unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
        match act {
            Some(Act::Fault(fault)) => return Err(fault),
            Some(Act::Panic) => panic!("the script says so"),
            Some(Act::Stand) => {
                // A worker that lost its job by its own sign of life drops it instead.
                let _stood = Stood(&self.ended);
                drop(cancel.wait_for(|gone| *gone).await);
                self.cancelled.fetch_add(1, Ordering::SeqCst);
                return Err(MediaFault::Cancelled);
            },
            Some(Act::Spoil) | None => {},
        }
        let spoil = matches!(act, Some(Act::Spoil));
        drop(now);
        Ok(write_ladder(plan, spoil))
    }
}

struct Running<'a>(&'a Fake);

impl<'a> Running<'a> {
    fn enter(fake: &'a Fake) -> Self {
        let now = fake.running.fetch_add(1, Ordering::SeqCst) + 1;
        fake.running_most.fetch_max(now, Ordering::SeqCst);
        Self(fake)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

fn write_ladder(plan: &LadderPlan, spoil: bool) -> EncodedLadder {
    let video = fragments::tests::file(&track::tests::video_moov(1000), &[2000, 2000, 1000]);
    let sound = fragments::tests::file(&track::tests::audio_moov(48_000), &[24_000; 10]);
    let write = |name: String, bytes: &[u8]| {
        let path = plan.work_dir.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let end = if spoil { video.len() / 2 } else { video.len() };
    let rungs = plan.rungs.iter().map(|rung| EncodedRung {
        name: rung.name.clone(),
        path: write(format!("video-{}.mp4", rung.name), &video[..end]),
    });
    let samples =
        [0, 2_000].map(|at_ms| (at_ms, write(format!("sample-{at_ms}.jpg"), b"a picture")));
    EncodedLadder {
        samples: samples.to_vec(),
        rungs: rungs.collect(),
        audio: plan.audio.map(|_| write("audio.mp4".into(), &sound)),
        summary: EncodeSummary { wall_ms: 1000, frames: 125, dropped: 0, warnings: 0 },
    }
}

impl MediaTool for Fake {
    fn probe<'a>(&'a self, _: &'a MediaSource, _: Cancel) -> MediaWork<'a, ProbeReport> {
        self.probes.fetch_add(1, Ordering::SeqCst);
        let video = VideoStream {
            width: 1280,
            height: 720,
            fps_num: 25,
            fps_den: 1,
            codec: "h264".into(),
            pixel_format: "yuv420p".into(),
            rotation: 0,
        };
        let audio = AudioStream { codec: "aac".into(), channels: 2, sample_rate: 48_000 };
        let report =
            ProbeReport { duration_ms: 5000, video, audio: Some(audio), bit_rate: 0, pictures: 0 };
        Box::pin(async move { Ok(report) })
    }

    fn count_pictures<'a>(&'a self, _: &'a MediaSource, _: Cancel) -> MediaWork<'a, PictureCount> {
        Box::pin(async { Ok(PictureCount::default()) })
    }

    fn encode_ladder<'a>(
        &'a self,
        plan: &'a LadderPlan,
        progress: watch::Sender<Progress>,
        cancel: Cancel,
    ) -> MediaWork<'a, EncodedLadder> {
        Box::pin(self.encode(plan, progress, cancel))
    }

    fn stills<'a>(&'a self, plan: &'a StillPlan, _: Cancel) -> MediaWork<'a, ()> {
        assert_eq!(plan.at_ms, 500);
        for still in &plan.stills {
            std::fs::write(&still.output, b"poster").unwrap();
        }
        Box::pin(async { Ok(()) })
    }

    fn squares<'a>(&'a self, _: &'a SquarePlan, _: Cancel) -> MediaWork<'a, ()> {
        Box::pin(async { Err(MediaFault::Cancelled) })
    }

    fn storyboard<'a>(&'a self, plan: &'a StoryboardPlan, _: Cancel) -> MediaWork<'a, ()> {
        assert!(plan.keys_only && plan.source.path.exists());
        std::fs::write(&plan.output, b"storyboard").unwrap();
        Box::pin(async { Ok(()) })
    }
}

/// A process with transcode and the two domains that it hears.
pub(super) struct World {
    pub(super) harness: Harness,
    pub(super) db: Db<transcode::Owner>,
    ingest: Db<ingest::Owner>,
    video: Db<video::Owner>,
}

/// Quick beats, so that tests are.
pub(super) fn options() -> Options {
    Options { jobs_max: 1, beat_every_ms: 100, ..Options::default() }
}

impl World {
    pub(super) fn new(fake: &Arc<Fake>) -> Self {
        Self::with(fake, options())
    }

    pub(super) fn with(fake: &Arc<Fake>, options: Options) -> Self {
        assert_eq!(options.judge("transcode"), []);
        Self::start_domain(Harness::new(), fake, options)
    }

    fn start_domain(mut harness: Harness, fake: &Arc<Fake>, options: Options) -> Self {
        let (ingest, video) = (harness.source::<ingest::Owner>(), harness.source::<video::Owner>());
        let media = Arc::clone(fake) as Arc<dyn MediaTool>;
        let ports = Ports { media, ..no_ports() };
        let options = LiveSettings::new(options);
        let db = harness.start_domain(move |domain| start(domain, options.clone(), &ports));
        let world = Self { harness, db, ingest, video };
        world.harness.eventually("the start", || async {
            let request = transcode::GetJobRequest::default();
            world.client().get_job(&owner(), request).await.ok()
        });
        world
    }

    /// Ends the process as a kill does, and starts another one on the same folder.
    pub(super) fn restart(self, fake: &Arc<Fake>, options: Options) -> Self {
        let Self { mut harness, db, ingest, video } = self;
        drop((db, ingest, video));
        harness.stop();
        // The writing threads let go of their files by themselves.
        rest(200);
        Self::start_domain(harness, fake, options)
    }

    pub(super) fn client(&self) -> transcode::Client {
        transcode::Client::dial(&self.harness.route_table, &self.harness.key)
    }

    /// Accepts a source, whose bytes lie where they should.
    pub(super) fn accept(&self, video_id: &str) {
        let path = format!("ingest/sources/{video_id}");
        self.harness.run(self.harness.blobs.put(&path, Bytes::from_static(b"source"))).unwrap();
        self.tell_accepted(video_id, &format!("upload{video_id}"));
    }

    /// Tells that a source was accepted, wherever its bytes are.
    pub(super) fn tell_accepted(&self, video_id: &str, upload_id: &str) {
        let path = format!("sources/{video_id}");
        let event = ingest::SourceAccepted {
            video_id: video_id.into(),
            upload_id: upload_id.into(),
            owner_id: "mira".into(),
            source: Some(BlobRef { owner: "ingest".into(), path, size_bytes: 6 }),
            facts: Some(ingest::SourceFacts { demuxer: "mov".into(), ..<_>::default() }),
            source_sha256: format!("digest of {video_id}"),
        };
        self.harness.publish(&self.ingest, event);
    }

    pub(super) fn delete(&self, video_id: &str) {
        let owner_id = "mira".into();
        let event = video::VideoDeleted { video_id: video_id.into(), owner_id };
        self.harness.publish(&self.video, event);
    }

    pub(super) fn job_as(&self, cx: &Context, video_id: &str) -> Option<transcode::Job> {
        let request = transcode::GetJobRequest { video_id: video_id.into() };
        self.harness.run(self.client().get_job(cx, request)).unwrap().job
    }

    pub(super) fn job(&self, video_id: &str) -> Option<transcode::Job> {
        self.job_as(&owner(), video_id)
    }

    /// Waits until the job is as `check` wants it.
    pub(super) fn until(
        &self,
        video_id: &str,
        what: &str,
        check: impl Fn(&transcode::Job) -> bool,
    ) -> transcode::Job {
        let mut last = None;
        for _ in 0..1000 {
            last = self.job(video_id);
            if let Some(job) = last.take_if(|job| check(job)) {
                return job;
            }
            rest(10);
        }
        panic!("waited ten seconds for {what}: {last:?}");
    }

    pub(super) fn until_state(&self, video_id: &str, state: transcode::JobState) -> transcode::Job {
        self.until(video_id, state.as_str_name(), |job| job.state() == state)
    }

    /// The events that a job ends with, or goes on after its end.
    pub(super) fn published(&self) -> Vec<crate::kernel::wire::EventRecord> {
        let mut records = self.harness.published(&self.db);
        records.retain(|record| record.kind() != "JobAdvanced");
        records
    }

    /// What was told of its stages on the way, one letter a stage.
    pub(super) fn advances(&self) -> Vec<String> {
        let mut records = self.harness.published(&self.db);
        records.retain(|record| record.kind() == "JobAdvanced");
        let letter = |stage: &transcode::Stage| {
            assert_eq!((stage.progress, stage.speed), (0.0, 0.0), "no news for a log");
            match stage.state() {
                transcode::StageState::Unspecified => '?',
                transcode::StageState::Waiting => 'w',
                transcode::StageState::Running => 'r',
                transcode::StageState::Retrying => 't',
                transcode::StageState::Done => 'd',
                transcode::StageState::Failed => 'f',
            }
        };
        let told = |record: &crate::kernel::wire::EventRecord| {
            let event: transcode::JobAdvanced = crate::kernel::event::decode(record).unwrap();
            assert_eq!(event.owner_id, "mira");
            event.stages.iter().map(letter).collect()
        };
        records.iter().map(told).collect()
    }

    /// The names of the events so far.
    pub(super) fn told(&self) -> Vec<String> {
        self.published().iter().map(|record| record.kind().to_owned()).collect()
    }

    /// Everything below a folder of this process, files only.
    pub(super) fn files(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![self.harness.folder().join(folder)];
        while let Some(one) = open.pop() {
            for entry in std::fs::read_dir(&one).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    open.push(entry.path());
                } else {
                    let name = entry.path();
                    let name = name.strip_prefix(self.harness.folder()).unwrap();
                    found.push(name.to_str().unwrap().to_owned());
                }
            }
        }
        found.sort();
        found
    }
}

/// Real time, for what must not happen meanwhile.
#[expect(clippy::disallowed_methods, reason = "the thread of a test runs no actor")]
pub(super) fn rest(time_ms: u64) {
    std::thread::sleep(std::time::Duration::from_millis(time_ms));
}

pub(super) fn owner() -> Context {
    by("mira", Role::Creator)
}

/// A box, so that the tests of this room share the engine's.
pub(super) fn is_box(bytes: &[u8], kind: &[u8; 4]) -> bool {
    boxes::read_head(bytes, bytes.len() as u64).is_ok_and(|head| &head.kind == kind)
}
