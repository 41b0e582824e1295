//! The keyed hashes of the lottery: length-prefixed parts under a domain, as published.

use super::Digest;
use sha2::block_api::compress256;
use sha2::{Digest as _, Sha256};

/// Name of the algorithm; it stands first in everything that is hashed.
pub const ALGORITHM: &str = "lodtrin-1";

/// Initial state of SHA-256 (FIPS 180-4, 5.3.3).
const INITIAL: [u32; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/// `b8(n)`: a number as eight bytes, big-endian.
pub fn b8(n: u64) -> [u8; 8] {
    n.to_be_bytes()
}

/// `enc(p1..pk)`: for each part its length as u32 big-endian, then its bytes.
pub fn enc(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(parts.iter().map(|p| p.len() + 4).sum());
    for part in parts {
        push(&mut out, part);
    }
    out
}

fn push(out: &mut Vec<u8>, part: &[u8]) {
    // a part of 4 GiB is no part of any lottery; saturating keeps the encoding total
    out.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(part);
}

/// `D(tag, p..) = SHA256(enc("lodtrin-1", tag, p..))`.
pub fn tagged(tag: &str, parts: &[&[u8]]) -> Digest {
    let mut message = Vec::new();
    push(&mut message, ALGORITHM.as_bytes());
    push(&mut message, tag.as_bytes());
    for part in parts {
        push(&mut message, part);
    }
    Digest(Sha256::digest(&message).into())
}

/// A key whose two HMAC pads are hashed once: `K(key, tag, p..) = HMAC-SHA256(key, enc("lodtrin-1", tag, p..))`.
///
/// # Reference
/// RFC 2104; *checked against* the `hmac` crate and `tests/reference/lottery`.
#[derive(Clone)]
pub struct Key {
    inner: [u32; 8],
    outer: [u32; 8],
}

impl Key {
    /// The key of 32 bytes.
    pub fn new(key: &[u8; 32]) -> Self {
        let pad = |with: u8| {
            let mut block = [with; 64];
            for (b, k) in block.iter_mut().zip(key) {
                *b ^= k;
            }
            let mut state = INITIAL;
            compress256(&mut state, &[block]);
            state
        };
        Key { inner: pad(0x36), outer: pad(0x5c) }
    }

    /// HMAC-SHA256 of a message that is encoded already.
    pub fn mac(&self, message: &[u8]) -> [u8; 32] {
        let mut state = self.inner;
        compress256(&mut state, &padded(message));
        self.close(&bytes(&state))
    }

    fn close(&self, inner: &[u8; 32]) -> [u8; 32] {
        let mut block = CLOSE;
        block[..32].copy_from_slice(inner);
        let mut state = self.outer;
        compress256(&mut state, &[block]);
        bytes(&state)
    }

    /// `K(key, tag, p..)`.
    pub fn of(&self, tag: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut message = Vec::with_capacity(64);
        push(&mut message, ALGORITHM.as_bytes());
        push(&mut message, tag.as_bytes());
        for part in parts {
            push(&mut message, part);
        }
        self.mac(&message)
    }

    /// `K(key, tag, b8(n), p)` for a message that is padded already.
    pub fn numbered(&self, message: &mut Numbered, n: u64) -> [u8; 32] {
        message.blocks[0][message.at..message.at + 8].copy_from_slice(&b8(n));
        let mut state = self.inner;
        compress256(&mut state, &message.blocks);
        self.close(&bytes(&state))
    }

    /// [`Key::numbered`] of several messages, in their order. Each step is taken for all before the next: nothing waits for
    /// what was just written, and the processor works on several at a time.
    pub fn numbered_each(&self, messages: &mut [Numbered], n: u64, into: &mut Vec<[u8; 32]>) {
        let number = b8(n);
        for message in messages.iter_mut() {
            message.blocks[0][message.at..message.at + 8].copy_from_slice(&number);
        }
        into.clear();
        into.extend(messages.iter().map(|message| {
            let mut state = self.inner;
            compress256(&mut state, &message.blocks);
            bytes(&state)
        }));
        for (digest, message) in into.iter().zip(messages.iter_mut()) {
            message.close[..32].copy_from_slice(digest);
        }
        for (digest, message) in into.iter_mut().zip(messages.iter()) {
            let mut state = self.outer;
            compress256(&mut state, std::slice::from_ref(&message.close));
            *digest = bytes(&state);
        }
    }

    /// `U(key, n, tag, p..)`: a number below `n` (1 ≤ n), each equally likely, by rejection.
    ///
    /// For c = 0, 1, … x is the first 8 bytes, big-endian, of `K(key, tag, p.., b8(c))`; the first x below
    /// 2^64 − (2^64 mod n) gives x mod n.
    pub fn below(&self, n: u64, tag: &str, parts: &[&[u8]]) -> u64 {
        let n = n.max(1);
        let bound = (1u128 << 64) - ((1u128 << 64) % u128::from(n));
        let mut counter = 0u64;
        loop {
            let count = b8(counter);
            let mut all: Vec<&[u8]> = parts.to_vec();
            all.push(&count);
            let x = leading(&self.of(tag, &all));
            if u128::from(x) < bound {
                return x % n;
            }
            counter = counter.wrapping_add(1);
        }
    }
}

/// The block that closes an HMAC, without the inner digest: 64 bytes of pad and 32 of digest are 768 bits.
const CLOSE: [u8; 64] = {
    let mut block = [0; 64];
    block[32] = 0x80;
    block[62] = 3;
    block
};

/// The first eight bytes of a digest as a number, big-endian.
pub fn leading(digest: &[u8; 32]) -> u64 {
    digest[..8].iter().fold(0, |x, b| (x << 8) | u64::from(*b))
}

fn bytes(state: &[u32; 8]) -> [u8; 32] {
    let mut out = [0u8; 32];
    for (place, word) in out.chunks_exact_mut(4).zip(state) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    out
}

/// The blocks of a message that follows one pad block, padding included (FIPS 180-4, 5.1.1).
fn padded(message: &[u8]) -> Vec<[u8; 64]> {
    let (whole, rest) = message.as_chunks::<64>();
    let mut blocks = whole.to_vec();
    let mut tail = [0u8; 64];
    tail[..rest.len()].copy_from_slice(rest);
    tail[rest.len()] = 0x80;
    if rest.len() >= 56 {
        blocks.push(tail);
        tail = [0u8; 64];
    }
    let bits = (message.len() as u64 + 64) * 8;
    tail[56..].copy_from_slice(&bits.to_be_bytes());
    blocks.push(tail);
    blocks
}

/// A message `enc("lodtrin-1", tag, b8(n), p)` with its padding, in which only n changes: hashing it for another n costs
/// no more than the compressions.
#[derive(Debug, Clone)]
pub struct Numbered {
    blocks: Vec<[u8; 64]>,
    at: usize,
    /// Scratch of [`Key::numbered_each`].
    close: [u8; 64],
}

impl Numbered {
    /// The message for a tag of at most 30 bytes and a last part.
    pub fn new(tag: &str, part: &[u8]) -> Self {
        let message = enc(&[ALGORITHM.as_bytes(), tag.as_bytes(), &b8(0), part]);
        Numbered { blocks: padded(&message), at: 4 + ALGORITHM.len() + 4 + tag.len() + 4, close: CLOSE }
    }
}
