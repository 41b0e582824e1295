//! From tables to declarations: frame, rollout, lottery.

use super::reader::{Entry, Section};
use crate::diagnostics::{Outcome, Problem, nearest};
use crate::trial::study::{ArmDecl, FrameDecl, Intervention, LotteryDecl, PeriodDecl, Rollout, SourceDecl, WaveDecl};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

pub(super) fn frame(s: &Section<'_>) -> Outcome<FrameDecl> {
    let decl = FrameDecl {
        file: s.text("file", "programmes.csv")?,
        id: s.text("id", "id")?,
        stratum: s.optional_text("stratum")?,
        lot: s.optional_text("lot")?,
        covariates: s.texts("covariates")?,
        first: s.optional_text("first")?,
        last: s.optional_text("last")?,
        form: super::forms::form(s)?,
    };
    let mut seen = BTreeSet::new();
    if let Some(twice) = decl.covariates.iter().find(|c| !seen.insert(c.to_lowercase())) {
        return Err(Problem::new("P304", format!("`frame.covariates` names `{twice}` twice")).at(s.place()));
    }
    s.finish()?;
    Ok(decl)
}

pub(super) fn intervention(name: &str, s: &Section<'_>, has_stratum: bool) -> Outcome<Intervention> {
    let rollout = rollout(&s.section("rollout")?)?;
    let lottery = lottery(&s.section("lottery")?, has_stratum, &rollout)?;
    let simulate = if name.is_empty() { ArmDecl::default() } else { truth(&s.section("simulate")?)? };
    Ok(Intervention { name: name.to_string(), rollout, lottery, simulate })
}

fn truth(s: &Section<'_>) -> Outcome<ArmDecl> {
    let decl = ArmDecl {
        effect: s.number("effect")?.unwrap_or(0.0),
        retained: s.number("retained")?.unwrap_or(0.0),
        with: s.optional_text("with")?,
    };
    if let Some(bad) = [decl.effect, decl.retained].into_iter().find(|x| !(-1.0..=1.0).contains(x)) {
        return Err(Problem::new("P304", format!("`{}` adds {bad} to a probability", s.name))
            .at(s.place())
            .expected("a number from -1 to 1"));
    }
    s.finish()?;
    Ok(decl)
}

fn rollout(s: &Section<'_>) -> Outcome<Rollout> {
    if !s.present() {
        return Err(Problem::new("P302", format!("`[{}]` is missing", s.name)).help(
            "declare the terms as [[rollout.period]] and the waves as [[rollout.wave]]; `lodtrin new` shows how",
        ));
    }
    let periods = s.sections("period")?.iter().map(period).collect::<Outcome<Vec<_>>>()?;
    if periods.len() < 2 {
        return Err(Problem::new("P304", format!("`{}` declares {} period(s)", s.name, periods.len()))
            .at(s.place())
            .expected("at least two [[rollout.period]]"));
    }
    for (a, b) in periods.iter().zip(&periods[1..]) {
        if b.start <= a.end {
            return Err(Problem::new("P304", format!("period `{}` starts before period `{}` has ended", b.id, a.id))
                .at(s.place())
                .help("list the periods in order of time, without overlap"));
        }
    }
    let mut ids = BTreeSet::new();
    if let Some(p) = periods.iter().find(|p| !ids.insert(&p.id)) {
        return Err(Problem::new("P304", format!("two periods have the id `{}`", p.id)).at(s.place()));
    }
    let tables = s.sections("wave")?;
    let mut waves: Vec<WaveDecl> = Vec::with_capacity(tables.len());
    let mut previous = None;
    for t in &tables {
        let (decl, at) = wave(t, &periods)?;
        if previous.is_some_and(|p| at <= p) {
            return Err(Problem::new(
                "P304",
                format!("wave {} does not start later than the wave before", waves.len() + 1),
            )
            .at(t.place())
            .help("list the waves in order; each starts in a later period than the one before"));
        }
        previous = Some(at);
        waves.push(decl);
    }
    if waves.is_empty() || waves.len() > 255 {
        return Err(Problem::new("P304", format!("`{}` declares {} waves", s.name, waves.len()))
            .at(s.place())
            .expected("1 to 255 [[rollout.wave]]"));
    }
    let transition = s.integer("transition", 0, 0..256)? as u32;
    let window = super::forms::window(s)?;
    s.finish()?;
    Ok(Rollout { periods, waves, transition, window })
}

pub(super) fn period(s: &Section<'_>) -> Outcome<PeriodDecl> {
    let id = s.require("id", "every period has an id, such as \"2026F\"")?.text()?;
    if id.chars().any(char::is_control) {
        return Err(Problem::new("P304", format!("the id of a period holds a control character: {id:?}")).at(s.place()));
    }
    let start = s.require("start", "the first day of the period, such as 2026-01-12")?;
    let end = s.require("end", "the last day of the period, such as 2026-05-29")?;
    let decl = PeriodDecl { id, start: start.day()?, end: end.day()? };
    if decl.end < decl.start {
        return Err(end.bad(format!("period `{}` ends before it starts", decl.id)));
    }
    s.finish()?;
    Ok(decl)
}

fn wave(s: &Section<'_>, periods: &[PeriodDecl]) -> Outcome<(WaveDecl, usize)> {
    let entry = s.require("starts", "the id of the wave's first treated period")?;
    let starts = entry.text()?;
    let at = periods.iter().position(|p| p.id == starts).ok_or_else(|| {
        let p = entry.bad(format!("a wave starts in `{starts}`, which is no period"));
        match nearest(&starts, periods.iter().map(|p| p.id.as_str())) {
            Some(near) => p.help(format!("did you mean `{near}`?")),
            None => p.help("name the id of a [[rollout.period]]"),
        }
    })?;
    let capacity = s.require("capacity", "the number of lots in the wave")?.integer(1..i64::from(u32::MAX))? as u32;
    s.finish()?;
    Ok((WaveDecl { starts, capacity }, at))
}

/// Pairs of lots of which the first starts no later than the second.
fn before(s: &Section<'_>) -> Outcome<Vec<[String; 2]>> {
    let Some(e) = s.get("before") else { return Ok(Vec::new()) };
    let pair = |pair| <[String; 2]>::try_from(pair).map_err(|_| e.wrong("pairs, such as [[\"first\", \"second\"]]"));
    e.lists()?.into_iter().map(pair).collect()
}

fn contributors(s: &Section<'_>) -> Outcome<Vec<String>> {
    let contributors = s.texts("contributors")?;
    for name in &contributors {
        let ok = (1..=32).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !ok {
            return Err(Problem::new("P304", format!("`{name}` cannot name a contributor"))
                .at(s.place())
                .expected("1 to 32 of a-z, 0-9 and -"));
        }
    }
    Ok(contributors)
}

/// Until when the announced list may be objected to; it ends before the lottery.
fn objections(s: &Section<'_>, at: Option<i64>) -> Outcome<Option<i64>> {
    let Some(e) = s.get("objections") else { return Ok(None) };
    let until = e.moment()?;
    if at.is_some_and(|at| until >= at) {
        return Err(Problem::new("P304", "`lottery.objections` does not end before the lottery")
            .at(e.place())
            .expected("a time before `at`: the list is locked between the two"));
    }
    Ok(Some(until))
}

fn lottery(s: &Section<'_>, has_stratum: bool, rollout: &Rollout) -> Outcome<LotteryDecl> {
    let default = if has_stratum { "stratum" } else { "none" };
    let stratify = s.choice("stratify", default, &["stratum", "none"])?;
    if stratify == "stratum" && !has_stratum {
        return Err(Problem::new("P304", "`lottery.stratify` is \"stratum\", but the frame has no stratum")
            .at(s.place())
            .help("name the school's column in `frame.stratum`, or write stratify = \"none\""));
    }
    let apart = s.get("apart").map_or(Ok(Vec::new()), |e| e.lists())?;
    if apart.iter().any(|ids| ids.len() < 2) {
        return Err(Problem::new("P304", "a list of `lottery.apart` names fewer than two lots").at(s.place()));
    }
    let before = before(s)?;
    let limit = s.texts("limit")?;
    for (text, e) in limit.iter().zip(std::iter::repeat(s.get("limit"))) {
        check_limit(text, rollout.waves.len(), e.as_ref())?;
    }
    let balance = s.texts("balance")?;
    for (text, e) in balance.iter().zip(std::iter::repeat(s.get("balance"))) {
        check_balance(text, e.as_ref())?;
    }
    let keep = s.get("keep").map(|e| keep(&e)).transpose()?.flatten();
    let max_tries = s.integer("max_tries", 100_000, 1..i64::MAX)? as u64;
    let source = match s.choice("source", "drand", &["drand", "dice"])? {
        "dice" => SourceDecl::Dice,
        _ => SourceDecl::Drand,
    };
    let at = s.get("at").map(|e| e.moment()).transpose()?;
    let contributors = contributors(s)?;
    let (throwers, throws) = dice(s, source)?;
    let fallback = fallback(s, source, at)?;
    let objections = objections(s, at)?;
    s.finish()?;
    Ok(LotteryDecl {
        stratified: stratify == "stratum",
        apart,
        before,
        limit,
        balance,
        keep,
        max_tries,
        source,
        at,
        contributors,
        throwers,
        throws,
        fallback,
        objections,
    })
}

/// Most fallback times, and seconds between one round and the next.
const MOST_FALLBACKS: usize = 3;
const FALLBACK_APART: i64 = 24 * 60 * 60;

/// Times of the rounds that decide if those before them are never published: at most three, each 24 hours or more after
/// the one before.
fn fallback(s: &Section<'_>, source: SourceDecl, at: Option<i64>) -> Outcome<Vec<i64>> {
    let Some(e) = s.get("fallback") else { return Ok(Vec::new()) };
    let times = e.moments()?;
    let wrong = |what: &str, expected: &str| Err(e.bad(what.to_string()).expected(expected.to_string()));
    if source == SourceDecl::Dice {
        return wrong("`fallback` names rounds of the beacon, and dice decide here", "source = \"drand\" beside it");
    }
    if times.len() > MOST_FALLBACKS {
        return wrong("there are more than three fallback times", "at most three");
    }
    let mut before = at;
    for time in &times {
        if before.is_some_and(|b| *time < b.saturating_add(FALLBACK_APART)) {
            return wrong(
                "a fallback time is too near the one before it",
                "each 24 hours or more after the one before, the first after `at`",
            );
        }
        before = Some(*time);
    }
    Ok(times)
}

/// Most bytes of a name at the dice.
const LONGEST_THROWER: usize = 64;

/// Who throws the dice and how often: the names in normal form C, strictly increasing, and the number of throws.
fn dice(s: &Section<'_>, source: SourceDecl) -> Outcome<(Vec<String>, Option<u32>)> {
    let mut names: Vec<String> = s.texts("throwers")?.iter().map(|n| n.nfc().collect()).collect();
    let throws = s.get("throws").map(|e| e.integer(25..1001)).transpose()?.map(|n| n as u32);
    let place = || s.get("throwers").or_else(|| s.get("throws")).map_or_else(|| s.place(), |e| e.place());
    let wrong = |what: String, expected: &str| Err(Problem::new("P304", what).at(place()).expected(expected));
    if source != SourceDecl::Dice && (s.get("throwers").is_some() || throws.is_some()) {
        return wrong("`throwers` and `throws` speak of dice".into(), "source = \"dice\" beside them");
    }
    if s.get("throwers").is_some() && names.len() < 2 {
        return wrong("dice are thrown by two or more people".into(), "throwers = [\"anna\", \"bo\"]");
    }
    for name in &names {
        let unseen = |c: char| {
            use unicode_general_category::GeneralCategory as Category;
            match unicode_general_category::get_general_category(c) {
                Category::SpaceSeparator => c != ' ',
                Category::Control | Category::Format | Category::LineSeparator | Category::ParagraphSeparator => true,
                Category::Surrogate | Category::PrivateUse | Category::Unassigned => true,
                _ => false,
            }
        };
        let whole = (1..=LONGEST_THROWER).contains(&name.len()) && name.trim() == name;
        if !whole || name.contains('=') || name.contains(unseen) {
            return wrong(
                format!("{name:?} cannot name somebody at the dice"),
                "1 to 64 bytes of text without `=`, without blanks at either end, all of it to be seen",
            );
        }
    }
    names.sort();
    if let Some(twice) = names.windows(2).find(|w| w[0] == w[1]) {
        return wrong(format!("`{}` stands twice among `throwers`", twice[0]), "a name for each of them");
    }
    Ok((names, throws))
}

fn bad_rule(text: &str, entry: Option<&Entry<'_>>, expected: String) -> Problem {
    let p = Problem::new("P304", format!("`{text}` is not a rule of the lottery")).expected(expected);
    match entry {
        Some(e) => p.at(e.place()),
        None => p,
    }
}

fn check_limit(text: &str, waves: usize, entry: Option<&Entry<'_>>) -> Outcome<()> {
    let expected = format!("`covariate:max,max,…` with {waves} whole numbers, one per wave");
    let (_, maxima) = text.split_once(':').ok_or_else(|| bad_rule(text, entry, expected.clone()))?;
    let ok = maxima.split(',').count() == waves && maxima.split(',').all(|m| m.trim().parse::<f64>().is_ok());
    if ok { Ok(()) } else { Err(bad_rule(text, entry, expected)) }
}

fn check_balance(text: &str, entry: Option<&Entry<'_>>) -> Outcome<()> {
    let parts: Vec<&str> = text.split(':').collect();
    let ok = matches!(parts[..], [name, weight, kind]
        if !name.is_empty() && weight.parse::<u32>().is_ok_and(|w| (1..=1000).contains(&w))
            && (kind == "wave" || kind == "trend"));
    if ok {
        return Ok(());
    }
    Err(bad_rule(text, entry, "`covariate:weight:wave` or `covariate:weight:trend`, weight 1 to 1000".into()))
}

/// `"1/5"`, `0.2` or `"none"` as a fraction a/b with 1 ≤ a ≤ b < 2^32.
fn keep(e: &Entry<'_>) -> Outcome<Option<(u32, u32)>> {
    let expected = "a share such as \"1/5\" or 0.2, above 0 and at most 1";
    if let Some(text) = e.value.as_str() {
        if text == "none" {
            return Ok(None);
        }
        return text
            .split_once('/')
            .and_then(|(a, b)| Some((a.trim().parse::<u32>().ok()?, b.trim().parse::<u32>().ok()?)))
            .filter(|(a, b)| *a >= 1 && a <= b)
            .map(Some)
            .ok_or_else(|| e.wrong(expected));
    }
    let x = e.number().map_err(|_| e.wrong(expected))?;
    let text = format!("{x}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let b = 10u32.checked_pow(fraction.len() as u32).ok_or_else(|| e.wrong("a share with at most 9 decimals"))?;
    let a: u32 = format!("{whole}{fraction}").parse().map_err(|_| e.wrong(expected))?;
    if a < 1 || a > b {
        return Err(e.wrong(expected));
    }
    let g = gcd(a, b);
    Ok(Some((a / g, b / g)))
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
