//! Who may upload what, and where an upload may go on. It must not touch storage or a clock.

use super::Options;
use crate::contract::ingest::{
    CreateUploadRequest, Failure, Refusal, Upload as Shown, UploadId, UploadState,
};
use crate::contract::video::{VideoCard, VideoId, VideoState};
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;
use crate::kernel::quota::check_quota;

/// One upload as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::ingest) struct Upload {
    pub(in crate::domains::ingest) upload_id: UploadId,
    pub(in crate::domains::ingest) video_id: VideoId,
    pub(in crate::domains::ingest) owner_id: UserId,
    pub(in crate::domains::ingest) filename: String,
    pub(in crate::domains::ingest) size_bytes: u64,
    /// Bytes that are durable.
    pub(in crate::domains::ingest) offset_bytes: u64,
    pub(in crate::domains::ingest) state: UploadState,
    pub(in crate::domains::ingest) failure: Option<Failure>,
    pub(in crate::domains::ingest) created_at_ms: i64,
    pub(in crate::domains::ingest) expires_at_ms: i64,
    pub(in crate::domains::ingest) metadata: String,
}

impl From<Upload> for Shown {
    fn from(one: Upload) -> Self {
        Self {
            upload_id: one.upload_id.into(),
            video_id: one.video_id.into(),
            owner_id: one.owner_id.into(),
            filename: one.filename,
            size_bytes: one.size_bytes,
            offset_bytes: one.offset_bytes,
            state: one.state.into(),
            failure: one.failure,
            created_at_ms: one.created_at_ms,
            expires_at_ms: one.expires_at_ms,
            metadata: one.metadata,
        }
    }
}

/// A check that was begun.
#[derive(Debug)]
pub(in crate::domains::ingest) struct Started {
    pub(in crate::domains::ingest) upload: Upload,
    pub(in crate::domains::ingest) traceparent: String,
    /// How often it was begun, this time counted.
    pub(in crate::domains::ingest) starts: u64,
    /// How often the server failed in it.
    pub(in crate::domains::ingest) faults: u64,
}

/// An upload that waits for a check.
#[derive(Debug)]
pub(in crate::domains::ingest) struct Due {
    pub(in crate::domains::ingest) upload_id: UploadId,
    pub(in crate::domains::ingest) owner_id: UserId,
    pub(in crate::domains::ingest) at_ms: i64,
}

/// What is open already when another upload is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::domains::ingest) struct Load {
    /// Unfinished uploads of the same owner.
    pub(in crate::domains::ingest) open_of_owner: u64,
    /// Bytes that those have announced and not yet sent.
    pub(in crate::domains::ingest) announced_of_owner: u64,
    /// Bytes that all unfinished uploads have announced and not yet sent.
    pub(in crate::domains::ingest) announced_bytes: u64,
    pub(in crate::domains::ingest) free_bytes: u64,
}

/// Whether the file is there as a whole, and stays.
pub(in crate::domains::ingest) fn is_kept(upload: &Upload) -> bool {
    matches!(upload.state, UploadState::Checking | UploadState::Accepted)
}

/// Where the bytes of an upload lie. Made from our own id and nothing else.
pub(in crate::domains::ingest) fn make_path(upload_id: &UploadId) -> String {
    format!("uploads/{upload_id}")
}

/// Refuses a request that no draft could make good.
pub(in crate::domains::ingest) fn check_request(
    request: &CreateUploadRequest,
    options: &Options,
) -> Result<(), Refused> {
    if request.size_bytes == 0 {
        return Err(Refusal::SizeInvalid.because("The file is empty. Choose a video to upload."));
    }
    if request.size_bytes > options.upload_bytes_max {
        let most = options.upload_bytes_max;
        return Err(Refusal::TooLarge
            .because(format!(
                "The file has {} bytes; this site takes {most} at the most. \
                 Export it smaller and upload that.",
                request.size_bytes
            ))
            .with("upload_bytes_max", most));
    }
    let plain = request.metadata.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if request.metadata.len() > options.metadata_bytes_max || !plain {
        let most = options.metadata_bytes_max;
        return Err(Refusal::MetadataInvalid.because(format!(
            "The upload's metadata must be {most} printable ASCII characters at the most."
        )));
    }
    Ok(())
}

/// Refuses a video of somebody else, and one that has its source already.
pub(in crate::domains::ingest) fn check_draft(
    draft: &VideoCard,
    caller: &Caller,
) -> Result<(), Refused> {
    // What is no id is nobody's.
    let owner_id: UserId = draft.owner_id.parse().map_err(|_| refuse_unknown())?;
    caller.authorize_owner(&owner_id)?;
    match draft.state() {
        VideoState::Draft | VideoState::Refused | VideoState::Failed => Ok(()),
        VideoState::Unspecified
        | VideoState::Processing
        | VideoState::Ready
        | VideoState::InReview
        | VideoState::Blocked
        | VideoState::Published => Err(Refusal::TakesNoSource
            .because("This video has its file already. Make a new video to upload another one.")),
    }
}

/// Refuses what the account or the disk has no room for.
pub(in crate::domains::ingest) fn check_room(
    load: Load,
    size_bytes: u64,
    options: &Options,
) -> Result<(), Refused> {
    check_quota(Refusal::TooManyUploads, load.open_of_owner, options.open_uploads_max)?;
    let promised = load.announced_bytes.saturating_add(options.free_bytes_min);
    if load.free_bytes < promised.saturating_add(size_bytes) {
        return Err(refuse_space());
    }
    // One account cannot hold the disk against all others by announcing what it never sends.
    let share = load.free_bytes / 100 * options.owner_share_percent;
    let held = load.announced_of_owner.saturating_add(size_bytes);
    if load.open_of_owner > 0 && held > share {
        return Err(refuse_space());
    }
    Ok(())
}

/// The disk of the server is full.
pub(in crate::domains::ingest) fn refuse_space() -> Refused {
    Refusal::NoSpace.because(
        "The server has no room for this file now. Nothing is wrong with the file; \
         try again later or tell the operator.",
    )
}

/// The upload as it begins.
pub(in crate::domains::ingest) fn make_upload(
    (upload_id, video_id, owner_id): (UploadId, VideoId, UserId),
    request: CreateUploadRequest,
    now_ms: i64,
    options: &Options,
) -> Upload {
    Upload {
        upload_id,
        video_id,
        owner_id,
        filename: display_name(&request.filename),
        size_bytes: request.size_bytes,
        offset_bytes: 0,
        state: UploadState::Receiving,
        failure: None,
        created_at_ms: now_ms,
        expires_at_ms: now_ms.saturating_add(options.unfinished_kept_ms),
        metadata: request.metadata,
    }
}

/// A file name as it may be shown: without characters that act instead of being seen.
fn display_name(filename: &str) -> String {
    // Marks and overrides of writing direction, by which a name can look like another.
    let turns = |letter: char| {
        let code = u32::from(letter);
        matches!(code, 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069)
    };
    let seen = filename.chars().filter(|letter| !letter.is_control() && !turns(*letter));
    let name: String = seen.take(Shown::FILENAME.max_chars as usize).collect();
    if name.trim().is_empty() { "video".to_owned() } else { name }
}

/// Refuses bytes that do not join those which are durable.
pub(in crate::domains::ingest) fn check_append(
    upload: &Upload,
    offset_bytes: u64,
    now_ms: i64,
) -> Result<(), Refused> {
    if upload.state != UploadState::Receiving {
        return Err(refuse_ended(upload));
    }
    if upload.expires_at_ms <= now_ms {
        return Err(Refusal::UploadEnded
            .because("The upload stood still for too long and was given up. Start it again.")
            .with("state", UploadState::Terminated.as_str_name()));
    }
    if offset_bytes != upload.offset_bytes {
        return Err(Refusal::OffsetWrong
            .because(format!(
                "The server has {} bytes of this file and got more for byte {offset_bytes}. \
                 Go on where the server stands.",
                upload.offset_bytes
            ))
            .with("offset_bytes", upload.offset_bytes));
    }
    Ok(())
}

/// Whether bytes may still come or are being checked.
pub(in crate::domains::ingest) fn is_open(state: UploadState) -> bool {
    matches!(state, UploadState::Receiving | UploadState::Checking)
}

/// The upload takes no more bytes.
pub(in crate::domains::ingest) fn refuse_ended(upload: &Upload) -> Refused {
    let reason = match upload.state {
        UploadState::Unspecified | UploadState::Receiving | UploadState::Terminated => {
            "This upload was cancelled or given up. Start it again."
        },
        UploadState::Checking => "All bytes of this upload are here; it is being checked.",
        UploadState::Accepted => {
            "This upload is complete and belongs to its video; delete the video to remove it."
        },
        UploadState::Refused => "This upload was refused. Start another one with another file.",
    };
    Refusal::UploadEnded
        .because(reason)
        .with("state", upload.state.as_str_name())
        .with("offset_bytes", upload.offset_bytes)
}

/// There is no such upload, or it is none of the caller's business.
pub(in crate::domains::ingest) fn refuse_unknown() -> Refused {
    Refusal::UploadUnknown.because("There is no such upload. Start it again.")
}

/// Another append writes to the upload.
pub(in crate::domains::ingest) fn refuse_busy(retry_after_ms: u64) -> Refused {
    Refusal::UploadBusy
        .because("Another connection is sending this file. Try again in a moment.")
        .with("retry_after_ms", retry_after_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::wire::Detail;

    #[test]
    fn file_names_are_shown_and_nothing_else() {
        let table = [
            ("holiday.mp4", "holiday.mp4"),
            ("-i.mp4", "-i.mp4"),
            ("%d.mp4", "%d.mp4"),
            ("../../etc/passwd", "../../etc/passwd"),
            ("a\0b\r\nc\u{1b}[31m.mp4", "abc[31m.mp4"),
            ("gpj.\u{202e}4pm", "gpj.4pm"),
            ("\0\n", "video"),
            ("", "video"),
            ("大熊兔.mp4", "大熊兔.mp4"),
        ];
        for (given, shown) in table {
            assert_eq!(display_name(given), shown);
        }
        assert_eq!(display_name(&"é".repeat(300)).chars().count(), 255);
    }

    #[test]
    fn room_is_counted_with_what_others_announced() {
        let options = Options {
            free_bytes_min: 10,
            open_uploads_max: 2,
            owner_share_percent: 100,
            ..Options::default()
        };
        let load =
            Load { open_of_owner: 1, announced_of_owner: 0, announced_bytes: 40, free_bytes: 100 };
        assert!(check_room(load, 50, &options).is_ok());
        let refused = check_room(load, 51, &options).expect_err("10 + 40 + 51 is above 100");
        assert_eq!(refused.name, "NO_SPACE");
        let holder = Load { announced_of_owner: 30, ..load };
        let options_shared = Options { owner_share_percent: 40, ..options.clone() };
        assert!(check_room(holder, 10, &options_shared).is_ok());
        assert!(check_room(holder, 11, &options_shared).is_err(), "30 + 11 is above 40 %");
        let first = Load { open_of_owner: 0, announced_of_owner: 0, ..load };
        assert!(check_room(first, 50, &options_shared).is_ok(), "one upload may be large");
        let full = Load { open_of_owner: 2, ..load };
        assert_eq!(
            check_room(full, 1, &options).expect_err("two are open").name,
            "TOO_MANY_UPLOADS"
        );
    }

    #[test]
    fn metadata_must_fit_a_header() {
        let options = Options { metadata_bytes_max: 8, ..Options::default() };
        let request = |metadata: &str| CreateUploadRequest {
            size_bytes: 1,
            metadata: metadata.to_owned(),
            ..CreateUploadRequest::default()
        };
        assert!(check_request(&request("name YQ="), &options).is_ok());
        for metadata in ["name YQ==", "a\r\nb", "ü"] {
            let refused = check_request(&request(metadata), &options).expect_err(metadata);
            assert_eq!(refused.name, "METADATA_INVALID");
        }
    }

    #[test]
    fn bytes_must_join_those_that_are_durable() {
        let ids = ("u".into(), "v".into(), "o".into());
        let request = CreateUploadRequest { size_bytes: 9, ..CreateUploadRequest::default() };
        let fresh = make_upload(ids, request, 0, &Options::default());
        let fresh = Upload { offset_bytes: 7, expires_at_ms: 100, ..fresh };
        let upload = |state| Upload { state, ..fresh.clone() };
        assert!(check_append(&upload(UploadState::Receiving), 7, 99).is_ok());
        let wrong = check_append(&upload(UploadState::Receiving), 6, 99).expect_err("behind");
        assert_eq!(wrong.name, "OFFSET_WRONG");
        assert_eq!(wrong.details, [Detail::new("offset_bytes", 7_u64)]);
        let late = check_append(&upload(UploadState::Receiving), 7, 100).expect_err("expired");
        assert_eq!(late.name, "UPLOAD_ENDED");
        for state in [UploadState::Checking, UploadState::Accepted, UploadState::Terminated] {
            assert_eq!(check_append(&upload(state), 7, 0).expect_err("ended").name, "UPLOAD_ENDED");
        }
    }
}
