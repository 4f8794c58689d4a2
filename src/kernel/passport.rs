//! Who a caller is, as one process tells it to another: a claim that lives for minutes, signed by
//! a process that has authenticated the person. Those between can pass it on and cannot change it.
//! It must not know where keys are kept nor how they sign.

use crate::kernel::bus::Peer;
use crate::kernel::clock::Clock;
use crate::kernel::context::{Caller, Context, Role};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::wire::caller_claim::{Account, Caller as Claimed, Role as ClaimedRole};
use crate::kernel::wire::{CallerClaim, SignedCaller};
use moka::sync::Cache;
use prost::Message as _;
use std::sync::Arc;

/// How long a claim holds.
const HOLDS_MS: i64 = 120_000;
/// How far the clocks of two machines may differ.
const SKEW_MS: i64 = 30_000;
/// Claims that are remembered, made or checked.
const REMEMBERED_MAX: u64 = 10_000;

/// The keys of the site as a port.
pub(crate) trait Keys: Send + Sync {
    /// Signs a claim; `None` when this process may only check.
    fn sign(&self, claim: &[u8]) -> Option<Vec<u8>>;
    /// Whether the signature was made with the key of this site.
    fn is_signed(&self, claim: &[u8], signature: &[u8]) -> bool;
}

/// A proof of who a caller is, as it came.
#[derive(Debug)]
pub(crate) struct Proof {
    /// Whom it proves; a context that speaks for somebody else needs another.
    caller: Caller,
    claim: Vec<u8>,
    signature: Vec<u8>,
    expires_at_ms: i64,
}

/// What a claim says.
#[derive(Debug, Clone)]
struct Claim {
    caller: Caller,
    expires_at_ms: i64,
    /// The domain to which a domain says it of itself.
    audience: String,
}

/// Makes and checks claims. Signing costs more than a call, so claims are remembered.
pub(crate) struct Passport {
    keys: Arc<dyn Keys>,
    clock: Clock,
    /// The words of callers that act for themselves.
    words: Vec<&'static str>,
    made: Cache<(String, u8, String), Arc<Proof>>,
    checked: Cache<(Vec<u8>, Vec<u8>), Claim>,
}

impl Passport {
    pub(crate) fn new(keys: Arc<dyn Keys>, clock: Clock, words: Vec<&'static str>) -> Self {
        let (made, checked) = (Cache::new(REMEMBERED_MAX), Cache::new(REMEMBERED_MAX));
        Self { keys, clock, words, made, checked }
    }

    /// What to send for the caller of `cx` to whoever hosts `audience`.
    ///
    /// # Errors
    /// `Unavailable` when this process can neither sign nor pass on a proof.
    pub(crate) fn show(&self, cx: &Context, audience: &str) -> Reply<SignedCaller> {
        let now_ms = self.clock.now_ms();
        if let Some(proof) = &cx.proof
            && proof.caller == cx.caller
            && proof.expires_at_ms > now_ms + SKEW_MS
        {
            return Ok(signed(proof));
        }
        let is_itself = matches!(cx.caller, Caller::Domain(_));
        // What a domain says of itself is not passed on, so it can be for one pair of ears only.
        let audience = if is_itself { audience } else { "" };
        let name = (cx.caller.scope(), rank(&cx.caller), audience.to_owned());
        if let Some(proof) = self.made.get(&name)
            && proof.expires_at_ms > now_ms + HOLDS_MS / 2
        {
            return Ok(signed(&proof));
        }
        let expires_at_ms = now_ms + HOLDS_MS;
        let caller = Some(claimed(&cx.caller));
        let audience = audience.to_owned();
        let claim = CallerClaim { caller, issued_at_ms: now_ms, expires_at_ms, audience };
        let claim = claim.encode_to_vec();
        let signature = match self.keys.sign(&claim) {
            Some(signature) => signature,
            // Its certificate says who it is.
            None if is_itself => Vec::new(),
            None => {
                let text = "this process holds no key to vouch for a caller, and the proof that \
                            came with the call has expired";
                return Err(Fault::Unavailable(text.to_owned()).into());
            },
        };
        let caller = cx.caller.clone();
        let proof = Arc::new(Proof { caller, claim, signature, expires_at_ms });
        self.made.insert(name, Arc::clone(&proof));
        Ok(signed(&proof))
    }

    /// Who the caller is, if that is proven to a process that hosts these domains.
    ///
    /// # Errors
    /// `Unavailable` with what is wrong with the proof; it never falls back to somebody else.
    pub(crate) fn check(
        &self,
        peer: &Peer,
        shown: Option<SignedCaller>,
        hosted: &[&'static str],
    ) -> Reply<(Caller, Option<Arc<Proof>>)> {
        let SignedCaller { claim, signature } = shown.unwrap_or_default();
        let now_ms = self.clock.now_ms();
        let name = (claim, signature);
        let Claim { caller, expires_at_ms, audience } = match self.checked.get(&name) {
            Some(known) => known,
            None => {
                let (read, is_signed) = self.read(peer, &name.0, &name.1)?;
                // What a certificate proves, it proves for its own connection only.
                if is_signed {
                    self.checked.insert(name.clone(), read.clone());
                }
                read
            },
        };
        if expires_at_ms.saturating_add(SKEW_MS) < now_ms {
            return Err(refuse(&format!(
                "the proof of the caller expired {} ms ago: do the clocks \
                of the machines agree?",
                now_ms.saturating_sub(expires_at_ms)
            )));
        }
        if expires_at_ms > now_ms + HOLDS_MS + SKEW_MS {
            return Err(refuse(&format!(
                "the proof of the caller comes from {} ms in the future: \
                do the clocks of the machines agree?",
                expires_at_ms.saturating_sub(HOLDS_MS + now_ms)
            )));
        }
        // Shown to somebody else, it would let them speak in the name of this domain.
        if matches!(caller, Caller::Domain(_)) && !hosted.contains(&audience.as_str()) {
            return Err(refuse(&format!(
                "the proof of the caller was made for {audience:?}, which is not hosted here"
            )));
        }
        let (claim, signature) = name;
        // What a domain says for itself is proven by its connection and not passed on.
        let passes_on = !matches!(caller, Caller::Domain(_));
        let proven = caller.clone();
        let proof = Proof { caller: proven, claim, signature, expires_at_ms };
        Ok((caller, passes_on.then(|| Arc::new(proof))))
    }

    fn read(&self, peer: &Peer, claim: &[u8], signature: &[u8]) -> Reply<(Claim, bool)> {
        let CallerClaim { caller, expires_at_ms, audience, .. } =
            CallerClaim::decode(claim).map_err(|_| refuse("the proof of the caller is broken"))?;
        let by_certificate = match (peer, &caller) {
            (Peer::Certified(words), Some(Claimed::Domain(word))) => words.contains(word),
            _ => false,
        };
        if !by_certificate && !self.keys.is_signed(claim, signature) {
            return Err(refuse(
                "the proof of the caller was not signed with the key of this site: do both \
                 processes use the same keys?",
            ));
        }
        let caller = match caller {
            Some(Claimed::Visitor(visitor)) => Caller::Anonymous { visitor: visitor.into() },
            Some(Claimed::Account(Account { user_id, role })) => {
                Caller::User { user_id: user_id.into(), role: role_of(role)? }
            },
            Some(Claimed::Operator(true)) => Caller::Operator,
            Some(Claimed::Domain(word)) => {
                let known = self.words.iter().find(|one| **one == word);
                Caller::Domain(known.ok_or_else(|| refuse("an unknown domain asks"))?)
            },
            _ => return Err(refuse("the call does not say who asks")),
        };
        Ok((Claim { caller, expires_at_ms, audience }, !by_certificate))
    }
}

fn signed(proof: &Proof) -> SignedCaller {
    SignedCaller { claim: proof.claim.clone(), signature: proof.signature.clone() }
}

fn refuse(why: &str) -> crate::kernel::fault::Error {
    Fault::Unavailable(why.to_owned()).into()
}

/// Tells the claims of one account apart when its role has changed.
fn rank(caller: &Caller) -> u8 {
    match caller {
        Caller::User { role: Role::Viewer, .. } => 1,
        Caller::User { role: Role::Creator, .. } => 2,
        Caller::User { role: Role::Moderator, .. } => 3,
        Caller::User { role: Role::Admin, .. } => 4,
        _ => 0,
    }
}

fn claimed(caller: &Caller) -> Claimed {
    match caller {
        Caller::Anonymous { visitor } => Claimed::Visitor(visitor.to_string()),
        Caller::User { user_id, .. } => Claimed::Account(Account {
            user_id: user_id.to_string(),
            role: i32::from(rank(caller)),
        }),
        Caller::Operator => Claimed::Operator(true),
        Caller::Domain(word) => Claimed::Domain((*word).to_owned()),
    }
}

fn role_of(number: i32) -> Reply<Role> {
    match ClaimedRole::try_from(number) {
        Ok(ClaimedRole::Viewer) => Ok(Role::Viewer),
        Ok(ClaimedRole::Creator) => Ok(Role::Creator),
        Ok(ClaimedRole::Moderator) => Ok(Role::Moderator),
        Ok(ClaimedRole::Admin) => Ok(Role::Admin),
        // A role that a newer release knows must not become more than the least.
        _ => Ok(Role::Viewer),
    }
}
