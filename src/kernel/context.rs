//! What travels with every call, the same on every wire: deadline, trace, caller, idempotency key,
//! class, gray tag and epoch. It must not carry anything that only one domain understands.

use crate::kernel::clock;
use crate::kernel::id::UserId;
use crate::kernel::rpc::{Class, Rpc};
use crate::kernel::trace::Trace;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What an account may do beyond its own things, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Viewer,
    Creator,
    Moderator,
    Admin,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Somebody without an account; the word tells one browser from another and proves nothing.
    Anonymous { visitor: Arc<str> },
    /// A signed-in account.
    User { user_id: UserId, role: Role },
    /// Whoever may open the control socket of this process: the owner of the machine.
    Operator,
    /// Another domain, for itself.
    Domain(&'static str),
}

impl Caller {
    /// The account that asks, if one does.
    pub(crate) fn user_id(&self) -> Option<&UserId> {
        match self {
            Self::User { user_id, .. } => Some(user_id),
            _ => None,
        }
    }

    /// Whether the caller may act for the whole site.
    pub(crate) fn is_admin(&self) -> bool {
        matches!(self, Self::Operator | Self::User { role: Role::Admin, .. })
    }

    /// Whether the caller decides about what others bring to the site.
    pub(crate) fn is_moderator(&self) -> bool {
        match self {
            Self::Operator => true,
            Self::User { role, .. } => *role >= Role::Moderator,
            Self::Anonymous { .. } | Self::Domain(_) => false,
        }
    }

    /// Whether the caller is `user_id` or may act for them.
    pub(crate) fn may_act_for(&self, user_id: &UserId) -> bool {
        self.is_admin() || self.user_id() == Some(user_id)
    }

    /// The name under which this caller's idempotency keys are kept apart from all others.
    pub(crate) fn scope(&self) -> String {
        match self {
            Self::Anonymous { visitor } => format!("visitor:{visitor}"),
            Self::User { user_id, .. } => format!("user:{user_id}"),
            Self::Operator => "operator".to_owned(),
            Self::Domain(word) => format!("domain:{word}"),
        }
    }
}

/// A proof of who a caller is, as it came.
#[derive(Debug)]
pub(crate) struct Proof {
    /// Whom it proves; a context that speaks for somebody else needs another.
    pub(in crate::kernel) caller: Caller,
    pub(in crate::kernel) claim: Vec<u8>,
    pub(in crate::kernel) signature: Vec<u8>,
    pub(in crate::kernel) expires_at_ms: i64,
}

/// The event that a reaction answers, so that its effects happen once.
#[derive(Debug)]
pub(crate) struct Cause {
    pub(crate) source: &'static str,
    pub(crate) event_id: String,
    pub(crate) kind: String,
    pub(crate) entity_key: String,
    pub(crate) entity_version: u64,
    pub(crate) ends: bool,
    pub(crate) correlation_id: String,
    /// The reading of the source by which it came, counted from 0.
    pub(crate) replay: u64,
}

/// A command that is repeated by key: what the reply is kept under.
#[derive(Debug)]
pub(crate) struct Repeated {
    pub(crate) rpc: &'static str,
    pub(crate) scope: String,
    pub(crate) key: Arc<str>,
    pub(crate) fingerprint: [u8; 32],
}

/// What travels with every call.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) deadline: Option<Instant>,
    pub(crate) trace: Trace,
    pub(crate) caller: Caller,
    pub(crate) key: Option<Arc<str>>,
    pub(crate) class: Option<Class>,
    pub(crate) gray: Option<Arc<str>>,
    /// The epoch of the route by which the call came, for whoever must tell old routes from new.
    pub(crate) epoch: u64,
    /// How another process proved who asks, to be passed on.
    pub(in crate::kernel) proof: Option<Arc<Proof>>,
    /// The one call for which the caller was proven, if it was for one.
    pub(in crate::kernel) proven_call: Option<Arc<[u8]>>,
    /// Set by the kernel only.
    pub(in crate::kernel) rpc: Option<&'static Rpc>,
    /// Another process has sent this call here, and hears of it when the domain has moved.
    pub(in crate::kernel) is_by_wire: bool,
    /// A mark of the entity that the call or the event is about: work on one meets in one lane.
    pub(in crate::kernel) entity: Option<u64>,
    pub(in crate::kernel) repeated: Option<Arc<Repeated>>,
    pub(in crate::kernel) cause: Option<Arc<Cause>>,
}

impl Context {
    /// A context for `caller` that starts a new trace if `trace` is empty.
    pub(crate) fn new(caller: Caller, trace: Trace) -> Self {
        Self {
            deadline: None,
            trace,
            caller,
            key: None,
            class: None,
            gray: None,
            epoch: 0,
            proof: None,
            proven_call: None,
            rpc: None,
            is_by_wire: false,
            entity: None,
            repeated: None,
            cause: None,
        }
    }

    /// The context of a domain that works on its own account.
    pub(crate) fn of_domain(word: &'static str) -> Self {
        Self::new(Caller::Domain(word), Trace::none())
    }

    /// Notes what this is about: an entity, or else the things of whoever asks.
    pub(in crate::kernel) fn note_entity(&mut self, key: &str) {
        let own = || self.caller.user_id().map(UserId::as_str).unwrap_or_default();
        let key = if key.is_empty() { own() } else { key };
        self.entity = (!key.is_empty()).then(|| {
            let mut hasher = DefaultHasher::new();
            key.hash(&mut hasher);
            hasher.finish()
        });
    }

    /// Notes how another process proved who asks, to be passed on.
    #[cfg(test)]
    pub(crate) fn receive(&mut self, proof: Option<Arc<Proof>>) {
        self.proof = proof;
    }

    /// The same, with at most `limit` from now.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        let at = clock::instant() + limit;
        self.deadline = Some(self.deadline.map_or(at, |deadline| deadline.min(at)));
        self
    }

    /// The same, with an idempotency key.
    pub(crate) fn keyed(mut self, key: impl Into<Arc<str>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Whether nobody waits for the answer any more.
    pub(crate) fn expired(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= clock::instant())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_on_one_entity_has_one_mark_whoever_does_it() {
        let of = |user: &str, key: &str| {
            let caller = Caller::User { user_id: user.into(), role: Role::Viewer };
            let mut cx = Context::new(caller, Trace::none());
            cx.note_entity(key);
            cx.entity
        };
        assert_eq!(of("ada", "v1"), of("bob", "v1"));
        assert_ne!(of("ada", "v1"), of("ada", "v2"));
        assert_eq!(of("ada", ""), of("bob", "ada"), "no entity: the things of an account");
        assert_ne!(of("ada", ""), of("bob", ""));
        let mut relay = Context::of_domain("video");
        relay.note_entity("v1");
        assert_eq!(relay.entity, of("ada", "v1"), "an event meets the calls");
        relay.note_entity("");
        assert_eq!(relay.entity, None);
    }
}
