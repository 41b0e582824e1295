//! What a protocol plans, in words and tables: estimand, design, lottery, outcomes, power, early absence.

use super::blocks::Block;
use super::names;
use super::rounding::{Print, rounded};
use crate::report::Dossier;
use crate::trial::study::{Intervention, OutcomeDecl, OutcomeKind, SourceDecl, Study};
use crate::trial::{Language, Named};
use crate::words::{Slot, say, word};

/// A declared value as it was declared: as many decimals as it has.
pub fn declared(language: Language, value: f64) -> String {
    let decimals = (0..6).find(|d| (rounded(value, *d) - value).abs() < 1e-9).unwrap_or(6);
    Print(language).digits(value, decimals)
}

/// A date `yyyy-mm-dd` in words; what is none stays.
pub fn day(language: Language, date: &str) -> String {
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return date.to_string() };
    let names = match language {
        Language::Da => "januar februar marts april maj juni juli august september oktober november december",
        Language::En => "January February March April May June July August September October November December",
    };
    let month = month.parse::<usize>().ok().and_then(|m| names.split(' ').nth(m.checked_sub(1)?));
    match (month, day.parse::<u32>()) {
        (Some(month), Ok(day)) => {
            let dot = language.pick(".", "");
            format!("{day}{dot} {month} {year}")
        }
        _ => date.to_string(),
    }
}

/// A day counted from 1970-01-01 in words.
pub fn counted(language: Language, days: i32) -> String {
    let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(i64::from(days)));
    date.map_or_else(|_| days.to_string(), |d| day(language, &d.to_string()))
}

/// The key of a heading for a text that only people know.
pub fn heading_of(key: &str) -> &'static str {
    match key {
        "funding" => "own-funding",
        "ethics" => "own-ethics",
        "registry" => "own-registry",
        "registry_id" => "own-registry-id",
        "intervention" => "own-intervention",
        "involvement" => "own-involvement",
        "data_sharing" => "own-data-sharing",
        "roles" => "own-roles",
        _ => "own-about",
    }
}

/// The estimand in a sentence.
pub fn estimand(d: &Dossier) -> String {
    let a = &d.study.analysis;
    let average = names::named_average(d.language, a.estimand.name());
    let outcome = &d.study.primary().label;
    say(d.language, "sap-estimand-text", &[("outcome", outcome.into()), ("average", (&average).into())])
}

/// Units, periods and waves.
pub fn design(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let slots = [("programmes", d.programmes.into()), ("lots", d.lots.into()), ("schools", d.schools.len().into())];
    let mut blocks = vec![Block::words(word(language, "sap-design-text"))];
    if d.lots > 0 {
        blocks.push(Block::words(say(language, "sap-units", &slots)));
    }
    for i in &d.study.interventions {
        if !i.name.is_empty() {
            blocks.push(Block::Heading(3, i.name.clone()));
        }
        let head = ["paper-wave", "sap-starts", "sap-capacity"];
        let rows = i.rollout.waves.iter().enumerate().map(|(k, w)| {
            let start = i.rollout.period(&w.starts).map(|t| counted(language, i.rollout.periods[t].start));
            let starts = start.map_or_else(|| w.starts.clone(), |day| format!("{} ({day})", w.starts));
            vec![(k + 1).to_string(), starts, w.capacity.to_string()]
        });
        blocks.push(Block::Plain(head.iter().map(|k| word(language, k)).collect(), rows.collect()));
        let periods =
            i.rollout.periods.iter().map(|p| vec![p.id.clone(), counted(language, p.start), counted(language, p.end)]);
        let head = ["paper-period", "sap-first-day", "sap-last-day"];
        blocks.push(Block::Plain(head.iter().map(|k| word(language, k)).collect(), periods.collect()));
    }
    blocks
}

/// How the order is drawn.
pub fn lottery(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let mut blocks = Vec::new();
    for i in &d.study.interventions {
        if !i.name.is_empty() {
            blocks.push(Block::Heading(3, i.name.clone()));
        }
        blocks.extend(rules(language, i).into_iter().map(Block::words));
    }
    blocks
}

/// The source of chance and the rules of one lottery, a sentence each.
pub fn rules(language: Language, i: &Intervention) -> Vec<String> {
    let l = &i.lottery;
    let mut list = vec![word(
        language,
        match l.source {
            SourceDecl::Dice => "sap-dice",
            SourceDecl::Drand => "sap-drand",
        },
    )];
    if l.stratified {
        list.push(word(language, "sap-stratified"));
    }
    for group in &l.apart {
        list.push(say(language, "sap-apart", &[("list", (&group.join(", ")).into())]));
    }
    for [first, second] in &l.before {
        list.push(say(language, "sap-before", &[("a", first.into()), ("b", second.into())]));
    }
    for rule in &l.limit {
        list.push(say(language, "sap-limit", &[("rule", rule.into())]));
    }
    for rule in &l.balance {
        list.push(say(language, "sap-balance", &[("rule", rule.into())]));
    }
    if let Some((a, b)) = l.keep {
        let share = format!("{a}/{b}");
        list.push(say(language, "sap-keep", &[("share", (&share).into())]));
    }
    list
}

/// The follow-up of an outcome in words, as it was declared; months and years with the days that are counted.
pub fn within(language: Language, o: &OutcomeDecl) -> String {
    let Some(days) = o.within_days else { return word(language, "sap-course") };
    let count = |key: &str, n: u64| say(language, key, &[("n", Slot::Count(n))]);
    let told = count("paper-days", days.max(0).unsigned_abs().into());
    let declared = o.within.as_deref().unwrap_or_default();
    let (n, unit) = declared.split_once(char::is_whitespace).unwrap_or_default();
    match (n.parse::<u64>(), unit.trim().trim_end_matches('s')) {
        (Ok(n), "month") => format!("{}, {told}", count("sap-months", n)),
        (Ok(n), "year") => format!("{}, {told}", count("sap-years", n)),
        (Ok(_), "day") => told,
        _ if days % 7 == 0 => count("sap-weeks", u64::from(days.unsigned_abs()) / 7),
        _ => told,
    }
}

/// A target in words, as it was declared: a fall, a rise, fewer or more days.
pub fn goal(language: Language, target: f64, outcome: &OutcomeDecl) -> String {
    let days = outcome.kind == OutcomeKind::Days;
    let size = declared(language, if days { target.abs() } else { 100.0 * target.abs() });
    let key = match (days, target < 0.0) {
        (false, true) => "goal-fall",
        (false, false) => "goal-rise",
        (true, true) => "goal-fewer-days",
        (true, false) => "goal-more-days",
    };
    say(language, key, &[("size", (&size).into())])
}

/// What a class of codes means, in words.
fn class(language: Language, name: &str) -> String {
    let key = match name {
        "completed" => "class-completed",
        "dropout" => "class-dropout",
        "in_progress" => "class-in-progress",
        "never_started" => "class-never-started",
        "change" => "class-change",
        "excluded" => "class-excluded",
        "transfer" => "class-transfer",
        "lawful" => "class-lawful",
        "unlawful" => "class-unlawful",
        "present" => "class-present",
        "absent" => "class-absent",
        other => return other.to_string(),
    };
    word(language, key)
}

/// The outcomes, and the codes of the registers that decide on them.
pub fn outcomes(d: &Dossier) -> Vec<Block> {
    let language = d.language;
    let head = ["paper-outcome", "sap-within", "sap-target-head", "sap-role"];
    let rows = d.study.outcomes.iter().map(|o| {
        let days = o.kind == OutcomeKind::Days;
        let target = o.target.map_or_else(
            || "–".to_string(),
            |t| match days {
                true => say(language, "days-same", &[("size", (&declared(language, t)).into())]),
                false => declared(language, 100.0 * t),
            },
        );
        let role = word(language, if o.primary { "sap-role-primary" } else { "sap-role-secondary" });
        vec![o.label.clone(), within(language, o), target, role]
    });
    let mut blocks = vec![Block::Plain(head.iter().map(|k| word(language, k)).collect(), rows.collect())];
    let mut codes = Vec::new();
    for (name, register) in &d.study.registers {
        let name = names::reason(language, name);
        let profile = match register.profile.as_str() {
            "canonical" => word(language, "sap-profile-canonical"),
            other => other.to_string(),
        };
        codes.push(vec![name.clone(), word(language, "sap-profile"), profile]);
        codes.extend(register.codes.iter().map(|(of, list)| vec![name.clone(), class(language, of), list.join(", ")]));
    }
    if !codes.is_empty() {
        let head = ["sap-register", "sap-class", "sap-codes"];
        blocks.push(Block::Plain(head.iter().map(|k| word(language, k)).collect(), codes));
    }
    blocks
}

/// The planning values of `[power]` in a sentence.
pub fn power(study: &Study, language: Language) -> String {
    let p = &study.power;
    let mut list = Vec::new();
    let mut add = |key: &str, value: Option<f64>, percent: bool| {
        if let Some(value) = value {
            let value = declared(language, if percent { 100.0 * value } else { value });
            list.push(say(language, key, &[("value", (&value).into())]));
        }
    };
    add("plan-power-baseline", p.baseline, true);
    add("plan-power-effect", p.effect.or(study.primary().target), true);
    add("plan-power-icc", p.icc, false);
    add("plan-power-cac", p.cac, false);
    add("plan-power-iac", p.iac, false);
    add("plan-power-decay", p.decay, false);
    add("plan-power-school-icc", p.school_icc, false);
    add("plan-power-size", p.size, false);
    add("plan-power-r2", p.r2, false);
    if let Some(column) = &p.size_column {
        list.push(say(language, "plan-power-size-column", &[("column", (&format!("`{column}`")).into())]));
    }
    // a target alone is no planning value
    let target_alone = list.len() == 1 && p.effect.is_none() && study.primary().target.is_some();
    if list.is_empty() || target_alone {
        return word(language, "plan-power-none");
    }
    let level = declared(language, 100.0 * p.level);
    let aim = declared(language, 100.0 * p.power);
    let list = list.join("; ");
    say(language, "plan-power-text", &[("list", (&list).into()), ("level", (&level).into()), ("power", (&aim).into())])
}

/// The question about early absence in a sentence.
pub fn absence(study: &Study, language: Language) -> String {
    let a = &study.absence;
    let (window, landmark) = (a.window_days.to_string(), a.landmark.to_string());
    let slots = [
        ("window", (&window).into()),
        ("threshold", Slot::Count(u64::from(a.threshold))),
        ("landmark", (&landmark).into()),
    ];
    say(language, "sap-absence", &slots)
}
