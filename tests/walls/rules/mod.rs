//! The list of rules. A rule is a name, a function over the tree, and the violations that prove it
//! can fail.

mod arrow;
mod attributes;
mod bounds;
mod contract_bulk;
mod crates;
mod dialect;
mod folders;
mod handlers;
mod heads;
mod licences;
mod merges;
mod migrations;
mod names;
mod once;
mod pages;
mod purity;
mod ranks;
mod rooms;
mod sentences;
mod size;
mod slices;
mod sql;
mod stores;
mod topology_map;

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::tree::Tree;

pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) check: fn(&Tree) -> Vec<Violation>,
    pub(crate) fixtures: &'static [Fixture],
}

pub(crate) const RULES: &[Rule] = &[
    arrow::ARROW,
    arrow::SIBLINGS,
    arrow::ROOTS,
    arrow::ENTRIES,
    attributes::SUPPRESSIONS,
    attributes::LEFTOVERS,
    attributes::REASONS,
    bounds::UNITS,
    bounds::QUEUES,
    topology_map::CALLS,
    topology_map::EVENTS,
    topology_map::ROWS,
    contract_bulk::BULK,
    crates::CRATES,
    crates::LAYERS,
    dialect::SETTINGS,
    dialect::VERBS,
    folders::WORDS,
    handlers::HANDLERS,
    handlers::RPCS,
    heads::HEADS,
    licences::LICENCES,
    licences::BANS,
    merges::MERGES,
    migrations::MIGRATIONS,
    names::BANNED,
    names::HOMONYMS,
    names::STUTTER,
    once::COUNTS,
    once::ONCE,
    pages::ROUTES,
    pages::INLINE,
    purity::EFFECTS,
    purity::PURE,
    ranks::RANKS,
    rooms::ROOMS,
    rooms::REACH,
    sentences::SENTENCES,
    size::FILES,
    size::WIDTH,
    size::SHAPE,
    slices::SLICES,
    sql::STATEMENTS,
    sql::TABLES,
    stores::KEPT,
    stores::STATES,
    stores::WHOLE,
];
