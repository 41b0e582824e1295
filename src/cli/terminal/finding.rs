//! What was found, in an English sentence for the terminal.

use crate::trial::study::{OutcomeDecl, OutcomeKind};
use crate::trial::{EstimateRow, Language, Unit};

/// A limit that is there and finite.
fn closed(limit: Option<f64>) -> Option<f64> {
    limit.filter(|l| l.is_finite())
}

/// What the deciding row of an outcome says: a change is claimed where p is small enough and zero lies outside the
/// limits, which belong to the interval.
pub fn sentence(row: &EstimateRow, outcome: &OutcomeDecl, level: f64) -> String {
    let what = noun(outcome.kind);
    let (low, high) = (closed(row.conf_low), closed(row.conf_high));
    let Some(estimate) = row.estimate.filter(|e| e.is_finite() && (low.is_some() || high.is_some())) else {
        return format!(
            "We cannot see whether the intervention changed {what}; the uncertainty could not be computed."
        );
    };
    let small = row.p_value.filter(|p| !p.is_nan()).is_none_or(|p| p <= 1.0 - level + 1e-12);
    let down = high.is_some_and(|h| h < 0.0);
    let claimed = small && (down || low.is_some_and(|l| l > 0.0));
    let percent =
        format!("{}%", Language::En.number(100.0 * row.conf_level, if whole(row.conf_level) { 0 } else { 1 }));
    let told = Told { unit: row.unit(), low, high };
    if !claimed {
        let size = told.sided(estimate, true);
        return format!(
            "We cannot see whether the intervention changed {what}: {size} ({percent} confidence interval: {}).",
            told.both_ways()
        );
    }
    let sizes = told.sizes(down);
    let interval = format!("({percent} confidence interval: {sizes})");
    let sentence = match row.unit() {
        Unit::LogOdds => format!(
            "The intervention {} the odds of {what} (odds ratio {}; {percent} confidence interval: {sizes})",
            if down { "lowered" } else { "raised" },
            told.size(estimate)
        ),
        Unit::Days => format!(
            "The intervention {} the time in the course by {} days a pupil {interval}",
            if down { "shortened" } else { "lengthened" },
            told.size(estimate)
        ),
        Unit::Points => format!(
            "The intervention {} {what} by {} percentage points {interval}",
            if down { "lowered" } else { "raised" },
            told.size(estimate)
        ),
        _ => format!(
            "The intervention {} «{}» by {} {interval}",
            if down { "lowered" } else { "raised" },
            outcome.label,
            told.size(estimate)
        ),
    };
    match outcome.target {
        Some(target) if (target > 0.0) == down => format!("{sentence}. That is the opposite of the target."),
        _ => format!("{sentence}."),
    }
}

/// A share of hundredths without a rest.
fn whole(level: f64) -> bool {
    (100.0 * level - libm::round(100.0 * level)).abs() < 1e-9
}

struct Told {
    unit: Unit,
    low: Option<f64>,
    high: Option<f64>,
}

impl Told {
    /// A number without its sign, in the unit that people use; one decimal more where it would print as 0.0.
    fn size(&self, value: f64) -> String {
        match self.unit {
            Unit::Points => tenths(100.0 * value.abs()),
            Unit::Days => tenths(value.abs()),
            Unit::LogOdds => Language::En.number(libm::exp(value), 2),
            _ => crate::tables::significant(value.abs(), 4),
        }
    }

    fn sided(&self, value: f64, unit: bool) -> String {
        let (words, down, up) = match self.unit {
            Unit::Points if unit => (" percentage points", "lower", "higher"),
            Unit::Days if unit => (" days a pupil", "shorter", "longer"),
            Unit::Days => ("", "shorter", "longer"),
            Unit::LogOdds => return format!("{}{}", if unit { "odds ratio " } else { "" }, self.size(value)),
            _ => ("", "lower", "higher"),
        };
        format!("{}{words} {}", self.size(value), if value < 0.0 { down } else { up })
    }

    /// The limits of a change that is claimed: both lie on one side of zero.
    fn sizes(&self, down: bool) -> String {
        let (near, far) =
            if down && self.unit != Unit::LogOdds { (self.high, self.low) } else { (self.low, self.high) };
        match (near, far) {
            (Some(a), Some(b)) => format!("{} to {}", self.size(a), self.size(b)),
            (Some(a), None) => format!("at least {}", self.size(a)),
            (None, Some(b)) => format!("at most {}", self.size(b)),
            (None, None) => String::new(),
        }
    }

    fn both_ways(&self) -> String {
        match (self.low, self.high) {
            (Some(a), Some(b)) => {
                let from = if self.unit == Unit::LogOdds { "" } else { "from " };
                format!("{from}{} to {}", self.sided(a, false), self.sided(b, false))
            }
            (Some(a), None) => format!("at least {}", self.sided(a, false)),
            (None, Some(b)) => format!("at most {}", self.sided(b, false)),
            (None, None) => String::new(),
        }
    }
}

fn tenths(value: f64) -> String {
    let text = Language::En.number(value, 1);
    if value > 0.0 && text == "0.0" { Language::En.number(value, 2) } else { text }
}

fn noun(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Dropout => "dropout",
        OutcomeKind::Completed => "completion",
        OutcomeKind::Agreement => "the share with a training agreement",
        OutcomeKind::Retained => "the share of those with an agreement who still have it",
        OutcomeKind::Kept => "the share who got and kept a training agreement",
        OutcomeKind::Days => "the time in the course",
        OutcomeKind::Transition => "the share who go on to the main course",
        OutcomeKind::Neet => "the share without education or placement",
    }
}
