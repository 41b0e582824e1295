//! Are these the same bytes, and where did this randomness come from?
//!
//! Canonical bytes, digests, receipts, safe writing. No word of what is being signed.

mod digest;
mod files;
mod stream;

pub use digest::{Digest, sha256, sha256_file};
pub use files::{PAGES, create_new, read_bytes, read_text, write_all, write_atomic};
pub use stream::Stream;
