//! The engine as a whole. It must not test what one file can test alone.

mod evasions;
mod work;
