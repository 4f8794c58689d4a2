//! The domains as the front's tests know them: fixed answers, and a log of what was asked.

use crate::boot::kit::Kit;
use crate::contract::ingest::{AppendUploadRequest, AppendUploadResponse, Upload, UploadState};
use crate::contract::{ingest, playback, transcode, user, video};
use crate::kernel::bus::Call as _;
use crate::kernel::bus::{Flow, Slot};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, RefusalCode as _};
use crate::kernel::threads;
use crate::kernel::wire::BlobRef;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a session of these accounts goes on unused.
pub(super) const IDLE_MS: i64 = 90_000;

/// What the fakes saw.
#[derive(Clone, Default)]
pub(super) struct Seen {
    log: Arc<Mutex<Vec<String>>>,
    pub(super) uploaded: Arc<Mutex<Vec<u8>>>,
    pub(super) job: Arc<Mutex<Option<transcode::Job>>>,
    pub(super) video_state: Arc<Mutex<Option<video::VideoState>>>,
    /// Videos in the studio, one at least.
    pub(super) rows: Arc<Mutex<usize>>,
    /// Whether `transcode` is out of reach.
    pub(super) is_idle: Arc<Mutex<bool>>,
    pub(super) is_out: Arc<Mutex<bool>>,
    pub(super) is_revoked: Arc<Mutex<bool>>,
}

pub(super) fn held<T>(value: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Seen {
    fn note(&self, cx: &Context, rpc: &str) {
        let key = cx.key.as_deref().map(|key| format!(" key={key}")).unwrap_or_default();
        held(&self.log).push(format!("{rpc} by {}{key}", cx.caller.scope()));
    }

    /// The calls so far, as `video.GetVideo by user:u1 key=…`.
    pub(super) fn calls(&self, rpc: &str) -> Vec<String> {
        held(&self.log).iter().filter(|call| call.starts_with(rpc)).cloned().collect()
    }
}

pub(super) fn place(kit: &Kit, seen: &Seen) {
    let seen_by = seen.clone();
    kit.board.fake::<user::Owner>(&kit.key, move |cx, call| {
        let rpc = call.rpc();
        seen_by.note(&cx, &format!("user.{}", rpc.name));
        if *held(&seen_by.is_out) {
            call.fail(Fault::Overloaded.into());
            return;
        }
        match call {
            user::Call::ResolveCredential(_, slot) if *held(&seen_by.is_revoked) => {
                slot.fill(Ok(user::ResolveCredentialResponse::default()));
            },
            call => of_user(&cx, call),
        }
    });
    let seen_by = seen.clone();
    kit.board.fake::<video::Owner>(&kit.key, move |cx, call| {
        seen_by.note(&cx, &format!("video.{}", call.rpc().name));
        of_video(&seen_by, &cx, call);
    });
    let seen_by = seen.clone();
    kit.board.fake::<ingest::Owner>(&kit.key, move |cx, call| {
        seen_by.note(&cx, &format!("ingest.{}", call.rpc().name));
        of_ingest(&seen_by, call);
    });
    let seen_by = seen.clone();
    kit.board.fake::<transcode::Owner>(&kit.key, move |cx, call| {
        seen_by.note(&cx, &format!("transcode.{}", call.rpc().name));
        of_transcode(&seen_by, call);
    });
    let seen_by = seen.clone();
    kit.board.fake::<playback::Owner>(&kit.key, move |cx, call| {
        seen_by.note(&cx, &format!("playback.{}", call.rpc().name));
        of_playback(call);
    });
}

fn card(user_id: &str, name: &str, role: user::Role) -> user::UserCard {
    user::UserCard {
        user_id: user_id.into(),
        name: name.into(),
        role: role.into(),
        created_at_ms: crate::boot::kit::FIRST_DAY_MS,
    }
}

pub(super) fn mira() -> user::UserCard {
    card("u1", "mira", user::Role::Creator)
}

fn root() -> user::UserCard {
    card("u9", "root", user::Role::Admin)
}

fn of_user(cx: &Context, call: user::Call) {
    use user::resolve_credential_request::Credential;
    match call {
        user::Call::ResolveCredential(request, slot) => {
            let user = match request.credential {
                Some(Credential::SessionToken(token)) if token == "good" => Some(mira()),
                Some(Credential::SessionToken(token)) if token == "admin" => Some(root()),
                Some(Credential::ApiToken(token)) if token == "shoal_good" => Some(mira()),
                _ => None,
            };
            slot.fill(Ok(user::ResolveCredentialResponse { user, session_idle_ms: IDLE_MS }));
        },
        user::Call::SignIn(request, slot) if request.password == "correct horse" => {
            let session_token = "good".into();
            slot.fill(Ok(user::SignInResponse { user: Some(mira()), session_token }));
        },
        user::Call::SignIn(_, slot) => {
            let refused = user::Refusal::CredentialsWrong.because("name or password is wrong");
            slot.fail(refused.into());
        },
        user::Call::SignUp(request, slot) if request.name == "taken" => {
            slot.fail(user::Refusal::NameTaken.because("this name is taken").into());
        },
        // Sent before: the session is not stored.
        user::Call::SignUp(_, slot) if cx.key.as_deref() == Some("repeated") => {
            let session_token = String::new();
            slot.fill(Ok(user::SignUpResponse { user: Some(mira()), session_token }));
        },
        user::Call::ClaimSetup(request, slot) if request.token == "link" => {
            let session_token = "admin".into();
            slot.fill(Ok(user::ClaimSetupResponse { user: Some(root()), session_token }));
        },
        user::Call::ClaimSetup(_, slot) => {
            slot.fail(user::Refusal::SetupLinkInvalid.because("this link is not valid").into());
        },
        user::Call::SignUp(_, slot) => {
            let session_token = "good".into();
            slot.fill(Ok(user::SignUpResponse { user: Some(mira()), session_token }));
        },
        user::Call::SignOut(_, slot) => slot.fill(Ok(user::SignOutResponse {})),
        user::Call::GetUsers(request, slot) => {
            let users = [mira(), root()];
            let users = users.into_iter().filter(|user| request.user_ids.contains(&user.user_id));
            slot.fill(Ok(user::GetUsersResponse { users: users.collect() }));
        },
        user::Call::GetUser(request, slot) if request.name == "mira" => {
            slot.fill(Ok(user::GetUserResponse { user: Some(mira()) }));
        },
        user::Call::GetSteward(_, slot) => {
            slot.fill(Ok(user::GetStewardResponse { user: Some(root()) }));
        },
        user::Call::AddUser(request, slot) if cx.caller.is_admin() => {
            let user = Some(card("u2", &request.name, request.role()));
            slot.fill(Ok(user::AddUserResponse { user, api_token: "shoal_new".into() }));
        },
        user::Call::ListApiTokens(_, slot) => {
            slot.fill(Ok(user::ListApiTokensResponse { tokens: vec![token("t1", "laptop")] }));
        },
        user::Call::CreateApiToken(request, slot) => {
            let token = Some(token("t2", &request.label));
            let api_token = "shoal_secret".into();
            slot.fill(Ok(user::CreateApiTokenResponse { token, api_token }));
        },
        user::Call::RevokeApiToken(_, slot) => slot.fill(Ok(user::RevokeApiTokenResponse {})),
        other => other.fail(user::Refusal::UserUnknown.because("there is no such account").into()),
    }
}

fn token(id: &str, label: &str) -> user::ApiToken {
    user::ApiToken {
        token_id: id.into(),
        label: label.into(),
        created_at_ms: crate::boot::kit::FIRST_DAY_MS,
        used_at_ms: 0,
    }
}

/// The way of a video in that state: two of its stages are done, and the third runs or failed.
pub(super) fn way_of(state: video::VideoState) -> video::Way {
    use video::{Stage, StageState, WayState};
    // A state comes once on a way.
    let version = u64::try_from(i32::from(state)).expect("it is above zero");
    let (state, third, worker) = match state {
        video::VideoState::Failed => (WayState::Failed, StageState::Failed, ""),
        video::VideoState::Processing => (WayState::Transcoding, StageState::Running, "transcode"),
        video::VideoState::Draft => (WayState::Uploading, StageState::Waiting, "ingest"),
        _ => (WayState::Published, StageState::Done, ""),
    };
    let stages = [
        Stage::Upload,
        Stage::Probe,
        Stage::Ladder,
        Stage::Package,
        Stage::Poster,
        Stage::Storyboard,
        Stage::Publish,
    ];
    let note = |(at, stage): (usize, Stage)| {
        let told = match (state, at) {
            (WayState::Uploading, 0) => StageState::Running,
            (WayState::Uploading, _) => StageState::Waiting,
            (WayState::Published, _) | (_, ..2) => StageState::Done,
            (_, 2) => third,
            _ => StageState::Waiting,
        };
        video::StageNote { stage: stage.into(), state: told.into(), ..<_>::default() }
    };
    let stages = stages.into_iter().enumerate().map(note).collect();
    let retryable = state == WayState::Failed;
    let (state, worker) = (state.into(), worker.to_owned());
    video::Way { state, stages, worker, version, retryable }
}

/// Tells a state now and when it changes, until nobody listens.
fn follow(seen: &Seen, slot: Slot<Flow<video::FollowWayResponse>>) {
    let (sender, flow) = Flow::new();
    slot.fill(Ok(flow));
    let seen = seen.clone();
    let work = async move {
        let mut told = None;
        loop {
            let state = (*held(&seen.video_state)).unwrap_or(video::VideoState::Published);
            if told != Some(state) {
                let way = way_of(state);
                let version = way.version;
                if !sender.send(video::FollowWayResponse { way: Some(way), version }).await {
                    return;
                }
                told = Some(state);
            }
            tokio::select! {
                () = crate::kernel::tasks::sleep(Duration::from_millis(10)) => {},
                () = sender.abandoned() => return,
            }
        }
    };
    spin("fake-video", work);
}

fn spin(name: &str, work: impl Future<Output = ()> + Send + 'static) {
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.expect("a runtime").block_on(work);
    };
    drop(threads::start(name.into(), run).expect("a thread"));
}

fn film(seen: &Seen) -> video::VideoCard {
    let state = (*held(&seen.video_state)).unwrap_or(video::VideoState::Published);
    video::VideoCard {
        video_id: "v1".into(),
        owner_id: "u1".into(),
        title: "A <b>fish</b>".into(),
        privacy: video::Privacy::Public.into(),
        state: state.into(),
        duration_ms: 5_000,
        created_at_ms: crate::boot::kit::FIRST_DAY_MS,
        published_at_ms: crate::boot::kit::FIRST_DAY_MS,
        way: Some(way_of(state)),
        ..video::VideoCard::default()
    }
}

fn of_video(seen: &Seen, cx: &Context, call: video::Call) {
    let film = film(seen);
    match call {
        video::Call::GetVideo(request, slot) if request.video_id == "v1" => {
            slot.fill(Ok(video::GetVideoResponse { video: Some(film), package: None }));
        },
        video::Call::FollowWay(request, slot) if request.video_id == "v1" => follow(seen, slot),
        video::Call::ListNewest(_, slot) => {
            let next_cursor = String::new();
            slot.fill(Ok(video::ListNewestResponse { videos: vec![film], next_cursor }));
        },
        video::Call::ListOwn(_, slot) => {
            let next_cursor = "c2".into();
            let row = |number| video::VideoCard { video_id: format!("v{number}"), ..film.clone() };
            let videos = (1..=(*held(&seen.rows)).max(1)).map(row).collect();
            slot.fill(Ok(video::ListOwnResponse { videos, next_cursor }));
        },
        video::Call::CreateDraft(request, slot) => {
            let owner_id = cx.caller.user_id().map(String::from).unwrap_or_default();
            let (title, privacy) = (request.title, request.privacy);
            let draft = video::VideoCard { owner_id, title, privacy, ..film };
            slot.fill(Ok(video::CreateDraftResponse { video: Some(draft) }));
        },
        video::Call::UpdateVideo(request, slot) if request.title() == "" => {
            slot.fail(video::Refusal::TitleInvalid.because("give the video a title").into());
        },
        video::Call::UpdateVideo(request, slot) => {
            let changed = video::VideoCard { title: request.title().to_owned(), ..film };
            slot.fill(Ok(video::UpdateVideoResponse { video: Some(changed) }));
        },
        video::Call::PublishVideo(request, slot) if request.video_id == "v1" => {
            slot.fill(Ok(video::PublishVideoResponse { video: Some(film) }));
        },
        video::Call::DeleteVideo(request, slot) if request.video_id == "v1" => {
            slot.fill(Ok(video::DeleteVideoResponse {}));
        },
        other => other.fail(video::Refusal::VideoUnknown.because("there is no such video").into()),
    }
}

fn upload(seen: &Seen) -> Upload {
    let offset_bytes = u64::try_from(held(&seen.uploaded).len()).expect("it fits");
    Upload {
        upload_id: "up1".into(),
        video_id: "v1".into(),
        owner_id: "u1".into(),
        size_bytes: 1_000_000,
        offset_bytes,
        state: UploadState::Receiving.into(),
        expires_at_ms: 1_780_000_000_000,
        metadata: "filename YS5tcDQ=".into(),
        ..Upload::default()
    }
}

fn of_ingest(seen: &Seen, call: ingest::Call) {
    let known = upload(seen);
    match call {
        ingest::Call::CreateUpload(request, slot) if request.size_bytes == 666 => {
            slot.fail(ingest::Refusal::TooManyUploads.because("finish one first").into());
        },
        ingest::Call::CreateUpload(request, slot) if request.size_bytes == 667 => {
            slot.fail(ingest::Refusal::NoSpace.because("there is no room").into());
        },
        ingest::Call::CreateUpload(request, slot) if request.size_bytes == 668 => {
            slot.fail(Fault::NoSpace("the database".into()).into());
        },
        ingest::Call::CreateUpload(request, slot) => {
            let upload = Upload { size_bytes: request.size_bytes, offset_bytes: 0, ..known };
            slot.fill(Ok(ingest::CreateUploadResponse { upload: Some(upload) }));
        },
        ingest::Call::GetUpload(request, slot) if request.upload_id == "up1" => {
            slot.fill(Ok(ingest::GetUploadResponse { upload: Some(known) }));
        },
        ingest::Call::GetUploadOfVideo(_, slot) => {
            slot.fill(Ok(ingest::GetUploadOfVideoResponse { upload: Some(known) }));
        },
        ingest::Call::WatchUpload(_, slot) => {
            let (sender, flow) = Flow::new();
            slot.fill(Ok(flow));
            spin("fake-watch", async move {
                let upload = Some(known);
                sender.send(ingest::WatchUploadResponse { upload, offset_bytes: 0 }).await;
                sender.abandoned().await;
            });
        },
        ingest::Call::TerminateUpload(request, slot) if request.upload_id == "up1" => {
            slot.fill(Ok(ingest::TerminateUploadResponse {}));
        },
        ingest::Call::AppendUpload(flow, slot) => take(seen.clone(), flow, slot),
        other => {
            other.fail(ingest::Refusal::UploadUnknown.because("there is no such upload").into());
        },
    }
}

/// Takes bytes until the flow ends, and keeps what came.
fn take(seen: Seen, mut flow: Flow<AppendUploadRequest>, slot: Slot<AppendUploadResponse>) {
    let work = async move {
        let head = flow.next().await.expect("a head").expect("no failure");
        let at = u64::try_from(held(&seen.uploaded).len()).expect("it fits");
        if head.offset_bytes != at {
            let reason = format!("the upload stands at {at}");
            return slot.fail(ingest::Refusal::OffsetWrong.because(reason).into());
        }
        while let Some(Ok(part)) = flow.next().await {
            assert!(part.chunk.len() <= 256 << 10, "a chunk of {} bytes", part.chunk.len());
            held(&seen.uploaded).extend_from_slice(&part.chunk);
        }
        slot.fill(Ok(AppendUploadResponse { upload: Some(upload(&seen)) }));
    };
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime").block_on(work);
    };
    drop(threads::start("fake-ingest".into(), run).expect("a thread"));
}

fn of_transcode(seen: &Seen, call: transcode::Call) {
    let job = held(&seen.job).clone();
    if *held(&seen.is_idle) {
        return call.fail(Fault::Unavailable("nobody is there".to_owned()).into());
    }
    match call {
        transcode::Call::GetJobs(request, slot) => {
            let of = |video_id: String| job.clone().map(|job| transcode::Job { video_id, ..job });
            let jobs = request.video_ids.into_iter().filter_map(of).collect();
            slot.fill(Ok(transcode::GetJobsResponse { jobs }));
        },
        transcode::Call::WatchJob(_, slot) => {
            let (sender, flow) = Flow::new();
            slot.fill(Ok(flow));
            spin("fake-transcode", async move {
                sender.send(transcode::WatchJobResponse { job, ..<_>::default() }).await;
                sender.abandoned().await;
            });
        },
        transcode::Call::GetJob(_, slot) => slot.fill(Ok(transcode::GetJobResponse { job })),
        transcode::Call::RetryJob(request, slot) if request.video_id == "v1" => {
            slot.fill(Ok(transcode::RetryJobResponse { job }));
        },
        other => other.fail(transcode::Refusal::JobUnknown.because("there is no such job").into()),
    }
}

fn of_playback(call: playback::Call) {
    match call {
        playback::Call::StartSession(request, slot) if request.video_id == "v1" => {
            slot.fill(Ok(playback::StartSessionResponse {
                session_id: "s1".into(),
                media_token: "tok".into(),
                resume_ms: 1_500,
                duration_ms: 5_000,
                storyboard: None,
            }));
        },
        playback::Call::ReportProgress(request, slot) if request.session_id == "s1" => {
            slot.fill(Ok(playback::ReportProgressResponse {}));
        },
        playback::Call::AuthorizeMedia(request, slot) if request.media_token == "tok" => {
            let blob = Some(BlobRef {
                owner: "transcode".into(),
                path: format!("p1/{}", request.path),
                size_bytes: 0,
            });
            let content_type = "video/mp4".into();
            slot.fill(Ok(playback::AuthorizeMediaResponse { blob, content_type }));
        },
        playback::Call::AuthorizeCover(request, slot) if request.video_id == "v1" => {
            let path = "p1/poster.jpg".into();
            let blob = Some(BlobRef { owner: "transcode".into(), path, size_bytes: 0 });
            slot.fill(Ok(playback::AuthorizeCoverResponse { blob, is_public: true }));
        },
        playback::Call::AuthorizeMedia(_, slot) => {
            slot.fail(playback::Refusal::TokenInvalid.because("this address has run out").into());
        },
        other => {
            let refused = playback::Refusal::VideoUnknown.because("there is no such video");
            other.fail(refused.into());
        },
    }
}
