//! What the domains of the front's tests tell for an export: two videos of `mira`, one with its
//! file as it came and one without, and names that would like to be elsewhere.

use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::ingest::{self, Upload, UploadState};
use crate::contract::moderation::{self, Action, Reason};
use crate::contract::transcode::{self, Job, JobState, Package, Rendition};
use crate::contract::{playback, user, video};
use crate::kernel::bus::ReplySender;
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::fault::RefusalCode as _;
use crate::kernel::wire::BlobRef;

/// Administrators have had their share for today.
pub(in crate::gateway) fn begin(cx: &Context, reply_to: ReplySender<user::BeginExportResponse>) {
    match &cx.caller {
        Caller::User { role: Role::Admin, .. } => {
            let refused = user::Refusal::TooManyExports.because("come back tomorrow");
            reply_to.fail(refused.with("count", 5_u64).with("most", 5_u64).into());
        },
        _ => reply_to.send(Ok(user::BeginExportResponse {})),
    }
}

pub(in crate::gateway) fn account(
    request: user::ExportAccountRequest,
) -> user::ExportAccountResponse {
    let cursor = request.page.unwrap_or_default().cursor;
    let aside = |other_id: &str| user::ExportedRelation {
        other_id: other_id.into(),
        since_ms: FIRST_DAY_MS,
        has_blocked: true,
        has_muted: false,
    };
    if cursor == "c2" {
        let relations = vec![aside("u4")];
        return user::ExportAccountResponse { relations, ..<_>::default() };
    }
    let account = user::ExportedAccount {
        user: Some(crate::gateway::user::fake::mira()),
        bio: "I film <b>fish</b>.\n海".into(),
        has_password: true,
        totp_since_ms: FIRST_DAY_MS,
        recovery_codes_left: 9,
        passkeys: vec![user::Passkey { label: "phone".into(), ..user::Passkey::default() }],
        avatar: Some(BlobRef {
            owner: "user".into(),
            path: "avatars/a2/256.jpg".into(),
            size_bytes: 0,
        }),
        ..user::ExportedAccount::default()
    };
    let (account, next_cursor) = (Some(account), "c2".into());
    user::ExportAccountResponse { account, relations: vec![aside("u3")], next_cursor }
}

pub(in crate::gateway) fn uploads(
    request: ingest::ExportAccountRequest,
) -> ingest::ExportAccountResponse {
    let cursor = request.page.unwrap_or_default().cursor;
    let upload = |id: &str, video_id: &str, filename: &str| ingest::ExportedUpload {
        upload: Some(Upload {
            upload_id: id.into(),
            video_id: video_id.into(),
            owner_id: "u1".into(),
            filename: filename.into(),
            state: UploadState::Accepted.into(),
            created_at_ms: FIRST_DAY_MS,
            ..Upload::default()
        }),
        kept: Some(BlobRef {
            owner: "ingest".into(),
            path: format!("uploads/{id}"),
            size_bytes: 0,
        }),
    };
    if cursor == "c2" {
        let uploads = vec![
            upload("up2", "../../v9", "..\\../etc/pass\u{1}wd"),
            // Older than the first of its video, and without its bytes.
            upload("up0", "v1", "first try.mp4"),
            upload("up3", "v2", "gone.mov"),
        ];
        return ingest::ExportAccountResponse { uploads, next_cursor: String::new() };
    }
    let uploads = vec![upload("up1", "v1", "My holiday.MP4")];
    ingest::ExportAccountResponse { uploads, next_cursor: "c2".into() }
}

pub(in crate::gateway) fn videos() -> video::ExportAccountResponse {
    let rendition = |name: &str, height| Rendition {
        name: name.into(),
        width: height * 16 / 9,
        height,
        ..Rendition::default()
    };
    let film = |id: &str, package: &str| video::ExportedVideo {
        video: Some(video::VideoCard {
            video_id: id.into(),
            owner_id: "u1".into(),
            title: "A \"fish\" / 鱼".into(),
            created_at_ms: FIRST_DAY_MS,
            privacy: video::Privacy::Unlisted.into(),
            state: video::VideoState::Published.into(),
            ..video::VideoCard::default()
        }),
        package: Some(Package {
            package_id: package.into(),
            folder: Some(BlobRef {
                owner: "transcode".into(),
                path: package.into(),
                size_bytes: 0,
            }),
            renditions: vec![rendition("360p", 360), rendition("720p", 720)],
            has_audio: true,
            ..Package::default()
        }),
        ..video::ExportedVideo::default()
    };
    let videos = vec![film("v1", "p1"), film("v2", "p2")];
    video::ExportAccountResponse { videos, next_cursor: String::new() }
}

pub(in crate::gateway) fn jobs() -> transcode::ExportAccountResponse {
    let job = Job { job_id: "j1".into(), state: JobState::Done.into(), ..Job::default() };
    let job = transcode::ExportedJob {
        job: Some(job),
        created_at_ms: FIRST_DAY_MS,
        ..transcode::ExportedJob::default()
    };
    transcode::ExportAccountResponse { jobs: vec![job], next_cursor: String::new() }
}

pub(in crate::gateway) fn dossier() -> moderation::ExportAccountResponse {
    let cases = vec![moderation::ExportedCase {
        video_id: "v1".into(),
        action: Action::Pass.into(),
        opened_at_ms: FIRST_DAY_MS,
        ..moderation::ExportedCase::default()
    }];
    let reports = vec![moderation::ExportedReport {
        report_id: "r1".into(),
        video_id: "v7".into(),
        reason: Reason::Spam.into(),
        note: "it sells".into(),
        sent_at_ms: FIRST_DAY_MS,
    }];
    let verdict = moderation::ProfileVerdict { action: Action::Block.into(), ..<_>::default() };
    let profile = moderation::ExportedProfile {
        refused_texts: Vec::new(),
        name: "mira".into(),
        bio: "I film fish".into(),
        bio_verdict: Some(verdict),
        avatar_verdict: None,
        changed_at_ms: FIRST_DAY_MS,
    };
    let (profile, next_cursor) = (Some(profile), String::new());
    moderation::ExportAccountResponse { cases, reports, next_cursor, profile }
}

pub(in crate::gateway) fn history() -> playback::ExportAccountResponse {
    let places = vec![playback::ExportedPlace {
        video_id: "v7".into(),
        position_ms: 1_500,
        expires_at_ms: FIRST_DAY_MS,
    }];
    let watched = vec![playback::WatchedVideo {
        video_id: "v8".into(),
        position_ms: 4_000,
        duration_ms: 5_000,
        watched_at_ms: FIRST_DAY_MS,
    }];
    playback::ExportAccountResponse { places, watched, ..<_>::default() }
}
