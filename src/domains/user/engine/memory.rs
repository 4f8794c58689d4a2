//! The memory that password hashes are made in, so that one serves many: given back to an
//! allocator by ever other threads, it would stay with each of them. It must not look into a block.

use argon2::Block;

/// Memory beyond this many blocks of a KiB is not worth keeping: an allocator maps what is so large
/// by itself, and unmaps it.
const BLOCKS_KEPT_MAX: usize = 32 << 10;

/// The memory of one hash at a time.
#[derive(Default)]
pub(in crate::domains::user) struct Memory {
    blocks: Vec<Block>,
}

impl Memory {
    /// At least so many blocks. What lies in them means nothing: argon2 writes each before it
    /// reads it.
    pub(super) fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.blocks.len() < count {
            // Not grown: there is nothing to copy.
            self.blocks = Vec::new();
            self.blocks = vec![Block::new(); count];
        }
        &mut self.blocks
    }

    /// Whether the next hash should be made in it.
    pub(in crate::domains::user) fn is_worth_keeping(&self) -> bool {
        self.blocks.len() <= BLOCKS_KEPT_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_memory_serves_one_hash_after_the_other() {
        let mut memory = Memory::default();
        let first = memory.blocks(64).as_ptr();
        assert_eq!(memory.blocks(64).as_ptr(), first);
        assert_eq!(memory.blocks(32).as_ptr(), first, "a larger one will do");
        assert_eq!(memory.blocks(128).len(), 128);
        assert!(memory.is_worth_keeping());
        memory.blocks(BLOCKS_KEPT_MAX + 1);
        assert!(!memory.is_worth_keeping());
    }
}
