//! Mail into a folder, one `.eml` file each, for a site without a mail server: its operator finds
//! there what would have been sent. Only the operator may read it, since links that open accounts
//! stand in it; nothing here sends, and nothing is kept for ever.

use super::mail_message::compose;
use crate::kernel::ports::mail::{
    Mail, MailFault, MailId, MailSender, MailStage, MailWork, Mailer,
};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Handle;

const FINISHED: &str = ".eml";
const UNFINISHED: &str = ".part";

/// A folder of mails: the newest, up to a limit.
pub(crate) struct MailFiles {
    folder: Arc<Folder>,
    sender: MailSender,
    io: Handle,
}

struct Folder {
    path: PathBuf,
    mails_max: usize,
    turn: Mutex<()>,
}

impl MailFiles {
    /// Opens the folder, making it, and takes away what an end of the process left unfinished.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn open(
        path: PathBuf,
        mails_max: usize,
        sender: MailSender,
        io: Handle,
    ) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&path)?;
        if let Some(above) = std::path::absolute(&path)?.parent() {
            File::open(above)?.sync_all()?;
        }
        let folder = Folder { path, mails_max: mails_max.max(1), turn: Mutex::default() };
        for name in folder.names()?.iter().filter(|name| name.ends_with(UNFINISHED)) {
            remove(&folder.path.join(name))?;
        }
        Ok(Self { folder: Arc::new(folder), sender, io })
    }

    async fn keep(&self, mail: &Mail) -> Result<(), MailFault> {
        let message = compose(mail, &self.sender).map_err(|error| MailFault::Never {
            stage: MailStage::Written,
            cause: error.to_string(),
        })?;
        let (folder, id, at_ms) = (Arc::clone(&self.folder), mail.id.clone(), mail.at_ms);
        let kept = self.io.spawn_blocking(move || folder.keep(&id, at_ms, &message)).await;
        // The file of a mail has one name: trying again is always right.
        let later = |cause: String| MailFault::Later { stage: MailStage::Stored, cause };
        kept.map_err(|error| later(error.to_string()))?.map_err(|error| later(error.to_string()))
    }
}

impl Mailer for MailFiles {
    fn send<'a>(&'a self, mail: &'a Mail) -> MailWork<'a> {
        Box::pin(self.keep(mail))
    }

    fn is_outward(&self) -> bool {
        false
    }
}

impl Folder {
    fn keep(&self, id: &MailId, at_ms: i64, message: &[u8]) -> io::Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let last = format!("-{id}{FINISHED}");
        let mut mails = self.names()?;
        mails.retain(|name| name.ends_with(FINISHED));
        if mails.iter().any(|name| name.ends_with(&last)) {
            // Whoever placed it may have ended before the folder was durable.
            return self.sync();
        }
        // Names in the order of time, so that the oldest are known without opening any.
        let name = format!("{:014}{last}", at_ms.clamp(0, 99_999_999_999_999));
        self.place(&name, message)?;
        mails.sort_unstable();
        let many = (mails.len() + 1).saturating_sub(self.mails_max);
        for name in mails.iter().take(many) {
            remove(&self.path.join(name))?;
        }
        Ok(())
    }

    /// Writes beside the final name, then renames: a reader sees the whole mail or none.
    fn place(&self, name: &str, message: &[u8]) -> io::Result<()> {
        let beside = self.path.join(format!("{name}{UNFINISHED}"));
        remove(&beside)?;
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside);
        let written = made.and_then(|mut file| {
            file.write_all(message)?;
            file.sync_all()
        });
        if let Err(error) = written {
            drop(fs::remove_file(&beside));
            return Err(error);
        }
        fs::rename(&beside, self.path.join(name))?;
        self.sync()
    }

    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }

    /// What lies in the folder; names that are no text are not ours.
    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        Ok(names)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::mail_message::tests::{mail, sender};
    use std::os::unix::fs::PermissionsExt as _;

    fn open(path: &Path, mails_max: usize) -> MailFiles {
        MailFiles::open(path.to_owned(), mails_max, sender(), Handle::current()).unwrap()
    }

    fn names(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).unwrap();
        let mut names: Vec<_> =
            entries.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn written(id: &str, at_ms: i64) -> Mail {
        Mail { at_ms, ..mail(id, "bob@example.com") }
    }

    #[tokio::test]
    async fn a_mail_is_one_whole_file_however_often_it_is_sent() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("mails");
        let files = open(&path, 10);
        let mail = written("aB3", 1_764_401_700_000);
        files.send(&mail).await.unwrap();
        let file = path.join("01764401700000-aB3.eml");
        assert_eq!(fs::read(&file).unwrap(), compose(&mail, &sender()).unwrap());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        fs::write(&file, "first").unwrap();
        files.send(&mail).await.unwrap();
        files.send(&written("aB3", 5)).await.unwrap();
        assert_eq!(names(&path), ["01764401700000-aB3.eml"]);
        assert_eq!(fs::read(&file).unwrap(), b"first", "it was not written again");
    }

    #[tokio::test]
    async fn the_oldest_make_room_and_what_is_not_ours_stays() {
        let place = tempfile::tempdir().unwrap();
        let files = open(place.path(), 2);
        fs::write(place.path().join("README"), "by hand").unwrap();
        for (id, at_ms) in [("c", 30), ("a", 10), ("d", 40), ("b", 20)] {
            files.send(&written(id, at_ms)).await.unwrap();
        }
        // The last one stays, though it is not of the newest: it has just been promised.
        let kept = ["00000000000020-b.eml", "00000000000040-d.eml", "README"];
        assert_eq!(names(place.path()), kept);
        assert_eq!(names(place.path()).len(), 3);
    }

    #[tokio::test]
    async fn at_once_as_well() {
        let place = tempfile::tempdir().unwrap();
        let files = open(place.path(), 100);
        let mails: Vec<Mail> = (0..40).map(|at| written(&format!("m{}", at / 2), at)).collect();
        let sent = mails.iter().map(|mail| files.send(mail));
        futures_util::future::try_join_all(sent).await.unwrap();
        assert_eq!(names(place.path()).len(), 20);
    }

    #[tokio::test]
    async fn what_was_left_unfinished_goes_and_a_lost_folder_is_told() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("mails");
        drop(open(&path, 2));
        fs::write(path.join("00000000000010-a.eml.part"), "half").unwrap();
        let files = open(&path, 2);
        assert_eq!(names(&path), [""; 0]);
        fs::write(path.join("00000000000010-a.eml.part"), "half").unwrap();
        files.send(&written("a", 10)).await.unwrap();
        assert_eq!(names(&path), ["00000000000010-a.eml"]);
        fs::remove_dir_all(&path).unwrap();
        let sent = files.send(&written("b", 10)).await;
        let at = MailStage::Stored;
        assert!(matches!(sent, Err(MailFault::Later { stage, .. }) if stage == at), "{sent:?}");
    }
}
