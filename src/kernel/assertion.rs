//! Who a caller is, as one process tells it to another: a claim that lives for minutes, signed by
//! a process that has authenticated the person. Those between can pass it on and cannot change it.
//! It must not know where keys are kept nor how they sign.

use crate::kernel::clock::Clock;
use crate::kernel::context::{Caller, Context, Proof, Role};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::rpc::TopologyRow;
use crate::kernel::wire::caller_claim::{Account, Caller as Claimed, Role as ClaimedRole};
use crate::kernel::wire::{CallerClaim, SignedCaller};
use moka::sync::Cache;
use prost::Message as _;
use sha2::{Digest as _, Sha256};
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

/// Who has opened a connection to this process.
#[derive(Debug, Clone)]
pub(crate) enum Peer {
    /// Somebody on this machine, without a certificate.
    Open,
    /// The holder of a certificate for these words: domains, or `gateway`.
    Certified(Arc<[String]>),
}

/// What a claim says.
#[derive(Debug, Clone)]
struct Claim {
    caller: Caller,
    expires_at_ms: i64,
    /// The domain to which it is said.
    audience: String,
    /// The one call for which it holds; empty for any.
    call: Vec<u8>,
    /// By the key of the site, not by a certificate.
    is_signed: bool,
}

/// One call, as a claim names it.
pub(crate) type CallDigest = [u8; 32];

/// What tells one call from all others: its rpc, its idempotency key and its request.
pub(crate) fn digest(path: &str, key: Option<&str>, request: &[u8]) -> CallDigest {
    let hash = Sha256::new()
        .chain_update(path)
        .chain_update([0])
        .chain_update(key.unwrap_or_default())
        .chain_update([0])
        .chain_update(request);
    hash.finalize().into()
}

/// Who was found to ask.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) caller: Caller,
    /// To be passed on, if it may be.
    pub(crate) proof: Option<Arc<Proof>>,
    /// The one call for which the claim holds; empty for any.
    pub(crate) call: Vec<u8>,
    /// Whether a certificate proves it, which says no more about one call than about another.
    pub(crate) is_certified: bool,
}

/// Makes and checks claims. Signing costs more than a call, so claims are remembered.
pub(crate) struct CallerAssertions {
    keys: Arc<dyn Keys>,
    clock: Clock,
    /// The words of callers that act for themselves.
    words: Vec<&'static str>,
    made: Cache<(String, u8, String), Arc<Proof>>,
    checked: Cache<(Vec<u8>, Vec<u8>), Claim>,
}

impl CallerAssertions {
    pub(crate) fn new(keys: Arc<dyn Keys>, clock: Clock, words: Vec<&'static str>) -> Self {
        let (made, checked) = (Cache::new(REMEMBERED_MAX), Cache::new(REMEMBERED_MAX));
        Self { keys, clock, words, made, checked }
    }

    /// What to send for the caller of `cx` to whoever hosts `audience`; for a call that asks for a
    /// proof of its own, with what tells it from all others.
    ///
    /// # Errors
    /// `Unavailable` when this process can neither sign nor pass on a proof.
    pub(crate) fn show(
        &self,
        cx: &Context,
        audience: &str,
        call: Option<CallDigest>,
    ) -> Reply<SignedCaller> {
        let now_ms = self.clock.now_ms();
        let name = (cx.caller.scope(), rank(&cx.caller), audience.to_owned());
        if call.is_none()
            && let Some(proof) = self.made.get(&name)
            && proof.expires_at_ms > now_ms + HOLDS_MS / 2
        {
            return Ok(signed(&proof));
        }
        let expires_at_ms = now_ms + HOLDS_MS;
        let claim = CallerClaim {
            caller: Some(claimed(&cx.caller)),
            issued_at_ms: now_ms,
            expires_at_ms,
            audience: audience.to_owned(),
            call: call.map(Vec::from).unwrap_or_default(),
        };
        let claim = claim.encode_to_vec();
        let signature = match self.keys.sign(&claim) {
            Some(signature) => signature,
            // Its certificate says who it is.
            None if matches!(cx.caller, Caller::Domain(_)) => Vec::new(),
            None => return self.pass_on(cx, call.is_some(), now_ms),
        };
        let caller = cx.caller.clone();
        let proof = Arc::new(Proof { caller, claim, signature, expires_at_ms });
        if call.is_none() {
            self.made.insert(name, Arc::clone(&proof));
        }
        Ok(signed(&proof))
    }

    /// The proof that came with a call, for the calls that it causes.
    fn pass_on(&self, cx: &Context, is_for_one_call: bool, now_ms: i64) -> Reply<SignedCaller> {
        let told = |text: &str| Err(Fault::Unavailable(text.to_owned()).into());
        if is_for_one_call {
            return told(
                "this process holds no key to vouch for a caller, and the call asks for a proof \
                 that was made for it alone: it has to come from where people are authenticated",
            );
        }
        match &cx.proof {
            Some(proof) if proof.caller == cx.caller && proof.expires_at_ms > now_ms + SKEW_MS => {
                Ok(signed(proof))
            },
            _ => told(
                "this process holds no key to vouch for a caller, and the proof that came with \
                 the call has expired",
            ),
        }
    }

    /// Who the caller is, if that is proven to a process that hosts these domains of the topology.
    ///
    /// # Errors
    /// `Unavailable` with what is wrong with the proof; it never falls back to somebody else.
    pub(crate) fn check(
        &self,
        peer: &Peer,
        shown: Option<SignedCaller>,
        (hosted, topology): (&[&'static str], &[TopologyRow]),
    ) -> Reply<Checked> {
        let SignedCaller { claim, signature } = shown.unwrap_or_default();
        let now_ms = self.clock.now_ms();
        let name = (claim, signature);
        let read = match self.checked.get(&name) {
            Some(known) => known,
            None => {
                let read = self.read(peer, &name.0, &name.1)?;
                // What a certificate proves, it proves for its own connection only; what holds for
                // one call does not come again.
                if read.is_signed && read.call.is_empty() {
                    self.checked.insert(name.clone(), read.clone());
                }
                read
            },
        };
        let Claim { caller, expires_at_ms, audience, call, is_signed } = read;
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
        // Shown to somebody else, it would let them speak in the name of its caller.
        let is_passed_on = call.is_empty()
            && !matches!(caller, Caller::Domain(_))
            && comes_by(topology, peer, &audience);
        if !hosted.contains(&audience.as_str()) && !is_passed_on {
            return Err(refuse(&format!(
                "the proof of the caller was made for {audience:?}, which is not hosted here"
            )));
        }
        let (claim, signature) = name;
        // What a domain says for itself is proven by its connection and not passed on.
        let passes_on = !matches!(caller, Caller::Domain(_));
        let proven = caller.clone();
        let proof = Proof { caller: proven, claim, signature, expires_at_ms };
        let proof = (passes_on && call.is_empty()).then(|| Arc::new(proof));
        Ok(Checked { caller, proof, call, is_certified: !is_signed })
    }

    fn read(&self, peer: &Peer, claim: &[u8], signature: &[u8]) -> Reply<Claim> {
        let CallerClaim { caller, expires_at_ms, audience, call, .. } =
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
                Caller::User { user_id: user_id.parse()?, role: role_of(role)? }
            },
            Some(Claimed::Operator(true)) => Caller::Operator,
            Some(Claimed::Domain(word)) => {
                let known = self.words.iter().find(|one| **one == word);
                Caller::Domain(known.ok_or_else(|| refuse("an unknown domain asks"))?)
            },
            _ => return Err(refuse("the call does not say who asks")),
        };
        Ok(Claim { caller, expires_at_ms, audience, call, is_signed: !by_certificate })
    }
}

/// Whether the holder of a connection is the domain to which a claim was said, or one that this
/// domain reaches by its calls: then it may show the claim to those whom it calls for the caller.
fn comes_by(topology: &[TopologyRow], peer: &Peer, audience: &str) -> bool {
    let Peer::Certified(words) = peer else { return false };
    let (mut reached, mut next) = (vec![audience], 0);
    while let Some(word) = reached.get(next).copied() {
        next += 1;
        let row = topology.iter().find(|row| row.word == word);
        let calls = row.map(|row| row.calls).unwrap_or_default();
        let new: Vec<&str> = calls.iter().copied().filter(|one| !reached.contains(one)).collect();
        reached.extend(new);
    }
    words.iter().any(|word| reached.contains(&word.as_str()))
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
