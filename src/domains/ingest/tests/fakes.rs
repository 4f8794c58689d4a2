//! A media tool that answers as told, and a disk that fills up, fails or loses a sync as told.
//! It must not decide what a test is about.

use crate::kernel::blobs::{BlobFault, BlobStore, Inspection, Pending};
use crate::kernel::ports::media::{
    AudioStream, Cancel, EncodedLadder, LadderPlan, MediaFault, MediaSource, MediaTool, MediaWork,
    PictureCount, ProbeReport, Progress, StillPlan, StoryboardPlan, VideoStream,
};
use crate::kernel::ports::picture::SquarePlan;
use bytes::Bytes;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// What a usual clip looks like to the probe.
pub(super) fn clip() -> ProbeReport {
    let (codec, pixel_format) = ("h264".to_owned(), "yuv420p".to_owned());
    ProbeReport {
        duration_ms: 5_000,
        video: VideoStream {
            width: 1280,
            height: 720,
            fps_num: 25,
            fps_den: 1,
            codec,
            pixel_format,
            rotation: 0,
        },
        audio: Some(AudioStream { codec: "aac".to_owned(), channels: 2, sample_rate: 48_000 }),
        bit_rate: 900_000,
        pictures: 0,
    }
}

/// Answers probes from a list, and with the usual clip when it is empty.
#[derive(Default)]
pub(super) struct FakeMedia {
    pub(super) answers: Mutex<VecDeque<Result<ProbeReport, MediaFault>>>,
    pub(super) asked: Mutex<Vec<MediaSource>>,
    /// While it is set, a probe waits until it is cancelled or this is cleared.
    pub(super) holds: AtomicBool,
    /// While it is set, a probe does not hear that it is cancelled.
    pub(super) deaf: AtomicBool,
    pub(super) now: AtomicUsize,
    pub(super) at_once: AtomicUsize,
}

impl FakeMedia {
    pub(super) fn answer(
        &self,
        answers: impl IntoIterator<Item = Result<ProbeReport, MediaFault>>,
    ) {
        self.answers.lock().expect("no test panics here").extend(answers);
    }

    pub(super) fn asked(&self) -> Vec<MediaSource> {
        self.asked.lock().expect("no test panics here").clone()
    }
}

impl MediaTool for FakeMedia {
    fn probe<'a>(&'a self, source: &'a MediaSource, cancel: Cancel) -> MediaWork<'a, ProbeReport> {
        Box::pin(async move {
            self.asked.lock().expect("no test panics here").push(source.clone());
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.at_once.fetch_max(now, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(5)).await;
            let cancelled = || *cancel.borrow() && !self.deaf.load(Ordering::SeqCst);
            while self.holds.load(Ordering::SeqCst) && !cancelled() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            self.now.fetch_sub(1, Ordering::SeqCst);
            if cancelled() {
                return Err(MediaFault::Cancelled);
            }
            let next = self.answers.lock().expect("no test panics here").pop_front();
            next.unwrap_or_else(|| Ok(clip()))
        })
    }

    fn count_pictures<'a>(&'a self, _: &'a MediaSource, _: Cancel) -> MediaWork<'a, PictureCount> {
        Box::pin(async { Ok(PictureCount::default()) })
    }

    fn encode_ladder<'a>(
        &'a self,
        _: &'a LadderPlan,
        _: watch::Sender<Progress>,
        _: Cancel,
    ) -> MediaWork<'a, EncodedLadder> {
        Box::pin(async { Err(MediaFault::Cancelled) })
    }

    fn stills<'a>(&'a self, _: &'a StillPlan, _: Cancel) -> MediaWork<'a, ()> {
        Box::pin(async { Err(MediaFault::Cancelled) })
    }

    fn squares<'a>(&'a self, _: &'a SquarePlan, _: Cancel) -> MediaWork<'a, ()> {
        Box::pin(async { Err(MediaFault::Cancelled) })
    }

    fn storyboard<'a>(&'a self, _: &'a StoryboardPlan, _: Cancel) -> MediaWork<'a, ()> {
        Box::pin(async { Err(MediaFault::Cancelled) })
    }
}

/// A disk with as many bytes left as a test says.
pub(super) struct TightDisk {
    disk: Arc<dyn BlobStore>,
    pub(super) left_bytes: AtomicI64,
    pub(super) fails_sync: AtomicBool,
    pub(super) fails_remove: AtomicBool,
    pub(super) syncs: AtomicUsize,
    /// The lengths of the pieces of each write.
    pub(super) writes: Mutex<Vec<Vec<usize>>>,
}

impl TightDisk {
    pub(super) fn over(disk: Arc<dyn BlobStore>) -> Self {
        Self {
            disk,
            left_bytes: AtomicI64::new(i64::MAX),
            fails_sync: AtomicBool::new(false),
            fails_remove: AtomicBool::new(false),
            syncs: AtomicUsize::new(0),
            writes: Mutex::default(),
        }
    }
}

fn broken<T: Send + 'static>() -> Pending<T> {
    Box::pin(async { Err(BlobFault::Broken("as the test said".to_owned())) })
}

impl BlobStore for TightDisk {
    fn append(&self, path: &str, offset: u64, pieces: Vec<Bytes>) -> Pending<()> {
        let lengths: Vec<usize> = pieces.iter().map(Bytes::len).collect();
        let bytes: usize = lengths.iter().sum();
        self.writes.lock().unwrap_or_else(PoisonError::into_inner).push(lengths);
        let length = i64::try_from(bytes).expect("a test's chunk is small");
        if self.left_bytes.fetch_sub(length, Ordering::SeqCst) < length {
            return Box::pin(async { Err(BlobFault::NoSpace) });
        }
        self.disk.append(path, offset, pieces)
    }

    fn sync(&self, path: &str) -> Pending<()> {
        self.syncs.fetch_add(1, Ordering::SeqCst);
        // As a kernel does: it tells of a lost write once, and is content the next time.
        if self.fails_sync.swap(false, Ordering::SeqCst) { broken() } else { self.disk.sync(path) }
    }

    fn put(&self, path: &str, bytes: Bytes) -> Pending<()> {
        self.disk.put(path, bytes)
    }

    fn put_range(&self, path: &str, from: PathBuf, offset: u64, length: u64) -> Pending<()> {
        self.disk.put_range(path, from, offset, length)
    }

    fn read(&self, path: &str, offset: u64, length: usize) -> Pending<Bytes> {
        self.disk.read(path, offset, length)
    }

    fn size(&self, path: &str) -> Pending<Option<u64>> {
        self.disk.size(path)
    }

    fn stage(&self, path: &str) -> Pending<PathBuf> {
        self.disk.stage(path)
    }

    fn remove(&self, path: &str) -> Pending<()> {
        if self.fails_remove.load(Ordering::SeqCst) { broken() } else { self.disk.remove(path) }
    }

    fn work_folder(&self, name: &str) -> Pending<PathBuf> {
        self.disk.work_folder(name)
    }

    fn keep_work_folder(&self, name: &str) -> Pending<PathBuf> {
        self.disk.keep_work_folder(name)
    }

    fn drop_work_folder(&self, name: &str) -> Pending<()> {
        self.disk.drop_work_folder(name)
    }

    fn inspect(&self, file: PathBuf, work: Inspection) -> Pending<()> {
        self.disk.inspect(file, work)
    }

    fn free_bytes(&self) -> Pending<u64> {
        let left = u64::try_from(self.left_bytes.load(Ordering::SeqCst)).unwrap_or_default();
        Box::pin(async move { Ok(left) })
    }
}
