//! Columns held as their distinct values and a code a row, so that a million pupils cost little more than a few days.

use rayon::prelude::*;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Bits of the table of values seen last.
const RECENT: u32 = 9;
/// 2⁶⁴ ÷ the golden ratio, odd: a multiplier that spreads neighbouring keys.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A column of numbers held as its sorted distinct values and one code per row.
///
/// Registers repeat themselves: a million pupils share a few days, ages and exits. Everything after this coding works
/// on counts, in an order that depends on neither the rows' order nor the number of threads.
#[derive(Debug, Clone, PartialEq)]
pub struct Coded {
    levels: Vec<f64>,
    code: Vec<u32>,
}

impl Coded {
    /// Codes a column of finite numbers (−0 is 0).
    pub fn new(values: &[f64]) -> Self {
        let mut seen: Codes = HashMap::default();
        let mut levels: Vec<f64> = Vec::new();
        let mut code: Vec<u32> = Vec::with_capacity(values.len());
        // most rows repeat one of a few values: a small table answers before the map is asked
        let mut recent = [(u64::MAX, 0u32); 1 << RECENT];
        for v in values {
            let bits = (v + 0.0).to_bits();
            let slot = &mut recent[(bits.wrapping_mul(SPREAD) >> (64 - RECENT)) as usize];
            if slot.0 != bits {
                let next = levels.len() as u32;
                let c = *seen.entry(bits).or_insert(next);
                if c == next {
                    levels.push(f64::from_bits(bits));
                }
                *slot = (bits, c);
            }
            code.push(slot.1);
        }
        let rank = sort_levels(&mut levels, |a, b| a.total_cmp(b));
        code.iter_mut().for_each(|c| *c = rank[*c as usize]);
        Coded { levels, code }
    }

    /// Several columns at once.
    pub fn all(columns: &[&[f64]]) -> Vec<Coded> {
        columns.par_iter().map(|c| Coded::new(c)).collect()
    }

    /// Distinct values, ascending.
    pub fn levels(&self) -> &[f64] {
        &self.levels
    }
    /// Position in [`Coded::levels`], one per row.
    pub fn codes(&self) -> &[u32] {
        &self.code
    }
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.code.len()
    }
    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.code.is_empty()
    }
    /// The value of a row.
    pub fn value(&self, row: usize) -> f64 {
        self.levels[self.code[row] as usize]
    }

    /// The rows named, in that order; levels that no longer occur are left out.
    pub fn select(&self, rows: &[u32]) -> Coded {
        let code: Vec<u32> = rows.iter().map(|r| self.code[*r as usize]).collect();
        Coded { levels: self.levels.clone(), code }.compact()
    }

    /// The same column with every value replaced by a function of it.
    pub fn map(&self, f: impl Fn(f64) -> f64) -> Coded {
        let mut levels: Vec<f64> = self.levels.iter().map(|v| f(*v) + 0.0).collect();
        let mut order: Vec<f64> = levels.clone();
        order.sort_by(f64::total_cmp);
        order.dedup();
        let rank: Vec<u32> = levels.iter().map(|v| order.partition_point(|o| o.total_cmp(v).is_lt()) as u32).collect();
        std::mem::swap(&mut levels, &mut order);
        Coded { levels, code: self.code.iter().map(|c| rank[*c as usize]).collect() }.compact()
    }

    fn compact(self) -> Coded {
        let mut used = vec![false; self.levels.len()];
        self.code.iter().for_each(|c| used[*c as usize] = true);
        if used.iter().all(|u| *u) {
            return self;
        }
        let mut rank = vec![0u32; used.len()];
        let mut levels = Vec::new();
        for (i, used) in used.iter().enumerate() {
            if *used {
                rank[i] = levels.len() as u32;
                levels.push(self.levels[i]);
            }
        }
        Coded { levels, code: self.code.iter().map(|c| rank[*c as usize]).collect() }
    }
}

/// Distinct combinations of several columns, in lexicographic order.
#[derive(Debug, Clone, PartialEq)]
pub struct Patterns {
    count: usize,
    width: usize,
    values: Vec<f64>,
    of: Vec<u32>,
}

impl Patterns {
    /// The distinct rows of the columns given; `rows` is their common length (columns may be none).
    pub fn of(columns: &[&Coded], rows: usize) -> Self {
        let mut key = vec![0u64; rows];
        let mut size = 1u64;
        for column in columns {
            let levels = column.levels.len().max(1) as u64;
            if size.checked_mul(levels).is_none() {
                size = renumber(&mut key);
            }
            key.par_iter_mut().zip(&column.code).for_each(|(k, c)| *k = *k * levels + u64::from(*c));
            size = size.saturating_mul(levels);
        }
        let count = if size <= 4 * rows as u64 + 1024 { renumber_dense(&mut key, size) } else { renumber(&mut key) };
        let of: Vec<u32> = key.iter().map(|k| *k as u32).collect();
        let mut first = vec![usize::MAX; count as usize];
        for (row, p) in of.iter().enumerate() {
            let slot = &mut first[*p as usize];
            if *slot == usize::MAX {
                *slot = row;
            }
        }
        let values = first.iter().flat_map(|row| columns.iter().map(|c| c.value(*row))).collect();
        Patterns { count: first.len(), width: columns.len(), values, of }
    }

    /// Number of distinct patterns.
    pub fn count(&self) -> usize {
        self.count
    }
    /// The values of one pattern, in the columns' order.
    pub fn values(&self, pattern: usize) -> &[f64] {
        &self.values[pattern * self.width..(pattern + 1) * self.width]
    }
    /// The pattern of each row.
    pub fn rows(&self) -> &[u32] {
        &self.of
    }
}

type Codes = HashMap<u64, u32, BuildHasherDefault<Multiply>>;

/// Replaces keys by their ranks among the distinct keys; returns how many there are.
fn renumber(key: &mut [u64]) -> u64 {
    let mut distinct: Vec<u64> = key.to_vec();
    distinct.par_sort_unstable();
    distinct.dedup();
    let rank: Codes = distinct.iter().enumerate().map(|(i, k)| (*k, i as u32)).collect();
    key.par_iter_mut().for_each(|k| *k = u64::from(rank[k]));
    distinct.len() as u64
}

/// The same for keys below a size worth a table.
fn renumber_dense(key: &mut [u64], size: u64) -> u64 {
    let mut rank = vec![u32::MAX; size as usize];
    key.iter().for_each(|k| rank[*k as usize] = 0);
    let mut next = 0u32;
    for slot in rank.iter_mut().filter(|s| **s == 0) {
        *slot = next;
        next += 1;
    }
    key.par_iter_mut().for_each(|k| *k = u64::from(rank[*k as usize]));
    u64::from(next)
}

fn sort_levels<T: Copy>(levels: &mut [T], by: impl Fn(&T, &T) -> std::cmp::Ordering) -> Vec<u32> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by(|a, b| by(&levels[*a], &levels[*b]));
    let mut rank = vec![0u32; levels.len()];
    let sorted: Vec<T> = order.iter().map(|i| levels[*i]).collect();
    for (r, i) in order.iter().enumerate() {
        rank[*i] = r as u32;
    }
    levels.copy_from_slice(&sorted);
    rank
}

/// A multiplicative hash: numbers need no protection from each other, and no order is ever taken from the map.
#[derive(Default)]
struct Multiply(u64);

impl Hasher for Multiply {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }
    fn write_u64(&mut self, v: u64) {
        let mixed = (self.0 ^ v).wrapping_mul(SPREAD);
        self.0 = mixed ^ (mixed >> 32);
    }
}
