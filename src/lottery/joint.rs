//! `joint.txt`: rules that tie the schedules of several interventions to each other.
//!
//! The file, one `key=value` a line, in this order: `starts`* (`<intervention>:<term of wave 1>,<of wave 2>,…`, terms
//! counted from 1; interventions strictly increasing), `separate_starts` (`yes`|`no`), `at_once` (a number or `none`),
//! `run_terms` (a number or `none`), `school_starts` (a number or `none`), `max_tries`.

use super::text::{Entry, Keyed, broken, is_intervention_name, number, shorten};
use crate::diagnostics::{Outcome, Problem};
use crate::trial::Frame;
use crate::trial::study::Study;

/// Rules across interventions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// Per intervention its name and the term (from 1) in which each of its waves starts; names increasing.
    pub starts: Vec<(String, Vec<u32>)>,
    /// No lot starts two interventions in one term.
    pub separate_starts: bool,
    /// At most so many interventions run in a lot in one term.
    pub at_once: Option<u32>,
    /// Terms for which an intervention counts as running; to the last one when absent.
    pub run_terms: Option<u32>,
    /// At most so many starts in one stratum in one term.
    pub school_starts: Option<u32>,
    /// Joint candidates tried before giving up.
    pub max_tries: u64,
}

/// The rules that a study declares; `None` where nothing ties its lotteries together.
pub fn declared_joint(study: &Study) -> Option<Joint> {
    let d = &study.joint;
    if !d.binds() {
        return None;
    }
    let mut starts: Vec<(String, Vec<u32>)> = study
        .interventions
        .iter()
        .map(|i| {
            let term = |w: usize| i.rollout.start_of_wave(w as u32 + 1).map_or(0, |t| t as u32 + 1);
            (i.name.clone(), (0..i.rollout.waves.len()).map(term).collect())
        })
        .collect();
    starts.sort();
    Some(Joint {
        starts,
        separate_starts: d.separate_starts,
        at_once: d.at_once,
        run_terms: d.run_terms,
        school_starts: d.school_starts,
        max_tries: d.max_tries,
    })
}

/// The text of `joint.txt`.
pub fn write_joint(joint: &Joint) -> String {
    let mut text = String::from("lodtrin-1 joint\n");
    for (name, terms) in &joint.starts {
        let terms: Vec<String> = terms.iter().map(u32::to_string).collect();
        text.push_str(&format!("starts={name}:{}\n", terms.join(",")));
    }
    let most = |n: Option<u32>| n.map_or("none".to_string(), |n| n.to_string());
    text.push_str(&format!(
        "separate_starts={}\nat_once={}\nrun_terms={}\nschool_starts={}\nmax_tries={}\n",
        if joint.separate_starts { "yes" } else { "no" },
        most(joint.at_once),
        most(joint.run_terms),
        most(joint.school_starts),
        joint.max_tries
    ));
    text
}

/// Reads `joint.txt`, refusing whatever is not canonical.
pub fn read_joint(bytes: &[u8], file: &str) -> Outcome<Joint> {
    let (mut keys, _) = Keyed::open(bytes, file, &["lodtrin-1 joint"])?;
    let r = Reader { file };
    let mut starts: Vec<(String, Vec<u32>)> = Vec::new();
    for e in keys.many("starts") {
        let one = r.starts(e)?;
        if starts.last().is_some_and(|(before, _)| *before >= one.0) {
            return Err(r.wrong(e, "starts", "interventions strictly increasing"));
        }
        starts.push(one);
    }
    let e = keys.one("separate_starts")?;
    let separate_starts = match e.value {
        "yes" => true,
        "no" => false,
        _ => return Err(r.wrong(e, "separate_starts", "`yes` or `no`")),
    };
    let joint = Joint {
        starts,
        separate_starts,
        at_once: r.most(keys.one("at_once")?, "at_once")?,
        run_terms: r.most(keys.one("run_terms")?, "run_terms")?,
        school_starts: r.most(keys.one("school_starts")?, "school_starts")?,
        max_tries: {
            let e = keys.one("max_tries")?;
            number(e.value).filter(|n| *n > 0).ok_or_else(|| r.wrong(e, "max_tries", "a number above 0"))?
        },
    };
    keys.end()?;
    Ok(joint)
}

struct Reader<'a> {
    file: &'a str,
}

impl Reader<'_> {
    fn wrong(&self, e: Entry, key: &str, expected: &str) -> Problem {
        broken("L108", self.file, e.line, format!("`{key}` has a value that it may not have"))
            .found(shorten(e.value))
            .expected(expected)
    }

    fn starts(&self, e: Entry) -> Outcome<(String, Vec<u32>)> {
        let read = || {
            let (name, terms) = e.value.split_once(':').filter(|(name, _)| is_intervention_name(name))?;
            let terms: Option<Vec<u32>> = terms.split(',').map(term).collect();
            terms.filter(|t| t.windows(2).all(|p| p[0] < p[1])).map(|t| (name.to_string(), t))
        };
        read().ok_or_else(|| self.wrong(e, "starts", "`name:term,term,…`, terms from 1, increasing"))
    }

    fn most(&self, e: Entry, key: &str) -> Outcome<Option<u32>> {
        if e.value == "none" {
            return Ok(None);
        }
        term(e.value).map(Some).ok_or_else(|| self.wrong(e, key, "a number above 0, or `none`"))
    }
}

fn term(text: &str) -> Option<u32> {
    number(text).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0)
}

/// The rules resolved for frames: lots as positions, strata as numbers.
#[derive(Debug, Clone)]
pub(super) struct JointRules {
    rules: Joint,
    /// Stratum of each lot.
    stratum: Vec<usize>,
    strata: usize,
    terms: usize,
}

impl JointRules {
    /// Joins the rules with the frames of the interventions, in the rules' order.
    pub fn new(rules: &Joint, frames: &[(&str, &Frame)]) -> Outcome<JointRules> {
        let Some((_, first)) = frames.first() else {
            return Err(Problem::new("L108", "joint.txt stands beside no intervention"));
        };
        let named: Vec<&str> = frames.iter().map(|(n, _)| *n).collect();
        if !rules.starts.iter().map(|(n, _)| n.as_str()).eq(named.iter().copied()) {
            return Err(Problem::new("L108", "joint.txt names other interventions than the lock")
                .found(rules.starts.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join(", "))
                .expected(named.join(", ")));
        }
        for (name, frame) in frames {
            let same = frame.lots.len() == first.lots.len()
                && frame.lots.iter().zip(&first.lots).all(|(a, b)| a.id == b.id && a.stratum == b.stratum);
            if !same {
                return Err(Problem::new(
                    "L126",
                    format!("joint rules need the same lots in every intervention, and `{name}` has others"),
                )
                .help("give all interventions the same frame, or leave [joint] out"));
            }
        }
        let mut names: Vec<&str> = first.lots.iter().map(|l| l.stratum.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        Ok(JointRules {
            stratum: first.lots.iter().map(|l| names.binary_search(&l.stratum.as_str()).unwrap_or(0)).collect(),
            strata: names.len(),
            terms: rules.starts.iter().flat_map(|(_, t)| t).copied().max().unwrap_or(1) as usize,
            rules: rules.clone(),
        })
    }

    /// Whether schedules of the interventions `which` meet every rule among themselves. A rule that some of the
    /// interventions break is broken by all of them, so that a few may be asked before the rest are drawn.
    pub fn hold(&self, which: &[usize], waves: &[&[u8]]) -> bool {
        let mut school =
            vec![0u32; if self.rules.school_starts.is_some() { self.strata * (self.terms + 1) } else { 0 }];
        let mut starts = vec![0u32; which.len()];
        for lot in 0..self.stratum.len() {
            for (s, (j, w)) in starts.iter_mut().zip(which.iter().zip(waves)) {
                *s = self.rules.starts[*j].1.get(usize::from(w[lot]).wrapping_sub(1)).copied().unwrap_or(0);
            }
            if self.rules.separate_starts && (1..starts.len()).any(|k| starts[..k].contains(&starts[k])) {
                return false;
            }
            if let Some(most) = self.rules.at_once
                && starts.iter().any(|t| self.running(&starts, *t) > most)
            {
                return false;
            }
            if let Some(most) = self.rules.school_starts {
                for s in &starts {
                    let count = &mut school[self.stratum[lot] * (self.terms + 1) + *s as usize];
                    *count += 1;
                    if *count > most {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Interventions that run in a term; the count can only be highest in a term in which one starts.
    fn running(&self, starts: &[u32], term: u32) -> u32 {
        let runs = |s: &&u32| **s <= term && self.rules.run_terms.is_none_or(|l| term - **s < l);
        starts.iter().filter(runs).count() as u32
    }
}
