//! Brings a database to the schema of this binary. Steps only expand; an older binary keeps running
//! on a newer schema, so unknown steps in the database are no error.

use crate::kernel::fault::Fault;

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// What an engine does about steps.
pub(super) trait Steps {
    /// How the names of steps end that are not for this engine.
    const OTHER_ENGINE: &'static str;
    fn is_known(&self, step: &str) -> Result<bool, String>;
    /// Applies a step and notes it, in one commit.
    fn apply(&self, step: &str, text: &str) -> Result<(), String>;
}

/// Whether this binary has a step.
pub(in crate::kernel) fn knows_step(step: &str) -> bool {
    MIGRATIONS.iter().any(|(folder, name, _)| {
        step.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) == Some(*name)
    })
}

/// Applies what is missing, each step in a commit of its own.
///
/// # Errors
/// `Unavailable` with the step that failed.
pub(super) fn migrate<S: Steps>(engine: &S, word: &str) -> Result<(), Fault> {
    for (folder, name, text) in MIGRATIONS {
        let ours = *folder == "kernel" || *folder == word;
        if !ours || name.ends_with(S::OTHER_ENGINE) {
            continue;
        }
        let step = format!("{folder}/{name}");
        let known = engine.is_known(&step);
        let applied = match known {
            Ok(true) => Ok(()),
            Ok(false) => engine.apply(&step, text),
            Err(error) => Err(error),
        };
        applied.map_err(|error| {
            let text = format!("the database of {word} could not take the step {step}: {error}");
            Fault::Unavailable(text)
        })?;
    }
    Ok(())
}
