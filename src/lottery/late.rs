//! The lottery of late lots: the waves that are left for them, and rules that name no other lot.

use super::beacon::LEAD;
use crate::diagnostics::{Outcome, Problem};
use crate::trial::study::{LotteryDecl, SourceDecl, WaveDecl};
use crate::trial::{ProgrammeRow, Study};

/// What is asked of the lottery of late lots.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// First treated periods that they may be drawn to; the last waves of the rollout when empty.
    pub starts: &'a [String],
    /// Second UTC of the deciding round; 24 hours ahead when absent.
    pub at: Option<i64>,
    /// Seconds since 1970-01-01 UTC.
    pub now: i64,
    /// Who throws the dice; those of the plan when empty.
    pub throwers: &'a [String],
    /// How often; as in the plan when absent.
    pub throws: Option<u32>,
}

/// One late lot draws among as many places as waves: its own and empty ones. Returns the number of places.
pub fn alone(plan: &mut Study, rows: &mut Vec<ProgrammeRow>, starts: &[String]) -> Outcome<usize> {
    let known = plan.interventions.iter().map(|i| i.rollout.waves.len()).min().unwrap_or(0);
    let places = if starts.is_empty() { 2 } else { starts.len() };
    if places < 2 || known < 2 {
        return Err(Problem::new("L401", "one late lot draws among two waves or more: else nothing is left to chance")
            .found(format!("{} of {known} waves", places.min(known)))
            .expected("--starts with two or more first treated periods of the rollout"));
    }
    for row in rows.iter_mut().filter(|r| r.stratum.trim().is_empty()) {
        row.stratum = "all".to_string();
    }
    let covariates = plan.frame.covariates.len();
    rows.extend((1..places).map(|n| {
        let name = format!("vacant-{n}");
        let covariates = vec!["0".to_string(); covariates];
        ProgrammeRow {
            label: None,
            id: name.clone(),
            lot: name.clone(),
            stratum: name,
            covariates,
            first: None,
            last: None,
            line: 0,
        }
    }));
    plan.interventions.iter_mut().for_each(|i| i.lottery.stratified = false);
    Ok(places)
}

/// The plan of the addendum: the waves that are left, even capacities (the later ones first), no rule that names
/// other lots.
pub fn restrict(plan: &mut Study, lots: usize, asked: &Asked<'_>) -> Outcome<()> {
    plan.interventions.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    for i in &mut plan.interventions {
        let known: Vec<String> = i.rollout.waves.iter().map(|w| w.starts.clone()).collect();
        let chosen: Vec<String> = if asked.starts.is_empty() {
            known[known.len().saturating_sub(lots)..].to_vec()
        } else {
            known.iter().filter(|k| asked.starts.contains(k)).cloned().collect()
        };
        if !asked.starts.is_empty() && chosen.len() != asked.starts.len() || chosen.len() > lots {
            return Err(Problem::new("L401", "--starts does not name waves that the late lots can fill")
                .found(asked.starts.join(","))
                .expected(format!("at most {lots} of {}", known.join(", "))));
        }
        let (even, more) = (lots / chosen.len(), lots % chosen.len());
        let waves = chosen.len();
        i.rollout.waves = chosen
            .into_iter()
            .enumerate()
            .map(|(k, starts)| WaveDecl { starts, capacity: (even + usize::from(k >= waves - more)) as u32 })
            .collect();
        i.lottery = rules_of(&i.lottery, asked)?;
    }
    Ok(())
}

/// The rules of the first lottery without those that name lots, decided by the source of the plan.
fn rules_of(rules: &LotteryDecl, asked: &Asked<'_>) -> Outcome<LotteryDecl> {
    let drand = rules.source == SourceDecl::Drand;
    let (throwers, throws) = (asked.throwers, asked.throws);
    if drand && (!throwers.is_empty() || throws.is_some()) {
        return Err(Problem::new("L401", "--throwers and --throws speak of dice, and a beacon decides here"));
    }
    let mut throwers = if throwers.is_empty() { rules.throwers.clone() } else { throwers.to_vec() };
    throwers.sort();
    Ok(LotteryDecl {
        apart: Vec::new(),
        before: Vec::new(),
        limit: Vec::new(),
        balance: Vec::new(),
        keep: None,
        contributors: Vec::new(),
        fallback: Vec::new(),
        objections: None,
        throwers,
        throws: throws.or(rules.throws),
        at: drand.then_some(asked.at.unwrap_or(asked.now.saturating_add(LEAD))),
        ..rules.clone()
    })
}
