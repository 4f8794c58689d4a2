//! Invitations: what a link may offer, and whether somebody may still come by it. It must not see a
//! token, nor count anything itself.

use super::Options;
use super::account::{decide_label, make_role};
use crate::contract::user::{
    CreateApiTokenRequest, CreateInvitationRequest, Invitation, InvitationId, Refusal, Role,
};
use crate::kernel::fault::{RefusalCode as _, Refused};

const HOUR_MS: i64 = 3_600_000;

/// What an invitation offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Offer {
    pub(in crate::domains::user) label: String,
    pub(in crate::domains::user) role: Role,
    pub(in crate::domains::user) uses_max: u32,
    pub(in crate::domains::user) lifetime_ms: i64,
}

/// One invitation as it is kept, without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Invited {
    pub(in crate::domains::user) invitation_id: InvitationId,
    pub(in crate::domains::user) label: String,
    pub(in crate::domains::user) role: Role,
    pub(in crate::domains::user) uses_max: u32,
    pub(in crate::domains::user) created_at_ms: i64,
    pub(in crate::domains::user) expires_at_ms: i64,
    /// 0 while it is not revoked.
    pub(in crate::domains::user) revoked_at_ms: i64,
}

/// Judges what an invitation is to offer.
///
/// # Errors
/// `INVITATION_TERMS_INVALID`; also for a link that would make administrators, since whoever finds
/// it would own the site.
pub(in crate::domains::user) fn decide_offer(
    request: &CreateInvitationRequest,
    options: &Options,
) -> Result<Offer, Refused> {
    let role = match Role::try_from(request.role) {
        Ok(Role::Unspecified) => Ok(make_role(options)),
        Ok(Role::Admin) | Err(_) => Err(refuse_offer()),
        Ok(role) => Ok(role),
    }?;
    let label = decide_label(&request.label).map_err(|_| refuse_offer())?;
    let (uses, lifetime) =
        (CreateInvitationRequest::USES_MAX, CreateInvitationRequest::LIFETIME_MS);
    let lifetime_ms = i64::try_from(request.lifetime_ms).unwrap_or(i64::MAX);
    let is_long = request.lifetime_ms > lifetime.max || lifetime_ms < HOUR_MS;
    if request.uses_max == 0 || u64::from(request.uses_max) > uses.max || is_long {
        return Err(refuse_offer());
    }
    Ok(Offer { label, role, uses_max: request.uses_max, lifetime_ms })
}

fn refuse_offer() -> Refused {
    let (label, uses) = (CreateApiTokenRequest::LABEL, CreateInvitationRequest::USES_MAX);
    Refusal::InvitationTermsInvalid.because(format!(
        "an invitation has a label of 1 to {} characters, 1 to {} uses, holds from an hour to a \
         year, and gives any role but that of administrators",
        label.max_chars, uses.max
    ))
}

/// Whether one more may sign up by an invitation that so many have used.
pub(in crate::domains::user) fn may_admit(invited: &Invited, uses: u64, now_ms: i64) -> bool {
    let has_ended = invited.revoked_at_ms > 0 || invited.expires_at_ms <= now_ms;
    !has_ended && uses < u64::from(invited.uses_max)
}

/// An invitation as administrators see it.
pub(in crate::domains::user) fn show_invitation(
    one: Invited,
    uses: u64,
    now_ms: i64,
) -> Invitation {
    Invitation {
        is_valid: may_admit(&one, uses, now_ms),
        invitation_id: one.invitation_id.into(),
        label: one.label,
        role: one.role.into(),
        uses_max: one.uses_max,
        uses,
        created_at_ms: one.created_at_ms,
        expires_at_ms: one.expires_at_ms,
        revoked_at_ms: one.revoked_at_ms,
    }
}

/// The link is wrong, used up, revoked or too old: which of them is not told.
pub(in crate::domains::user) fn refuse_invitation() -> Refused {
    let reason = "this invitation was used up, revoked or is too old; ask for another one";
    Refusal::InvitationInvalid.because(reason)
}

/// There is no such invitation.
pub(in crate::domains::user) fn refuse_invitation_id() -> Refused {
    Refusal::InvitationUnknown.because("there is no such invitation; look at the list of them")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> CreateInvitationRequest {
        CreateInvitationRequest {
            label: " school ".to_owned(),
            uses_max: 30,
            lifetime_ms: 3_600_000,
            role: Role::Viewer.into(),
        }
    }

    #[test]
    fn an_offer_has_a_label_uses_an_end_and_a_modest_role() {
        let options = Options::default();
        let offer = decide_offer(&wanted(), &options).unwrap();
        assert_eq!((offer.label.as_str(), offer.role), ("school", Role::Viewer));
        let plain = CreateInvitationRequest { role: 0, ..wanted() };
        assert_eq!(decide_offer(&plain, &options).unwrap().role, Role::Creator);
        for odd in [
            CreateInvitationRequest { label: " ".to_owned(), ..wanted() },
            CreateInvitationRequest { label: "x".repeat(61), ..wanted() },
            CreateInvitationRequest { uses_max: 0, ..wanted() },
            CreateInvitationRequest { uses_max: 1_001, ..wanted() },
            CreateInvitationRequest { lifetime_ms: 3_599_999, ..wanted() },
            CreateInvitationRequest { lifetime_ms: 31_622_400_001, ..wanted() },
            CreateInvitationRequest { lifetime_ms: u64::MAX, ..wanted() },
            CreateInvitationRequest { role: Role::Admin.into(), ..wanted() },
            CreateInvitationRequest { role: 5, ..wanted() },
        ] {
            assert!(decide_offer(&odd, &options).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn an_invitation_admits_until_it_is_used_up_revoked_or_old() {
        let one = |expires_at_ms, revoked_at_ms| Invited {
            invitation_id: "i1".into(),
            label: "school".to_owned(),
            role: Role::Viewer,
            uses_max: 2,
            created_at_ms: 1,
            expires_at_ms,
            revoked_at_ms,
        };
        for (expires_at_ms, revoked_at_ms, uses, expected) in [
            (10, 0, 0, true),
            (10, 0, 1, true),
            (10, 0, 2, false),
            (9, 0, 0, false),
            (10, 5, 0, false),
        ] {
            let one = one(expires_at_ms, revoked_at_ms);
            assert_eq!(may_admit(&one, uses, 9), expected, "{one:?} {uses}");
            assert_eq!(show_invitation(one, uses, 9).is_valid, expected);
        }
    }
}
