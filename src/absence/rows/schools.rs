//! Would it hold at another school? Discrimination and calibration school by school, pooled, with an interval for a school not
//! seen.

use super::forms::smallest;
use super::judged::Judged;
use super::question::Question;
use super::sheet::{Number, Scale, Sheet, name};
use crate::absence::{Atom, Coefficient, FEWEST, Scores, atoms, in_the_large, pool, school_auc, slope};
use crate::diagnostics::Doubt;
use crate::numeric::t_quantile;
use crate::trial::facts::SchoolTold;

/// What is pooled: its measure, method, the prefix of its terms, the term of its `tau`, and how the pooling scale is left.
struct What {
    measure: &'static str,
    method: &'static str,
    prefix: &'static str,
    tau: &'static str,
    back: fn(f64) -> f64,
    family: &'static str,
}

/// Estimates of the schools that have one, on the pooling scale, and the pupils behind them.
#[derive(Default)]
struct Found {
    values: Vec<f64>,
    variances: Vec<f64>,
    pupils: f64,
    without: Vec<String>,
}

impl Found {
    fn push(&mut self, school: &str, estimate: Option<(f64, f64)>, pupils: f64) {
        match estimate {
            Some((value, variance)) => {
                self.values.push(value);
                self.variances.push(variance);
                self.pupils += pupils;
            }
            None => self.without.push(school.to_string()),
        }
    }
}

/// One school's pupils.
struct School<'a> {
    name: &'a str,
    atom: &'a Atom,
    clusters: usize,
    reveals: Option<f64>,
}

/// Rows of the schools where three or more are named, and the fact `schools`.
pub fn schools(sheet: &mut Sheet, question: &Question, judged: &Judged) -> Vec<SchoolTold> {
    let Some(known) = judged.partition.schools.as_ref().filter(|s| s.names.len() >= FEWEST) else {
        return Vec::new();
    };
    let atoms = atoms(&judged.cells, &judged.partition);
    let list: Vec<School<'_>> = atoms
        .iter()
        .map(|atom| {
            let (n, events) = atom.cells.iter().fold((0.0, 0.0), |s, c| (s.0 + c.1, s.1 + c.2));
            School {
                name: &known.names[atom.group as usize],
                atom,
                clusters: known.of.iter().filter(|s| **s == atom.group).count(),
                reveals: smallest([events, n - events].into_iter()),
            }
        })
        .collect();
    let scores = |school: &School<'_>, of: &dyn Fn(u32) -> Option<f64>| -> Vec<Scores> {
        let cells = school.atom.cells.iter();
        cells.filter_map(|(row, n, events)| Some(Scores { score: of(*row)?, n: *n, events: *events })).collect()
    };
    let days = |_: u32, row: u32| Some(judged.cells.design[(row as usize, 1)]);
    let fitted = |group: u32, row: u32| judged.out.predicted[group as usize].as_ref().map(|p| p[row as usize]);
    let frozen = |_: u32, row: u32| judged.frozen.as_ref().map(|p| p[row as usize]);
    type Of<'f> = &'f dyn Fn(u32, u32) -> Option<f64>;
    let mut models: Vec<(&'static str, Of<'_>, bool)> = vec![("days", &days, false), ("logit-adjusted", &fitted, true)];
    if judged.frozen.is_some() {
        models.push(("scorecard", &frozen, true));
    }
    let by_school =
        |of: Of<'_>| -> Vec<Vec<Scores>> { list.iter().map(|s| scores(s, &|row| of(s.atom.group, row))).collect() };
    let mut facts: Vec<SchoolTold> = Vec::new();
    let (mut few, mut unjudged) = (Vec::new(), Vec::new());
    for (method, of, is_model) in models {
        let scores = by_school(of);
        let family = |what: usize| FAMILIES[what + if method == "scorecard" { 4 } else { usize::from(is_model) }];
        let auc = What { measure: "auc", method, prefix: "", tau: "auc", back: expit, family: family(0) };
        let mut shown = vec![aucs(sheet, &list, &scores, &auc, &mut few, &mut unjudged)];
        if is_model {
            for (at, (tau, fit)) in FITS.into_iter().enumerate() {
                let back = |x| x;
                let what = What { measure: "calibration", method, prefix: tau, tau, back, family: family(at + 1) };
                shown.push(fitted_by_school(sheet, &list, &scores, &what, fit, &mut few, &mut unjudged));
            }
        }
        if method == "logit-adjusted" {
            facts =
                list.iter().zip(&scores).enumerate().map(|(i, (s, own))| fact(question, s, own, &shown, i)).collect();
        }
    }
    if !unjudged.is_empty() {
        sheet.warn(Doubt::SchoolNotJudged { what: unjudged.join("; ") });
    }
    if !few.is_empty() {
        sheet.warn(Doubt::FewSchools { what: few.join("; ") });
    }
    facts
}

/// Rows of schools add up to known totals.
const FAMILIES: [&str; 7] = [
    "school-auc-days",
    "school-auc-fitted",
    "school-large-fitted",
    "school-slope-fitted",
    "school-auc-frozen",
    "school-large-frozen",
    "school-slope-frozen",
];

/// The fits by school.
const FITS: [(&str, fn(&[Scores]) -> Option<Coefficient>); 2] = [("in-the-large", in_the_large), ("slope", slope)];

fn expit(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// The pupils and clusters that the next row of a school is about.
fn about(sheet: &mut Sheet, school: &School<'_>, scores: &[Scores]) -> f64 {
    let n = scores.iter().map(|s| s.n).sum::<f64>();
    sheet.nobs = n;
    sheet.n_clusters = if n > 0.0 { school.clusters } else { 0 };
    n
}

fn aucs(
    sheet: &mut Sheet,
    list: &[School<'_>],
    scores: &[Vec<Scores>],
    what: &What,
    few: &mut Vec<String>,
    unjudged: &mut Vec<String>,
) -> Vec<Option<f64>> {
    let mut found = Found::default();
    let mut shown = Vec::new();
    for (school, own) in list.iter().zip(scores) {
        let n = about(sheet, school, own);
        let auc = school_auc(own);
        let (value, variance) = auc.as_ref().map_or((f64::NAN, f64::NAN), |a| (a.auc, a.variance));
        let std_error = if variance > 0.0 { libm::sqrt(variance) } else { f64::NAN };
        let row = name(what.measure, what.method, format!("school={}", school.name), "delong");
        let line = sheet.put(row, Scale::Share, Number { value, std_error, df: f64::INFINITY });
        line.reveals = school.reveals;
        line.family = Some(what.family);
        let inside = variance > 0.0 && value > 0.0 && value < 1.0;
        let spread = value * (1.0 - value);
        let logit = (libm::log(value / (1.0 - value)), variance / (spread * spread));
        found.push(school.name, inside.then_some(logit), n);
        shown.push(auc.map(|a| a.auc));
    }
    pooled(sheet, what, found, few, unjudged);
    shown
}

fn fitted_by_school(
    sheet: &mut Sheet,
    list: &[School<'_>],
    scores: &[Vec<Scores>],
    what: &What,
    fit: fn(&[Scores]) -> Option<Coefficient>,
    few: &mut Vec<String>,
    unjudged: &mut Vec<String>,
) -> Vec<Option<f64>> {
    let mut found = Found::default();
    let mut shown = Vec::new();
    for (school, own) in list.iter().zip(scores) {
        let n = about(sheet, school, own);
        let own = fit(own);
        let number = own.map_or(Number { value: f64::NAN, std_error: f64::NAN, df: f64::NAN }, |c| Number {
            value: c.value,
            std_error: libm::sqrt(c.variance),
            df: f64::INFINITY,
        });
        let row = name(what.measure, what.method, format!("{},school={}", what.prefix, school.name), "model");
        let line = sheet.put(row, Scale::Level, number);
        line.reveals = school.reveals;
        line.family = Some(what.family);
        found.push(school.name, own.map(|c| (c.value, c.variance)), n);
        shown.push(own.map(|c| c.value));
    }
    pooled(sheet, what, found, few, unjudged);
    shown
}

fn pooled(sheet: &mut Sheet, what: &What, found: Found, few: &mut Vec<String>, unjudged: &mut Vec<String>) {
    let said = format!("{} of `{}`", what.tau, what.method);
    if !found.without.is_empty() {
        unjudged.push(format!("{said}: {}", found.without.join(", ")));
    }
    sheet.nobs = found.pupils;
    sheet.n_clusters = found.values.len();
    let term = |t: &str| if what.prefix.is_empty() { t.to_string() } else { format!("{},{t}", what.prefix) };
    let row = |t: &str| name(what.measure, what.method, term(t), "random-effects");
    let tau = name("tau", what.method, what.tau, "random-effects");
    let Some(p) = pool(&found.values, &found.variances) else {
        few.push(format!("{said}: {}", found.values.len()));
        [row("pooled"), row("new-school"), tau].into_iter().for_each(|r| {
            sheet.missing(r);
        });
        return;
    };
    let df = p.schools as f64 - 1.0;
    let quantile = t_quantile(0.5 + sheet.level / 2.0, df);
    let mut limits = [0.0; 2];
    for (i, (term, std_error)) in [("pooled", p.std_error), ("new-school", p.new_school)].into_iter().enumerate() {
        let at = |sign: f64| (what.back)(p.mean + sign * quantile * std_error);
        sheet.with_limits(row(term), (what.back)(p.mean), std_error, df, Some((at(-1.0), at(1.0))));
        limits[i] = at(1.0);
    }
    sheet.test(tau, Some(p.tau), p.q, df, p.p_value);
    if what.tau == "slope" && limits[0] < 1.0 {
        sheet.warn(Doubt::PredictionsTooExtreme { method: what.method.to_string(), high: limits[0] });
    }
}

/// What the figure shows of a school; nothing of a small one.
fn fact(
    question: &Question,
    school: &School<'_>,
    scores: &[Scores],
    shown: &[Vec<Option<f64>>],
    at: usize,
) -> SchoolTold {
    let open = school.reveals.is_none_or(|r| r >= question.minimum);
    let number = |x: Option<f64>| x.filter(|_| open);
    let sum = |f: &dyn Fn(&Scores) -> f64| number(Some(scores.iter().map(f).sum()));
    SchoolTold {
        school: school.name.to_string(),
        n: sum(&|s| s.n),
        dropouts: sum(&|s| s.events),
        auc: number(shown[0][at]),
        in_the_large: number(shown[1][at]),
        slope: number(shown[2][at]),
    }
}
