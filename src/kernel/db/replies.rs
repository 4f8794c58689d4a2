//! First replies of commands that are repeated by key, kept in the same commit as their effects,
//! and forgotten before their time when they are about somebody who is to be forgotten.

use super::once::{Asked, judge_repeat};
use super::tx::{Tx, View};
use super::{columns, values};
use crate::kernel::context::Repeated;
use crate::kernel::fault::{Fault, RefusalCode as _, Refused, Reply, Shared};
use crate::kernel::id::UserId;
use crate::kernel::rpc::Secrets;

/// A reply as it is kept.
struct Kept {
    fingerprint: Vec<u8>,
    reply: Vec<u8>,
}

columns! { Kept { fingerprint, reply } }

/// The kept reply; a refusal if the key was used for another request.
pub(super) fn find<D, A>(view: &View<'_, D>, repeated: &Repeated) -> Reply<Option<A>>
where
    A: prost::Message + Default,
{
    let sql = "SELECT fingerprint, reply FROM kernel_replies \
               WHERE rpc = $1 AND scope = $2 AND key = $3";
    let values = values![repeated.rpc, &repeated.scope, &*repeated.key];
    let kept = view.row::<Kept>(sql, values)?;
    let fingerprint = kept.as_ref().map(|kept| kept.fingerprint.as_slice());
    match (judge_repeat(fingerprint, &repeated.fingerprint), &kept) {
        (Asked::Again, Some(kept)) => {
            let reply = A::decode(kept.reply.as_slice()).map_err(Fault::internal)?;
            Ok(Some(reply))
        },
        (Asked::Reused, _) => Err(key_reused().into()),
        _ => Ok(None),
    }
}

/// Keeps a reply without its secrets.
pub(super) fn keep<D, A>(tx: &Tx<'_, D>, repeated: &Repeated, reply: &A, kept_ms: i64) -> Reply<()>
where
    A: prost::Message + Secrets + Clone,
{
    let mut reply = reply.clone();
    reply.clear_secrets();
    let sql = "INSERT INTO kernel_replies (rpc, scope, key, fingerprint, reply, expires_at_ms) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let expires_at_ms = tx.now_ms().saturating_add(kept_ms);
    tx.execute(
        sql,
        values![
            repeated.rpc,
            &repeated.scope,
            &*repeated.key,
            repeated.fingerprint.as_slice(),
            reply.encode_to_vec(),
            expires_at_ms,
        ],
    )?;
    Ok(())
}

/// Where a look through all kept replies stands.
#[derive(Clone, Default)]
pub(super) struct KeptAt {
    rpc: String,
    scope: String,
    key: String,
}

/// A kept reply on its place.
struct KeptReply {
    place: KeptAt,
    reply: Vec<u8>,
}

columns! {
    KeptAt { rpc, scope, key }
    KeptReply { place: [KeptAt], reply }
}

/// Kept replies that one unit looks at.
const BATCH: u32 = 200;

/// Forgets those of one batch that were given to an account or name it; says where the next batch
/// begins, if there is one.
pub(super) fn forget_some<D>(
    tx: &Tx<'_, D>,
    user_id: &UserId,
    after: &KeptAt,
) -> Reply<Option<KeptAt>> {
    let sql = "SELECT rpc, scope, key, reply FROM kernel_replies \
               WHERE (rpc, scope, key) > ($1, $2, $3) ORDER BY rpc, scope, key LIMIT $4";
    let batch: Vec<KeptReply> =
        tx.rows(sql, values![&after.rpc, &after.scope, &after.key, BATCH])?;
    let (own, id) = (format!("user:{user_id}"), user_id.as_str().as_bytes());
    for KeptReply { place, reply } in &batch {
        let names_it = reply.windows(id.len().max(1)).any(|part| part == id);
        if names_it || (place.scope == own && !reply.is_empty()) {
            let sql = "DELETE FROM kernel_replies WHERE rpc = $1 AND scope = $2 AND key = $3";
            tx.execute(sql, values![&place.rpc, &place.scope, &place.key])?;
        }
    }
    let is_last = u32::try_from(batch.len()).is_ok_and(|count| count < BATCH);
    Ok(batch.into_iter().last().filter(|_| !is_last).map(|last| last.place))
}

/// Another request came under a key that was used before.
fn key_reused() -> Refused {
    Shared::KeyReused.because(
        "this idempotency key was already used for another request; \
         send each new request with a key of its own",
    )
}
