//! The archive as a stream: one step after the other, each only when what came before was taken, so
//! that whoever reads slowly makes it slow and nothing piles up. It must not break off for a part
//! that cannot be had: that is named at the end.

mod media;
mod zip;

use super::calls;
use super::views::{self, MissingPart, ToldPage};
use crate::contract::transcode::Package;
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::stream::is_proven;
use crate::gateway::core::tally::CountedPlace;
use crate::gateway::ingest::export::{Original, originals};
use crate::gateway::user::export::{account, count_begun};
use crate::gateway::video::export::{Film, films};
use crate::kernel::blobs::BlobFault;
use crate::kernel::clock;
use crate::kernel::fault::{Error, Fault, Shared};
use crate::kernel::meter::ExportLabels;
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING};
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use media::BlobFile;
use std::collections::{HashSet, VecDeque};
use std::io;
use std::sync::atomic::Ordering;
use std::time::Instant;
use zip::ZipWriter;

/// Exports of one account at a time.
const OF_ACCOUNT_MAX: u32 = 1;
/// After so long somebody may try again whose export is still under way.
const AGAIN_AFTER_S: u64 = 60;
/// A list that is longer is cut: no account of ours has one.
const LIST_BYTES_MAX: u64 = 1 << 30;
/// The picture of the account in the archive.
const PICTURE: &str = "picture.jpg";
/// Missing parts that are named; the rest is counted.
const MISSING_MAX: usize = 200;

struct Archive {
    front: FrontData,
    req: RequestContext,
    zip: ZipWriter,
    steps: VecDeque<ExportStep>,
    /// Videos whose file as it came is in the archive.
    with_original: HashSet<String>,
    missing: Vec<MissingPart>,
    unnamed: u64,
    is_stopping: bool,
    proven_at: Instant,
    /// The one export of the account.
    _place: CountedPlace<String>,
}

/// What is yet to be added, in this order.
enum ExportStep {
    Readme,
    Account,
    List { word: &'static str, cursor: String, is_begun: bool },
    Originals { cursor: String },
    Films { cursor: String },
    Text { name: String, text: String },
    File(Box<BlobFile>),
    Rendition { video_id: String, package: Box<Package> },
    End,
}

/// Begins an export of the caller's account.
///
/// # Errors
/// `SIGN_IN_FIRST`, `TOO_MANY_EXPORTS`, that one is under way, and faults of `user`.
pub(super) async fn begin(front: &FrontData, req: &RequestContext) -> Answer {
    let user_id = req.caller.user_id().ok_or_else(|| {
        HttpError::shared(Shared::SignInFirst, "Sign in first: the operator has no account.")
    })?;
    let running = || {
        let text = "An export of your account is under way. Wait for it, or stop it.";
        HttpError::own(Own::ExportRunning, text).after_s(AGAIN_AFTER_S)
    };
    let place = front.exports.take(user_id.to_string(), OF_ACCOUNT_MAX).ok_or_else(running)?;
    let mut cx = req.cx();
    // Each counts, also that of a form which is sent twice.
    cx.key = Some(front.key().into());
    count_begun(front, &cx).await?;
    count(front, "begun");
    let lists = calls::WORDS.iter().copied().map(|word| {
        let cursor = String::new();
        ExportStep::List { word, cursor, is_begun: false }
    });
    let media = [
        ExportStep::Originals { cursor: String::new() },
        ExportStep::Films { cursor: String::new() },
        ExportStep::End,
    ];
    let archive = Archive {
        front: front.clone(),
        req: req.clone(),
        zip: ZipWriter::new(front.now_ms()),
        steps: [ExportStep::Readme, ExportStep::Account]
            .into_iter()
            .chain(lists)
            .chain(media)
            .collect(),
        with_original: HashSet::new(),
        missing: Vec::new(),
        unnamed: 0,
        is_stopping: false,
        proven_at: clock::instant(),
        _place: place,
    };
    Ok(head_of(front).streaming(pieces(archive)))
}

/// What is said of an export before its first byte.
pub(super) fn head(front: &Front) -> HttpResponse {
    head_of(front).finish()
}

fn head_of(front: &Front) -> actix_web::HttpResponseBuilder {
    let name = views::archive_name(front.now_ms());
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("application/zip")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        // Media is packed already, and packing it again would cost more than it saves.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"));
    answer
}

fn count(front: &Front, outcome: &'static str) {
    front.gateway.meters.exports.get_or_create(&ExportLabels { outcome }).inc();
}

fn pieces(archive: Archive) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold(archive, |mut archive| async move {
        let piece = archive.next().await?;
        Some((piece, archive))
    })
}

impl Archive {
    /// The next bytes; `None` after the last.
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            if let Some(bytes) = self.zip.take() {
                return Some(Ok(bytes));
            }
            if self.steps.is_empty() {
                return None;
            }
            if !is_proven(&self.front, &mut self.req, &mut self.proven_at).await {
                self.steps.clear();
                count(&self.front, "revoked");
                return Some(Err(io::ErrorKind::PermissionDenied.into()));
            }
            if !self.is_stopping && !self.front.gateway.ready.load(Ordering::SeqCst) {
                self.stop();
            }
            let step = self.steps.pop_front()?;
            self.advance(step).await;
        }
    }

    async fn advance(&mut self, step: ExportStep) {
        match step {
            ExportStep::Readme => {
                let text = views::readme(&self.front, &self.req);
                self.text("README.txt", text);
            },
            ExportStep::Account => self.account().await,
            ExportStep::List { word, cursor, is_begun } => self.list(word, cursor, is_begun).await,
            ExportStep::Originals { cursor } => self.originals(cursor).await,
            ExportStep::Films { cursor } => self.films(cursor).await,
            ExportStep::Text { name, text } => self.text(&name, text),
            ExportStep::File(file) => self.file(file).await,
            ExportStep::Rendition { video_id, package } => {
                self.rendition(&video_id, &package).await;
            },
            ExportStep::End => self.end(),
        }
    }

    async fn account(&mut self) {
        match account(&self.front, &self.req.cx()).await {
            Ok(told) => {
                self.text("account.json", pretty(&told.facts));
                let picture = told.picture.map(|blob| BlobFile::new(PICTURE.to_owned(), [blob], 0));
                let picture = picture.map(|file| ExportStep::File(Box::new(file)));
                picture.into_iter().for_each(|step| self.steps.push_front(step));
            },
            Err(error) => self.miss("account.json", &error.into()),
        }
    }

    /// Adds the next part of a list; what cannot be had ends it, and it is whole JSON all the same.
    async fn list(&mut self, word: &'static str, cursor: String, is_begun: bool) {
        let file = calls::file(word);
        if !is_begun {
            self.zip.begin(file, false);
            self.zip.push(Bytes::from_static(b"["));
        }
        let told = calls::list(&self.front, &self.req.cx(), (word, &cursor)).await;
        let told = match told {
            Ok(told) => told,
            Err(error) => {
                self.miss(file, &error.into());
                ToldPage::default()
            },
        };
        let mut text = String::new();
        for (at, item) in told.items.iter().enumerate() {
            text.push_str(if at == 0 && cursor.is_empty() { "\n" } else { ",\n" });
            text.push_str(&pretty(item));
        }
        self.zip.push(text.into());
        let is_long = self.zip.open_bytes() > LIST_BYTES_MAX;
        if is_long {
            self.miss(file, &Fault::Internal("the list is too long".to_owned()).into());
        }
        if told.next_cursor.is_empty() || is_long {
            self.zip.push(Bytes::from_static(b"\n]\n"));
            self.zip.end();
            return;
        }
        self.steps.push_front(ExportStep::List { word, cursor: told.next_cursor, is_begun: true });
    }

    /// Looks for the next files as they came.
    async fn originals(&mut self, cursor: String) {
        let told = originals(&self.front, &self.req.cx(), &cursor).await;
        let told = match told {
            Ok(told) => told,
            Err(error) => return self.miss("videos/*/original.*", &error.into()),
        };
        if !told.next_cursor.is_empty() {
            self.steps.push_front(ExportStep::Originals { cursor: told.next_cursor });
        }
        let mut files = Vec::with_capacity(told.items.len());
        for Original { video_id, filename, blob } in told.items {
            let name = media::original_name(&video_id, &filename);
            match self.front.gateway.blobs.size(&blob).await {
                // The first of a video is its newest.
                Ok(Some(size_bytes)) if !self.with_original.contains(&video_id) => {
                    self.with_original.insert(video_id);
                    files.push(BlobFile::new(name, [blob], size_bytes));
                },
                // What is played takes its place.
                Ok(_) => {},
                Err(fault) => self.miss(&name, &lost(fault)),
            }
        }
        let files = files.into_iter().rev().map(|file| ExportStep::File(Box::new(file)));
        files.for_each(|step| self.steps.push_front(step));
    }

    /// Adds the next videos: what is known of each, its poster, and what is played if its file is
    /// gone.
    async fn films(&mut self, cursor: String) {
        let told = films(&self.front, &self.req.cx(), &cursor).await;
        let told = match told {
            Ok(told) => told,
            Err(error) => return self.miss("videos/", &error.into()),
        };
        if self.zip.is_full() {
            let fault = Fault::Internal("the archive has too many files".to_owned());
            return self.miss("videos/", &fault.into());
        }
        if !told.next_cursor.is_empty() {
            self.steps.push_front(ExportStep::Films { cursor: told.next_cursor });
        }
        for Film { video_id, facts, package } in told.items.into_iter().rev() {
            if let Some(package) = package {
                let poster = media::poster(&video_id, &package);
                if !self.with_original.contains(&video_id) {
                    let (video_id, package) = (video_id.clone(), Box::new(package));
                    self.steps.push_front(ExportStep::Rendition { video_id, package });
                }
                let poster = poster.map(|file| ExportStep::File(Box::new(file)));
                poster.into_iter().for_each(|step| self.steps.push_front(step));
            }
            let name = format!("videos/{}/video.json", media::plain(&video_id));
            self.steps.push_front(ExportStep::Text { name, text: pretty(&facts) });
        }
    }

    async fn rendition(&mut self, video_id: &str, package: &Package) {
        match media::best_rendition(&self.front.gateway.blobs, video_id, package).await {
            Ok(files) => {
                let steps = files.into_iter().rev().map(|file| ExportStep::File(Box::new(file)));
                steps.for_each(|step| self.steps.push_front(step));
            },
            Err(fault) => {
                let name = format!("videos/{}/video-*.mp4", media::plain(video_id));
                self.miss(&name, &lost(fault));
            },
        }
    }

    async fn file(&mut self, mut file: Box<BlobFile>) {
        match file.pour(&self.front.gateway.blobs, &mut self.zip).await {
            Ok(true) => self.steps.push_front(ExportStep::File(file)),
            Ok(false) => {},
            Err(fault) => {
                self.zip.end();
                self.miss(&file.name, &lost(fault));
            },
        }
    }

    fn text(&mut self, name: &str, text: String) {
        self.zip.begin(name, false);
        self.zip.push(text.into());
        self.zip.end();
    }

    /// Notes a part that is missing, or not whole.
    fn miss(&mut self, name: &str, trouble: &HttpError) {
        let (code, trace_id) = (&trouble.code, self.req.origin.trace.id());
        let cause = trouble.cause.as_deref().unwrap_or_default();
        tracing::warn!(part = name, %code, cause, %trace_id, "a part of an export is missing");
        if self.missing.len() == MISSING_MAX {
            self.unnamed += 1;
            return;
        }
        let why = trouble.told_in(self.req.language);
        self.missing.push(MissingPart { name: name.to_owned(), why });
    }

    /// The process is to stop: what was begun is ended, and the rest is said to be missing.
    fn stop(&mut self) {
        self.is_stopping = true;
        if let Some(ExportStep::List { is_begun: true, .. }) = self.steps.front() {
            self.zip.push(Bytes::from_static(b"\n]\n"));
        }
        self.zip.end();
        self.steps.clear();
        self.miss("…", &Fault::Unavailable("the site stops".to_owned()).into());
        self.steps.push_back(ExportStep::End);
    }

    fn end(&mut self) {
        let outcome = if self.missing.is_empty() { "whole" } else { "incomplete" };
        if !self.missing.is_empty() {
            let text = views::incomplete(self.req.language, &self.missing, self.unnamed);
            self.text("INCOMPLETE.txt", text);
        }
        self.zip.finish();
        count(&self.front, outcome);
    }
}

/// A blob that is not there is our fault here: a domain has named it.
fn lost(fault: BlobFault) -> HttpError {
    Error::from(fault).into()
}

/// JSON as people read it. What is made of strings and numbers cannot fail.
fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
