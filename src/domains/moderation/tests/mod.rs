//! Tests of moderation through its own client. They must not look into its tables; video and
//! transcode are played by bare sources, and pictures are scored by a fake.

mod burnt;
mod erased;
mod exports;
mod files;
mod known;
mod people;
mod profiles;
mod reports;
mod rules;
mod second;
mod terms;

use super::engine::pdq::drawing::{Drawing, draw};
use super::model::Require;
use super::{Options, start};
use crate::boot::harness::{Harness, by, no_ports};
use crate::contract::moderation::{
    Action, Case, Client, DecideCaseRequest, GetCaseRequest, ImportTermsRequest, ListCasesRequest,
    Owner, Reason, ReviewDecided,
};
use crate::contract::transcode::{self, Package, PackageReady};
use crate::contract::video::{self, VideoDeleted, VideoDescribed};
use crate::kernel::context::{Context, Role};
use crate::kernel::db::Db;
use crate::kernel::event::decode;
use crate::kernel::fault::{Error, Reply};
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use crate::kernel::ports::reading::TextReader;
use crate::kernel::ports::scoring::{
    Flaw, Picture, Readiness, Scorer, Scores, ScoringFault, ScoringWork,
};
use crate::kernel::tasks::sleep;
use crate::kernel::wire::BlobRef;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Scores a picture by the number that is written in it, and decodes it into what a drawing of the
/// seed behind it shows.
#[derive(Default)]
struct FakeScorer {
    /// What it answers instead.
    trouble: Mutex<Option<ScoringFault>>,
    scored: Mutex<Vec<String>>,
    /// Pixels with the text that they were decoded from.
    decoded: Mutex<Vec<(Picture, String)>>,
}

impl FakeScorer {
    fn fail(&self, trouble: Option<ScoringFault>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn text(&self, picture: &Picture) -> String {
        if let Picture::Jpeg(bytes) = picture {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        let decoded = self.decoded.lock().unwrap_or_else(PoisonError::into_inner);
        let found = decoded.iter().rev().find(|(pixels, _)| pixels == picture);
        found.map(|(_, text)| text.clone()).expect("it was decoded here")
    }

    fn count(&self) -> usize {
        self.scored.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Scorer for FakeScorer {
    fn score(&self, picture: Picture) -> ScoringWork<'_, Scores> {
        let text = self.text(&picture);
        self.scored.lock().unwrap_or_else(PoisonError::into_inner).push(text.clone());
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            if let Some(trouble) = trouble {
                return Err(trouble);
            }
            let unreadable = |_| ScoringFault::Unreadable { flaw: Flaw::NotJpeg };
            let number = text.split(' ').next().unwrap_or_default();
            let unsafe_score = number.parse().map_err(unreadable)?;
            Ok(Scores { unsafe_score, categories: Vec::new(), model: "fake".into() })
        })
    }

    fn decode(&self, picture: Picture) -> ScoringWork<'_, Picture> {
        let text = self.text(&picture);
        let Some(drawing) = drawing(&text) else {
            return Box::pin(async { Err(ScoringFault::Unreadable { flaw: Flaw::NotJpeg }) });
        };
        let (width, height, mut pixels) = draw(&drawing);
        burnt::write(&mut pixels, width, burnt::lines(&text));
        let decoded = Picture::Rgb8 { width, height, pixels: pixels.into() };
        self.decoded.lock().unwrap_or_else(PoisonError::into_inner).push((decoded.clone(), text));
        Box::pin(async move { Ok(decoded) })
    }

    fn reload(&self) -> ScoringWork<'_, Arc<str>> {
        Box::pin(async { Ok("fake".into()) })
    }

    fn readiness(&self) -> Readiness {
        Readiness { model: Some("fake".into()), lack: None }
    }
}

/// What `0.1 7 mirrored framed smaller coarse says:a_line` shows: the score says nothing, the seed
/// what is drawn, the words which copy of it, and what is written on it. `plain` shows nothing at
/// all.
fn drawing(text: &str) -> Option<Drawing> {
    let mut words = text.split(' ');
    words.next()?.parse::<f32>().ok()?;
    let seed = words.next().map_or(Ok(0), str::parse).ok()?;
    let mut drawing = Drawing::new(seed);
    for word in words {
        match word {
            line if line.starts_with("says:") => {},
            "mirrored" => drawing.is_mirrored = true,
            "framed" => drawing.border = 48,
            "smaller" => (drawing.width, drawing.height) = (320, 180),
            "coarse" => drawing.step = 24,
            "plain" => drawing.step = 1_000,
            _ => return None,
        }
    }
    Some(drawing)
}

/// The domain between two sources that say what a test wants.
struct World {
    harness: Harness,
    db: Db<Owner>,
    client: Client,
    video: Db<video::Owner>,
    transcode: Db<transcode::Owner>,
    scorer: Arc<FakeScorer>,
    reader: Arc<burnt::FakeReader>,
    options: LiveSettings<Options>,
}

impl World {
    fn requiring(require: Require) -> Self {
        Self::with(Options {
            require,
            retry_every_ms: 100,
            sweep_every_ms: 20,
            ..Options::default()
        })
    }

    fn with(options: Options) -> Self {
        let mut harness = Harness::new();
        let video = harness.source::<video::Owner>();
        let transcode = harness.source::<transcode::Owner>();
        let options = LiveSettings::new(options);
        let scorer = Arc::new(FakeScorer::default());
        let reader = Arc::new(burnt::FakeReader::default());
        let ports = Ports {
            scorer: Arc::clone(&scorer) as Arc<dyn Scorer>,
            reader: Arc::clone(&reader) as Arc<dyn TextReader>,
            ..no_ports()
        };
        let live = options.clone();
        let db =
            harness.start_domain::<Owner, _>(move |domain| start(domain, live.clone(), &ports));
        let client = Client::dial(&harness.route_table, &harness.key);
        let world = Self { harness, db, client, video, transcode, scorer, reader, options };
        world.harness.eventually("the domain to start", || async {
            let moderator = moderator("mod");
            world.client.list_cases(&moderator, ListCasesRequest::default()).await.ok()
        });
        world
    }

    fn describe(&self, video_id: &str, version: u64, title: &str) {
        let event = VideoDescribed {
            video_id: video_id.to_owned(),
            owner_id: "ada".to_owned(),
            version,
            title: title.to_owned(),
            description: String::new(),
            tags: Vec::new(),
        };
        self.harness.publish(&self.video, event);
    }

    /// A package with a picture for each score, a second apart.
    fn package(&self, video_id: &str, package_id: &str, scores: &[&str]) {
        self.package_of(video_id, package_id, scores, &sha256_of(package_id));
    }

    /// The same, made of such a file.
    fn package_of(&self, video_id: &str, package_id: &str, scores: &[&str], sha256: &str) {
        let frames_at_ms: Vec<u64> = (0..).step_by(1000).take(scores.len()).collect();
        for (at_ms, score) in frames_at_ms.iter().zip(scores) {
            let path = format!("transcode/{package_id}/frames/{at_ms:08}.jpg");
            let bytes = (*score).to_owned().into();
            self.harness.run(self.harness.blobs.put(&path, bytes)).expect("the folder is ours");
        }
        self.cover(package_id, "0.0 0 plain");
        let path = package_id.to_owned();
        let package = Package {
            package_id: package_id.to_owned(),
            folder: Some(BlobRef { owner: "transcode".to_owned(), path, size_bytes: 0 }),
            duration_ms: 5_000,
            frames_at_ms,
            ..Package::default()
        };
        let event = PackageReady {
            video_id: video_id.to_owned(),
            owner_id: "ada".to_owned(),
            package: Some(package),
            facts: None,
            source_sha256: sha256.to_owned(),
        };
        self.harness.publish(&self.transcode, event);
    }

    /// The cover of a package; one has a harmless one.
    fn cover(&self, package_id: &str, score: &str) {
        let path = format!("transcode/{package_id}/poster-640.jpg");
        if self.harness.run(self.harness.blobs.size(&path)).expect("it answers").is_none() {
            let bytes = score.to_owned().into();
            self.harness.run(self.harness.blobs.put(&path, bytes)).expect("the folder is ours");
        }
    }

    fn delete(&self, video_id: &str) {
        let (video_id, owner_id) = (video_id.to_owned(), "ada".to_owned());
        self.harness.publish(&self.video, VideoDeleted { video_id, owner_id });
    }

    /// What was told about one video, in its order.
    fn told(&self, video_id: &str) -> Vec<ReviewDecided> {
        let records = self.harness.published(&self.db);
        let about = records.iter().filter(|record| {
            let is_decided = record.kind() == "ReviewDecided";
            is_decided && record.head.as_ref().is_some_and(|head| head.entity_key == video_id)
        });
        about.map(|record| decode(record).expect("it was encoded here")).collect()
    }

    /// Waits until so much was told about a video; gives the last of it.
    fn wait_told(&self, video_id: &str, count: usize) -> ReviewDecided {
        for _ in 0..1_000 {
            let mut told = self.told(video_id);
            assert!(told.len() <= count, "{told:?}");
            if told.len() == count {
                return told.remove(count - 1);
            }
            self.pause();
        }
        panic!("waited ten seconds for decision {count} about {video_id}")
    }

    fn pause(&self) {
        self.harness.run(sleep(Duration::from_millis(10)));
    }

    /// Waits until something is so.
    fn wait(&self, is_so: impl Fn() -> bool) {
        for _ in 0..1_000 {
            if is_so() {
                return;
            }
            self.pause();
        }
        panic!("waited ten seconds");
    }

    fn case(&self, video_id: &str) -> Reply<Case> {
        let request = GetCaseRequest { video_id: video_id.to_owned() };
        let found = self.harness.run(self.client.get_case(&moderator("mod"), request))?;
        Ok(found.case.expect("a reply has its case"))
    }

    /// Waits until a case is there.
    fn wait_case(&self, video_id: &str, is_so: impl Fn(&Case) -> bool) -> Case {
        self.harness.eventually("the case", || async {
            let request = GetCaseRequest { video_id: video_id.to_owned() };
            let found = self.client.get_case(&moderator("mod"), request).await.ok()?;
            found.case.filter(|case| is_so(case))
        })
    }

    fn decide(&self, cx: &Context, video_id: &str, action: Action) -> Reply<Case> {
        let request = DecideCaseRequest {
            video_id: video_id.to_owned(),
            action: action.into(),
            reason: Reason::Sexual.into(),
            note: "seen".to_owned(),
            if_version: 0,
        };
        let decided = self.harness.run(self.client.decide_case(cx, request))?;
        Ok(decided.case.expect("a reply has its case"))
    }

    fn import(&self, csv: &str) -> Reply<u32> {
        let request = ImportTermsRequest { csv: csv.to_owned().into() };
        let imported = self.harness.run(self.client.import_terms(&admin(), request))?;
        Ok(imported.terms)
    }

    fn waiting(&self) -> Vec<String> {
        let moderator = moderator("mod");
        let asked = self.client.list_cases(&moderator, ListCasesRequest::default());
        let listed = self.harness.run(asked).expect("moderators may");
        assert_eq!(usize::try_from(listed.waiting), Ok(listed.cases.len()));
        listed.cases.into_iter().map(|case| case.video_id).collect()
    }
}

fn moderator(name: &str) -> Context {
    by(name, Role::Moderator)
}

/// The digest of a file that is called so.
fn sha256_of(file: &str) -> String {
    let letters = file.bytes().cycle().take(32);
    letters.map(|letter| format!("{letter:02x}")).collect()
}

fn admin() -> Context {
    by("root", Role::Admin)
}

fn code<T: std::fmt::Debug>(reply: Reply<T>) -> String {
    match reply.expect_err("it is refused") {
        Error::Refused(refused) => format!("{}.{}", refused.domain, refused.name),
        Error::Fault(fault) => panic!("{fault}"),
    }
}
