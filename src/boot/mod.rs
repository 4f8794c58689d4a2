//! The composition root.

/// The key that founds a process; only this module can make one.
pub(crate) struct Key(());

#[cfg(test)]
pub(crate) mod kit;

impl crate::kernel::founding::Founding for crate::kernel::founding::Founder {
    type Key = Key;
}
