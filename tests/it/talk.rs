//! kill -9 of danmaku, of community and of everything while people write, read and follow: nothing
//! acknowledged is lost, who reads goes on where they stood, and nobody is told twice.

use crate::chaos::{Dice, setting};
use crate::cluster::Cluster;
use crate::danmaku::{play, published};
use crate::support::{Account, SHOAL, World, all_but, domains, find_line, is_split, told};
use crate::talkers::{Known, Place, RoomReader, Talker, history};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const WRITERS: u64 = 4;
const READERS: u64 = 3;
/// So much is acknowledged before a kill, and after it.
const ANSWERED_MIN: u64 = 30;
/// Comments that people like, and like no longer.
const LIKED: usize = 3;
/// Nobody waits for having written a moment before, and one segment has all texts.
const SETTINGS: [(&str, &str); 9] = [
    ("SHOAL__DANMAKU__SEND_APART_MS", "0"),
    ("SHOAL__DANMAKU__REPEAT_APART_MS", "0"),
    ("SHOAL__DANMAKU__JUDGE_EVERY_MS", "100"),
    ("SHOAL__DANMAKU__SEGMENT_ROWS_MAX", "100000"),
    ("SHOAL__COMMUNITY__POST_APART_MS", "0"),
    ("SHOAL__COMMUNITY__REPEAT_APART_MS", "0"),
    ("SHOAL__COMMUNITY__JUDGE_EVERY_MS", "100"),
    ("SHOAL__GATEWAY__QPS_PER_IP", "1000000"),
    ("SHOAL__GATEWAY__BURST", "1000000"),
];

#[test]
fn talk_outlives_kill_9_of_everything() {
    survive("everything, on sqlite", (World::with(&[], &SETTINGS), None));
}

#[test]
fn talk_outlives_kill_9_of_danmaku_on_postgres() {
    apart_on_postgres("danmaku");
}

#[test]
fn talk_outlives_kill_9_of_community_on_postgres() {
    apart_on_postgres("community");
}

fn apart_on_postgres(word: &'static str) {
    if is_split() {
        return;
    }
    let Some(cluster) = Cluster::start() else { return };
    let settings = SETTINGS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let (world, apart) = Apart::start(word, settings.chain(cluster.stores()).collect());
    survive(&format!("{word} by itself, on postgres"), (world, Some(apart)));
}

fn survive(what: &str, (mut world, mut apart): (World, Option<Apart>)) {
    let cycles = setting("TALK_CYCLES", 2);
    let seed = setting("CHAOS_SEED", 0x0051_10A1);
    told!("talk: {what}: {cycles} cycles, seed {seed}");
    let mut dice = Dice(seed);
    let mut people = People::gather(&world, seed);
    for _ in 0..cycles {
        let (world_now, video) = (&world, people.video.clone());
        people.talk(world_now, |answered| {
            flow(answered);
            pause(dice.roll(300));
            match &mut apart {
                None => {
                    let pid = world_now.pid().to_string();
                    drop(Command::new("kill").args(["-9", &pid]).status());
                },
                Some(apart) => {
                    apart.kill();
                    pause(dice.roll(400));
                    apart.serve(world_now);
                    heal(world_now, &video);
                    flow(answered);
                },
            }
        });
        if apart.is_none() {
            world.kill();
            world.run();
        }
    }
    // Once more, and nobody is killed: all who read have come back then.
    people.talk(&world, flow);
    people.catch_up(&world);
    let rows = people.verify(&world);
    let acknowledged: usize = people.talkers.iter().map(Talker::acknowledged).sum();
    let came: Vec<_> = people.readers.iter().map(|one| (one.resumed, one.gaps)).collect();
    told!("talk: {what}: {acknowledged} acknowledged, {rows} there; came back, gaps: {came:?}");
}

fn pause(ms: u64) {
    std::thread::sleep(Duration::from_millis(ms));
}

/// Waits until people talk.
fn flow(answered: &AtomicU64) {
    let (before, begun) = (answered.load(Ordering::SeqCst), Instant::now());
    while answered.load(Ordering::SeqCst) < before + ANSWERED_MIN {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody is answered");
        pause(10);
    }
}

/// Waits until both parts of the talk are answered for again.
fn heal(world: &World, video: &str) {
    let begun = Instant::now();
    for part in ["danmaku", "thread"] {
        while world.get(&format!("/api/v1/videos/{video}/{part}")).status() != 200 {
            assert!(begun.elapsed() < Duration::from_secs(30), "{part}: {}", world.log());
            pause(20);
        }
    }
}

/// Everybody, with all that they know.
struct People {
    video: String,
    owner_id: String,
    owner: Account,
    liked: Vec<String>,
    talkers: Vec<Talker>,
    readers: Vec<RoomReader>,
}

impl People {
    fn gather(world: &World, seed: u64) -> Self {
        let owner = world.account("mei", "creator");
        let video = published(world, &owner);
        let path = format!("/api/v1/videos/{video}");
        let owner_id = world.get_as(&owner, &path)["owner_id"].as_str().expect("its owner").into();
        heal(world, &video);
        let liked = (0..LIKED).map(|at| {
            let body = json!({ "text": format!("What do you think of part {at}?") });
            let said = world.post_as(&owner, &format!("{path}/comments"), &body);
            let said: Value = said.json().expect("it is JSON");
            said["comment_id"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
        });
        let liked = liked.collect();
        let talker = |at: u64| {
            let name = format!("talker{at}");
            let who = world.account(&name, "viewer");
            let token = play(world, &who, &video);
            Talker::new((name, who), token, seed ^ (at + 1))
        };
        let talkers: Vec<Talker> = (0..WRITERS).map(talker).collect();
        // A room in which nothing was written yet has no life of its own.
        let body = json!({ "time_ms": 0, "text": "first" });
        let path = format!("{path}/danmaku?play={}", play(world, &owner, &video));
        assert_eq!(world.post_as(&owner, &path, &body).status(), 201);
        let readers = (0..READERS).zip(&talkers);
        let readers = readers.map(|(at, one)| RoomReader::new(&one.play, seed ^ (at + 100)));
        let readers = readers.collect();
        Self { video, owner_id, owner, liked, talkers, readers }
    }

    /// All write and read until what is done meanwhile has come to its end.
    fn talk(&mut self, world: &World, meanwhile: impl FnOnce(&AtomicU64)) {
        let (is_over, answered) = (AtomicBool::new(false), AtomicU64::new(0));
        let (video, owner_id, liked) = (&self.video, &self.owner_id, &self.liked);
        let (is_over, answered) = (&is_over, &answered);
        let place = Place { world, video, owner_id, liked, is_over, answered };
        std::thread::scope(|scope| {
            let place = &place;
            for reader in &mut self.readers {
                scope.spawn(|| reader.read(place));
            }
            for talker in &mut self.talkers {
                scope.spawn(|| talker.talk(place));
            }
            meanwhile(answered);
            is_over.store(true, Ordering::SeqCst);
        });
    }

    /// Who reads goes on until they know all that is there.
    fn catch_up(&mut self, world: &World) {
        let shown = self.talkers.iter().flat_map(|talker| talker.shown.iter().cloned());
        let wanted = shown.collect();
        let (is_over, answered) = (&AtomicBool::new(false), &AtomicU64::new(0));
        let (video, owner_id, liked) = (&self.video, &self.owner_id, &self.liked);
        let place = Place { world, video, owner_id, liked, is_over, answered };
        self.readers.iter_mut().for_each(|reader| reader.catch_up(&place, &wanted));
    }

    /// How many texts and comments there are, of which each that was acknowledged is one.
    fn verify(&self, world: &World) -> usize {
        for talker in &self.talkers {
            assert_eq!(talker.odd, [""; 0], "what no server should say");
        }
        let danmaku = self.danmaku_is_whole(world);
        let comments = self.comments_are_whole(world);
        self.counts_are_exact(world);
        self.owner_was_told_once(world);
        danmaku + comments
    }

    fn danmaku_is_whole(&self, world: &World) -> usize {
        let listed = eventually("danmaku", || {
            let all = history(world, &self.video)?;
            let known: BTreeSet<&String> = all.iter().collect();
            assert_eq!(known.len(), all.len(), "a text is there twice");
            let mut shown = self.talkers.iter().flat_map(|talker| &talker.shown);
            shown.all(|text| known.contains(text)).then_some(all)
        });
        for (at, reader) in self.readers.iter().enumerate() {
            assert_eq!(reader.twice, [""; 0], "reader {at} got the same twice");
            for talker in &self.talkers {
                let missed: Vec<_> = talker.shown.difference(&reader.texts).collect();
                assert!(missed.is_empty(), "reader {at} never saw {missed:?}");
                let place: BTreeMap<_, _> =
                    talker.sent.iter().zip(0..).collect::<BTreeMap<_, u64>>();
                let order: Vec<_> =
                    reader.order.iter().filter_map(|text| place.get(text)).collect();
                assert!(order.is_sorted(), "reader {at} got texts of one account in another order");
            }
            assert!(reader.resumed > 0, "reader {at} never came back");
        }
        listed.len()
    }

    fn comments_are_whole(&self, world: &World) -> usize {
        let path = format!("/api/v1/videos/{}/comments?order=new", self.video);
        let told = eventually("comments", || {
            let all = pages(world, &self.owner, (&path, "comments"));
            let all = all.iter().map(|one| (one["comment_id"].clone(), one["text"].clone()));
            let known: BTreeMap<String, Value> =
                all.map(|(id, text)| (id.as_str().expect("an id").to_owned(), text)).collect();
            let mut written = self.talkers.iter().flat_map(|talker| &talker.comments);
            let is_there = written.all(|(id, text)| known.get(id).is_some_and(|it| it == text));
            is_there.then_some(known)
        });
        let thread = world.get_as(&self.owner, &format!("/api/v1/videos/{}/thread", self.video));
        assert_eq!(thread["comments"], told.len(), "what is counted is there");
        told.len()
    }

    fn counts_are_exact(&self, world: &World) {
        let agrees = |known: Known, seen: bool| assert!(known.is_none_or(|known| known == seen));
        for id in &self.liked {
            let mut likers = 0;
            let path = format!("/api/v1/videos/{}/comments/{id}", self.video);
            for talker in &self.talkers {
                let is_liked = comment(world, &talker.who, &path)["is_liked"] == true;
                agrees(talker.likes.get(id).copied().unwrap_or(Some(false)), is_liked);
                likers += u32::from(is_liked);
            }
            assert_eq!(comment(world, &self.owner, &path)["likes"], likers, "likes of a comment");
        }
        let thread = format!("/api/v1/videos/{}/thread", self.video);
        let following = format!("/api/v1/users/{}/following", self.owner_id);
        let (mut likers, mut followers) = (0, 0);
        for talker in &self.talkers {
            let is_liked = world.get_as(&talker.who, &thread)["rating"] == "like";
            agrees(talker.rates, is_liked);
            likers += u32::from(is_liked);
            let follows = world.get_as(&talker.who, &following)["is_followed"] == true;
            agrees(talker.follows, follows);
            followers += u32::from(follows);
        }
        assert_eq!(world.get_as(&self.owner, &thread)["likes"], likers, "likes of the video");
        assert_eq!(world.get_as(&self.owner, &following)["followers"], followers);
    }

    fn owner_was_told_once(&self, world: &World) {
        let told = pages(world, &self.owner, ("/api/v1/notifications?", "notifications"));
        let mut times: BTreeMap<[String; 3], u32> = BTreeMap::new();
        for one in &told {
            let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let key = [&one["kind"], &one["actor"]["name"], &one["comment_id"]].map(word);
            *times.entry(key).or_default() += 1;
        }
        let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "told twice: {twice:?}");
        for talker in &self.talkers {
            for (kind, subject) in &talker.causes {
                let cause = [(*kind).to_owned(), talker.name.clone(), subject.clone()];
                assert!(times.contains_key(&cause), "never told of {cause:?}");
            }
        }
    }
}

/// Looks until it is so; what waits for a judgement comes a little later.
fn eventually<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(begun.elapsed() < Duration::from_secs(15), "{what}: acknowledged and not there");
        pause(200);
    }
}

fn comment(world: &World, who: &Account, path: &str) -> Value {
    let told = world.get_as(who, path);
    let all = told["comments"].as_array().cloned().unwrap_or_default();
    let wanted = path.rsplit('/').next().expect("an id");
    let found = all.into_iter().find(|one| one["comment_id"] == wanted);
    found.unwrap_or_else(|| panic!("{told}"))
}

/// All of a list that has pages.
fn pages(world: &World, who: &Account, (path, field): (&str, &str)) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.get_as(who, &format!("{path}&limit=100&cursor={cursor}"));
        all.extend(page[field].as_array().expect("a list").iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return all,
        }
    }
}

/// One domain in a process of its own.
struct Apart {
    word: &'static str,
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
    child: Option<Child>,
}

impl Apart {
    fn start(word: &'static str, environment: Vec<(String, String)>) -> (World, Self) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut apart = Self { word, folder, environment, child: None };
        let (own, site) = (apart.socket(word), apart.socket("site"));
        let place = |other: &str| if other == word { &own } else { &site };
        let rows: String =
            domains().map(|other| format!("{other} = {:?}\n", place(other))).collect();
        std::fs::write(apart.config(), format!("[placement]\n{rows}")).expect("a file");
        let (only, config) = (all_but(word), apart.config());
        let flags = ["--only", &only, "--listen-grpc", &site, "--config", &config];
        let pairs = apart.environment.iter();
        let pairs: Vec<_> = pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut world = World::idle(&flags, &pairs);
        apart.serve(&world);
        world.run();
        (world, apart)
    }

    fn socket(&self, name: &str) -> String {
        format!("unix:{}", self.folder.path().join(name).display())
    }

    fn config(&self) -> String {
        self.folder.path().join("site.toml").display().to_string()
    }

    fn serve(&mut self, world: &World) {
        let mut command = Command::new(SHOAL);
        command.args(["serve", "--only", self.word, "--listen-grpc", &self.socket(self.word)]);
        command.args(["--config", &self.config(), "--data-dir"]).arg(world.data());
        command.envs(self.environment.clone()).env("SHOAL__LOG__FILTER", "warn");
        let path = self.folder.path().join("log");
        let log = std::fs::File::options().create(true).append(true).open(&path).expect("a log");
        let child = command.stdout(Stdio::piped()).stderr(log).spawn();
        let child = self.child.insert(child.expect("the program starts"));
        let lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let said = || std::fs::read_to_string(&path).unwrap_or_default();
        find_line(lines, "Shoal hosts ").unwrap_or_else(|| panic!("{}: {}", self.word, said()));
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().and_then(|()| child.wait()).expect("it is ours");
        }
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        self.kill();
    }
}
