//! From tables to declarations: registers, outcomes, analysis, absence, power, simulate.

use super::forms;
use super::methods;
use super::reader::{Entry, Section, known_map};
use super::warning::warning;
use crate::diagnostics::{Outcome, Problem};
use crate::trial::study::{AbsenceDecl, AnalysisDecl, OutcomeDecl, OutcomeKind, PowerDecl, RegisterDecl, SimulateDecl};
use crate::trial::{Estimator, Gaps};
use std::collections::BTreeMap;

/// Registers that a study can have.
pub(super) const REGISTERS: [&str; 7] =
    ["enrolments", "exits", "absences", "background", "agreements", "activities", "optouts"];

/// Profiles of columns and codes.
pub(super) const PROFILES: [&str; 3] = ["canonical", "stil-gf2", "dst-kotre"];

/// Classes of codes.
const CODE_CLASSES: [&str; 11] = [
    "completed",
    "dropout",
    "in_progress",
    "never_started",
    "change",
    "excluded",
    "transfer",
    "lawful",
    "unlawful",
    "present",
    "absent",
];

/// Units of absences.
const KINDS: [&str; 5] = ["hours", "minutes", "lessons", "percent", "letters"];

pub(super) fn registers(s: &Section<'_>) -> Outcome<BTreeMap<String, RegisterDecl>> {
    let map = known_map(s, &REGISTERS, |e| register(&e.section()?))?;
    Ok(map)
}

fn register(s: &Section<'_>) -> Outcome<RegisterDecl> {
    let file = s.require("file", "name the file of the register, or a list of files")?;
    let files = file.texts()?;
    if files.is_empty() {
        return Err(file.bad(format!("`{}` names no file", file.key)));
    }
    // a key of another register is an unknown key here
    let own = s.name.rsplit('.').next().unwrap_or_default();
    let named = matches!(own, "enrolments" | "exits" | "activities");
    let absences = own == "absences";
    let columns = column_names(&s.section("columns")?)?;
    let codes = known_map(&s.section("codes")?, &CODE_CLASSES, |e| e.codes())?;
    let mut owner: BTreeMap<&str, &str> = BTreeMap::new();
    for (class, list) in &codes {
        for code in list {
            if let Some(other) = owner.insert(code, class) {
                return Err(Problem::new("P304", format!("code `{code}` stands under `{other}` and under `{class}`"))
                    .at(s.place())
                    .help("a code has one meaning: keep it in one list"));
            }
        }
    }
    let decl = RegisterDecl {
        files,
        format: s
            .get("format")
            .map(|e| e.choice(&["csv", "tsv", "xlsx", "parquet", "sas7bdat", "dta"]))
            .transpose()?
            .map(str::to_string),
        form: forms::form(s)?,
        missing: s.get("missing").map_or(Ok(Vec::new()), |e| e.texts())?,
        timezone: s.get("timezone").map(|e| e.choice(&["Europe/Copenhagen", "UTC"])).transpose()?.map(str::to_string),
        programmes: if named { forms::programmes(s)? } else { BTreeMap::new() },
        school: if named { forms::school(s)? } else { BTreeMap::new() },
        kind: if absences { s.get("kind").map(|e| e.choice(&KINDS)).transpose()?.map(str::to_string) } else { None },
        lesson_minutes: if absences { forms::lesson_minutes(s)? } else { None },
        rows_are_absences: absences && s.get("rows").map(|e| e.choice(&["absences"])).transpose()?.is_some(),
        date: s.get("date").map(|e| e.choice(&DATE_FORMS)).transpose()?.map(str::to_string),
        extracted: s.get("extracted").map(|e| e.day()).transpose()?,
        columns,
        codes,
        pseudonymised: s.flag("pseudonymised", false)?,
        profile: s.choice("profile", "canonical", &PROFILES)?.to_string(),
    };
    s.finish()?;
    Ok(decl)
}

/// Forms in which dates arrive.
const DATE_FORMS: [&str; 7] = ["dd-mm-yyyy", "dd-mm-yy", "mm-dd-yyyy", "yyyymmdd", "yyyy-mm-dd", "excel", "sas"];

/// `columns = { field = "name" }` or `{ field = ["one file's name", "another's"] }`: the fields are checked where the
/// register is read, since background may carry the study's own covariates.
fn column_names(s: &Section<'_>) -> Outcome<BTreeMap<String, Vec<String>>> {
    let names = |e: &Entry<'_>| match e.texts()? {
        list if list.is_empty() => Err(e.bad(format!("`{}` names no column", e.key))),
        list => Ok(list),
    };
    s.entries().into_iter().map(|(k, e)| Ok((k, names(&e)?))).collect()
}

pub(super) fn outcomes(tables: &[Section<'_>]) -> Outcome<Vec<OutcomeDecl>> {
    let mut list = tables.iter().map(outcome).collect::<Outcome<Vec<_>>>()?;
    if list.is_empty() {
        list.push(OutcomeDecl {
            name: "completed".into(),
            kind: OutcomeKind::Completed,
            within_days: None,
            within: None,
            label: "completed".into(),
            primary: true,
            target: None,
        });
    }
    for (i, o) in list.iter().enumerate() {
        if list[..i].iter().any(|p| p.name == o.name) {
            return Err(Problem::new("P304", format!("two outcomes are named `{}`", o.name)).at(tables[i].place()));
        }
    }
    match list.iter().filter(|o| o.primary).count() {
        0 => list[0].primary = true,
        1 => {}
        n => {
            return Err(Problem::new("P304", format!("{n} outcomes are primary"))
                .at(tables[0].place())
                .help("keep primary = true on one of them; the others are secondary"));
        }
    }
    Ok(list)
}

fn outcome(s: &Section<'_>) -> Outcome<OutcomeDecl> {
    let name = s.require("name", "every outcome has a name, used in every table")?;
    let text = name.text()?;
    if text.chars().any(|c| c.is_control() || c == ',') {
        return Err(name.bad(format!("`{text}` cannot name an outcome")).expected("a name without commas or tabs"));
    }
    let kind = s.require("kind", "completed, dropout, agreement, retained, transition, neet, kept or days")?;
    let kind = OutcomeKind::named(kind.choice(&OutcomeKind::NAMES)?).unwrap_or(OutcomeKind::Completed);
    let within = s.get("within").map(|e| within(&e)).transpose()?;
    let needs = !matches!(kind, OutcomeKind::Completed | OutcomeKind::Dropout);
    if needs && within.is_none() {
        let example = if kind == OutcomeKind::Days { "20 weeks" } else { "6 months" };
        return Err(Problem::new("P302", format!("`{}` is missing for outcome `{text}`", s.dotted("within")))
            .at(s.place())
            .help(format!("say by when it counts, such as within = \"{example}\"")));
    }
    let target = target(s, &text, within.as_ref().filter(|_| !kind.is_binary()).map(|w| w.1))?;
    let decl = OutcomeDecl {
        label: s.text("label", &text)?,
        name: text,
        kind,
        within_days: within.as_ref().map(|w| w.1),
        within: within.map(|w| w.0),
        primary: s.flag("primary", false)?,
        target,
    };
    s.finish()?;
    Ok(decl)
}

/// The declared effect: a difference in probability, or in days of at most so many.
fn target(s: &Section<'_>, outcome: &str, days: Option<i32>) -> Outcome<Option<f64>> {
    let target = s.number("target")?;
    let most = days.map_or(1.0, f64::from);
    match target.filter(|t| !(-most..=most).contains(t) || *t == 0.0) {
        None => Ok(target),
        Some(t) => {
            let expected = match days {
                None => "a difference in probability other than 0, such as -0.05 for five points fewer".to_string(),
                Some(h) => format!("a difference in days other than 0, from -{h} to {h}: no more than within"),
            };
            Err(Problem::new("P304", format!("the target of outcome `{outcome}` is {t}"))
                .at(s.place())
                .expected(expected))
        }
    }
}

/// `"20 weeks"`: the text and its length in days (a month is 365.25/12 days, a year 365.25, rounded to whole days).
fn within(e: &Entry<'_>) -> Outcome<(String, i32)> {
    let expected = "a length such as \"90 days\", \"20 weeks\", \"6 months\" or \"1 year\"";
    let text = e.text()?;
    let mut words = text.split_whitespace();
    let (Some(n), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return Err(e.wrong(expected));
    };
    let n: i32 = n.parse().ok().filter(|n| (1..=20_000).contains(n)).ok_or_else(|| e.wrong(expected))?;
    let quarter_days = match unit.trim_end_matches('s') {
        "day" => n * 4,
        "week" => n * 28,
        "month" => n * 1461 / 12,
        "year" => n.checked_mul(1461).ok_or_else(|| e.wrong(expected))?,
        _ => return Err(e.wrong(expected)),
    };
    Ok((text.clone(), (quarter_days + 2) / 4))
}

pub(super) fn analysis(s: &Section<'_>, forecast: bool) -> Outcome<AnalysisDecl> {
    let estimator = methods::estimator(s)?;
    let variance = methods::variance(s, estimator)?;
    let decl = AnalysisDecl {
        estimator,
        estimand: methods::estimand(s, estimator)?,
        beta: methods::beta(s, estimator)?,
        bootstrap: methods::bootstrap(s, variance)?,
        variance,
        statistic: s.choice("statistic", "studentized", &["studentized", "estimate"])?.into(),
        covariates: s.texts("covariates")?,
        subgroups: s.texts("subgroups")?,
        weight: s.choice("weight", "programmes", &["programmes", "pupils"])?.into(),
        level: level(s, "level", 0.95)?,
        draws: s.integer("draws", 9_999, 1..100_000_001)? as u64,
        gaps: s.get("gaps").map(|e| e.choice(&Gaps::NAMES)).transpose()?.and_then(Gaps::named),
        adjust: super::forecast::adjust(s, estimator, forecast)?,
    };
    s.finish()?;
    Ok(decl)
}

fn level(s: &Section<'_>, key: &'static str, default: f64) -> Outcome<f64> {
    match s.get(key) {
        None => Ok(default),
        Some(e) => {
            let x = e.number()?;
            if x > 0.0 && x < 1.0 { Ok(x) } else { Err(e.wrong("a share between 0 and 1, such as 0.95")) }
        }
    }
}

pub(super) fn absence(s: &Section<'_>) -> Outcome<AbsenceDecl> {
    let decl = AbsenceDecl {
        window_days: s.integer("window_days", 14, 1..366)? as i32,
        school_days: s.choice("days", "calendar", &["school", "calendar"])? == "school",
        threshold: s.integer("threshold", 1, 1..366)? as u32,
        whole_days: s.choice("counts", "any", &["any", "whole"])? == "whole",
        lawful: s.choice("lawful", "include", &["include", "exclude"])? == "include",
        landmark: s.integer("landmark", 14, 0..3651)? as i32,
        horizon: s.get("horizon").map(|e| e.integer(1..36_501)).transpose()?.map(|h| h as i32),
        cluster: s.choice("cluster", "programme", &["programme", "class"])?.into(),
        covariates: s.texts("covariates")?,
        warning: warning(s)?,
    };
    if let Some(h) = decl.horizon.filter(|h| *h <= decl.landmark) {
        return Err(Problem::new("P304", format!("`absence.horizon` ({h}) does not lie after the landmark"))
            .at(s.place())
            .expected(format!("a day after {}", decl.landmark)));
    }
    s.finish()?;
    Ok(decl)
}

pub(super) fn power(s: &Section<'_>) -> Outcome<PowerDecl> {
    let share = |key: &'static str| -> Outcome<Option<f64>> {
        let Some(e) = s.get(key) else { return Ok(None) };
        let x = e.number()?;
        if (0.0..=1.0).contains(&x) { Ok(Some(x)) } else { Err(e.wrong("a share from 0 to 1")) }
    };
    let (mut size, mut size_column) = (None, None);
    if let Some(e) = s.get("size") {
        if e.value.is_str() {
            size_column = Some(e.text()?);
        } else {
            let x = e.number()?;
            if x <= 0.0 {
                return Err(e.wrong("pupils a programme and period, above 0, or a column of the frame"));
            }
            size = Some(x);
        }
    }
    let decl = PowerDecl {
        baseline: share("baseline")?,
        effect: s.number("effect")?,
        icc: share("icc")?,
        cac: share("cac")?,
        iac: share("iac")?,
        decay: share("decay")?,
        school_icc: share("school_icc")?,
        school_cac: share("school_cac")?,
        size,
        size_column,
        level: level(s, "level", 0.95)?,
        power: level(s, "power", 0.8)?,
        r2: share_below_one(s, "r2")?,
        effect_sd: s.get("effect_sd").map(|e| spread(&e)).transpose()?,
    };
    s.finish()?;
    Ok(decl)
}

fn share_below_one(s: &Section<'_>, key: &'static str) -> Outcome<Option<f64>> {
    let Some(e) = s.get(key) else { return Ok(None) };
    let x = e.number()?;
    if (0.0..1.0).contains(&x) { Ok(Some(x)) } else { Err(e.wrong("a share from 0 to below 1")) }
}

fn spread(e: &Entry<'_>) -> Outcome<f64> {
    let x = e.number()?;
    if (0.0..=1.0).contains(&x) { Ok(x) } else { Err(e.wrong("a standard deviation from 0 to 1")) }
}

/// Refuses a planned estimator on the logit scale where an outcome is in days.
pub(super) fn check_scale(outcomes: &[OutcomeDecl], estimator: Estimator, s: &Section<'_>) -> Outcome<()> {
    let days = outcomes.iter().find(|o| o.kind == OutcomeKind::Days);
    match days.filter(|_| estimator.row().log_odds) {
        None => Ok(()),
        Some(o) => Err(Problem::new("E344", format!("`{estimator}` is of shares, and `{}` is in days", o.name))
            .at(s.place())
            .help("plan an estimator of differences, such as `roth-santanna`, or leave the outcome in days out")),
    }
}

pub(super) fn simulate(s: &Section<'_>) -> Outcome<SimulateDecl> {
    let decl = SimulateDecl {
        seed: s.integer("seed", 1, 0..i64::MAX)? as u64,
        effect: s.number("effect")?.unwrap_or(-0.05),
        shape: s.choice("shape", "constant", &["constant", "growing", "fading", "delayed"])?.into(),
        absence: s.number("absence")?.unwrap_or(0.10),
        dirt: s.flag("dirt", false)?,
        contamination: match s.get("contamination") {
            None => 0.03,
            Some(e) => {
                let x = e.number()?;
                if !(0.0..=1.0).contains(&x) {
                    return Err(e.wrong("a share from 0 to 1"));
                }
                x
            }
        },
        missing: s.texts("missing")?,
    };
    s.finish()?;
    Ok(decl)
}
