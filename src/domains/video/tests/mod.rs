//! Tests of video: tables over the rules, then the domain through its own client.
//! They must not reach into another domain; ingest and transcode are played by bare sources.

mod access;
mod erased;
mod exports;
mod lists;
mod path;
mod races;
mod rules;
mod way;

use super::{Options, jobs, start, store};
use crate::boot::harness::{Harness, by, no_ports};
use crate::contract::ingest::{self, SourceAccepted, SourceFacts, SourceRefused};
use crate::contract::moderation::{self, Action, ReviewDecided};
use crate::contract::transcode::{self, JobRetried, Package, PackageFailed, PackageReady};
use crate::contract::video::{
    Client, CreateDraftRequest, GetVideoRequest, Owner, Privacy, PublishVideoRequest, VideoCard,
    VideoDescribed, VideoState,
};
use crate::kernel::context::{Context, Role};
use crate::kernel::db::Db;
use crate::kernel::event::{Event, decode};
use crate::kernel::fault::Reply;
use crate::kernel::live::LiveSettings;
use crate::kernel::wire::BlobRef;

/// The domain between two sources that say what a test wants.
struct World {
    harness: Harness,
    db: Db<Owner>,
    client: Client,
    ingest: Db<ingest::Owner>,
    transcode: Db<transcode::Owner>,
    moderation: Db<moderation::Owner>,
}

impl World {
    fn new() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        Self::begin(Harness::new(), options)
    }

    /// Stops the domain and both sources, and starts them again on the same databases.
    fn restart(self) -> Self {
        let Self { mut harness, db, ingest, transcode, moderation, .. } = self;
        drop((db, ingest, transcode, moderation));
        harness.stop();
        harness.await_free::<Owner>();
        harness.await_free::<ingest::Owner>();
        harness.await_free::<transcode::Owner>();
        harness.await_free::<moderation::Owner>();
        Self::begin(harness, Options::default())
    }

    fn begin(mut harness: Harness, options: Options) -> Self {
        let ingest = harness.source::<ingest::Owner>();
        let transcode = harness.source::<transcode::Owner>();
        let moderation = harness.source::<moderation::Owner>();
        let options = LiveSettings::new(options);
        let db = harness
            .start_domain::<Owner, _>(move |domain| start(domain, options.clone(), &no_ports()));
        let client = Client::dial(&harness.route_table, &harness.key);
        let world = Self { harness, db, client, ingest, transcode, moderation };
        world.harness.eventually("the domain to start", || async {
            let request = crate::contract::video::ListNewestRequest::default();
            world.client.list_newest(&of_domain(), request).await.ok()
        });
        world
    }

    fn draft(&self, owner: &str, request: CreateDraftRequest) -> VideoCard {
        let reply = self.harness.run(self.client.create_draft(&by(owner, Role::Creator), request));
        reply.expect("a draft opens").video.expect("a reply has its video")
    }

    /// A video that is on show.
    fn published(&self, owner: &str, title: &str, privacy: Privacy) -> VideoCard {
        let card =
            self.draft(owner, CreateDraftRequest { privacy: privacy.into(), ..titled(title) });
        self.accept(&card);
        self.ready(&card);
        self.wait(&card, VideoState::Published)
    }

    fn accept(&self, card: &VideoCard) {
        let (video_id, owner_id) = (card.video_id.clone(), card.owner_id.clone());
        let event = SourceAccepted { video_id, owner_id, ..SourceAccepted::default() };
        self.harness.publish(&self.ingest, event);
    }

    fn refuse(&self, card: &VideoCard) {
        let (video_id, owner_id) = (card.video_id.clone(), card.owner_id.clone());
        let failure = Some(ingest::Cause::UploadText.into());
        let event = SourceRefused { video_id, owner_id, failure, ..SourceRefused::default() };
        self.harness.publish(&self.ingest, event);
    }

    /// A package that passes moderation.
    fn ready(&self, card: &VideoCard) {
        self.harness.publish(&self.transcode, package_ready(card));
        self.review(card, Action::Pass);
    }

    /// What moderation decides about the package and the texts as they are now.
    fn review(&self, card: &VideoCard, action: Action) {
        let text_version = self.told::<VideoDescribed>(card).last().map_or(0, |one| one.version);
        let is_wrong = !matches!(action, Action::Pass | Action::AgeLimit);
        let event = ReviewDecided {
            video_id: card.video_id.clone(),
            owner_id: card.owner_id.clone(),
            package_id: format!("p{}", card.video_id),
            text_version,
            action: action.into(),
            failure: is_wrong.then(|| moderation::Cause::DecidedByModerator.into()),
            ..ReviewDecided::default()
        };
        self.harness.publish(&self.moderation, event);
    }

    fn fail(&self, card: &VideoCard) {
        let (video_id, owner_id) = (card.video_id.clone(), card.owner_id.clone());
        let failure = Some(transcode::Cause::MediaHung.into());
        let (stages, retryable) = (Vec::new(), true);
        let event = PackageFailed { video_id, owner_id, failure, stages, retryable };
        self.harness.publish(&self.transcode, event);
    }

    fn retry(&self, card: &VideoCard) {
        self.harness.publish(&self.transcode, retried(card));
    }

    fn get(&self, cx: &Context, card: &VideoCard) -> Reply<VideoCard> {
        let request = GetVideoRequest { video_id: card.video_id.clone() };
        let reply = self.harness.run(self.client.get_video(cx, request))?;
        Ok(reply.video.expect("a reply has its video"))
    }

    fn publish(&self, cx: &Context, card: &VideoCard) -> Reply<VideoCard> {
        let request = PublishVideoRequest { video_id: card.video_id.clone() };
        let reply = self.harness.run(self.client.publish_video(cx, request))?;
        Ok(reply.video.expect("a reply has its video"))
    }

    /// Waits until the video stands where it should.
    fn wait(&self, card: &VideoCard, state: VideoState) -> VideoCard {
        self.harness.eventually(state.as_str_name(), || async {
            let request = GetVideoRequest { video_id: card.video_id.clone() };
            let reply = self.client.get_video(&of_domain(), request).await.ok()?;
            reply.video.filter(|card| card.state() == state)
        })
    }

    /// Waits until everything that both sources have said so far was heard.
    fn settle(&self) {
        let marker = self.draft("marker", titled("marker"));
        self.accept(&marker);
        self.wait(&marker, VideoState::Processing);
        self.ready(&marker);
        self.wait(&marker, VideoState::Published);
    }

    /// Every event of one kind that this domain has sent about one video.
    fn told<E: Event + Default + prost::Message>(&self, card: &VideoCard) -> Vec<E> {
        let records = self.harness.published(&self.db);
        let about = records.iter().filter(|record| {
            let head = record.head.as_ref();
            record.kind() == E::KIND && head.is_some_and(|head| head.entity_key == card.video_id)
        });
        about.map(|record| decode(record).expect("it was encoded here")).collect()
    }
}

fn of_domain() -> Context {
    Context::of_domain("harness")
}

fn titled(title: &str) -> CreateDraftRequest {
    CreateDraftRequest { title: title.to_owned(), ..CreateDraftRequest::default() }
}

fn retried(card: &VideoCard) -> JobRetried {
    let (video_id, owner_id) = (card.video_id.clone(), card.owner_id.clone());
    JobRetried { video_id, owner_id, stages: Vec::new() }
}

fn package_ready(card: &VideoCard) -> PackageReady {
    let path = card.video_id.clone();
    let package = Package {
        package_id: format!("p{path}"),
        folder: Some(BlobRef { owner: "transcode".to_owned(), path, size_bytes: 0 }),
        duration_ms: 5_000,
        size_bytes: 1_234,
        ..Package::default()
    };
    let facts = SourceFacts { width: 1280, height: 720, ..SourceFacts::default() };
    PackageReady {
        video_id: card.video_id.clone(),
        owner_id: card.owner_id.clone(),
        package: Some(package),
        facts: Some(facts),
        source_sha256: String::new(),
    }
}
