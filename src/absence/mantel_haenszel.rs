//! Exposed against unexposed within clusters only: the Mantel–Haenszel difference, ratio and odds ratio.

use super::cells::Cells;

/// Mantel–Haenszel summaries with the clusters as strata; variances take pupils as independent within a cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct MantelHaenszel {
    /// Common risk difference.
    pub difference: f64,
    /// Its variance (Sato), good with many small strata and with few large ones.
    pub difference_variance: f64,
    /// Common risk ratio; NaN where no stratum tells.
    pub ratio: f64,
    /// Variance of its logarithm (Greenland and Robins).
    pub log_ratio_variance: f64,
    /// Common odds ratio.
    pub odds: f64,
    /// Variance of its logarithm (Robins, Breslow and Greenland).
    pub log_odds_variance: f64,
    /// Strata with both exposed and unexposed pupils.
    pub informative: usize,
}

#[derive(Default, Clone, Copy)]
struct Stratum {
    exposed: f64,
    exposed_events: f64,
    unexposed: f64,
    unexposed_events: f64,
}

/// Compares exposed with unexposed pupils of the same cluster only.
///
/// a, b events among n1 exposed and n0 unexposed, n = n1 + n0 in each stratum: difference Σ(a·n0 − b·n1)/n ÷ Σn1n0/n;
/// ratio Σa·n0/n ÷ Σb·n1/n; odds Σa(n0 − b)/n ÷ Σb(n1 − a)/n.
///
/// `cells`: data whose column 1 is the exposure (0 or 1). `None` when no cluster has both kinds of pupils.
///
/// # Reference
/// Mantel & Haenszel (1959); Sato (1989), Biometrics 45, 1323; Greenland & Robins (1985), doi:10.2307/2530643; Robins,
/// Breslow & Greenland (1986), doi:10.2307/2531052.
///
/// *Checked against* `tests/byhand/absence.rs`.
pub fn mantel_haenszel(cells: &Cells) -> Option<MantelHaenszel> {
    let mut strata = vec![Stratum::default(); cells.clusters.len()];
    for c in &cells.cells {
        let s = &mut strata[c.cluster as usize];
        if cells.design[(c.row as usize, 1)] > 0.5 {
            s.exposed += c.n;
            s.exposed_events += c.events;
        } else {
            s.unexposed += c.n;
            s.unexposed_events += c.events;
        }
    }
    strata.retain(|s| s.exposed > 0.0 && s.unexposed > 0.0);
    if strata.is_empty() {
        return None;
    }
    let total = |f: &dyn Fn(&Stratum) -> f64| strata.iter().map(f).sum::<f64>();
    let all = |s: &Stratum| s.exposed + s.unexposed;

    let weight = total(&|s| s.exposed * s.unexposed / all(s));
    let difference = total(&|s| (s.exposed_events * s.unexposed - s.unexposed_events * s.exposed) / all(s)) / weight;
    let p = total(&|s| {
        let (n1, n0, a, b, n) = (s.exposed, s.unexposed, s.exposed_events, s.unexposed_events, all(s));
        (n1 * n1 * b - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2.0) / (n * n)
    });
    let q = total(&|s| {
        let (n1, n0, a, b, n) = (s.exposed, s.unexposed, s.exposed_events, s.unexposed_events, all(s));
        (a * (n0 - b) + b * (n1 - a)) / (2.0 * n)
    });
    let difference_variance = (difference * p + q) / (weight * weight);

    let (r, s) =
        (total(&|s| s.exposed_events * s.unexposed / all(s)), total(&|s| s.unexposed_events * s.exposed / all(s)));
    let ratio_numerator = total(&|s| {
        let (n1, n0, a, b, n) = (s.exposed, s.unexposed, s.exposed_events, s.unexposed_events, all(s));
        (n1 * n0 * (a + b) - a * b * n) / (n * n)
    });
    let odds = odds_ratio(&strata);
    Some(MantelHaenszel {
        difference,
        difference_variance,
        ratio: r / s,
        log_ratio_variance: ratio_numerator / (r * s),
        odds: odds.0,
        log_odds_variance: odds.1,
        informative: strata.len(),
    })
}

/// The common odds ratio and the variance of its logarithm.
fn odds_ratio(strata: &[Stratum]) -> (f64, f64) {
    let (mut sr, mut ss, mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for s in strata {
        let n = s.exposed + s.unexposed;
        let (c, d) = (s.exposed - s.exposed_events, s.unexposed - s.unexposed_events);
        let (r, t) = (s.exposed_events * d / n, s.unexposed_events * c / n);
        let (p, q) = ((s.exposed_events + d) / n, (s.unexposed_events + c) / n);
        sr += r;
        ss += t;
        pr += p * r;
        mixed += p * t + q * r;
        qs += q * t;
    }
    (sr / ss, pr / (2.0 * sr * sr) + mixed / (2.0 * sr * ss) + qs / (2.0 * ss * ss))
}
