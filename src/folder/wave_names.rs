//! What each wave of a lottery is called: its number in the study, the term in which it starts, that term's first day.

use super::held::declared_of;
use crate::trial::Study;

/// One wave of a lottery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveName {
    /// Its number in the study; late lots draw among the waves that are left, and count them from 1 in their own files.
    pub number: u32,
    /// The term in which it starts; empty where no plan says it.
    pub term: String,
    /// First day of that term, `YYYY-MM-DD`.
    pub day: String,
}

impl WaveName {
    /// `3 (2023E, 2023-08-07)`.
    pub fn text(&self) -> String {
        if self.term.is_empty() {
            self.number.to_string()
        } else {
            format!("{} ({}, {})", self.number, self.term, self.day)
        }
    }
}

/// The waves of a lottery of so many, of one intervention: `own` is the lottery's plan, `study` that of the study.
pub fn wave_names(own: Option<&Study>, study: Option<&Study>, intervention: &str, waves: usize) -> Vec<WaveName> {
    (0..waves).map(|w| name(own, study, intervention, w)).collect()
}

fn name(own: Option<&Study>, study: Option<&Study>, intervention: &str, wave: usize) -> WaveName {
    let counted = wave as u32 + 1;
    let nothing = WaveName { number: counted, term: String::new(), day: String::new() };
    let Some(rollout) = own.and_then(|p| declared_of(p, intervention)).map(|i| &i.rollout) else { return nothing };
    let Some(declared) = rollout.waves.get(wave) else { return nothing };
    let first = rollout.period(&declared.starts).map_or(0, |p| rollout.periods[p].start);
    let day = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(first));
    let known = study.and_then(|p| declared_of(p, intervention));
    let number = known.and_then(|i| i.rollout.waves.iter().position(|w| w.starts == declared.starts));
    WaveName {
        number: number.map_or(counted, |n| n as u32 + 1),
        term: declared.starts.clone(),
        day: day.map_or_else(|_| String::new(), |d| d.to_string()),
    }
}
