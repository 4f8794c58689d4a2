//! One text for each statement and kinds of its values. The driver keeps a prepared statement by
//! its text alone; prepared for other kinds, it would read their bytes wrongly.
//! It must not send a statement.

use crate::kernel::db::value::Value;
use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};
use std::collections::HashMap;
use std::sync::Arc;

/// Statements that a connection keeps prepared.
pub(super) const STATEMENTS_MAX: usize = 512;

/// The texts that a connection was given.
#[derive(Default)]
pub(super) struct Texts {
    known: HashMap<String, Vec<(Vec<u8>, SqlStr)>>,
    kept: usize,
}

impl Texts {
    pub(super) fn is_full(&self) -> bool {
        self.kept >= STATEMENTS_MAX
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The statement itself for the kinds that came first, and a marked one for each others.
    pub(super) fn of(&mut self, sql: &str, values: &[Value]) -> SqlStr {
        let is_same = |kinds: &[u8]| kinds.iter().copied().eq(values.iter().map(kind));
        let variants = match self.known.get_mut(sql) {
            Some(variants) => variants,
            None => self.known.entry(sql.to_owned()).or_default(),
        };
        if let Some((_, text)) = variants.iter().find(|(kinds, _)| is_same(kinds)) {
            return text.clone();
        }
        let text = match variants.len() {
            0 => written(sql),
            count => written(&format!("{sql} /* kinds {count} */")),
        };
        variants.push((values.iter().map(kind).collect(), text.clone()));
        self.kept += 1;
        text
    }
}

/// A statement as the driver takes it, which asks for literals.
#[expect(clippy::disallowed_methods, reason = "statements are judged where they are written")]
pub(super) fn written(sql: &str) -> SqlStr {
    AssertSqlSafe(Arc::<str>::from(sql)).into_sql_str()
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Integer(_) => 1,
        Value::Float(_) => 2,
        Value::Text(_) => 3,
        Value::Bytes(_) => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_kinds_of_values_have_another_text() {
        let mut texts = Texts::default();
        let sql = "SELECT $1";
        let mut told = |value: Value| texts.of(sql, &[value]).as_str().to_owned();
        assert_eq!(told(Value::Integer(1)), sql);
        let of_null = told(Value::Null);
        let of_text = told(Value::from("a"));
        assert!(of_null.starts_with(sql) && of_text.starts_with(sql));
        assert!(of_null != sql && of_text != sql && of_null != of_text);
        for _ in 0..STATEMENTS_MAX {
            assert_eq!(told(Value::Integer(2)), sql);
            assert_eq!(told(Value::Null), of_null);
            assert_eq!(told(Value::from("b")), of_text);
        }
        assert!(!texts.is_full(), "what is known was counted again");
        for number in 0..STATEMENTS_MAX {
            texts.of(&format!("SELECT {number}"), &[]);
        }
        assert!(texts.is_full());
        texts.clear();
        assert_eq!(texts.of(sql, &[Value::Null]).as_str(), sql);
    }
}
