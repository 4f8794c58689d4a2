//! How much an account may upload: what its role says, unless something else was set for it. It
//! must not count what was uploaded; who takes the bytes does.

use super::Options;
use crate::contract::user::{GetQuotaResponse, Refusal, Role, SetQuotaRequest};
use crate::kernel::fault::{RefusalCode as _, Refused};

/// What was set for one account; nothing where its role decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::domains::user) struct OwnQuota {
    pub(in crate::domains::user) total_bytes_max: Option<u64>,
    pub(in crate::domains::user) day_bytes_max: Option<u64>,
}

/// Judges what is to be set for an account.
///
/// # Errors
/// `QUOTA_INVALID`.
pub(in crate::domains::user) fn decide_own_quota(
    request: &SetQuotaRequest,
) -> Result<OwnQuota, Refused> {
    let fits = |bytes: Option<u64>, most: u64| bytes.is_none_or(|bytes| bytes <= most);
    let SetQuotaRequest { total_bytes_max, day_bytes_max, .. } = *request;
    let (total, day) = (SetQuotaRequest::TOTAL_BYTES_MAX, SetQuotaRequest::DAY_BYTES_MAX);
    if fits(total_bytes_max, total.max) && fits(day_bytes_max, day.max) {
        return Ok(OwnQuota { total_bytes_max, day_bytes_max });
    }
    let reason = format!("a quota has up to {} bytes, which stands for no limit", total.max);
    Err(Refusal::QuotaInvalid.because(reason))
}

/// How much an account of a role may upload.
pub(in crate::domains::user) fn show_quota(
    role: Role,
    own: OwnQuota,
    options: &Options,
) -> GetQuotaResponse {
    let (total, day) = match role {
        // Who may not upload has no room for it either.
        Role::Viewer | Role::Unspecified => (0, 0),
        Role::Creator => (options.creator_total_bytes_max, options.creator_day_bytes_max),
        Role::Moderator => (options.moderator_total_bytes_max, options.moderator_day_bytes_max),
        Role::Admin => (options.admin_total_bytes_max, options.admin_day_bytes_max),
    };
    GetQuotaResponse {
        total_bytes_max: own.total_bytes_max.unwrap_or(total),
        day_bytes_max: own.day_bytes_max.unwrap_or(day),
        own_total_bytes_max: own.total_bytes_max,
        own_day_bytes_max: own.day_bytes_max,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_for_an_account_comes_before_its_role() {
        let options =
            Options { creator_total_bytes_max: 9, creator_day_bytes_max: 5, ..Options::default() };
        let quota = |role, total_bytes_max, day_bytes_max| {
            let told = show_quota(role, OwnQuota { total_bytes_max, day_bytes_max }, &options);
            (told.total_bytes_max, told.day_bytes_max)
        };
        assert_eq!(quota(Role::Creator, None, None), (9, 5));
        assert_eq!(quota(Role::Creator, Some(7), None), (7, 5));
        assert_eq!(quota(Role::Creator, None, Some(0)), (9, 0));
        assert_eq!(quota(Role::Viewer, None, None), (0, 0));
        let most = SetQuotaRequest::TOTAL_BYTES_MAX.max;
        assert_eq!(quota(Role::Admin, None, None), (most, most), "no limit");
    }

    #[test]
    fn more_than_no_limit_is_not_set() {
        let ask = |total_bytes_max, day_bytes_max| {
            let user_id = String::new();
            decide_own_quota(&SetQuotaRequest { user_id, total_bytes_max, day_bytes_max })
        };
        let own = ask(Some(1 << 50), None).unwrap();
        assert_eq!(own, OwnQuota { total_bytes_max: Some(1 << 50), day_bytes_max: None });
        assert!(ask(Some((1 << 50) + 1), None).is_err() && ask(None, Some(u64::MAX)).is_err());
    }
}
