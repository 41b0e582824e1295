//! ICC by restricted likelihood against the analysis of variance, which it equals in balanced data.

use lodtrin::design::{CellCount, correlations};

/// Golden sections stop near the square root of rounding.
const SEARCH: f64 = 1e-6;

fn cells(counts: &[f64], n: f64, periods: usize) -> Vec<CellCount> {
    counts
        .iter()
        .enumerate()
        .map(|(c, k)| CellCount { programme: c / periods, period: c % periods, n, k: *k })
        .collect()
}

/// Fisher (1925): (MSB − MSW)/(MSB + (n − 1)·MSW).
fn by_analysis_of_variance(counts: &[f64], n: f64) -> f64 {
    let g = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / (g * n);
    let between = counts.iter().map(|k| n * (k / n - mean).powi(2)).sum::<f64>() / (g - 1.0);
    let within = counts.iter().map(|k| k - k * k / n).sum::<f64>() / (g * (n - 1.0));
    (between - within) / (between + (n - 1.0) * within)
}

#[test]
fn one_balanced_period_gives_fishers_icc() {
    for counts in [vec![4., 7., 10., 5., 9., 12.], vec![2., 3., 9., 15., 8., 4., 11., 6.]] {
        let found = correlations(&cells(&counts, 20.0, 1), 0.95).expect("correlations");
        let wanted = by_analysis_of_variance(&counts, 20.0);
        assert!((found.icc.value - wanted).abs() < SEARCH, "{} is not {wanted}", found.icc.value);
        assert!(found.icc.low <= wanted && wanted <= found.icc.high);
        assert!(found.cac.is_none());
        assert!((found.mean - counts.iter().sum::<f64>() / (20.0 * counts.len() as f64)).abs() < 1e-12);
    }
}

/// Two balanced periods: programmes, programme × period and pupils by the expected mean squares of the two-way layout,
/// γ² = (MS_interaction − MSW)/n and τ² = (MS_programmes − MS_interaction)/(2n).
#[test]
fn two_balanced_periods_give_the_mean_squares() {
    let counts = [2., 3., 9., 12., 4., 8., 13., 10., 6., 5., 8., 14., 3., 7., 11., 9.];
    let (n, g, t) = (20.0, 8usize, 2usize);
    let p = |i: usize, j: usize| counts[i * t + j] / n;
    let row = |i: usize| (p(i, 0) + p(i, 1)) / 2.0;
    let column = |j: usize| (0..g).map(|i| p(i, j)).sum::<f64>() / g as f64;
    let mean = (column(0) + column(1)) / 2.0;
    let free = (g - 1) as f64;
    let programmes = (0..g).map(|i| 2.0 * n * (row(i) - mean).powi(2)).sum::<f64>() / free;
    let interaction = (0..g)
        .flat_map(|i| (0..t).map(move |j| (i, j)))
        .map(|(i, j)| n * (p(i, j) - row(i) - column(j) + mean).powi(2))
        .sum::<f64>()
        / free;
    let within = counts.iter().map(|k| k - k * k / n).sum::<f64>() / (counts.len() as f64 * (n - 1.0));
    let (cell, stays) = ((interaction - within) / n, (programmes - interaction) / (2.0 * n));
    assert!(cell > 0.0 && stays > 0.0, "the example lies inside: {cell} {stays}");
    let found = correlations(&cells(&counts, n, t), 0.95).expect("correlations");
    let icc = (cell + stays) / (cell + stays + within);
    let cac = found.cac.expect("two periods");
    assert!((found.icc.value - icc).abs() < SEARCH, "{} is not {icc}", found.icc.value);
    assert!(
        (cac.value - stays / (cell + stays)).abs() < 100.0 * SEARCH,
        "{} is not {}",
        cac.value,
        stays / (cell + stays)
    );
    assert!(cac.low < cac.value && cac.value < cac.high);
}

#[test]
fn what_cannot_be_seen_is_said() {
    for bad in [cells(&[3., 4.], 20.0, 1), cells(&[0., 0., 0., 0.], 20.0, 1), cells(&[1., 1., 0., 1.], 1.0, 1)] {
        assert_eq!(correlations(&bad, 0.95).expect_err("too little").code(), "D111");
    }
    assert_eq!(correlations(&cells(&[3., 24., 5., 6.], 20.0, 1), 0.95).expect_err("24 of 20").code(), "D111");
}
