//! Rows of a result, read by the names of their columns. It must not know a driver, nor a table.

use super::value::{Names, Row, Value};
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::id::{Id, IdKind};

/// What one column can be read as.
pub(crate) trait FromValue: Sized {
    /// What the column should hold, for whoever reads that it holds something else.
    const KIND: &'static str;

    /// `None` for a value of another kind.
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($made:ty: $kind:literal, $shape:pat => $read:expr;)+) => {
        $(impl FromValue for $made {
            const KIND: &'static str = $kind;
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    $shape => $read,
                    _ => None,
                }
            }
        })+
    };
}

from_value! {
    i64: "an integer", Value::Integer(one) => Some(one);
    i32: "a small integer", Value::Integer(one) => one.try_into().ok();
    u32: "a count", Value::Integer(one) => one.try_into().ok();
    u64: "a count", Value::Integer(one) => one.try_into().ok();
    bool: "0 or 1", Value::Integer(one) => Some(one != 0);
    f64: "a number", Value::Float(one) => Some(one);
    String: "text", Value::Text(one) => Some(one);
    // One a line.
    Vec<String>: "lines", Value::Text(one) => Some(one.lines().map(str::to_owned).collect());
    Vec<u8>: "bytes", Value::Bytes(one) => Some(one);
    [u8; 32]: "32 bytes", Value::Bytes(one) => one.try_into().ok();
}

impl<T: FromValue> FromValue for Option<T> {
    const KIND: &'static str = T::KIND;

    fn from_value(value: Value) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

impl<K: IdKind> FromValue for Id<K> {
    const KIND: &'static str = K::NAME;

    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

/// What one row can be read as. Made by `columns!`.
pub(crate) trait FromRow: Sized {
    /// Adds the columns that it reads, in the order of reading.
    fn columns(names: &mut Vec<&'static str>);

    /// Reads them.
    fn from_row(cells: &mut Cells<'_>) -> Reply<Self>;
}

/// The columns of one row, in the order in which they are read.
pub(crate) struct Cells<'a> {
    columns: std::slice::Iter<'a, (&'static str, usize)>,
    values: Vec<Value>,
}

impl Cells<'_> {
    /// Reads the next one.
    pub(crate) fn next<T: FromValue>(&mut self) -> Reply<T> {
        let read = self.columns.next().and_then(|(name, place)| {
            Some((name, std::mem::replace(self.values.get_mut(*place)?, Value::Null)))
        });
        let Some((name, value)) = read else { return Err(wrong("a row has too few columns")) };
        // What it holds instead is not told: it may be a secret.
        let other = || wrong(format!("column `{name}` does not hold {}", T::KIND));
        T::from_value(value).ok_or_else(other)
    }
}

/// Reads all rows of one statement. Where each column lies is looked up once for all of them.
///
/// # Errors
/// A fault when the statement gives another set of columns than is read, or other kinds of values.
pub(super) fn read_rows<T: FromRow>(rows: Vec<Row>) -> Reply<Vec<T>> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let columns = places::<T>(first.names())?;
    let read = |row: Row| {
        let mut cells = Cells { columns: columns.iter(), values: row.into_values() };
        T::from_row(&mut cells)
    };
    rows.into_iter().map(read).collect()
}

/// Where the columns lie that a row is read from: each exactly once, and no others.
fn places<T: FromRow>(found: &Names) -> Reply<Vec<(&'static str, usize)>> {
    let mut wanted = Vec::with_capacity(16);
    T::columns(&mut wanted);
    // As a rule a statement names them in the order of reading.
    if found.iter().eq(wanted.iter().copied()) {
        return Ok(wanted.into_iter().zip(0..).collect());
    }
    let found: Vec<&str> = found.iter().collect();
    let mut places = Vec::with_capacity(wanted.len());
    for name in &wanted {
        let mut lying = found.iter().enumerate().filter(|(_, one)| *one == name);
        let (Some((place, _)), None) = (lying.next(), lying.next()) else {
            return Err(wrong(format!("a statement should give one column `{name}`")));
        };
        places.push((*name, place));
    }
    let unread = found.iter().find(|name| !wanted.contains(name));
    if let Some(name) = unread {
        return Err(wrong(format!("a statement gives a column `{name}` that nobody reads")));
    }
    Ok(places)
}

/// Reads a statement that gives one column, whatever that is called.
///
/// # Errors
/// A fault when it gives more, or another kind of value.
pub(super) fn read_column<T: FromValue>(rows: Vec<Row>) -> Reply<Vec<T>> {
    let read = |row: Row| {
        let Ok([value]) = <[Value; 1]>::try_from(row.into_values()) else {
            return Err(wrong("a statement should give one column"));
        };
        T::from_value(value).ok_or_else(|| wrong(format!("a column does not hold {}", T::KIND)))
    };
    rows.into_iter().map(read).collect()
}

fn wrong(text: impl Into<String>) -> Error {
    Fault::Internal(text.into()).into()
}

/// Says from which columns a struct is read, by name: `columns! { Due { upload_id, owner_id } }`.
/// A field of another name than its column is `at_ms: due_at_ms`; one that is read from several
/// columns is `source: BlobRef { owner: source_owner, path: source_path }`, and one that has its
/// own `columns!` is `job: [Job]`. The compiler holds the list to the fields of the struct.
macro_rules! columns {
    ($($made:ident { $($fields:tt)* })+) => {
        $(impl $crate::kernel::db::FromRow for $made {
            fn columns(names: &mut Vec<&'static str>) {
                $crate::kernel::db::columns!(@names names $($fields)*);
            }

            fn from_row(
                cells: &mut $crate::kernel::db::Cells<'_>,
            ) -> $crate::kernel::fault::Reply<Self> {
                Ok($crate::kernel::db::columns!(@read cells $made { $($fields)* }))
            }
        })+
    };
    (@names $names:ident $($field:ident $(: $from:tt $({ $($inner:tt)* })?)?),* $(,)?) => {
        $($crate::kernel::db::columns!(@name $names $field $(: $from $({ $($inner)* })?)?);)*
    };
    (@name $names:ident $field:ident) => { $names.push(stringify!($field)) };
    (@name $names:ident $field:ident: [$made:ident]) => {
        <$made as $crate::kernel::db::FromRow>::columns($names)
    };
    (@name $names:ident $field:ident: $column:ident) => { $names.push(stringify!($column)) };
    (@name $names:ident $field:ident: $made:ident { $($inner:tt)* }) => {
        $crate::kernel::db::columns!(@names $names $($inner)*)
    };
    (@read $cells:ident $made:ident {
        $($field:ident $(: $from:tt $({ $($inner:tt)* })?)?),* $(,)?
    }) => {
        $made {
            $($field: $crate::kernel::db::columns!(
                @cell $cells $(: $from $({ $($inner)* })?)?
            )),*
        }
    };
    (@cell $cells:ident) => { $cells.next()? };
    (@cell $cells:ident: [$made:ident]) => {
        <$made as $crate::kernel::db::FromRow>::from_row($cells)?
    };
    (@cell $cells:ident: $column:ident) => { $cells.next()? };
    (@cell $cells:ident: $made:ident { $($inner:tt)* }) => {
        $crate::kernel::db::columns!(@read $cells $made { $($inner)* })
    };
}
pub(crate) use columns;

/// Lets enumerations of a contract be bound and read as what they are: the number that the contract
/// gives them is kept.
macro_rules! enumerations {
    ($($made:ident)*) => {
        $(impl From<$made> for $crate::kernel::db::Value {
            fn from(one: $made) -> Self {
                Self::from(one as i32)
            }
        }
        impl $crate::kernel::db::FromValue for $made {
            const KIND: &'static str = concat!("a ", stringify!($made));
            fn from_value(value: $crate::kernel::db::Value) -> Option<Self> {
                let number = <i32 as $crate::kernel::db::FromValue>::from_value(value)?;
                number.try_into().ok()
            }
        })*
    };
}
pub(crate) use enumerations;

/// Lets messages be bound and read as what they are: their bytes are kept.
macro_rules! kept_messages {
    ($($made:ident)*) => {
        $(impl From<&$made> for $crate::kernel::db::Value {
            fn from(one: &$made) -> Self {
                Self::from(prost::Message::encode_to_vec(one))
            }
        }
        impl $crate::kernel::db::FromValue for $made {
            const KIND: &'static str = concat!("a ", stringify!($made));
            fn from_value(value: $crate::kernel::db::Value) -> Option<Self> {
                let bytes = <Vec<u8> as $crate::kernel::db::FromValue>::from_value(value)?;
                prost::Message::decode(bytes.as_slice()).ok()
            }
        })*
    };
}
pub(crate) use kept_messages;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Place {
        folder: String,
        bytes: u64,
    }

    #[derive(Debug, PartialEq)]
    struct Film {
        title: String,
        length_ms: u64,
        place: Place,
        is_new: bool,
    }

    #[derive(Debug, PartialEq)]
    struct Turn {
        film: Film,
        at_ms: Option<i64>,
    }

    columns! {
        Film {
            title,
            length_ms: duration_ms,
            place: Place { folder, bytes: size_bytes },
            is_new,
        }
        Turn { film: [Film], at_ms }
    }

    fn row(cells: &[(&str, Value)]) -> Row {
        let names = Names::of(cells.iter().map(|(name, _)| *name));
        Row::of(&names, cells.iter().map(|(_, value)| value.clone()).collect())
    }

    fn cells() -> Vec<(&'static str, Value)> {
        vec![
            ("at_ms", Value::Null),
            ("size_bytes", Value::from(7_u64)),
            ("folder", Value::from("f")),
            ("is_new", Value::from(true)),
            ("duration_ms", Value::from(5_u64)),
            ("title", Value::from("t")),
        ]
    }

    #[test]
    fn columns_go_by_name_and_not_by_place() {
        let place = Place { folder: "f".into(), bytes: 7 };
        let film = Film { title: "t".into(), length_ms: 5, place, is_new: true };
        let read = read_rows::<Turn>(vec![row(&cells())]).expect("all columns are there");
        assert_eq!(read, [Turn { film, at_ms: None }]);
    }

    #[test]
    fn a_statement_gives_what_is_read_and_nothing_else() {
        let told = |cells: &[(&str, Value)]| {
            let error = read_rows::<Turn>(vec![row(cells)]).expect_err("it is not what is read");
            error.to_string()
        };
        let without = told(&cells()[..5]);
        assert!(without.contains("should give one column `title`"), "{without}");
        let mut twice = cells();
        twice.push(("title", Value::from("u")));
        assert!(told(&twice).contains("should give one column `title`"));
        let mut more = cells();
        more.push(("password_hash", Value::from("hush")));
        assert!(told(&more).contains("`password_hash` that nobody reads"));
        let mut other = cells();
        other[5].1 = Value::from(3_i64);
        assert!(told(&other).contains("`title` does not hold text"));
        other[5].1 = Value::Null;
        assert!(told(&other).contains("`title` does not hold text"));
    }

    #[test]
    fn a_value_of_another_kind_is_no_guess() {
        let read = |value| read_column::<u32>(vec![row(&[("n", value)])]).ok();
        assert_eq!(read(Value::Integer(7)), Some(vec![7]));
        assert_eq!(read(Value::Integer(-1)), None);
        assert_eq!(read(Value::Integer(1 << 40)), None);
        assert_eq!(read(Value::Text("7".into())), None);
        let two = row(&[("n", Value::Integer(1)), ("m", Value::Integer(2))]);
        assert!(read_column::<u32>(vec![two]).is_err());
    }
}
