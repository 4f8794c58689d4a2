//! Golden texts: what is agreed lies in `tests/golden`; `UPDATE_GOLDEN=1` accepts what is.

/// Holds a text against the agreed one.
pub(crate) fn same(name: &str, text: &str) {
    let path = std::path::Path::new("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("tests/golden is there");
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (agreed, now)) in agreed.lines().zip(text.lines()).enumerate() {
        assert_eq!(now, agreed, "{name}:{}: accept it with `make golden`", number + 1);
    }
    let lengths = (text.lines().count(), agreed.lines().count());
    assert_eq!(lengths.0, lengths.1, "{name} has another length: accept it with `make golden`");
}
