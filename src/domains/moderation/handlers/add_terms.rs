//! AddTerms: terms that are looked for from now on. It must not take a part of what was typed in.

use crate::contract::moderation::{AddTermsRequest, AddTermsResponse, Owner, Refusal};
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed, Term};
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: AddTermsRequest,
) -> Reply<AddTermsResponse> {
    cx.caller.authorize_moderator()?;
    let actor = model::make_actor(&cx.caller);
    let tables = model::make_tables();
    let listed = model::make_new_terms(&request, &tables)?;
    let ids = &service.domain.ids;
    let term = |one| model::make_term(ids.fresh(), one, (&tables, &actor));
    let terms: Vec<Term> = listed.into_iter().map(term).collect();
    let most = service.options.get().terms_max;
    let add = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &actor)? {
            return Err(refuse_erased().into());
        }
        for term in &terms {
            put(tx, term, most)?;
        }
        let added_at_ms = tx.now_ms();
        let kept = terms.iter().map(|term| Term { added_at_ms, ..term.clone() }.into()).collect();
        Ok(AddTermsResponse { terms: kept })
    };
    let added = service.domain.db.answer(&cx, add).await?;
    service.rules.forget();
    Ok(added)
}

/// One that reads the same goes, and the log says so.
fn put(tx: &Tx<'_, Owner>, term: &Term, most: u32) -> Reply<()> {
    for replaced in store::strike_like(tx, term)? {
        log(tx, term, Deed::RemovedTerm, &replaced)?;
    }
    check_quota(Refusal::TooManyTerms, store::count_terms(tx)?.into(), most.into())?;
    store::put_term(tx, term)?;
    log(tx, term, Deed::AddedTerm, term)
}

fn log(tx: &Tx<'_, Owner>, by: &Term, deed: Deed, about: &Term) -> Reply<()> {
    let note = AuditNote {
        actor: by.added_by.clone(),
        deed,
        subject: about.term.clone(),
        detail: format!("{} {}", about.action.as_str_name(), about.category),
    };
    store::log(tx, note)
}
