//! The closed-form fit of levels and slopes to counts of pupils who are alike.
//!
//! CONVENTION: u programmes, h terms, l covariates; n pupils and k with the outcome of a cell (u, h), Z_l = Σ n_j z_jl.

use super::slopes::{Slopes, slopes};
use crate::diagnostics::{Outcome, Problem};

/// Pupils of one programme and term who are alike in every covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Position of the programme.
    pub programme: usize,
    /// Position of the term.
    pub term: usize,
    /// Pupils.
    pub n: f64,
    /// Of them with the outcome.
    pub k: f64,
    /// Their covariates; `None` where not known.
    pub x: Vec<Option<f64>>,
}

/// Levels and slopes, unrounded.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Level of every programme.
    pub levels: Vec<f64>,
    /// How far a programme's level is its own rather than everybody's: τ²W/(1 + τ²W).
    pub weights: Vec<f64>,
    /// Pupils of every programme in the history.
    pub pupils: Vec<f64>,
    /// Of them with the outcome.
    pub with_outcome: Vec<f64>,
    /// Terms in which every programme was seen.
    pub terms: Vec<usize>,
    /// m̄: the level of a programme without history.
    pub other: f64,
    /// Mean of every covariate.
    pub centre: Vec<f64>,
    /// Slope of every covariate; 0 where it says nothing of its own.
    pub slopes: Vec<f64>,
    /// Covariates whose slope is 0 because nothing could be learnt of them.
    pub unused: Vec<usize>,
    /// What was found about the outcome.
    pub found: Found,
}

/// Components of variance and sizes of a history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Between programmes, lasting.
    pub tau2: f64,
    /// Between terms within programmes.
    pub gamma2: f64,
    /// Within cells, what the covariates leave.
    pub sigma2: f64,
    /// (τ² + γ²)/(τ² + γ² + σ²).
    pub icc: f64,
    /// τ²/(τ² + γ²); `None` when programmes do not differ.
    pub cac: Option<f64>,
    /// Share of pupils with the outcome.
    pub mean: f64,
    /// Share of the variance within cells that the covariates take.
    pub r2: f64,
    /// Programmes with history.
    pub programmes: usize,
    /// Terms with a cell.
    pub terms: usize,
    /// Pupils.
    pub pupils: f64,
}

/// How well terms left out are told: the share of the differences between programmes that a forecast leaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldOut {
    /// Terms between the last one used and the one told.
    pub ahead: usize,
    /// Σ(ρ − ρ̄)² ÷ Σ(y − ȳ)².
    pub ratio: f64,
}

/// A programme in a term.
struct Cell {
    programme: usize,
    term: usize,
    n: f64,
    k: f64,
    z: Vec<f64>,
    z_pairs: Vec<f64>,
    z_k: Vec<f64>,
}

/// Fits levels and slopes.
///
/// Slopes within cells, Sb = s; σ² = (q − b's)/(d − slopes used); r_uh = (k − b'Z)/n, v_uh = σ²/n; e_uh = r_uh − m_h with m_h
/// the plain mean of r over the programmes of a term; τ² from the products of two terms, γ² from the squares; level_u = m̄ +
/// τ²Σw·e/(1 + τ²Σw), w = 1/(γ² + v).
///
/// `groups`: counts, any number a cell, n > 0; `programmes`: number of programmes U, those without a group included;
/// `covariates`: their number L. Levels on the scale of the outcome, U of them; slopes per unit of a covariate.
///
/// # Errors
/// D121 with fewer than two terms or three programmes with history, or when nothing varies within cells.
///
/// # Reference
/// Searle, Casella & McCulloch (1992), Variance Components, §5 (moments) and §7 (best linear prediction).
/// *Checked against* numpy and R, `tests/reference/planning`.
pub fn fit(groups: &[Group], programmes: usize, covariates: usize) -> Outcome<Fitted> {
    let centre = centres(groups, covariates);
    let cells = cells(groups, &centre);
    let terms = terms_of(&cells);
    let seen = (0..programmes).filter(|u| cells.iter().any(|c| c.programme == *u)).count();
    if terms.len() < 2 || seen < 3 {
        return Err(Problem::new("D121", "the history is too short to forecast from")
            .found(format!("{} terms, {seen} programmes of the frame", terms.len()))
            .expected("two or more terms and three or more programmes with pupils in them")
            .help("declare more [[forecast.period]], or compare the programmes' ids with those of the frame"));
    }
    let Slopes { b, unused, within, free } = within_cells(&cells, groups, &centre);
    let sigma2 = within / free;
    if !(free > 0.0 && sigma2 > 0.0) {
        return Err(Problem::new("D121", "the pupils of every programme and term all have the same outcome")
            .found(format!("a variance of {sigma2:.2e} within {} cells", cells.len()))
            .expected("pupils with the outcome and without it in one programme and term")
            .help("check that `k` counts the pupils with the outcome, and that `n` counts all of them"));
    }
    let spread = Spread::of(&cells, &terms, &b, sigma2);
    let mut levels = vec![spread.mean; programmes];
    let mut weights = vec![0.0; programmes];
    let (mut pupils, mut with_outcome) = (vec![0.0; programmes], vec![0.0; programmes]);
    let mut terms_seen = vec![0; programmes];
    for (u, level) in levels.iter_mut().enumerate() {
        let (mut pull, mut total) = (0.0, 0.0);
        for (c, e) in cells.iter().zip(&spread.e).filter(|(c, _)| c.programme == u) {
            let w = 1.0 / (spread.gamma2 + sigma2 / c.n);
            pull += w * e;
            total += w;
            pupils[u] += c.n;
            with_outcome[u] += c.k;
            terms_seen[u] += 1;
        }
        *level += spread.tau2 * pull / (1.0 + spread.tau2 * total);
        weights[u] = spread.tau2 * total / (1.0 + spread.tau2 * total);
    }
    let found = found(&cells, &spread, sigma2, seen, terms.len());
    Ok(Fitted {
        levels,
        weights,
        pupils,
        with_outcome,
        terms: terms_seen,
        other: spread.mean,
        centre,
        slopes: b,
        unused,
        found,
    })
}

fn found(cells: &[Cell], spread: &Spread, sigma2: f64, programmes: usize, terms: usize) -> Found {
    let pupils: f64 = cells.iter().map(|c| c.n).sum();
    let raw = raw_within(cells);
    let between = spread.tau2 + spread.gamma2;
    Found {
        tau2: spread.tau2,
        gamma2: spread.gamma2,
        sigma2,
        icc: between / (between + sigma2),
        cac: (between > 0.0).then(|| spread.tau2 / between),
        mean: cells.iter().map(|c| c.k).sum::<f64>() / pupils,
        r2: 1.0 - sigma2 / (raw.0 / raw.1),
        programmes,
        terms,
        pupils,
    }
}

/// Means of the covariates over the pupils of whom they are known; 0 where of nobody.
fn centres(groups: &[Group], covariates: usize) -> Vec<f64> {
    (0..covariates)
        .map(|l| {
            let known = groups.iter().filter_map(|g| g.x[l].map(|x| (g.n, x)));
            let (total, n) = known.fold((0.0, 0.0), |(t, m), (n, x)| (t + n * x, m + n));
            if n > 0.0 { total / n } else { 0.0 }
        })
        .collect()
}

fn centred(group: &Group, centre: &[f64]) -> Vec<f64> {
    group.x.iter().zip(centre).map(|(x, c)| x.map_or(0.0, |x| x - c)).collect()
}

/// Sums over the groups of each programme and term, by programme and term.
fn cells(groups: &[Group], centre: &[f64]) -> Vec<Cell> {
    let l = centre.len();
    let mut by_place: std::collections::BTreeMap<(usize, usize), Cell> = std::collections::BTreeMap::new();
    for g in groups.iter().filter(|g| g.n > 0.0) {
        let cell = by_place.entry((g.programme, g.term)).or_insert_with(|| Cell {
            programme: g.programme,
            term: g.term,
            n: 0.0,
            k: 0.0,
            z: vec![0.0; l],
            z_pairs: vec![0.0; l * l],
            z_k: vec![0.0; l],
        });
        let z = centred(g, centre);
        cell.n += g.n;
        cell.k += g.k;
        for a in 0..l {
            cell.z[a] += g.n * z[a];
            cell.z_k[a] += g.k * z[a];
            for b in 0..l {
                cell.z_pairs[a * l + b] += g.n * z[a] * z[b];
            }
        }
    }
    by_place.into_values().collect()
}

fn terms_of(cells: &[Cell]) -> Vec<usize> {
    let mut terms: Vec<usize> = cells.iter().map(|c| c.term).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// q = Σ(k − k²/n) and d = Σ(n − 1).
fn raw_within(cells: &[Cell]) -> (f64, f64) {
    cells.iter().fold((0.0, 0.0), |(q, d), c| (q + c.k - c.k * c.k / c.n, d + c.n - 1.0))
}

fn within_cells(cells: &[Cell], groups: &[Group], centre: &[f64]) -> Slopes {
    let l = centre.len();
    let (mut s, mut cross, mut whole) = (vec![0.0; l * l], vec![0.0; l], vec![0.0; l]);
    for g in groups.iter().filter(|g| g.n > 0.0) {
        for (to, z) in whole.iter_mut().zip(centred(g, centre)) {
            *to += g.n * z * z;
        }
    }
    for c in cells {
        for a in 0..l {
            cross[a] += c.z_k[a] - c.k * c.z[a] / c.n;
            for b in 0..l {
                s[a * l + b] += c.z_pairs[a * l + b] - c.z[a] * c.z[b] / c.n;
            }
        }
    }
    let (q, d) = raw_within(cells);
    slopes(&s, &cross, &whole, q, d)
}

/// How programmes differ, in all terms and from term to term.
struct Spread {
    /// e of every cell.
    e: Vec<f64>,
    /// m̄.
    mean: f64,
    tau2: f64,
    gamma2: f64,
}

impl Spread {
    fn of(cells: &[Cell], terms: &[usize], b: &[f64], sigma2: f64) -> Spread {
        let r: Vec<f64> =
            cells.iter().map(|c| (c.k - b.iter().zip(&c.z).map(|(b, z)| b * z).sum::<f64>()) / c.n).collect();
        let of_term: Vec<Vec<usize>> =
            terms.iter().map(|h| (0..cells.len()).filter(|i| cells[*i].term == *h).collect()).collect();
        let means: Vec<f64> =
            of_term.iter().map(|at| at.iter().map(|i| r[*i]).sum::<f64>() / at.len() as f64).collect();
        let mut e = vec![0.0; cells.len()];
        for (at, m) in of_term.iter().zip(&means) {
            at.iter().for_each(|&i| e[i] = r[i] - m);
        }
        let (products, pairs) = products(cells, &of_term, &e);
        let tau2 = if pairs > 0.0 { (products / pairs).max(0.0) } else { 0.0 };
        let mut squares = 0.0;
        let mut noise = 0.0;
        let mut free = 0.0;
        for at in &of_term {
            let u = at.len() as f64;
            free += u - 1.0;
            for &i in at {
                squares += e[i] * e[i];
                noise += (1.0 - 1.0 / u) * sigma2 / cells[i].n;
            }
        }
        let gamma2 = if free > 0.0 { ((squares - noise) / free - tau2).max(0.0) } else { 0.0 };
        Spread { e, mean: means.iter().sum::<f64>() / means.len() as f64, tau2, gamma2 }
    }
}

/// Σ e_uh·e_ui over the pairs of terms in which a programme has both, and what it estimates τ² times.
fn products(cells: &[Cell], of_term: &[Vec<usize>], e: &[f64]) -> (f64, f64) {
    let (mut products, mut pairs) = (0.0, 0.0);
    for (a, first) in of_term.iter().enumerate() {
        for second in &of_term[a + 1..] {
            let mut both = 0.0;
            for &i in first {
                if let Some(&j) = second.iter().find(|j| cells[**j].programme == cells[i].programme) {
                    products += e[i] * e[j];
                    both += 1.0;
                }
            }
            let (u, v) = (first.len() as f64, second.len() as f64);
            pairs += both * (1.0 - 1.0 / u - 1.0 / v + both / (u * v));
        }
    }
    (products, pairs)
}

/// Forecasts of the last term from fewer and fewer terms before it.
///
/// For j = 1..H−2 a fit on terms 1..H−j tells term H: Σ(ρ_u − ρ̄)² ÷ Σ(y_u − ȳ)², y = k/n, ρ = y less the cell's mean f.
/// Terms are those with a cell; a fit that cannot be made, or a term in which programmes do not differ, has no ratio.
pub fn held_out(groups: &[Group], programmes: usize, covariates: usize) -> Vec<HeldOut> {
    let terms = terms_of(&cells(groups, &vec![0.0; covariates]));
    let Some(&last) = terms.last() else { return Vec::new() };
    let told: Vec<Group> = groups.iter().filter(|g| g.term == last && g.n > 0.0).cloned().collect();
    (1..terms.len().saturating_sub(1))
        .filter_map(|ahead| {
            let until = terms[terms.len() - 1 - ahead];
            let before: Vec<Group> = groups.iter().filter(|g| g.term <= until).cloned().collect();
            let fitted = fit(&before, programmes, covariates).ok()?;
            let (mut raw, mut left) = (Vec::new(), Vec::new());
            for cell in cells(&told, &fitted.centre) {
                let moved: f64 = fitted.slopes.iter().zip(&cell.z).map(|(b, z)| b * z).sum();
                raw.push(cell.k / cell.n);
                left.push((cell.k - moved) / cell.n - fitted.levels[cell.programme]);
            }
            let ratio = spread(&left) / spread(&raw);
            ratio.is_finite().then_some(HeldOut { ahead, ratio })
        })
        .collect()
}

fn spread(x: &[f64]) -> f64 {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    x.iter().map(|v| (v - mean) * (v - mean)).sum()
}
