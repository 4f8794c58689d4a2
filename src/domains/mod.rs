//! The domains. Each is isolated; siblings do not see each other.

use crate::contract::each_domain;

macro_rules! modules {
    ($($word:ident)*) => { $(pub(crate) mod $word;)* };
}
each_domain!(modules);
