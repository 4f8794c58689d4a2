//! The domain through its own client, with a fake `video`, a fake media tool and a disk that can
//! fill up.

mod append;
mod check;
mod create;
mod ends;
mod erased;
mod exports;
mod fakes;
mod quotas;
mod races;

use crate::boot::harness::{Harness, by, no_ports};
use crate::contract::ingest::{
    AppendUploadRequest, Client, CreateUploadRequest, GetUploadLimitsRequest,
    GetUploadLimitsResponse, GetUploadOfVideoRequest, GetUploadRequest, Owner,
    TerminateUploadRequest, Upload, UploadState, WatchUploadRequest, WatchUploadResponse,
};
use crate::contract::user;
use crate::contract::video::{self, VideoCard, VideoState};
use crate::domains::ingest::{Options, start};
use crate::kernel::bus::{Flow, FlowSender};
use crate::kernel::context::{Context, Role};
use crate::kernel::db::Db;
use crate::kernel::fault::{Error, RefusalCode as _, Reply};
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use crate::kernel::ports::media::MediaTool;
use crate::kernel::wire::EventRecord;
use bytes::Bytes;
use fakes::{FakeMedia, TightDisk};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// Bytes that the sniffer takes for an FLV video, whatever follows.
const FLV: &[u8] = b"FLV\x01\x05\0\0\0\x09\0\0\0\0";

type Drafts = Arc<Mutex<HashMap<String, VideoCard>>>;
/// How much everybody may upload: in all, and within a day.
type Quota = Arc<Mutex<(u64, u64)>>;

struct World {
    harness: Harness,
    db: Option<Db<Owner>>,
    client: Client,
    media: Arc<FakeMedia>,
    disk: Arc<TightDisk>,
    options: LiveSettings<Options>,
    drafts: Drafts,
    quota: Quota,
}

/// Small numbers, so that every bound is met within a few bytes.
fn small() -> Options {
    Options {
        upload_bytes_max: 1 << 20,
        open_uploads_max: 3,
        chunk_bytes_max: 64 << 10,
        write_bytes: 16,
        sync_bytes: 64,
        sync_every_ms: 3_600_000,
        check_every_ms: 10,
        sweep_every_ms: 20,
        give_way_ms: 3_600_000,
        ..Options::default()
    }
}

impl World {
    fn new() -> Self {
        Self::with(small())
    }

    fn with(options: Options) -> Self {
        let mut harness = Harness::new();
        let disk = Arc::new(TightDisk::over(Arc::clone(&harness.blobs)));
        harness.blobs = disk.clone();
        let client = Client::dial(&harness.route_table, &harness.key);
        let (media, drafts) = (Arc::new(FakeMedia::default()), Drafts::default());
        let options = LiveSettings::new(options);
        let quota = Arc::new(Mutex::new((1 << 50, 1 << 50)));
        let mut world = Self { harness, db: None, client, media, disk, options, drafts, quota };
        world.answer_for_video();
        world.answer_for_user();
        world.begin();
        world
    }

    fn begin(&mut self) {
        let options = self.options.clone();
        let media = Arc::clone(&self.media) as Arc<dyn MediaTool>;
        let ports = Ports { media, ..no_ports() };
        let build = move |domain| start(domain, options.clone(), &ports);
        self.db = Some(self.harness.start_domain(build));
        self.harness.eventually("the domain to answer", || async {
            let request = GetUploadRequest { upload_id: "nothing".to_owned() };
            let answer = self.client.get_upload(&ann(), request).await;
            matches!(answer, Err(Error::Refused(_))).then_some(())
        });
    }

    /// Stops the domain and starts it again on the same folder.
    fn restart(&mut self) {
        self.db = None;
        self.harness.stop();
        self.harness.await_free::<Owner>();
        self.begin();
    }

    /// `video` as ingest may ask it: anybody sees a draft, so that ingest must check the owner.
    fn answer_for_video(&self) {
        let drafts = Arc::clone(&self.drafts);
        self.harness.route_table.fake::<video::Owner>(&self.harness.key, move |_, call| {
            let video::Call::GetVideo(request, reply_to) = call else { return };
            let found = drafts.lock().expect("no test panics here").get(&request.video_id).cloned();
            reply_to.send(match found {
                Some(card) => Ok(video::GetVideoResponse { video: Some(card), package: None }),
                None => Err(video::Refusal::VideoUnknown.because("There is no such video.").into()),
            });
        });
    }

    /// `user` as ingest may ask it: everybody has the same quota.
    fn answer_for_user(&self) {
        let quota = Arc::clone(&self.quota);
        self.harness.route_table.fake::<user::Owner>(&self.harness.key, move |_, call| {
            let user::Call::GetQuota(_, reply_to) = call else { return };
            let (total_bytes_max, day_bytes_max) = *quota.lock().expect("no test panics here");
            let told =
                user::GetQuotaResponse { total_bytes_max, day_bytes_max, ..Default::default() };
            reply_to.send(Ok(told));
        });
    }

    fn draft(&self, video_id: &str, owner_id: &str, state: VideoState) {
        let card = VideoCard {
            video_id: video_id.to_owned(),
            owner_id: owner_id.to_owned(),
            state: state.into(),
            ..VideoCard::default()
        };
        self.drafts.lock().expect("no test panics here").insert(video_id.to_owned(), card);
    }

    fn create(&self, cx: &Context, video_id: &str, size_bytes: u64) -> Reply<Upload> {
        let request = announce(video_id, size_bytes);
        let made = self.harness.run(self.client.create_upload(cx, request))?;
        Ok(made.upload.expect("an answer has an upload"))
    }

    /// A draft of Ann's with an upload of so many bytes.
    fn opened(&self, video_id: &str, size_bytes: u64) -> Upload {
        self.draft(video_id, "ann", VideoState::Draft);
        self.create(&ann(), video_id, size_bytes).expect("the draft is Ann's")
    }

    /// One append from its first message to its orderly end.
    fn append(&self, upload_id: &str, offset_bytes: u64, chunks: &[&[u8]]) -> Reply<Upload> {
        self.append_as(&ann(), upload_id, offset_bytes, chunks)
    }

    /// Two whole files of each owner; says how many that makes.
    fn owners<const N: usize>(&self, names: [&str; N]) -> usize {
        let files = if N == 1 { 1 } else { 2 };
        let size_bytes = u64::try_from(FLV.len()).expect("a test's file is small");
        for (name, number) in names.iter().flat_map(|name| (0..files).map(move |n| (*name, n))) {
            let (cx, video_id) = (by(name, Role::Creator), format!("{name}{number}"));
            self.draft(&video_id, name, VideoState::Draft);
            let upload = self.create(&cx, &video_id, size_bytes).expect("it is a draft");
            self.append_as(&cx, &upload.upload_id, 0, &[FLV]).expect("all bytes arrive");
        }
        N * files
    }

    /// Waits until so many verdicts were told.
    fn wait_published(&self, wanted: usize) {
        for _ in 0..1_000 {
            if self.published().len() == wanted {
                return;
            }
            self.harness.run(crate::kernel::tasks::sleep(std::time::Duration::from_millis(10)));
        }
        panic!("{} verdicts instead of {wanted}", self.published().len());
    }

    fn append_as(
        &self,
        cx: &Context,
        upload_id: &str,
        offset_bytes: u64,
        chunks: &[&[u8]],
    ) -> Reply<Upload> {
        let (sender, flow) = Flow::new();
        let messages = messages(upload_id, offset_bytes, chunks);
        let send = async move {
            for message in messages {
                if !sender.send(message).await {
                    break;
                }
            }
        };
        let asked = self.client.append_upload(cx, flow);
        let (_, reply) = self.harness.run(async { tokio::join!(send, asked) });
        Ok(reply?.upload.expect("an answer has an upload"))
    }

    /// Uploads a whole file and gives its id.
    fn uploaded(&self, video_id: &str, bytes: &[u8]) -> String {
        let size_bytes = u64::try_from(bytes.len()).expect("a test's file is small");
        let upload = self.opened(video_id, size_bytes);
        let done = self.append(&upload.upload_id, 0, &[bytes]).expect("all bytes arrive");
        assert_eq!((done.offset_bytes, done.state()), (size_bytes, UploadState::Checking));
        upload.upload_id
    }

    fn terminate(&self, cx: &Context, upload_id: &str) -> Reply<()> {
        let request = TerminateUploadRequest { upload_id: upload_id.to_owned() };
        self.harness.run(self.client.terminate_upload(cx, request)).map(drop)
    }

    fn get(&self, cx: &Context, upload_id: &str) -> Reply<Upload> {
        let request = GetUploadRequest { upload_id: upload_id.to_owned() };
        let found = self.harness.run(self.client.get_upload(cx, request))?;
        Ok(found.upload.expect("an answer has an upload"))
    }

    fn limits(&self, cx: &Context) -> GetUploadLimitsResponse {
        let asked = self.client.get_upload_limits(cx, GetUploadLimitsRequest {});
        self.harness.run(asked).expect("anybody may ask")
    }

    fn of_video(&self, cx: &Context, video_id: &str) -> Option<Upload> {
        let request = GetUploadOfVideoRequest { video_id: video_id.to_owned() };
        self.harness.run(self.client.get_upload_of_video(cx, request)).expect("it answers").upload
    }

    /// Waits until an upload is in a state, and gives it.
    fn until(&self, upload_id: &str, state: UploadState) -> Upload {
        self.harness.eventually(state.as_str_name(), || async {
            let request = GetUploadRequest { upload_id: upload_id.to_owned() };
            let found = self.client.get_upload(&ann(), request).await.ok()?.upload?;
            (found.state() == state).then_some(found)
        })
    }

    /// Waits until the bytes of an upload are gone from the disk, and their row with them.
    fn until_removed(&self, upload_id: &str) {
        let (path, db) = (self.path(upload_id), self.db());
        self.harness.eventually("the removal of the bytes", || async {
            let count = "SELECT COUNT(*) FROM removals";
            let left: i64 = db.read(move |view| view.value(count, &[])).await.ok()??;
            (left == 0 && !path.exists()).then_some(())
        });
    }

    fn db(&self) -> &Db<Owner> {
        self.db.as_ref().expect("the domain runs")
    }

    /// Where the disk keeps the bytes of an upload.
    fn path(&self, upload_id: &str) -> PathBuf {
        self.harness.folder().join("blobs/ingest/uploads").join(upload_id)
    }

    fn bytes(&self, upload_id: &str) -> Vec<u8> {
        std::fs::read(self.path(upload_id)).unwrap_or_default()
    }

    /// Kind and body of every verdict.
    fn published(&self) -> Vec<(String, Vec<u8>)> {
        let mut records = self.harness.published(self.db());
        records.retain(|record| record.kind().starts_with("Source"));
        records.into_iter().map(|record| (record.kind().to_owned(), record.body)).collect()
    }

    /// The kinds of everything that was told of a video.
    fn told(&self, video_id: &str) -> Vec<String> {
        let mut records = self.harness.published(self.db());
        let about = |record: &EventRecord| {
            record.head.as_ref().is_some_and(|head| head.entity_key == video_id)
        };
        records.retain(about);
        records.iter().map(|record| record.kind().to_owned()).collect()
    }

    fn watch(&self, cx: &Context, video_id: &str) -> Reply<Flow<WatchUploadResponse>> {
        let request = WatchUploadRequest { video_id: video_id.to_owned(), offset_bytes: 0 };
        self.harness.run(self.client.watch_upload(cx, request))
    }
}

/// An append that stays open until the test ends it.
fn messages(upload_id: &str, offset_bytes: u64, chunks: &[&[u8]]) -> Vec<AppendUploadRequest> {
    let first =
        AppendUploadRequest { upload_id: upload_id.to_owned(), offset_bytes, chunk: Bytes::new() };
    let rest = chunks.iter().map(|chunk| AppendUploadRequest {
        chunk: Bytes::copy_from_slice(chunk),
        ..AppendUploadRequest::default()
    });
    std::iter::once(first).chain(rest).collect()
}

async fn send(sender: &FlowSender<AppendUploadRequest>, messages: Vec<AppendUploadRequest>) {
    for message in messages {
        assert!(sender.send(message).await, "the domain reads on");
    }
}

fn announce(video_id: &str, size_bytes: u64) -> CreateUploadRequest {
    CreateUploadRequest {
        video_id: video_id.to_owned(),
        filename: "clip.flv".to_owned(),
        size_bytes,
        metadata: "filename Y2xpcC5mbHY=".to_owned(),
    }
}

fn ann() -> Context {
    by("ann", Role::Creator)
}

fn bob() -> Context {
    by("bob", Role::Creator)
}

/// The name of a refusal; a fault is shown as what it is.
fn refusal<T>(reply: Reply<T>) -> String {
    match reply {
        Ok(_) => "no refusal".to_owned(),
        Err(Error::Refused(refused)) => refused.name.into_owned(),
        Err(Error::Fault(fault)) => fault.to_string(),
    }
}
