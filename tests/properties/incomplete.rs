//! What must hold of every table with gaps, whatever is in it: effects added, shocks of a period, gaps filled with their
//! side's mean, bounds by brute force over corners, the worst case against a thousand fillings, groups that add up, what
//! was delivered.

use lodtrin::diagnostics::Silent;
use lodtrin::effects::analysis::{Chance, analyse_beside};
use lodtrin::effects::beside::{Beside, Grouping};
use lodtrin::effects::question::{Analysis, Effects};
use lodtrin::estimators::design_based::Beta;
use lodtrin::inference::wild::Residuals;
use lodtrin::provenance::Stream;
use lodtrin::trial::{EstimateRow, Gaps, Named, Panel, Rows, Start};

const METHODS: [&str; 4] = ["roth-santanna", "callaway-santanna", "sun-abraham", "difference-in-means"];
/// Two ways of the same sum.
const ROUNDING: f64 = 1e-9;

/// Means of units and periods, `None` in a gap; pupils without outcome behind each.
#[derive(Clone)]
struct Table {
    starts: Vec<Start>,
    periods: usize,
    y: Vec<Option<f64>>,
    missing: Vec<f64>,
    size: f64,
}

impl Table {
    /// Cohorts of so many units each that start in these periods, everything seen.
    fn of(seed: u64, cohorts: &[(usize, usize)], periods: usize) -> Table {
        let mut stream = Stream::seeded("incomplete", seed, 0);
        let starts: Vec<Start> = cohorts.iter().flat_map(|(start, n)| vec![Some(*start); *n]).collect();
        let y = (0..starts.len() * periods).map(|_| Some(stream.below(11) as f64 / 10.0)).collect();
        let missing = vec![0.0; starts.len() * periods];
        Table { starts, periods, y, missing, size: 10.0 }
    }

    fn without(mut self, gaps: &[(usize, usize)]) -> Table {
        gaps.iter().for_each(|(i, t)| self.y[i * self.periods + t] = None);
        self
    }

    fn treated(&self, cell: usize) -> bool {
        self.starts[cell / self.periods].is_some_and(|g| cell % self.periods >= g)
    }

    fn panel(&self) -> Panel {
        let cells: Vec<usize> = (0..self.y.len()).filter(|c| self.y[*c].is_some()).collect();
        let unit: Vec<u32> = cells.iter().map(|c| (c / self.periods) as u32).collect();
        let period: Vec<u32> = cells.iter().map(|c| (c % self.periods) as u32).collect();
        let y: Vec<f64> = cells.iter().filter_map(|c| self.y[*c]).collect();
        let size = vec![self.size; y.len()];
        let rows = Rows { unit: &unit, period: &period, y: &y, size: Some(&size), covariates: &[] };
        let units = (0..self.starts.len()).map(|i| format!("u{i:02}")).collect();
        let labels = (1..=self.periods).map(|t| t.to_string()).collect();
        let panel = Panel::from_rows(&rows, units, labels, self.starts.clone(), None).unwrap();
        panel.with_missing(self.missing.clone())
    }

    /// Mean of those seen in the period on the side of a gap: its own cohort once started, else all not yet started.
    fn like(&self, cell: usize) -> f64 {
        let (i, t) = (cell / self.periods, cell % self.periods);
        let same = |j: usize| match self.treated(cell) {
            true => self.starts[j] == self.starts[i],
            false => !self.treated(j * self.periods + t),
        };
        let seen: Vec<f64> =
            (0..self.starts.len()).filter(|j| same(*j)).filter_map(|j| self.y[j * self.periods + t]).collect();
        seen.iter().sum::<f64>() / seen.len() as f64
    }

    /// The complete table in which what was not seen of each cell has a mean of its own.
    fn filled(&self, with: impl Fn(usize) -> f64) -> Table {
        let mut made = self.clone();
        for c in 0..self.y.len() {
            let m = self.missing[c];
            made.y[c] = Some(self.y[c].map_or_else(|| with(c), |y| (self.size * y + m * with(c)) / (self.size + m)));
        }
        made.missing = vec![0.0; self.y.len()];
        made
    }

    /// Cells of which something was not seen.
    fn unseen(&self) -> Vec<usize> {
        (0..self.y.len()).filter(|c| self.y[*c].is_none() || self.missing[*c] > 0.0).collect()
    }
}

fn asked(estimators: &[&str], estimand: &str, variances: &[&str]) -> Analysis {
    fn known<T: Named>(names: &[&str]) -> Vec<T> {
        names.iter().map(|n| T::parse(n).unwrap()).collect()
    }
    Analysis {
        estimators: known(estimators),
        estimands: known(&[estimand]),
        lags: None,
        variances: known(variances),
        studentized: true,
        draws: 199,
        seed: 1,
        level: 0.9,
        interval: true,
        weight: None,
        beta: None,
        bootstrap: Residuals::Restricted,
        transition: 0,
        gaps: Some(Gaps::Observed),
        range: None,
    }
}

fn found(table: &Table, analysis: &Analysis, beside: Beside) -> Effects {
    let chance = Chance::Uniform { seed: 1, draws: 199 };
    analyse_beside(&[("y".to_string(), table.panel())], &[beside], analysis, &chance, &Silent).unwrap()
}

fn rows(table: &Table, analysis: &Analysis) -> Vec<EstimateRow> {
    found(table, analysis, Beside::default()).rows
}

fn one<'a>(rows: &'a [EstimateRow], term: &str, variance: &str) -> &'a EstimateRow {
    let row = rows.iter().find(|r| r.outcome == "y" && r.term == term && r.variance == variance);
    row.unwrap_or_else(|| panic!("no row {term} {variance} among {rows:?}"))
}

fn near(what: &str, a: Option<f64>, b: Option<f64>) {
    let (Some(a), Some(b)) = (a, b) else { return assert_eq!(a, b, "{what}") };
    let close = a == b || (a - b).abs() <= ROUNDING * (1.0 + a.abs().max(b.abs()));
    assert!(close, "{what}: {a} against {b}");
}

fn beta(effects: &Effects) -> f64 {
    effects.facts.iter().find(|(n, _)| n == "beta").map_or(0.0, |(_, f)| f[0]["beta"].as_f64().unwrap())
}

/// Three cohorts of three, six periods: one unit leaves after its start, one skips a period, one comes late.
fn with_gaps(seed: u64) -> Table {
    Table::of(seed, &[(2, 3), (3, 3), (5, 3)], 6).without(&[(0, 4), (0, 5), (4, 1), (7, 0), (8, 3)])
}

#[test]
fn without_gaps_every_rule_gives_the_same_rows() {
    let table = Table::of(1, &[(2, 3), (3, 3), (5, 3)], 6);
    let all = |gaps| {
        let mut analysis = asked(&METHODS, "simple", &["randomization", "neyman", "design"]);
        analysis.gaps = gaps;
        format!("{:?}", rows(&table, &analysis))
    };
    let today = all(None);
    for gaps in [Gaps::Observed, Gaps::Planned, Gaps::Complete] {
        assert_eq!(all(Some(gaps)), today, "{gaps:?}");
    }
}

/// The engine for gaps, made to run on complete data by a unit that enters nothing: one that was never seen, in a cohort
/// whose others are all there.
#[test]
fn a_unit_that_was_never_seen_leaves_the_estimate_of_the_others() {
    let cohorts = [(2, 3), (3, 3), (5, 3)];
    let whole = Table::of(2, &cohorts, 6);
    let mut more = whole.clone();
    more.starts.push(Some(5));
    more.y.extend([None; 6]);
    more.missing.extend([0.0; 6]);
    for method in METHODS {
        for estimand in ["simple", "cohort", "calendar", "time-averaged"] {
            let analysis = asked(&[method], estimand, &["neyman"]);
            let term = if estimand == "time-averaged" { estimand } else { "treated" };
            let (a, b) = (rows(&whole, &analysis), rows(&more, &analysis));
            let (a, b) = (one(&a, term, "neyman"), one(&b, term, "neyman"));
            near(&format!("{method} {estimand}"), a.estimate, b.estimate);
            near(&format!("{method} {estimand} standard error"), a.std_error, b.std_error);
        }
    }
}

#[test]
fn an_effect_added_to_seen_treated_cells_moves_the_estimate_and_nothing_else() {
    for seed in 0..4 {
        let table = with_gaps(seed);
        let mut moved = table.clone();
        (0..moved.y.len()).filter(|c| table.treated(*c)).for_each(|c| moved.y[c] = table.y[c].map(|y| y + 0.3));
        for method in METHODS {
            let analysis = asked(&[method], "simple", &["randomization", "neyman"]);
            let [a, b] = [&table, &moved].map(|t| found(t, &analysis, Beside::default()));
            near("β", Some(beta(&a)), Some(beta(&b)));
            for variance in ["neyman", "randomization"] {
                let [a, b] = [&a, &b].map(|e| one(&e.rows, "treated", variance));
                near(method, a.estimate.map(|e| e + 0.3), b.estimate);
                near("standard error", a.std_error, b.std_error);
                near("lower limit", a.conf_low.map(|l| l + 0.3), b.conf_low);
                near("upper limit", a.conf_high.map(|l| l + 0.3), b.conf_high);
            }
        }
    }
}

#[test]
fn a_shock_of_a_period_changes_nothing() {
    for seed in 0..4 {
        let table = with_gaps(seed);
        let mut moved = table.clone();
        let shock = [0.2, -0.4, 0.1, 0.7, -0.3, 0.05];
        (0..moved.y.len()).for_each(|c| moved.y[c] = table.y[c].map(|y| y + shock[c % 6]));
        for method in METHODS {
            let analysis = asked(&[method], "simple", &["randomization", "neyman"]);
            let (a, b) = (rows(&table, &analysis), rows(&moved, &analysis));
            for variance in ["neyman", "randomization"] {
                let (a, b) = (one(&a, "treated", variance), one(&b, "treated", variance));
                near(method, a.estimate, b.estimate);
                near("standard error", a.std_error, b.std_error);
                near("p", a.p_value, b.p_value);
            }
        }
    }
}

#[test]
fn gaps_filled_with_their_sides_mean_leave_the_difference_in_means_within_its_bounds() {
    for seed in 0..6 {
        let table = with_gaps(seed);
        let filled = table.filled(|c| table.like(c));
        for estimand in ["simple", "cohort", "calendar"] {
            let variances = ["bounds", "randomization"];
            let seen = rows(&table, &asked(&["difference-in-means"], estimand, &variances));
            let whole = rows(&filled, &asked(&["difference-in-means"], estimand, &["randomization"]));
            let bounds = one(&seen, "treated", "bounds");
            near(estimand, bounds.estimate, one(&whole, "treated", "randomization").estimate);
            assert!(bounds.conf_low <= bounds.estimate && bounds.estimate <= bounds.conf_high, "{bounds:?}");
        }
    }
}

/// Whatever was missing, complete data give an estimate in between, and two of the corners give the ends.
#[test]
fn bounds_are_the_ends_over_all_corners() {
    for seed in 0..5 {
        let mut table =
            Table::of(seed, &[(1, 2), (2, 3), (3, 2)], 4).without(&[(0, 2), (1, 3), (3, 0), (3, 3), (6, 1)]);
        (table.missing[5], table.missing[10]) = (2.0, 5.0);
        let unseen = table.unseen();
        for method in METHODS {
            let bounded = found(&table, &asked(&[method], "simple", &["bounds"]), Beside::default());
            let mut fixed = asked(&[method], "simple", &["neyman"]);
            fixed.beta = Some(Beta::Fixed(beta(&bounded)));
            let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
            for corner in 0..1u32 << unseen.len() {
                let at = |c: usize| unseen.iter().position(|u| *u == c).unwrap_or(0);
                let whole = table.filled(|c| f64::from(corner >> at(c) & 1));
                let estimate = one(&rows(&whole, &fixed), "treated", "neyman").estimate.unwrap();
                (low, high) = (low.min(estimate), high.max(estimate));
            }
            let row = one(&bounded.rows, "treated", "bounds");
            near(&format!("{method} {seed} low"), row.conf_low, Some(low));
            near(&format!("{method} {seed} high"), row.conf_high, Some(high));
        }
    }
}

#[test]
fn the_worst_case_has_no_smaller_p_than_any_filling() {
    let mut compared = 0;
    for seed in 0..4 {
        let mut table = Table::of(seed, &[(1, 2), (2, 2), (3, 2)], 4).without(&[(0, 3), (4, 2)]);
        // an effect to be found, so that p is not 1 everywhere
        let treated: Vec<usize> = (0..table.y.len()).filter(|c| table.treated(*c)).collect();
        treated.iter().for_each(|c| table.y[*c] = table.y[*c].map(|y| 0.8 + 0.2 * y));
        (0..table.y.len()).filter(|c| !treated.contains(c)).for_each(|c| table.y[c] = table.y[c].map(|y| 0.3 * y));
        table.missing[6] = 2.0;
        let mut plain = asked(&["difference-in-means"], "simple", &["randomization"]);
        (plain.studentized, plain.interval) = (false, false);
        let worst = rows(&table, &asked(&["difference-in-means"], "simple", &["worst-case"]));
        let worst = one(&worst, "treated", "worst-case").p_value.unwrap();
        let mut stream = Stream::seeded("fillings", seed, 0);
        for k in 0..250 {
            let corner = k % 2 == 0;
            let with: Vec<f64> =
                (0..table.y.len()).map(|_| if corner { stream.below(2) as f64 } else { stream.unit() }).collect();
            let p = one(&rows(&table.filled(|c| with[c]), &plain), "treated", "randomization").p_value.unwrap();
            assert!(p <= worst + 1e-12, "{seed}: p {p} of a filling above the worst case {worst}");
            compared += 1;
        }
    }
    assert_eq!(compared, 1000);
}

#[test]
fn with_nothing_missing_bounds_are_the_estimate_and_the_worst_case_its_own_test() {
    let table = Table::of(8, &[(1, 2), (2, 2), (3, 3)], 5);
    let mut plain = asked(&["difference-in-means"], "simple", &["randomization"]);
    plain.studentized = false;
    let by_estimate = rows(&table, &plain);
    let by_estimate = one(&by_estimate, "treated", "randomization");
    let asked = rows(&table, &asked(&["difference-in-means"], "simple", &["bounds", "worst-case"]));
    let (bounds, worst) = (one(&asked, "treated", "bounds"), one(&asked, "treated", "worst-case"));
    near("low", bounds.conf_low, bounds.estimate);
    near("high", bounds.conf_high, bounds.estimate);
    near("estimate", worst.estimate, by_estimate.estimate);
    near("p", worst.p_value, by_estimate.p_value);
    near("low", worst.conf_low, by_estimate.conf_low);
    near("high", worst.conf_high, by_estimate.conf_high);
}

#[test]
fn one_placebo_lag_has_its_own_p() {
    for table in [Table::of(3, &[(2, 3), (3, 3), (5, 3)], 6), with_gaps(3)] {
        for method in METHODS {
            let mut analysis = asked(&[method], "by-lag", &["randomization"]);
            analysis.lags = Some((-2, -2));
            let own = rows(&table, &analysis);
            analysis.estimands = vec![Named::parse("lag-tests").unwrap()];
            let tests = rows(&table, &analysis);
            let own = one(&own, "lag=-2", "randomization").p_value;
            near(method, one(&tests, "placebo", "randomization").p_value, own);
            near(method, one(&tests, "placebo-quadratic", "randomization").p_value, own);
        }
    }
}

/// Pupils of each cell by group: so many of ten with their sums.
fn grouping(table: &Table, values: &[&str], of: impl Fn(usize) -> Vec<(f64, f64)>) -> Grouping {
    let mut made = Grouping {
        name: "group".to_string(),
        values: values.iter().map(|v| v.to_string()).collect(),
        pupils: vec![vec![0.0; table.y.len()]; values.len()],
        sums: vec![vec![0.0; table.y.len()]; values.len()],
    };
    for c in (0..table.y.len()).filter(|c| table.y[*c].is_some()) {
        for (s, (pupils, sum)) in of(c).into_iter().enumerate() {
            (made.pupils[s][c], made.sums[s][c]) = (pupils, sum);
        }
    }
    made
}

#[test]
fn effects_on_groups_add_up_to_the_effect_on_all() {
    for seed in 0..4 {
        let table = with_gaps(seed);
        // of the k with the outcome and the others, some belong to each of three groups
        let split = grouping(&table, &["0", "1", "NA"], |c| {
            let k = (10.0 * table.y[c].unwrap()).round() as usize;
            let mut parts = vec![(0.0, 0.0); 3];
            (0..10).for_each(|p| {
                let s = [0, 0, 1, 1, 2][stream_at(seed, c, p)];
                parts[s].0 += 1.0;
                parts[s].1 += if p < k { 1.0 } else { 0.0 };
            });
            parts
        });
        for (method, weight) in METHODS.iter().flat_map(|m| [(m, None), (m, Some("programmes"))]) {
            let mut analysis = asked(&[method], "simple", &["randomization"]);
            analysis.weight = weight.map(str::to_string);
            let beside = Beside { groups: vec![split.clone()], ..Beside::default() };
            let effects = found(&table, &analysis, beside);
            let whole = one(&effects.rows, "treated", "randomization").estimate;
            let (_, weights) = effects.facts.iter().find(|(n, _)| n == "subgroups").unwrap();
            let estimate = |name: &str| effects.rows.iter().find(|r| r.outcome == name).and_then(|r| r.estimate);
            let parts = weights.as_array().unwrap().iter();
            let parts: Vec<f64> = parts
                .map(|w| w["weight"].as_f64().unwrap() * estimate(w["outcome"].as_str().unwrap()).unwrap())
                .collect();
            assert_eq!(parts.len(), 3);
            near(method, Some(parts.iter().sum()), whole);
            let shares: f64 = weights.as_array().unwrap().iter().map(|w| w["weight"].as_f64().unwrap()).sum();
            near("shares", Some(shares), Some(1.0));
            let difference = estimate("y[group=1-0]").unwrap();
            near(
                "interaction",
                Some(difference),
                Some(estimate("y[group=1]").unwrap() - estimate("y[group=0]").unwrap()),
            );
        }
    }
}

/// A number below five that depends on cell and pupil alone.
fn stream_at(seed: u64, cell: usize, pupil: usize) -> usize {
    Stream::seeded("pupils", seed, (cell * 10 + pupil) as u64).below(5) as usize
}

/// One group holds everybody wherever something is compared, the other only pupils of the last period, in which all have
/// started.
#[test]
fn a_group_of_all_pupils_is_the_overall_row() {
    let gaps = [(0, 4), (0, 5), (6, 1), (11, 0)];
    let table = Table::of(5, &[(2, 5), (3, 5), (5, 5)], 6).without(&gaps);
    let all = grouping(&table, &["a", "b"], |c| {
        let everybody = (10.0, 10.0 * table.y[c].unwrap());
        if c % 6 == 5 { vec![(0.0, 0.0), everybody] } else { vec![everybody, (0.0, 0.0)] }
    });
    for method in METHODS {
        let beside = Beside { groups: vec![all.clone()], ..Beside::default() };
        let effects = found(&table, &asked(&[method], "simple", &["randomization"]), beside);
        let whole = one(&effects.rows, "treated", "randomization");
        let group = effects.rows.iter().find(|r| r.outcome == "y[group=a]").unwrap();
        near(method, group.estimate, whole.estimate);
        near("standard error", group.std_error, whole.std_error);
        near("p", group.p_value, whole.p_value);
        assert!(!effects.rows.iter().any(|r| r.outcome == "y[group=b]"), "a group without a treated pupil");
    }
}

#[test]
fn delivered_as_drawn_has_a_first_stage_of_one_and_the_effect_itself() {
    let table = with_gaps(6);
    for method in METHODS {
        let beside = Beside { delivered: Some(table.starts.clone()), ..Beside::default() };
        let rows = found(&table, &asked(&[method], "simple", &["randomization"]), beside).rows;
        let (whole, delivered) = (one(&rows, "treated", "randomization"), one(&rows, "delivered", "randomization"));
        near("first stage", one(&rows, "first-stage", "randomization").estimate, Some(1.0));
        near(method, delivered.estimate, whole.estimate);
        near("p", delivered.p_value, whole.p_value);
        near("low", delivered.conf_low, whole.conf_low);
        near("high", delivered.conf_high, whole.conf_high);
    }
}

#[test]
fn at_a_fixed_adjustment_the_delivered_effect_is_the_drawn_one_over_the_first_stage() {
    let table = with_gaps(7);
    let mut late = table.starts.clone();
    (late[1], late[5], late[7]) = (Some(4), None, Some(4));
    for method in METHODS {
        let mut analysis = asked(&[method], "simple", &["randomization"]);
        analysis.beta = Some(Beta::Fixed(0.6));
        let beside = Beside { delivered: Some(late.clone()), ..Beside::default() };
        let rows = found(&table, &analysis, beside).rows;
        let estimate = |term| one(&rows, term, "randomization").estimate.unwrap();
        near(method, Some(estimate("delivered")), Some(estimate("treated") / estimate("first-stage")));
    }
}
