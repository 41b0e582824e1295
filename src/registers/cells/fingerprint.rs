//! Hashes of rows, by which exact duplicates are found.

use std::hash::{BuildHasherDefault, Hasher};

/// A 128-bit hash of a row, by which exact duplicates are found. Two different rows among a hundred million share one
/// with probability below 1e-22.
#[derive(Debug, Clone, Copy)]
pub(in crate::registers) struct Fingerprint {
    a: u64,
    b: u64,
}

const MIX: [u64; 4] = [0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0xd6e8_feb8_6659_fd93];

impl Fingerprint {
    pub fn new() -> Self {
        Fingerprint { a: MIX[2], b: MIX[3] }
    }

    /// Takes a number in.
    pub fn number(&mut self, x: u64) {
        self.a = folded_product(self.a ^ x, MIX[0]);
        self.b = folded_product(self.b.rotate_left(23) ^ x, MIX[1]);
    }

    /// Takes a text in, its length first.
    pub fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.number(bytes.len() as u64 | 1 << 63);
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.number(u64::from_le_bytes(word));
        }
    }

    /// The hash.
    pub fn value(self) -> u128 {
        let a = folded_product(self.a ^ self.b.rotate_left(32), MIX[1]);
        let b = folded_product(self.b ^ self.a, MIX[0]);
        (u128::from(a) << 64) | u128::from(b)
    }
}

/// The hash of one text.
pub(in crate::registers) fn fingerprint(text: &str) -> u128 {
    let mut print = Fingerprint::new();
    print.text(text);
    print.value()
}

fn folded_product(x: u64, y: u64) -> u64 {
    let product = u128::from(x | 1 << 17) * u128::from(y);
    (product as u64) ^ ((product >> 64) as u64) ^ x
}

/// Hashes the keys of maps that are only ever looked up in, by the same mixing.
#[derive(Debug, Clone, Copy)]
pub(in crate::registers) struct QuickHasher(u64);

/// Makes [`QuickHasher`]s.
pub(in crate::registers) type QuickHash = BuildHasherDefault<QuickHasher>;

impl Default for QuickHasher {
    fn default() -> Self {
        QuickHasher(MIX[2])
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, x: u8) {
        self.write_u64(u64::from(x));
    }

    fn write_u32(&mut self, x: u32) {
        self.write_u64(u64::from(x));
    }

    fn write_u64(&mut self, x: u64) {
        self.0 = folded_product(self.0.rotate_left(23) ^ x, MIX[0]);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
