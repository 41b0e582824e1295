//! What `lodtrin power` was asked, read from its arguments.

use super::power_args::{Args, QuestionArgs, WavesArgs};
use crate::design::Time;
use crate::diagnostics::{Outcome, Problem};
use crate::planning::request::{Analysis, DfRule, Estimands, Request, Show, Simulated, Waves};

/// The request.
pub(super) fn resolve(args: &Args) -> Outcome<Request> {
    let (d, o, c, q) = (&args.design, &args.outcome, &args.correlation, &args.question);
    let staircase = d.staircase.as_deref().map(pair).transpose()?;
    if let Some(w) = &q.weights
        && (w.iter().sum::<f64>() - 1.0).abs() > 1e-9
    {
        return Err(word("--weights", "weights that do not sum to 1", "weights that sum to 1"));
    }
    let time = choose("--time", &d.time, &[("categorical", Time::Categorical), ("linear", Time::Linear)])?;
    let effect_sd = effect_sd(q.effect_sd)?;
    let simulated = simulated(q)?;
    Ok(Request {
        study: args.study.clone(),
        sequences: d.sequences.clone(),
        design: d.design.clone(),
        before: d.before,
        after: d.after,
        transition: d.transition,
        staircase,
        size: d.size.clone(),
        schools: d.schools,
        time,
        schedule: d.schedule.clone(),
        intervention: None,
        trials: q.trials,
        history: c.history,
        r2: c.r2,
        effect_sd,
        compare: q.compare.iter().flatten().filter(|w| !w.trim().is_empty()).cloned().collect(),
        waves: waves(&args.waves),
        replays: q.replays,
        figures: q.figures.clone(),
        simulated,
        sd: o.sd,
        p0: o.p0,
        p1: o.p1,
        means: o.means.clone(),
        ratio: o.ratio,
        effect: o.effect,
        analysis: choose("--analysis", &o.analysis, ANALYSES)?,
        icc: c.icc,
        cac: c.cac,
        iac: c.iac,
        decay: c.decay,
        school_icc: c.school_icc,
        school_cac: c.school_cac,
        tau: c.tau,
        treatment_sd: c.treatment_sd,
        treatment_correlation: c.treatment_correlation,
        level: q.level,
        power: q.power,
        df: df_rule(&q.df)?,
        weights: q.weights.clone(),
        estimands: choose("--estimand", &q.estimand, ESTIMANDS)?,
        show: shown(args)?,
        grid: grid(q),
    })
}

fn pair(given: &[usize]) -> Outcome<(usize, usize)> {
    match given {
        [before, after] => Ok((*before, *after)),
        _ => Err(word("--staircase", "another number of numbers", "two, such as 1,1")),
    }
}

/// Names of `--analysis`.
const ANALYSES: &[(&str, Analysis)] = &[
    ("linear", Analysis::Linear),
    ("gee-logit", Analysis::GeeLogit),
    ("gee-identity", Analysis::GeeIdentity),
    ("glmm-logit", Analysis::GlmmLogit),
    ("glmm-log", Analysis::GlmmLog),
];
/// Names of `--estimand`.
const ESTIMANDS: &[(&str, Estimands)] =
    &[("both", Estimands::Both), ("immediate", Estimands::Immediate), ("exposure-average", Estimands::Average)];
/// Names of `--show`.
const SHOWN: &[(&str, Show)] = &[
    ("power", Show::Power),
    ("needed", Show::Needed),
    ("waves", Show::Waves),
    ("cells", Show::Cells),
    ("dropping", Show::Dropping),
    ("grid", Show::Grid),
    ("curve", Show::Curve),
    ("lottery", Show::Lottery),
    ("simulated", Show::Simulated),
];

fn simulated(q: &QuestionArgs) -> Outcome<Simulated> {
    Ok(Simulated {
        trials: q.trials.filter(|n| *n > 0).unwrap_or(1000),
        draws: q.draws,
        shard: q.shard.as_deref().map(shard).transpose()?,
        file: q.trial_file.clone(),
        merge: q.merge.clone(),
    })
}

/// What to show: flags that ask for a table of their own stand before `--show`.
fn shown(args: &Args) -> Outcome<Show> {
    let q = &args.question;
    if args.waves.optimise {
        return Ok(Show::Optimise);
    }
    if q.compare.is_some() {
        return Ok(Show::Compare);
    }
    if q.trials.is_some_and(|n| n > 0) {
        return Ok(Show::Simulated);
    }
    choose("--show", &q.show, SHOWN)
}

/// Correlations of the grid: those named, the usual ones for what is not.
fn grid(q: &QuestionArgs) -> Option<(Vec<f64>, Vec<f64>)> {
    match (&q.grid_icc, &q.grid_cac) {
        (None, None) => None,
        (icc, cac) => Some((
            icc.clone().unwrap_or_else(|| vec![0.01, 0.02, 0.05, 0.10]),
            cac.clone().unwrap_or_else(|| vec![0.6, 0.8, 1.0]),
        )),
    }
}

fn effect_sd(sd: Option<f64>) -> Outcome<Option<f64>> {
    match sd {
        Some(s) if !(0.0..=1.0).contains(&s) => {
            Err(word("--effect-sd", &format!("{s}"), "a standard deviation from 0 to 1"))
        }
        sd => Ok(sd),
    }
}

fn waves(w: &WavesArgs) -> Waves {
    Waves { lots: w.lots, terms: w.terms, first: w.first, last: w.last, least: w.least, most: w.most, last_lag: w.lags }
}

fn shard(text: &str) -> Outcome<(u64, u64)> {
    let parsed = text.split_once('/').and_then(|(k, n)| Some((k.trim().parse().ok()?, n.trim().parse().ok()?)));
    parsed
        .filter(|(k, n): &(u64, u64)| 1 <= *k && k <= n)
        .ok_or_else(|| word("--shard", &format!("`{text}`"), "k/n with 1 ≤ k ≤ n, such as 2/8"))
}

fn df_rule(text: &str) -> Outcome<DfRule> {
    let named =
        [("all", DfRule::All), ("none", DfRule::None), ("cells", DfRule::Cells), ("programmes", DfRule::Programmes)];
    match text.parse::<f64>() {
        Ok(df) if df.is_finite() => Ok(DfRule::Fixed(df)),
        _ => choose("--df", text, &named),
    }
}

fn choose<T: Copy>(flag: &str, text: &str, known: &[(&str, T)]) -> Outcome<T> {
    known
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, value)| *value)
        .ok_or_else(|| word(flag, &format!("`{text}`"), &known.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ")))
}

fn word(flag: &str, found: &str, expected: &str) -> Problem {
    Problem::new("P203", format!("{flag} has a value that it cannot have")).found(found).expected(expected)
}
