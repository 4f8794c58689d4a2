//! What a viewer does not want to see. It must not take what no player could apply.

use crate::contract::danmaku::{Filter, FilterKind, FilterList, Refusal};
use crate::kernel::fault::{RefusalCode as _, Refused};
use std::collections::HashSet;

/// Whether a list can be applied.
///
/// # Errors
/// `FILTERS_INVALID`, with the place of the first that cannot.
pub(in crate::domains::danmaku) fn check_filters(
    list: &FilterList,
    is_pattern: impl Fn(&str) -> bool,
) -> Result<(), Refused> {
    if !FilterList::FILTERS.take_items(list.filters.len()) {
        let most = FilterList::FILTERS.max_items;
        let refused = Refusal::FiltersInvalid.because(format!("a list has at most {most} filters"));
        return Err(refused.with("most", u64::from(most)));
    }
    let mut seen = HashSet::new();
    let is_bad = |one: &Filter| !is_good(one, &is_pattern) || !seen.insert(make_key(one));
    match list.filters.iter().position(is_bad) {
        None => Ok(()),
        Some(at) => Err(Refusal::FiltersInvalid
            .because("a filter is not one that can be applied, or is there twice")
            .with("at", u64::try_from(at).unwrap_or(u64::MAX))),
    }
}

/// What makes two filters the same one.
pub(in crate::domains::danmaku) fn make_key(filter: &Filter) -> String {
    format!("{}:{}", filter.kind, filter.value)
}

fn is_good(filter: &Filter, is_pattern: impl Fn(&str) -> bool) -> bool {
    let value = filter.value.as_str();
    let is_color = |value: &str| {
        value == "any" || (value.len() == 6 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    Filter::VALUE.fit(value)
        && match filter.kind() {
            FilterKind::Unspecified => false,
            FilterKind::Word => !value.trim().is_empty(),
            FilterKind::Regex => is_pattern(value),
            FilterKind::Sender => {
                value.bytes().all(|one| one.is_ascii_alphanumeric() || one == b'-' || one == b'_')
            },
            FilterKind::Mode => {
                matches!(value, "scroll" | "top" | "bottom" | "reverse" | "positioned")
            },
            FilterKind::Color => is_color(value),
        }
}
