//! The commands that talk to a running server: add an account, reset its password, publish a file.
//! They must not touch the site's files; everything goes through its API.

use super::remote::{NewUpload, Remote, Upload};
use super::terminal::{Failure, Target, say};
use crate::kernel::tasks::sleep;
use anyhow::{Context as _, anyhow};
use clap::{Args, ValueEnum};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead as _, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

#[derive(Debug, Args)]
pub(super) struct AddUser {
    pub(super) name: String,
    #[arg(long, value_enum, default_value = "creator")]
    pub(super) role: Role,
    /// Read a password for signing in from the first line of standard input
    #[arg(long)]
    pub(super) password_stdin: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ResetUser {
    pub(super) name: String,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Role {
    Viewer,
    Creator,
    Moderator,
    Admin,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Privacy {
    Public,
    Unlisted,
    Private,
}

#[derive(Debug, Args)]
pub(super) struct Publish {
    pub(super) file: PathBuf,
    #[arg(long)]
    pub(super) title: String,
    #[arg(long, default_value = "")]
    pub(super) description: String,
    /// A tag; give it again for more
    #[arg(long = "tag")]
    pub(super) tags: Vec<String>,
    #[arg(long, value_enum, default_value = "public")]
    pub(super) privacy: Privacy,
    /// Wait until the video plays or has failed
    #[arg(long)]
    pub(super) wait: bool,
    /// Account that will own the video (control socket only; default: the oldest administrator)
    #[arg(long = "as", value_name = "NAME")]
    pub(super) owner: Option<String>,
    /// Print JSON: video_id, page_url and, with --wait, state and master_url
    #[arg(long)]
    pub(super) json: bool,
}

/// Bytes sent in one request, so that progress is what the server has acknowledged.
const CHUNK_BYTES: u64 = 4 << 20;
/// How often a broken upload is taken up again.
const RESUMES_MAX: u32 = 5;
const POLL: Duration = Duration::from_millis(300);

/// `shoal user add`.
pub(super) fn add_user(place: &Target, flags: &AddUser) -> Result<(), Failure> {
    let role = match flags.role {
        Role::Viewer => "viewer",
        Role::Creator => "creator",
        Role::Moderator => "moderator",
        Role::Admin => "admin",
    };
    let mut password = String::new();
    if flags.password_stdin {
        std::io::stdin().lock().read_line(&mut password).context("reading the password")?;
    }
    let password = password.trim_end_matches(['\r', '\n']);
    let body = json!({ "name": flags.name, "role": role, "password": password });
    let remote = Remote::find(place, None)?;
    let answer = client_runtime()?.block_on(remote.post("/api/v1/users", &body))?;
    if flags.json {
        return Ok(say(&answer.to_string())?);
    }
    let field = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    say(&format!("{} is a new {role}", flags.name))?;
    say(&format!("id     {}", field("user_id")))?;
    say(&format!("token  {}   (shown only once)", field("api_token")))?;
    Ok(())
}

/// `shoal user reset`.
pub(super) fn reset_user(place: &Target, flags: &ResetUser) -> Result<(), Failure> {
    let remote = Remote::find(place, None)?;
    let body = json!({ "name": flags.name });
    let answer = client_runtime()?.block_on(remote.post("/api/v1/admin/reset-links", &body))?;
    let link = format!("{}{}", remote.site, answer["path"].as_str().unwrap_or_default());
    if flags.json {
        let done = json!({ "name": answer["name"], "link": link,
            "expires_at_ms": answer["expires_at_ms"] });
        return Ok(say(&done.to_string())?);
    }
    say(&format!("{} chooses a new password here, once:", flags.name))?;
    say(&format!("link   {link}   (shown only once)"))?;
    say(&format!("until  {}", answer["expires_at"].as_str().unwrap_or_default()))?;
    Ok(())
}

/// `shoal publish`.
pub(super) fn publish(place: &Target, flags: &Publish) -> Result<(), Failure> {
    let remote = Remote::find(place, flags.owner.as_deref())?;
    client_runtime()?.block_on(async {
        let done = publish_file(&remote, flags, flags.json).await?;
        if flags.json {
            return Ok(say(&done.to_string())?);
        }
        say(&format!("video  {}", done["video_id"].as_str().unwrap_or_default()))?;
        say(&format!("page   {}", done["page_url"].as_str().unwrap_or_default()))?;
        if let Some(master) = done["master_url"].as_str() {
            say(&format!("plays  {master}"))?;
        }
        Ok(())
    })
}

/// Uploads a file and, if asked, follows it until it plays.
pub(super) async fn publish_file(
    remote: &Remote,
    flags: &Publish,
    quiet: bool,
) -> Result<Value, Failure> {
    let size_bytes = std::fs::metadata(&flags.file)
        .with_context(|| format!("cannot read {}", flags.file.display()))?
        .len();
    let filename = flags.file.file_name().unwrap_or_default().to_string_lossy();
    let tags = flags.tags.join(",");
    let new = NewUpload {
        filename: &filename,
        title: &flags.title,
        description: &flags.description,
        tags: &tags,
        privacy: match flags.privacy {
            Privacy::Public => "public",
            Privacy::Unlisted => "unlisted",
            Privacy::Private => "private",
        },
        size_bytes,
    };
    let bars = Bars::new(quiet);
    let upload = remote.create_upload(&new).await?;
    send_file(remote, &upload, &flags.file, size_bytes, &bars).await?;
    let mut done = json!({
        "video_id": upload.video_id,
        "page_url": format!("{}/watch/{}", remote.site, upload.video_id),
    });
    if flags.wait {
        done["state"] = json!(follow(remote, &upload, &bars).await?);
        let path = format!("/api/v1/videos/{}/sessions", upload.video_id);
        let session = remote.post(&path, &json!({})).await?;
        let master = session["master_url"].as_str().unwrap_or_default();
        let whole = master.starts_with("http");
        done["master_url"] =
            if whole { json!(master) } else { json!(format!("{}{master}", remote.site)) };
    }
    bars.clear();
    Ok(done)
}

async fn send_file(
    remote: &Remote,
    upload: &Upload,
    path: &Path,
    size_bytes: u64,
    bars: &Bars,
) -> Result<(), Failure> {
    let mut file = std::fs::File::open(path).context("opening the file")?;
    let (mut offset, mut resumes) = (0, 0);
    while offset < size_bytes {
        let length = CHUNK_BYTES.min(size_bytes - offset);
        let mut chunk = Vec::new();
        file.seek(SeekFrom::Start(offset)).context("reading the file")?;
        file.by_ref().take(length).read_to_end(&mut chunk).context("reading the file")?;
        if chunk.is_empty() {
            return Err(anyhow!("{} became shorter while it was sent", path.display()).into());
        }
        offset = match remote.append(upload, offset, chunk).await {
            Ok(offset) => offset,
            Err(Failure::Unreached(_)) if resumes < RESUMES_MAX => {
                resumes += 1;
                sleep(Duration::from_secs(1 << resumes)).await;
                remote.offset(upload).await?
            },
            Err(failure) => return Err(failure),
        };
        bars.show("upload", ratio(offset, size_bytes), None);
    }
    Ok(())
}

/// Follows the stages until the video plays, or until only a person goes on with it; says how it
/// stands then.
async fn follow(remote: &Remote, upload: &Upload, bars: &Bars) -> Result<String, Failure> {
    let path = format!("/api/v1/videos/{}/progress", upload.video_id);
    let mut lost = 0;
    loop {
        let now = match remote.get(&path).await {
            // A server that starts again, or lacks a part, takes the job up where it was: wait.
            Err(Failure::Unreached(_)) if lost < RESUMES_MAX => {
                lost += 1;
                sleep(Duration::from_secs(1 << lost)).await;
                continue;
            },
            answer => answer?,
        };
        lost = 0;
        for stage in now["stages"].as_array().into_iter().flatten() {
            let name = stage["name"].as_str().unwrap_or_default();
            let done = stage["progress"].as_f64().unwrap_or_default();
            bars.show(name, done, stage["speed"].as_f64());
            if stage["state"].as_str() == Some("retrying") {
                bars.tell(stage["cause"]["text"].as_str().unwrap_or_default());
            }
        }
        let state = now["state"].as_str().unwrap_or_default();
        match state {
            "published" | "ready" => return Ok(state.to_owned()),
            "failed" | "refused" | "blocked" => return Err(why(&now)),
            // Only a person goes on with it, and that may take days.
            "in_review" if is_before_a_person(&now) => {
                bars.tell(&cause(&now));
                return Ok(state.to_owned());
            },
            _ => sleep(POLL).await,
        }
    }
}

fn is_before_a_person(now: &Value) -> bool {
    let mut stages = now["stages"].as_array().into_iter().flatten();
    stages.any(|stage| stage["name"] == "review" && !stage["cause"].is_null())
}

fn cause(now: &Value) -> String {
    let stages = now["stages"].as_array().into_iter().flatten();
    let cause = stages.filter_map(|stage| stage["cause"]["text"].as_str()).next_back();
    let cause = cause.or_else(|| now["cause"]["text"].as_str()).unwrap_or("no cause was given");
    cause.to_owned()
}

fn why(now: &Value) -> Failure {
    Failure::Refused(format!("the video was not published: {}", cause(now)))
}

#[expect(clippy::cast_precision_loss, reason = "a progress bar needs no more than 52 bits")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// One progress bar for each stage, on standard error, only for a person.
struct Bars {
    all: MultiProgress,
    is_quiet: bool,
    told: Mutex<String>,
    known: Mutex<HashMap<String, ProgressBar>>,
}

const BAR_STEPS: u64 = 1000;

impl Bars {
    fn new(quiet: bool) -> Self {
        let target =
            if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let all = MultiProgress::with_draw_target(target);
        Self { all, is_quiet: quiet, told: Mutex::default(), known: Mutex::default() }
    }

    /// Says why it takes so long, once for each reason; without a terminal, as a plain line.
    fn tell(&self, reason: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_quiet || reason.is_empty() || *told == reason {
            return;
        }
        reason.clone_into(&mut told);
        if self.all.is_hidden() {
            let line = format!("waiting: {reason}\n");
            drop(std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()));
        } else {
            drop(self.all.println(format!("waiting: {reason}")));
        }
    }

    fn show(&self, name: &str, done: f64, speed: Option<f64>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = known.entry(name.to_owned()).or_insert_with(|| {
            let look = "{prefix:>10} {bar:32.cyan/blue} {percent:>3} % {msg}";
            let style = ProgressStyle::with_template(look)
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("━╸─");
            let bar = self.all.add(ProgressBar::new(BAR_STEPS)).with_style(style);
            bar.set_prefix(name.to_owned());
            bar
        });
        bar.set_position(steps(done));
        if let Some(speed) = speed.filter(|speed| *speed > 0.0) {
            bar.set_message(format!("{speed:.1}×"));
        }
    }

    fn clear(&self) {
        drop(self.all.clear());
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=1000 first"
)]
fn steps(done: f64) -> u64 {
    (done.clamp(0.0, 1.0) * 1000.0) as u64
}

pub(super) fn client_runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(built.map_err(anyhow::Error::from)?)
}
