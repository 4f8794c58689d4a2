//! Tests of playback: tables over the rules and the token, then the domain through its own client.
//! They must not reach into another domain; video is played by a service that knows a few videos.

mod access;
mod erased;
mod exports;
mod history;
mod media;
mod progress;
mod races;
mod replay;
mod rules;
mod served;
mod telling;
mod tokens;
mod views;
mod waiting;
mod watching;

use super::model::{Options, ResumeKey, VIEW_APART_MS};
use super::{jobs, start, store};
use crate::boot::harness::{Harness, no_ports};
use crate::contract::playback::{
    AuthorizeCoverRequest, AuthorizeCoverResponse, AuthorizeMediaRequest, AuthorizeMediaResponse,
    Client, CoverFormat, CoverSize, Owner, ReportProgressRequest, StartSessionRequest,
    StartSessionResponse,
};
use crate::contract::transcode::Package;
use crate::contract::video::{
    self, Call, GetVideoResponse, Privacy, VideoCard, VideoChanged, VideoDeleted, VideoPublished,
    VideoState,
};
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::db::{Db, Tx};
use crate::kernel::events::Reacts;
use crate::kernel::fault::{RefusalCode as _, Reply};
use crate::kernel::host::Core;
use crate::kernel::host::DomainService;
use crate::kernel::live::LiveSettings;
use crate::kernel::sweep::in_batches;
use crate::kernel::trace::Trace;
use crate::kernel::wire::{BlobRef, EventRecord};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

type Shelf = Arc<Mutex<HashMap<String, GetVideoResponse>>>;

/// Answers GetVideo as video does, from a shelf that the test fills.
struct Gallery {
    shelf: Shelf,
}

impl DomainService<video::Owner> for Gallery {
    async fn serve(&self, _: &Core<video::Owner>, cx: Context, call: Call) {
        let Call::GetVideo(request, reply_to) = call else { return };
        let shelf = self.shelf.lock().expect("no test panics with it");
        let found = shelf.get(&request.video_id).filter(|found| {
            let card = found.video.as_ref().expect("the shelf has cards");
            card.is_shown || cx.caller.may_act_for(&card.owner_id.as_str().into())
        });
        let unknown = || video::Refusal::VideoUnknown.because("unknown").into();
        reply_to.send(found.cloned().ok_or_else(unknown));
    }
}

impl Reacts<video::Owner> for Gallery {
    async fn react(&self, _: Context, _: &EventRecord) -> Reply<()> {
        Ok(())
    }
}

/// The domain beside a gallery.
struct World {
    harness: Harness,
    db: Db<Owner>,
    client: Client,
    video: Db<video::Owner>,
    shelf: Shelf,
}

const DURATION_MS: u64 = 100_000;

impl World {
    fn new() -> Self {
        Self::with(soon())
    }

    fn with(options: Options) -> Self {
        Self::begin(Harness::new(), Shelf::default(), options)
    }

    /// Sweeps as if it were another time.
    fn sweep(&self, now_ms: i64) {
        let run = |batch: fn(&Tx<'_, Owner>, i64, u32) -> Reply<usize>| {
            let batch = move |tx: &Tx<'_, Owner>, rows| batch(tx, now_ms, rows);
            self.harness.run(in_batches(&self.db, 2, batch, drop)).expect("it sweeps");
        };
        run(store::expire_sessions);
        run(store::expire_resume);
        run(|tx, now_ms, rows| store::expire_marks(tx, now_ms - VIEW_APART_MS, rows));
        run(jobs::forget_deleted);
        run(|tx, _, rows| jobs::tell_due(tx, rows));
    }

    /// Stops the domain and its source, and starts them again on the same databases.
    fn restart(self) -> Self {
        let Self { mut harness, db, video, shelf, .. } = self;
        drop((db, video));
        harness.stop();
        harness.await_free::<Owner>();
        harness.await_free::<video::Owner>();
        Self::begin(harness, shelf, soon())
    }

    fn begin(mut harness: Harness, shelf: Shelf, options: Options) -> Self {
        let shown = Arc::clone(&shelf);
        let video =
            harness.start_domain::<video::Owner, _>(move |_| Gallery { shelf: Arc::clone(&shown) });
        let options = LiveSettings::new(options);
        let db = harness
            .start_domain::<Owner, _>(move |domain| start(domain, options.clone(), &no_ports()));
        let client = Client::dial(&harness.route_table, &harness.key);
        let world = Self { harness, db, client, video, shelf };
        world.harness.eventually("both domains to start", || async {
            let missing =
                AuthorizeCoverRequest { video_id: "none".to_owned(), ..Default::default() };
            let reply = world.client.authorize_cover(&visitor("v"), missing).await;
            reply.err().filter(|error| error.is(crate::contract::playback::Refusal::VideoUnknown))
        });
        world
    }

    /// Puts a playable video of `ada` on the shelf.
    fn show(&self, video_id: &str, privacy: Privacy) {
        self.put(video_id, privacy, VideoState::Published, true);
    }

    fn put(&self, video_id: &str, privacy: Privacy, state: VideoState, is_playable: bool) {
        let card = VideoCard {
            video_id: video_id.to_owned(),
            owner_id: "ada".to_owned(),
            privacy: privacy.into(),
            state: state.into(),
            is_shown: state == VideoState::Published && privacy != Privacy::Private,
            ..VideoCard::default()
        };
        let path = format!("packages/{video_id}");
        let package = Package {
            folder: Some(BlobRef { owner: "transcode".to_owned(), path, size_bytes: 0 }),
            duration_ms: DURATION_MS,
            storyboard: Some(crate::contract::transcode::Storyboard {
                columns: 5,
                ..Default::default()
            }),
            ..Package::default()
        };
        let package = is_playable.then_some(package);
        let found = GetVideoResponse { video: Some(card), package };
        let mut shelf = self.shelf.lock().expect("no test panics with it");
        shelf.insert(video_id.to_owned(), found);
    }

    /// Limits a video on the shelf to adults.
    fn limit_age(&self, video_id: &str) {
        let mut shelf = self.shelf.lock().expect("no test panics with it");
        let card = shelf.get_mut(video_id).and_then(|found| found.video.as_mut());
        card.expect("it is on the shelf").is_age_limited = true;
    }

    /// Changes the privacy of a video and tells of it.
    fn change(&self, video_id: &str, privacy: Privacy) {
        self.show(video_id, privacy);
        let (video_id, owner_id) = (video_id.to_owned(), "ada".to_owned());
        let is_private = privacy == Privacy::Private;
        let event = VideoChanged { video_id, owner_id, is_private };
        self.harness.publish(&self.video, event);
    }

    /// Tells that a video appears for the first time.
    fn publish(&self, video_id: &str, privacy: Privacy) {
        let (video_id, owner_id) = (video_id.to_owned(), "ada".to_owned());
        let event = VideoPublished { video_id, owner_id, privacy: privacy.into() };
        self.harness.publish(&self.video, event);
    }

    /// Takes a video from the shelf and tells of it.
    fn delete(&self, video_id: &str) {
        self.shelf.lock().expect("no test panics with it").remove(video_id);
        let (video_id, owner_id) = (video_id.to_owned(), "ada".to_owned());
        self.harness.publish(&self.video, VideoDeleted { video_id, owner_id });
    }

    fn start(&self, cx: &Context, video_id: &str) -> Reply<StartSessionResponse> {
        let request = StartSessionRequest { video_id: video_id.to_owned(), is_of_age: false };
        self.harness.run(self.client.start_session(cx, request))
    }

    fn report(&self, cx: &Context, session_id: &str, position_ms: u64) -> Reply<()> {
        let session_id = session_id.to_owned();
        let request = ReportProgressRequest { session_id, position_ms, ..<_>::default() };
        self.harness.run(self.client.report_progress(cx, request)).map(drop)
    }

    fn media(&self, token: &str, path: &str) -> Reply<AuthorizeMediaResponse> {
        let (media_token, path) = (token.to_owned(), path.to_owned());
        let request = AuthorizeMediaRequest { media_token, path };
        self.harness.run(self.client.authorize_media(&visitor("anybody"), request))
    }

    fn cover(&self, cx: &Context, video_id: &str) -> Reply<AuthorizeCoverResponse> {
        let (size, format) = (CoverSize::Small.into(), CoverFormat::Webp.into());
        let request = AuthorizeCoverRequest { video_id: video_id.to_owned(), size, format };
        self.harness.run(self.client.authorize_cover(cx, request))
    }

    /// What the database says now about where a viewer left off.
    fn durable_resume(&self, viewer: &str, video_id: &str) -> u64 {
        let resume_key = ResumeKey { viewer: viewer.to_owned(), video_id: video_id.into() };
        let read = self.db.read(move |view| store::resume(view, &resume_key));
        self.harness.run(read).expect("it reads")
    }
}

/// What is told goes into the database when the clock has gone on by a hundredth of a second.
fn soon() -> Options {
    Options { progress_every_ms: 10, ..Options::default() }
}

fn visitor(word: &str) -> Context {
    Context::new(Caller::Anonymous { visitor: word.into() }, Trace::none())
}

fn operator() -> Context {
    Context::new(Caller::Operator, Trace::none())
}

fn user(user_id: &str) -> Context {
    crate::boot::harness::by(user_id, Role::Viewer)
}
