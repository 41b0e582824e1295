//! Whose pupils are not delivered though they are there: programmes that have left, programmes that report late.

use crate::diagnostics::{Outcome, Problem, nearest};
use crate::trial::study::PeriodDecl;
use serde_json::{Value, json};

/// A programme's id and its school.
type Name<'a> = (&'a str, &'a str);

/// Programmes whose pupils are not delivered from some period on, though they are there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Away {
    /// A programme's position, and the first period of which nothing comes any more: it has left.
    left: Vec<(usize, usize)>,
    /// The same of a programme that reports late: what it received is known, its pupils are not.
    late: Vec<(usize, usize)>,
}

impl Away {
    /// Reads `NAME=PERIOD`, NAME a programme or a school.
    ///
    /// # Errors
    /// D702 for what is neither, or for a period that the rollout does not have.
    pub fn read(left: &[String], late: &[String], programmes: &[Name<'_>], periods: &[PeriodDecl]) -> Outcome<Away> {
        let all = |words: &[String], flag: &str| -> Outcome<Vec<(usize, usize)>> {
            let found: Vec<Vec<(usize, usize)>> =
                words.iter().map(|w| one(w, flag, programmes, periods)).collect::<Outcome<_>>()?;
            Ok(found.concat())
        };
        Ok(Away { left: all(left, "--leaving")?, late: all(late, "--late")? })
    }

    /// Whether a programme had left by a period.
    pub fn has_left(&self, programme: usize, period: usize) -> bool {
        from(&self.left, programme, period)
    }

    /// Whether the pupils who began in a programme and period are not delivered.
    pub fn undelivered(&self, programme: usize, period: usize) -> bool {
        self.has_left(programme, period) || from(&self.late, programme, period)
    }

    /// As it stands in `truth.json`; `None` where everybody delivers everything.
    pub fn told(&self, programmes: &[Name<'_>], periods: &[PeriodDecl]) -> Option<Value> {
        let list = |of: &[(usize, usize)]| -> Vec<Value> {
            of.iter().map(|(i, t)| json!({ "programme": programmes[*i].0, "from": periods[*t].id })).collect()
        };
        (!self.left.is_empty() || !self.late.is_empty())
            .then(|| json!({ "left": list(&self.left), "late": list(&self.late) }))
    }
}

fn from(of: &[(usize, usize)], programme: usize, period: usize) -> bool {
    of.iter().any(|(i, t)| *i == programme && *t <= period)
}

fn one(word: &str, flag: &str, programmes: &[Name<'_>], periods: &[PeriodDecl]) -> Outcome<Vec<(usize, usize)>> {
    let unknown = |what: &str, name: &str, known: &[&str]| {
        let problem = Problem::new("D702", format!("{flag} names the {what} `{name}`, which the study does not have"));
        match nearest(name, known.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("write NAME=PERIOD: a programme or a school, and a period of [[rollout.period]]"),
        }
    };
    let Some((name, period)) = word.rsplit_once('=') else {
        return Err(Problem::new("D702", format!("{flag} takes a programme or a school and a period"))
            .found(word)
            .expected("NAME=PERIOD, such as Odense=2024E"));
    };
    let labels: Vec<&str> = periods.iter().map(|p| p.id.as_str()).collect();
    let at = labels.iter().position(|l| *l == period).ok_or_else(|| unknown("period", period, &labels))?;
    let here: Vec<usize> =
        (0..programmes.len()).filter(|i| programmes[*i].0 == name || programmes[*i].1 == name).collect();
    if here.is_empty() || name.is_empty() {
        let mut names: Vec<&str> = programmes.iter().flat_map(|p| [p.0, p.1]).collect();
        names.retain(|n| !n.is_empty());
        return Err(unknown("programme or school", name, &names));
    }
    Ok(here.into_iter().map(|i| (i, at)).collect())
}
