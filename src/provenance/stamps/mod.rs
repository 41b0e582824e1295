//! Did these bytes exist at that time? RFC 3161 time stamps, read and checked without a network.
//!
//! Taken and nothing else: DER, one signer, SHA-256, 384 and 512, RSA (PKCS#1 v1.5, 2048 to 8192 bits) and ECDSA on P-256
//! and P-384. No word of what is being stamped.

mod certificate;
mod chain;
mod fault;
mod node;
mod query;
mod signature;
mod token;

pub use certificate::{Certificate, certificates};
pub use fault::{Fault, Kind as FaultKind};
pub use query::query;
pub use token::{LARGEST, Stamp, Subject, check, stamped_digest};
