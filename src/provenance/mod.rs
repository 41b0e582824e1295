//! Are these the same bytes, and where did this randomness come from?
//!
//! Canonical bytes, digests, keyed hashes, random streams, receipts, safe writing. No word of what is being signed.

mod digest;
mod exclusive;
mod files;
mod keyed;
mod receipt;
mod scratch;
pub mod stamps;
mod stream;

pub use digest::{Digest, sha256, sha256_file};
pub use exclusive::{Held, LOCK_FILE, Prepared, held_by, hold, put_back};
pub(crate) use files::io_problem;
pub use files::{
    PAGES, UNFINISHED, create_all, create_new, create_private, read_argument, read_bytes, read_text, unfinished,
    unprotected, write_all, write_atomic, write_private,
};
pub use keyed::{ALGORITHM, Key, Numbered, b8, enc, leading, tagged};
pub use receipt::Receipt;
pub use scratch::{Scratch, remove_all};
pub use stream::Stream;
