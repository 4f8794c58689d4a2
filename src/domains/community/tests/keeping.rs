//! Favourites in folders: whose they are, and what they count.

use super::{World, by, code, quick, token};
use crate::contract::community::{
    DeleteFolderRequest, Folder, KeepVideoRequest, ListFoldersRequest, ListKeptRequest,
    SaveFolderRequest,
};
use crate::contract::video::Privacy;
use crate::domains::community::model::Options;
use crate::kernel::fault::Reply;

impl World {
    fn save_folder(&self, name: &str, folder_id: &str, called: &str) -> Reply<Folder> {
        self.tick();
        let request =
            SaveFolderRequest { folder_id: folder_id.to_owned(), name: called.to_owned() };
        let told = self.harness.run(self.client.save_folder(&by(name), request))?;
        Ok(told.folder.expect("it is saved"))
    }

    fn keep(&self, name: &str, video_id: &str, folders: &[&str]) -> Reply<u64> {
        self.tick();
        let request = KeepVideoRequest {
            video_id: video_id.to_owned(),
            media_token: token(video_id),
            folder_ids: folders.iter().map(|&one| one.to_owned()).collect(),
        };
        let told = self.harness.run(self.client.keep_video(&by(name), request))?;
        Ok(told.counts.expect("they are counted").keeps)
    }

    fn folders(&self, name: &str) -> Vec<(String, u64, bool)> {
        let request = ListFoldersRequest { video_id: "v".to_owned() };
        let told = self.harness.run(self.client.list_folders(&by(name), request));
        let told = told.expect("they are theirs").folders.into_iter();
        told.map(|one| (one.name, one.video_count, one.has_video)).collect()
    }

    fn kept(&self, name: &str, folder_id: &str) -> Reply<Vec<String>> {
        let request = ListKeptRequest { folder_id: folder_id.to_owned(), page: None };
        Ok(self.harness.run(self.client.list_kept(&by(name), request))?.video_ids)
    }
}

#[test]
fn a_video_is_kept_in_folders_and_counts_once_for_each_account() {
    let world = World::new();
    world.publish("v", Privacy::Public);
    world.publish("w", Privacy::Public);
    let cats = world.save_folder("bob", "", " cats\u{202e} ").expect("it fits");
    assert_eq!(cats.name, "cats");
    let dogs = world.save_folder("bob", "", "dogs").expect("it fits");
    let (cats, dogs) = (cats.folder_id.as_str(), dogs.folder_id.as_str());
    for _ in 0..2 {
        assert_eq!(world.keep("bob", "v", &[cats, dogs]).expect("they are his"), 1);
    }
    assert_eq!(world.keep("bob", "w", &[cats]).expect("it is his"), 1);
    let expected = [("cats".to_owned(), 2, true), ("dogs".to_owned(), 1, true)];
    assert_eq!(world.folders("bob"), expected);
    assert_eq!(world.kept("bob", cats).expect("it is his"), ["w", "v"]);
    assert!(world.thread_as(&by("bob"), "v").expect("it is open").is_kept);
    assert_eq!(world.keep("bob", "v", &[dogs]).expect("it is his"), 1);
    assert_eq!(world.keep("bob", "v", &[]).expect("it is his"), 0);
    assert_eq!(world.kept("bob", dogs).expect("it is his"), [] as [&str; 0]);
    // What is somebody else's is not there.
    assert_eq!(code(world.keep("eve", "v", &[cats])), "community.FOLDER_UNKNOWN");
    assert_eq!(code(world.kept("eve", cats)), "community.FOLDER_UNKNOWN");
    assert_eq!(code(world.save_folder("eve", cats, "mine")), "community.FOLDER_UNKNOWN");
    let named = world.save_folder("bob", cats, "lions").expect("it is his");
    assert_eq!((&*named.name, named.video_count), ("lions", 1));
    let request = || DeleteFolderRequest { folder_id: cats.to_owned() };
    let told = world.harness.run(world.client.delete_folder(&by("eve"), request()));
    assert_eq!(code(told), "community.FOLDER_UNKNOWN");
    world.harness.run(world.client.delete_folder(&by("bob"), request())).expect("it is his");
    assert_eq!(world.count("SELECT keeps FROM videos WHERE video_id = 'w'"), 0);
    assert_eq!(world.folders("bob"), [("dogs".to_owned(), 0, false)]);
}

#[test]
fn folders_have_bounds() {
    let world = World::with(Options { folders_max: 1, folder_videos_max: 1, ..quick() });
    world.publish("v", Privacy::Public);
    world.publish("w", Privacy::Public);
    for name in ["", " ", &"x".repeat(41)] {
        assert_eq!(code(world.save_folder("bob", "", name)), "community.FOLDER_INVALID");
    }
    let one = world.save_folder("bob", "", "one").expect("it fits").folder_id;
    assert_eq!(code(world.save_folder("bob", "", "two")), "community.TOO_MANY_FOLDERS");
    world.save_folder("eve", "", "two").expect("she has none yet");
    world.keep("bob", "v", &[&one]).expect("it fits");
    assert_eq!(code(world.keep("bob", "w", &[&one])), "community.TOO_MANY_KEPT");
    let many: Vec<String> = (0..101).map(|at| at.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(code(world.keep("bob", "w", &many)), "kernel.TOO_MANY_IDS");
}
