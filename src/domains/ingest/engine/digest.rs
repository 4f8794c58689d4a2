//! The SHA-256 of a whole file, by which the same file is known again. It must not hold more of it
//! than one piece.

use crate::kernel::ports::media::ByteSource;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io;

/// Bytes that are read at once.
const PIECE_BYTES: u64 = 1 << 20;

/// The SHA-256 of all bytes, in hexadecimal digits.
pub(crate) fn sha256(source: &mut dyn ByteSource) -> io::Result<String> {
    let (length, mut offset) = (source.len_bytes(), 0);
    let mut piece = Vec::new();
    let mut hasher = Sha256::new();
    while offset < length {
        let bytes = PIECE_BYTES.min(length - offset);
        piece.resize(usize::try_from(bytes).unwrap_or_default(), 0);
        source.read_at(offset, &mut piece)?;
        hasher.update(&piece);
        offset += bytes;
    }
    let mut digits = String::with_capacity(64);
    for byte in hasher.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_whole_file() {
        // FIPS 180-4, and `sha256sum` of 1 MiB and one byte of zeros.
        for (bytes, digest) in [
            (Vec::new(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (b"abc".to_vec(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                vec![0; (1 << 20) + 1],
                "2cb74edba754a81d121c9db6833704a8e7d417e5b13d1a19f4a52f007d644264",
            ),
        ] {
            assert_eq!(sha256(&mut &bytes[..]).expect("it is all there"), digest);
        }
    }
}
