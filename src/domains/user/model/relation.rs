//! What stands between two accounts: blocks and mutes, and what each side may know of it. It must
//! not decide what other domains make of it.

use crate::contract::user::{BlockEntry, Refusal, Relation, RelationKind};
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused, Shared};
use crate::kernel::id::UserId;

/// A block or a mute as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Between {
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) other_id: UserId,
    pub(in crate::domains::user) kind: RelationKind,
    pub(in crate::domains::user) since_ms: i64,
}

/// A block or a mute in the list of who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Aside {
    pub(in crate::domains::user) other_id: UserId,
    pub(in crate::domains::user) name: String,
    pub(in crate::domains::user) since_ms: i64,
}

impl From<Aside> for BlockEntry {
    fn from(one: Aside) -> Self {
        Self { user_id: one.other_id.into(), name: one.name, since_ms: one.since_ms }
    }
}

/// Whether an account may block or mute another one.
///
/// # Errors
/// `OWN_RELATION`.
pub(in crate::domains::user) fn check_other(
    user_id: &UserId,
    other_id: &UserId,
) -> Result<(), Refused> {
    if user_id != other_id {
        return Ok(());
    }
    Err(Refusal::OwnRelation.because("nobody blocks or mutes themselves; choose another account"))
}

/// The kind of which a list is wanted.
pub(in crate::domains::user) fn decide_kind(kind: RelationKind) -> RelationKind {
    match kind {
        RelationKind::Mute => RelationKind::Mute,
        RelationKind::Block | RelationKind::Unspecified => RelationKind::Block,
    }
}

/// For whom a caller may ask what stands between them and others, and whether they hear of blocks
/// by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Sight {
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) sees_others: bool,
}

/// As whom a caller asks; an empty id stands for themselves.
///
/// # Errors
/// `SIGN_IN_FIRST` without an account, `NOT_ALLOWED` for another one.
pub(in crate::domains::user) fn decide_sight(
    caller: &Caller,
    stated: &str,
) -> Result<Sight, Refused> {
    let not_theirs = || Shared::NotAllowed.because("you may ask this for yourself only");
    if let Caller::Domain(_) = caller {
        let user_id = stated.parse().map_err(|_| not_theirs())?;
        return Ok(Sight { user_id, sees_others: true });
    }
    let user_id = caller.authorize_account()?.clone();
    if !stated.is_empty() && stated != user_id.as_str() {
        return Err(not_theirs());
    }
    Ok(Sight { user_id, sees_others: false })
}

/// What stands between an account and the others, one entry for each with whom something does.
pub(in crate::domains::user) fn show_relations(
    sight: &Sight,
    between: &[Between],
) -> Vec<Relation> {
    let mut shown: Vec<Relation> = Vec::new();
    for one in between {
        let is_theirs = one.user_id == sight.user_id;
        let is_heard = is_theirs || (sight.sees_others && one.kind == RelationKind::Block);
        if !is_heard {
            continue;
        }
        let other = if is_theirs { &one.other_id } else { &one.user_id };
        let at = shown.iter().position(|entry| entry.other_id == other.as_str());
        let at = at.unwrap_or_else(|| {
            shown.push(Relation { other_id: other.to_string(), ..Relation::default() });
            shown.len() - 1
        });
        let Some(entry) = shown.get_mut(at) else { continue };
        match (is_theirs, one.kind) {
            (true, RelationKind::Mute) => entry.has_muted = true,
            (true, _) => entry.has_blocked = true,
            (false, _) => entry.is_blocked_by = true,
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::context::Role;
    use crate::kernel::fault::Error;

    fn between(user_id: &str, other_id: &str, kind: RelationKind) -> Between {
        Between { user_id: user_id.into(), other_id: other_id.into(), kind, since_ms: 1 }
    }

    #[test]
    fn people_see_their_own_side_and_domains_both() {
        let all = [
            between("ada", "bob", RelationKind::Block),
            between("ada", "bob", RelationKind::Mute),
            between("bob", "ada", RelationKind::Block),
            between("eve", "ada", RelationKind::Block),
            between("eve", "ada", RelationKind::Mute),
            between("mo", "ada", RelationKind::Mute),
        ];
        let relation = |other: &str, has_blocked, has_muted, is_blocked_by| Relation {
            other_id: other.to_owned(),
            has_blocked,
            has_muted,
            is_blocked_by,
        };
        let sight = |sees_others| Sight { user_id: "ada".into(), sees_others };
        let own = show_relations(&sight(false), &all);
        assert_eq!(own, [relation("bob", true, true, false)]);
        let both = show_relations(&sight(true), &all);
        let expected = [relation("bob", true, true, true), relation("eve", false, false, true)];
        assert_eq!(both, expected);
    }

    #[test]
    fn people_ask_for_themselves_and_domains_for_anybody() {
        let ada = Caller::User { user_id: "ada".into(), role: Role::Admin };
        for stated in ["", "ada"] {
            let sight = decide_sight(&ada, stated).unwrap();
            assert_eq!(sight, Sight { user_id: "ada".into(), sees_others: false });
        }
        let other = decide_sight(&ada, "bob").unwrap_err();
        assert!(Error::from(other).is(Shared::NotAllowed));
        let domain = Caller::Domain("community");
        let sight = decide_sight(&domain, "bob").unwrap();
        assert_eq!(sight, Sight { user_id: "bob".into(), sees_others: true });
        assert!(decide_sight(&domain, "").is_err());
        let visitor = Caller::Anonymous { visitor: "v".into() };
        assert!(Error::from(decide_sight(&visitor, "").unwrap_err()).is(Shared::SignInFirst));
    }

    #[test]
    fn nobody_blocks_themselves() {
        assert!(check_other(&"ada".into(), &"bob".into()).is_ok());
        let own = check_other(&"ada".into(), &"ada".into()).unwrap_err();
        assert!(Error::from(own).is(Refusal::OwnRelation));
    }
}
