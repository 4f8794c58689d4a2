//! `moderation` as the front's tests know it: one case, held by a term in its title.

use crate::boot::harness::FIRST_DAY_MS;
use crate::contract::moderation::{self, Action, Call, Cause};
use crate::contract::transcode::Package;
use crate::gateway::tests::exported;
use crate::gateway::tests::fakes::Seen;
use crate::kernel::bus::Call as _;
use crate::kernel::context::Context;
use crate::kernel::fault::{RefusalCode as _, Shared};

fn case() -> moderation::Case {
    moderation::Case {
        video_id: "v1".into(),
        owner_id: "u1".into(),
        title: "A <b>fish</b>".into(),
        action: Action::Review.into(),
        failure: Some(Cause::TextInDoubt.into()),
        findings: Some(moderation::Findings {
            hits: vec![moderation::TextHit {
                field: "title".into(),
                term: "x".into(),
                category: "spam".into(),
                action: Action::Review.into(),
                ..moderation::TextHit::default()
            }],
            burnt: vec![moderation::TextHit {
                field: "picture".into(),
                term: "<i>x</i>".into(),
                category: "spam".into(),
                action: Action::Review.into(),
                at_ms: 65_000,
                line: "Get <b>x</b> now".into(),
            }],
            known: vec![moderation::KnownHit {
                at_ms: 65_000,
                hash: "0a".repeat(32),
                label: "A <i>poster</i>".into(),
                distance: 3,
            }],
            source_sha256: "0b".repeat(32),
            ..moderation::Findings::default()
        }),
        package: Some(Package {
            frames_at_ms: vec![0, 65_000],
            duration_ms: 130_000,
            ..Package::default()
        }),
        proposal: Some(moderation::Proposal {
            proposed_by: "u2".into(),
            reason: moderation::Reason::Hate.into(),
            note: "See <b>0:05</b>".into(),
            proposed_at_ms: FIRST_DAY_MS,
        }),
        open_reports: 1,
        reports: vec![moderation::Report {
            report_id: "r1".into(),
            reporter_id: "u1".into(),
            reason: moderation::Reason::Hate.into(),
            note: "It is <b>bad</b>".into(),
            sent_at_ms: FIRST_DAY_MS,
            closed_at_ms: 0,
        }],
        opened_at_ms: FIRST_DAY_MS,
        version: 1,
        ..moderation::Case::default()
    }
}

fn profile() -> moderation::Profile {
    let hit = |field: &str| moderation::TextHit {
        field: field.into(),
        term: "<i>x</i>".into(),
        action: Action::Review.into(),
        ..moderation::TextHit::default()
    };
    moderation::Profile {
        user_id: "u1".into(),
        name: "mira".into(),
        bio: "I film <b>fish</b>".into(),
        avatar: "a2".into(),
        name_action: Action::Block.into(),
        bio_action: Action::Review.into(),
        avatar_action: Action::Review.into(),
        findings: Some(moderation::ProfileFindings {
            hits: vec![hit("name"), hit("bio")],
            permille: Some(930),
            ..moderation::ProfileFindings::default()
        }),
        changed_at_ms: FIRST_DAY_MS,
        version: 3,
    }
}

fn known_picture() -> moderation::KnownPicture {
    moderation::KnownPicture {
        picture_id: "p1".into(),
        hash: "0a".repeat(32),
        label: "A <i>poster</i>".into(),
        added_by: "u1".into(),
        added_at_ms: FIRST_DAY_MS,
    }
}

fn known_file() -> moderation::KnownFile {
    moderation::KnownFile {
        file_id: "f1".into(),
        sha256: "0b".repeat(32),
        label: "A <i>film</i>".into(),
        added_by: "u1".into(),
        added_at_ms: FIRST_DAY_MS,
    }
}

fn term() -> moderation::Term {
    moderation::Term {
        term_id: "t1".into(),
        term: "<i>x</i>".into(),
        category: "spam".into(),
        severity: 50,
        action: Action::Block.into(),
        added_by: "u1".into(),
        added_at_ms: FIRST_DAY_MS,
        ..moderation::Term::default()
    }
}

pub(in crate::gateway) fn answer(_: &Seen, cx: &Context, call: Call) {
    if let Call::ReportVideo(_, reply_to) = call {
        return reply_to.send(Ok(moderation::ReportVideoResponse {}));
    }
    if let Call::ExportAccount(_, reply_to) = call {
        return reply_to.send(Ok(exported::dossier()));
    }
    if let Err(refused) = cx.caller.authorize_moderator() {
        return call.fail(refused.into());
    }
    match call {
        Call::ListCases(_, reply_to) => reply_to.send(Ok(moderation::ListCasesResponse {
            cases: vec![case()],
            next_cursor: String::new(),
            waiting: 1,
        })),
        Call::GetReadiness(_, reply_to) => {
            reply_to.send(Ok(moderation::GetReadinessResponse {
                require: "text".into(),
                ocr: "on".into(),
                missing_reader: "there is no model; run the set-up".into(),
                ..moderation::GetReadinessResponse::default()
            }));
        },
        Call::ClaimCase(_, reply_to) => {
            reply_to.send(Ok(moderation::ClaimCaseResponse { case: Some(case()) }));
        },
        Call::GetFrame(_, reply_to) => {
            reply_to.send(Ok(moderation::GetFrameResponse { jpeg: "jpeg".into() }));
        },
        Call::GetCase(_, reply_to) => {
            reply_to.send(Ok(moderation::GetCaseResponse { case: Some(case()) }));
        },
        Call::EscalateCase(request, reply_to) => {
            let note = request.note;
            let escalation = moderation::Escalation { note, ..moderation::Escalation::default() };
            let case = moderation::Case { escalation: Some(escalation), ..case() };
            reply_to.send(Ok(moderation::EscalateCaseResponse { case: Some(case) }));
        },
        Call::ReleaseCase(_, reply_to) => {
            reply_to.send(Ok(moderation::ReleaseCaseResponse {}));
        },
        Call::DecideCase(_, reply_to) => {
            let decided = moderation::Case { proposal: None, ..case() };
            reply_to.send(Ok(moderation::DecideCaseResponse { case: Some(decided) }));
        },
        Call::ExportTerms(_, reply_to) => {
            reply_to.send(Ok(moderation::ExportTermsResponse { csv: "term\n".into() }));
        },
        Call::ListAudit(request, reply_to) => {
            let entry = |number: u64, hash: &str| moderation::AuditEntry {
                number,
                hash: hash.to_owned(),
                ..moderation::AuditEntry::default()
            };
            let entries = [entry(1, "bb"), entry(2, "cc")];
            let entries = entries.into_iter().filter(|one| one.number >= request.from).collect();
            reply_to.send(Ok(moderation::ListAuditResponse { entries }));
        },
        Call::VerifyAudit(_, reply_to) => {
            reply_to.send(Ok(moderation::VerifyAuditResponse::default()));
        },
        call => of_profiles(call),
    }
}

/// What people show of themselves.
fn of_profiles(call: Call) {
    match call {
        Call::ListProfiles(_, reply_to) => {
            reply_to.send(Ok(moderation::ListProfilesResponse {
                profiles: vec![profile()],
                next_cursor: "5-u1".into(),
                waiting: 1,
            }));
        },
        Call::DecideProfile(request, reply_to) if request.if_version == 9 => {
            let refused = moderation::Refusal::ProfileChanged.because("look at it again");
            reply_to.fail(refused.into());
        },
        Call::DecideProfile(_, reply_to) => {
            reply_to.send(Ok(moderation::DecideProfileResponse { profile: Some(profile()) }));
        },
        call => of_lists(call),
    }
}

/// The lists of known pictures and of terms.
fn of_lists(call: Call) {
    match call {
        Call::ListKnownPictures(_, reply_to) => {
            reply_to.send(Ok(moderation::ListKnownPicturesResponse {
                pictures: vec![known_picture()],
                next_cursor: String::new(),
                count: 1,
            }));
        },
        Call::AddKnownPicture(request, reply_to) if request.hash == "xyz" => {
            let refused = moderation::Refusal::KnownPictureInvalid.because("it is no hash");
            reply_to.fail(refused.into());
        },
        Call::AddKnownPicture(_, reply_to) => {
            let pictures = vec![known_picture()];
            reply_to.send(Ok(moderation::AddKnownPictureResponse { pictures }));
        },
        Call::RemoveKnownPicture(_, reply_to) => {
            reply_to.send(Ok(moderation::RemoveKnownPictureResponse {}));
        },
        Call::ListKnownFiles(_, reply_to) => {
            let (files, next_cursor) = (vec![known_file()], String::new());
            reply_to.send(Ok(moderation::ListKnownFilesResponse { files, next_cursor, count: 1 }));
        },
        Call::AddKnownFile(request, reply_to) if request.sha256 == "xyz" => {
            let refused = moderation::Refusal::KnownFileInvalid.because("it is no digest");
            reply_to.fail(refused.into());
        },
        Call::AddKnownFile(_, reply_to) => {
            let file = Some(known_file());
            reply_to.send(Ok(moderation::AddKnownFileResponse { file }));
        },
        Call::RemoveKnownFile(_, reply_to) => {
            reply_to.send(Ok(moderation::RemoveKnownFileResponse {}));
        },
        Call::ListTerms(request, reply_to) => {
            let terms = if request.part == "none" { Vec::new() } else { vec![term()] };
            let next_cursor = String::new();
            reply_to.send(Ok(moderation::ListTermsResponse { terms, next_cursor, count: 1 }));
        },
        Call::AddTerms(request, reply_to) if request.terms == ["!!"] => {
            let refused = moderation::Refusal::TermInvalid.because("it has no letters");
            let refused = refused.with("problem", "blank").with("value", "!!").with("most", 0_u64);
            reply_to.fail(refused.into());
        },
        Call::AddTerms(_, reply_to) => {
            reply_to.send(Ok(moderation::AddTermsResponse { terms: vec![term()] }));
        },
        Call::RemoveTerm(_, reply_to) => {
            reply_to.send(Ok(moderation::RemoveTermResponse {}));
        },
        Call::CheckText(request, reply_to) => {
            let has_it = request.text.contains('x');
            let hits = case().findings.unwrap_or_default().hits;
            reply_to.send(Ok(moderation::CheckTextResponse {
                action: if has_it { Action::Review } else { Action::Pass }.into(),
                hits: if has_it { hits } else { Vec::new() },
            }));
        },
        Call::ExportKnownPictures(_, reply_to) => {
            let csv = "hash,label\n".into();
            reply_to.send(Ok(moderation::ExportKnownPicturesResponse { csv }));
        },
        call => call.fail(Shared::NotFound.because("there is no such case").into()),
    }
}
