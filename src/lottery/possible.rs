//! How many schedules a lottery can draw, as a decimal logarithm.

/// log10 of the number of schedules, counted as equally likely ones would be: pairs of replays over pairs that coincide,
/// and never more than there are ways to fill the waves.
pub fn log10_possible(waves: &[u8], lots: usize, ways: f64) -> f64 {
    let mut drawn: Vec<&[u8]> = waves.chunks_exact(lots.max(1)).collect();
    drawn.sort_unstable();
    let (mut coincident, mut run) = (0.0f64, 0.0f64);
    for pair in drawn.windows(2) {
        run = if pair[0] == pair[1] { run + 1.0 } else { 0.0 };
        coincident += run;
    }
    let n = drawn.len() as f64;
    if coincident > 0.0 { libm::log10(n * (n - 1.0) / 2.0 / coincident).min(ways) } else { ways }
}

/// log10 of the ways to fill waves of given sizes with so many lots.
pub fn log10_ways(lots: usize, capacity: &[u32]) -> f64 {
    let log_factorial = |n: u32| (2..=n).map(|k| libm::log10(f64::from(k))).sum::<f64>();
    log_factorial(lots as u32) - capacity.iter().map(|c| log_factorial(*c)).sum::<f64>()
}
