//! Brings a database to the schema of this binary. Steps only expand; an older binary keeps running
//! on a newer schema, so unknown steps in the database are no error.

use crate::kernel::fault::Fault;
use rusqlite::Connection;

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// Applies what is missing, each step in a commit of its own.
///
/// # Errors
/// `Unavailable` with the step that failed.
pub(super) fn migrate(connection: &Connection, word: &str) -> Result<(), Fault> {
    let table = "CREATE TABLE IF NOT EXISTS kernel_steps (step TEXT NOT NULL PRIMARY KEY)";
    connection.execute_batch(table).map_err(|error| failed(word, "kernel_steps", &error))?;
    for (folder, name, text) in MIGRATIONS {
        let ours = *folder == "kernel" || *folder == word;
        let other_engine = name.ends_with(".postgres.sql");
        if ours && !other_engine {
            let step = format!("{folder}/{name}");
            apply(connection, &step, text).map_err(|error| failed(word, &step, &error))?;
        }
    }
    Ok(())
}

fn apply(connection: &Connection, step: &str, text: &str) -> rusqlite::Result<()> {
    let known = "SELECT COUNT(*) FROM kernel_steps WHERE step = ?1";
    if connection.query_row(known, [step], |row| row.get::<_, i64>(0))? > 0 {
        return Ok(());
    }
    let unit = connection.unchecked_transaction()?;
    unit.execute_batch(text)?;
    unit.execute("INSERT INTO kernel_steps (step) VALUES (?1)", [step])?;
    unit.commit()
}

fn failed(word: &str, step: &str, error: &rusqlite::Error) -> Fault {
    Fault::Unavailable(format!("the database of {word} could not take the step {step}: {error}"))
}
