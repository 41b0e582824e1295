//! Weights of an immediate-effect model on the standard stepped wedge, against their closed form.
//!
//! Q waves of one unit, Q + 1 periods, equal cells: w_s ∝ m[1 − (m+1)/(2Q) − (s−1)/Q] − κm[1/2 − (m+1)/(2(Q+1))] with
//! m = Q + 1 − s, κ = (Q+1)φ/(1 + Qφ), φ = τ²/(τ² + σ²/n) (Kenny et al. 2022; worked out by hand for Q = 4).

use lodtrin::estimators::implied::{mixed_weights, twfe_weights};
use lodtrin::estimators::regression::Weight;
use lodtrin::trial::{Panel, Rows};

/// The literature's values are printed with five decimals.
const PRINTED: f64 = 5e-6;
/// Closed form against a 10 × 10 solve.
const ROUNDING: f64 = 1e-12;

fn wedge(q: usize) -> Panel {
    let t = q + 1;
    let unit: Vec<u32> = (0..q * t).map(|c| (c / t) as u32).collect();
    let period: Vec<u32> = (0..q * t).map(|c| (c % t) as u32).collect();
    let y: Vec<f64> = (0..q * t).map(|c| ((c * 7) % 5) as f64).collect();
    let rows = Rows { unit: &unit, period: &period, y: &y, size: None, covariates: &[] };
    let names = |n: usize| (0..n).map(|i| i.to_string()).collect();
    Panel::from_rows(&rows, names(q), names(t), (1..=q).map(Some).collect(), None).unwrap()
}

fn closed_form(q: usize, phi: f64) -> Vec<f64> {
    let n = q as f64;
    let kappa = (n + 1.0) * phi / (1.0 + n * phi);
    let raw: Vec<f64> = (1..=q)
        .map(|s| {
            let m = n + 1.0 - s as f64;
            m * (1.0 - (m + 1.0) / (2.0 * n) - (s as f64 - 1.0) / n) - kappa * m * (0.5 - (m + 1.0) / (2.0 * (n + 1.0)))
        })
        .collect();
    let total: f64 = raw.iter().sum();
    raw.iter().map(|w| w / total).collect()
}

#[test]
fn four_waves_give_the_printed_weights() {
    let printed: [(f64, [f64; 4]); 4] = [
        (0.0, [0.6, 0.3, 0.1, 0.0]),
        (0.1, [0.7, 0.3, 0.05, -0.05]),
        (0.5, [0.9, 0.3, -0.05, -0.15]),
        (0.9, [0.98571, 0.3, -0.09286, -0.19286]),
    ];
    for (phi, values) in printed {
        let found = mixed_weights(&wedge(4), phi / (1.0 - phi), 0.0);
        assert_eq!(found.iter().map(|w| w.lag).collect::<Vec<_>>(), [0, 1, 2, 3]);
        for (w, v) in found.iter().zip(values) {
            assert!((w.weight - v).abs() <= PRINTED, "phi {phi}: {} against {v}", w.weight);
        }
    }
}

#[test]
fn any_number_of_waves_follows_the_closed_form_and_fixed_effects_are_its_limit() {
    for q in [2, 3, 5, 8] {
        for phi in [0.0, 0.05, 0.3, 0.8] {
            let found = mixed_weights(&wedge(q), phi / (1.0 - phi), 0.0);
            for (w, v) in found.iter().zip(closed_form(q, phi)) {
                assert!((w.weight - v).abs() <= ROUNDING, "Q {q} phi {phi}: {} against {v}", w.weight);
            }
        }
        let fixed = twfe_weights(&wedge(q), Weight::Pupils);
        for (w, v) in fixed.iter().zip(closed_form(q, 1.0)) {
            assert!((w.weight - v).abs() <= ROUNDING, "Q {q} fixed: {} against {v}", w.weight);
        }
        assert!((fixed.iter().map(|w| w.weight).sum::<f64>() - 1.0).abs() <= ROUNDING);
    }
}
