//! ImportTerms: other terms from now on. It must not keep a part of a file that is wrong.

use crate::contract::moderation::{ImportTermsRequest, ImportTermsResponse, Owner};
use crate::domains::moderation::Options;
use crate::domains::moderation::actor::Moderation;
use crate::domains::moderation::model::{AuditNote, Deed, Term};
use crate::domains::moderation::{model, store};
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::moderation) async fn handle(
    service: &Moderation,
    cx: Context,
    request: ImportTermsRequest,
) -> Reply<ImportTermsResponse> {
    cx.caller.authorize_admin()?;
    let actor = model::make_actor(&cx.caller);
    let options = service.options.get();
    let tables = model::make_tables();
    let listed = model::make_terms(&request.csv, &options, &tables)?;
    let ids = &service.domain.ids;
    let term = |one| model::make_term(ids.fresh(), one, (&tables, &actor));
    let terms: Vec<Term> = listed.into_iter().map(term).collect();
    let rulebook = model::make_rulebook(&terms, &options)?;
    let count = u32::try_from(terms.len()).unwrap_or(u32::MAX);
    let import = move |tx: &Tx<'_, Owner>| {
        if store::is_erased(tx, &actor)? {
            return Err(refuse_erased().into());
        }
        store::replace_terms(tx, &terms)?;
        let note = AuditNote {
            actor: actor.clone(),
            deed: Deed::ImportedTerms,
            subject: "terms".to_owned(),
            detail: format!("{count} terms"),
        };
        store::log(tx, note)?;
        Ok(ImportTermsResponse { terms: count })
    };
    let imported = service.domain.db.answer(&cx, import).await?;
    service.rules.replace(rulebook, Options::clone(&options));
    Ok(imported)
}
