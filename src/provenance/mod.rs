//! Are these the same bytes, and where did this randomness come from?
//!
//! Canonical bytes, digests, keyed hashes, random streams, receipts, safe writing. No word of what is being signed.

mod digest;
mod files;
mod keyed;
mod receipt;
pub mod stamps;
mod stream;

pub use digest::{Digest, sha256, sha256_file};
pub(crate) use files::io_problem;
pub use files::{PAGES, create_new, read_bytes, read_text, write_all, write_atomic};
pub use keyed::{ALGORITHM, Key, Numbered, b8, enc, leading, tagged};
pub use receipt::Receipt;
pub use stream::Stream;
