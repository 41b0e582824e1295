//! What calling would give, in sentences: one for each number of calls, one for each fair price.

use super::question::Question;
use super::sheet::Line;
use crate::trial::Language;
use crate::trial::facts::{BestAt, Capacity, Decision, Sentences};
use crate::words::{Slot, say, word};

/// Sentences in both languages, from rows and facts as they are published; what is not shown is not told.
pub fn sentences(lines: &[Line], question: &Question, decision: &Decision, capacity: &Capacity) -> Sentences {
    let of = |language: Language| -> Vec<String> {
        let calls = question.wanted.calls.iter().filter_map(|n| called(language, lines, *n, capacity));
        let prices = decision.best.iter().map(|b| price(language, b));
        let mut told: Vec<String> = calls.chain(prices).collect();
        if !told.is_empty() {
            told.push(word(language, "warning-reaching-is-not-keeping"));
        }
        told
    };
    Sentences { da: of(Language::Da), en: of(Language::En) }
}

/// A number with one decimal, two where one would say nothing.
fn decimal(language: Language, x: f64) -> String {
    let small = x != 0.0 && x.abs() < 0.05;
    language.number(x, if small { 2 } else { 1 })
}

fn called(language: Language, lines: &[Line], calls: f64, capacity: &Capacity) -> Option<String> {
    let find = |measure: &str, term: String| {
        let row = lines.iter().map(|l| &l.row).find(|r| r.measure == measure && r.method == "days" && r.term == term);
        row.and_then(|r| r.estimate)
    };
    let made = find("flagged", format!("calls={calls}"))?;
    let reached = find("flagged", format!("calls={calls},dropouts"))?;
    let share = find("sensitivity", format!("calls={calls}"))?;
    let dropouts = capacity.dropouts?;
    let number = |x: f64| decimal(language, x);
    let (made, reached, rest) = (number(made), number(reached), number(dropouts - reached));
    let (dropouts, share) = (number(dropouts), language.number(100.0 * share, 0));
    Some(say(
        language,
        "warning-calls",
        &[
            ("calls", Slot::Count(calls as u64)),
            ("made", (&made).into()),
            ("reached", (&reached).into()),
            ("dropouts", (&dropouts).into()),
            ("share", (&share).into()),
            ("rest", (&rest).into()),
        ],
    ))
}

fn price(language: Language, best: &BestAt) -> String {
    let calls = 1.0 / best.pt;
    let text = decimal(language, calls);
    let whole = text.trim_end_matches('0').trim_end_matches([',', '.']);
    let shown = if whole.len() + 2 == text.len() { whole.to_string() } else { text };
    let key = match best.strategy.as_str() {
        "none" => "warning-price-nobody",
        "all" => "warning-price-everybody",
        s if s.starts_with("days>=") => "warning-price-rule",
        _ => "warning-price-model",
    };
    let one = Slot::Count(if shown == "1" { 1 } else { 2 });
    say(language, key, &[("one", one), ("calls", (&shown).into())])
}
