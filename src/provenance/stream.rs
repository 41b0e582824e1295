//! The stream of random numbers that anybody can recompute from a key.

use rand::rand_core::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest as _, Sha256};

/// A stream of random numbers that anybody can recompute: the ChaCha20 key stream number `number` under a key, read as
/// little-endian 64-bit words, turned into integers and real numbers by the rules stated at each method.
///
/// Nothing else may stand between the key stream and a published number: a library's `shuffle` or `random_range`
/// changes from version to version.
#[derive(Debug, Clone)]
pub struct Stream {
    rng: ChaCha20Rng,
}

impl Stream {
    /// Stream `number` under a 32-byte key.
    pub fn new(key: &[u8; 32], number: u64) -> Self {
        let mut rng = ChaCha20Rng::from_seed(*key);
        rng.set_stream(number);
        Stream { rng }
    }

    /// Stream `number` under the key SHA-256(purpose, a zero byte, seed as eight big-endian bytes).
    pub fn seeded(purpose: &str, seed: u64, number: u64) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(purpose.as_bytes());
        hasher.update([0u8]);
        hasher.update(seed.to_be_bytes());
        Stream::new(&hasher.finalize().into(), number)
    }

    /// The next word of the key stream.
    pub fn word(&mut self) -> u64 {
        self.rng.next_u64()
    }

    /// A whole number 0 ≤ x < n, each equally likely: words at or above the largest multiple of n are skipped, the first
    /// other word is reduced modulo n. n = 0 gives 0.
    pub fn below(&mut self, n: u64) -> u64 {
        if n <= 1 {
            return 0;
        }
        loop {
            let x = self.word();
            let r = x % n;
            // the multiple of n below x has n − 1 words above it unless the words end before
            if x - r <= u64::MAX - (n - 1) {
                return r;
            }
        }
    }

    /// A number 0 ≤ u < 1: the upper 53 bits of a word times 2⁻⁵³.
    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Whether an event of probability `p` happens: `unit() < p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A standard normal number, √(−2 ln(1 − u)) · cos(2πv) with u then v from [`Stream::unit`].
    ///
    /// # Reference
    /// Box & Muller (1958), Annals of Mathematical Statistics 29, 610–611. <https://doi.org/10.1214/aoms/1177706645>
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }

    /// Puts a list into random order: for i from the last place down to the second, the element at i changes places with
    /// the one at `below(i + 1)`.
    pub fn arrange<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}
