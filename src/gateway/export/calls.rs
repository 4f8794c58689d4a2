//! Asks each domain for what it holds of a person. Every domain has a list in its folder, so that
//! one which is new does not compile without. It must not know what is in a list.

use super::views::ToldPage;
use crate::contract::each_domain;
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::tasks;
use crate::kernel::wire::Page;
use std::time::Duration;

/// Entries that are asked for at once.
const PAGE_MAX: u32 = 50;
/// How often a domain is asked that does not answer, and the first pause; it doubles.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(250);

macro_rules! lists {
    ($($word:ident)*) => {
        /// The domains, each with a list.
        pub(in crate::gateway) const WORDS: &[&str] = &[$(stringify!($word)),*];

        /// The file in which the list of a domain stands.
        pub(in crate::gateway) fn file(word: &str) -> &'static str {
            $(if word == stringify!($word) {
                return crate::gateway::$word::export::FILE;
            })*
            ""
        }

        /// What is in each list, in a language.
        pub(super) fn about(words: &Words) -> Vec<&'static str> {
            vec![$(crate::gateway::$word::export::about(words)),*]
        }

        /// A part of the list of a domain.
        ///
        /// # Errors
        /// That it does not answer, or refuses.
        pub(super) async fn list(
            front: &Front,
            cx: &Context,
            (word, cursor): (&str, &str),
        ) -> Reply<ToldPage> {
            $(if word == stringify!($word) {
                let list = || crate::gateway::$word::export::list(front, cx, page(cursor));
                return asked(list).await;
            })*
            Ok(ToldPage::default())
        }
    };
}
each_domain!(lists);

/// The part of a list that comes after a mark.
pub(in crate::gateway) fn page(cursor: &str) -> Option<Page> {
    Some(Page { cursor: cursor.to_owned(), limit: PAGE_MAX })
}

/// Asks again while a domain is only away for a moment: a whole archive hangs on it.
///
/// # Errors
/// Those of the last time.
pub(in crate::gateway) async fn asked<T, F: Future<Output = Reply<T>>>(
    ask: impl Fn() -> F,
) -> Reply<T> {
    let mut pause = PAUSE;
    for _ in 1..TRIES {
        match ask().await {
            Err(Error::Fault(fault)) if !matches!(fault, Fault::Internal(_)) => {
                tasks::sleep(pause).await;
                pause *= 2;
            },
            told => return told,
        }
    }
    ask().await
}
