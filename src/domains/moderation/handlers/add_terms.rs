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
            put(tx, term)?;
        }
        // One more than that is taken back with the unit.
        let others = store::count_terms(tx)?.saturating_sub(1);
        check_quota(Refusal::TooManyTerms, others.into(), most.into())?;
        let added_at_ms = tx.now_ms();
        let kept = terms.iter().map(|term| Term { added_at_ms, ..term.clone() }.into()).collect();
        Ok(AddTermsResponse { terms: kept })
    };
    let added = service.domain.db.answer(&cx, add).await?;
    service.rules.forget();
    Ok(added)
}

fn put(tx: &Tx<'_, Owner>, term: &Term) -> Reply<()> {
    store::put_term(tx, term)?;
    let note = AuditNote {
        actor: term.added_by.clone(),
        deed: Deed::AddedTerm,
        subject: term.term.clone(),
        detail: format!("{} {}", term.action.as_str_name(), term.category),
    };
    store::log(tx, note)
}
