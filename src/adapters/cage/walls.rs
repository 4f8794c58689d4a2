//! The file walls of the cage, by Landlock: what may be read, run and written, and nothing else.
//! It must not go on when the kernel enforces no walls at all.

use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd,
    Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetStatus, Scope,
};

use super::CageFault;
use super::policy::CagePolicy;

/// The newest rights we ask for; older kernels give what they have.
const NEWEST: ABI = ABI::V6;
/// Where shared libraries lie. Absent ones are skipped.
const LIBRARY_DIRS: [&str; 5] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];
/// Read by the loader of shared libraries.
const LOADER_FILES: [&str; 2] = ["/etc/ld.so.cache", "/etc/ld.so.preload"];

/// Puts up the walls. File rights of the first Landlock are required, later ones best effort.
pub(super) fn apply(policy: &CagePolicy) -> Result<(), CageFault> {
    let mut rules = ruleset()?;
    rules = allow(rules, &policy.program, AccessFs::ReadFile | AccessFs::Execute)?;
    for dir in LIBRARY_DIRS.map(Path::new) {
        // The loader itself lies here, and it counts as run.
        rules = allow_found(rules, dir, AccessFs::ReadFile | AccessFs::Execute)?;
    }
    for file in LOADER_FILES.map(Path::new) {
        rules = allow_found(rules, file, AccessFs::ReadFile.into())?;
    }
    for path in &policy.read {
        rules = allow(rules, path, AccessFs::ReadFile.into())?;
    }
    if let Some(dir) = &policy.write {
        // No removing, no folders, no links, no devices: only plain files, made and filled.
        let access =
            AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::MakeReg | AccessFs::Truncate;
        rules = allow(rules, dir, access)?;
    }
    let status = rules.restrict_self().map_err(failed)?;
    if status.ruleset == RulesetStatus::NotEnforced || !status.no_new_privs {
        return Err(CageFault::NoLandlock);
    }
    Ok(())
}

/// Handles every right there is, so that whatever is not allowed is denied.
fn ruleset() -> Result<RulesetCreated, CageFault> {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .map_err(|_| CageFault::NoLandlock)?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))
        .map_err(failed)?
        .handle_access(AccessNet::from_all(NEWEST))
        .map_err(failed)?
        .scope(Scope::from_all(NEWEST))
        .map_err(failed)?
        .create()
        .map_err(failed)
}

fn allow(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, CageFault> {
    let fd = PathFd::new(path).map_err(|cause| CageFault::Path {
        path: path.display().to_string(),
        cause: cause.to_string(),
    })?;
    rules.add_rule(PathBeneath::new(fd, access)).map_err(failed)
}

fn allow_found(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, CageFault> {
    if path.exists() { allow(rules, path, access) } else { Ok(rules) }
}

fn failed(cause: impl std::error::Error) -> CageFault {
    CageFault::Step { step: "putting up the file walls", cause: cause.to_string() }
}
