//! From what the study declares to a design.

use super::design::{Balance, Design, Limit, check_fit};
use super::freeze::{Column, Frozen, meant, scaled};
use super::text::covariate_name;
use crate::diagnostics::{Outcome, Problem, nearest};
use crate::trial::study::Intervention;

/// The design that an intervention declares for a frozen frame, the threshold still open.
pub fn declared_design(declared: &Intervention, frozen: &Frozen) -> Outcome<Design> {
    let rules = &declared.lottery;
    let lots = Lots(frozen);
    let capacity: Vec<u32> = declared.rollout.waves.iter().map(|w| w.capacity).collect();
    let places: u64 = capacity.iter().map(|c| u64::from(*c)).sum();
    let n = frozen.frame.lots.len();
    if places != n as u64 {
        return Err(Problem::new("L124", "the waves' capacities do not add up to the number of lots")
            .found(format!("{places} places for {n} lots"))
            .expected(format!("capacities that add up to {n}"))
            .help("change `capacity` of a [[rollout.wave]], or the programmes' file"));
    }
    let design = Design {
        stratified: rules.stratified,
        apart: rules.apart.iter().map(|ids| lots.distinct(ids, "apart")).collect::<Outcome<_>>()?,
        before: rules
            .before
            .iter()
            .map(|ids| {
                let ids = lots.distinct(ids, "before")?;
                <[String; 2]>::try_from(ids).map_err(|_| Problem::new("L124", "`before` takes two lots"))
            })
            .collect::<Outcome<_>>()?,
        limit: rules.limit.iter().map(|text| limit(text, frozen, capacity.len())).collect::<Outcome<_>>()?,
        balance: balances(&rules.balance, frozen)?,
        keep: rules.keep,
        threshold: None,
        max_tries: rules.max_tries,
        capacity,
    };
    check_fit(&design, &frozen.frame, "design.txt")?;
    Ok(design)
}

struct Lots<'a>(&'a Frozen);

impl Lots<'_> {
    fn distinct(&self, ids: &[String], rule: &str) -> Outcome<Vec<String>> {
        let mut all: Vec<String> = Vec::with_capacity(ids.len());
        for id in ids {
            let id = self.find(id, rule)?;
            if all.contains(&id) {
                return Err(Problem::new("L124", format!("`lottery.{rule}` names the lot `{id}` twice")));
            }
            all.push(id);
        }
        Ok(all)
    }

    fn find(&self, written: &str, rule: &str) -> Outcome<String> {
        let id = meant(written);
        if self.0.frame.position(&id).is_some() {
            return Ok(id);
        }
        let problem = Problem::new("L124", format!("`lottery.{rule}` names `{id}`, which is no lot of the frame"));
        if let Some(m) = self.0.members.iter().find(|m| m.programme == id) {
            return Err(problem.help(format!("the programme `{id}` belongs to the lot `{}`: name the lot", m.lot)));
        }
        Err(match nearest(&id, self.0.frame.lots.iter().map(|l| l.id.as_str())) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("lots are named by their id in the programmes' file"),
        })
    }
}

fn column<'a>(name: &str, rule: &str, frozen: &'a Frozen) -> Outcome<&'a Column> {
    let name = name.trim();
    let plain = covariate_name(name);
    let same = |c: &&Column| c.declared == name || c.frozen == name || covariate_name(&c.declared) == plain;
    frozen.columns.iter().find(same).ok_or_else(|| {
        let problem =
            Problem::new("L124", format!("`lottery.{rule}` names `{name}`, which is no covariate of the frame"));
        match nearest(name, frozen.columns.iter().map(|c| c.declared.as_str())) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("add the column's name to [frame] covariates"),
        }
    })
}

fn limit(text: &str, frozen: &Frozen, waves: usize) -> Outcome<Limit> {
    let wrong = || {
        Problem::new("L124", "a limit cannot be read")
            .found(format!("{text:?}"))
            .expected(format!("`covariate:max,max,…` with one number, 0 or more, for each of {waves} waves"))
    };
    let (name, most) = text.split_once(':').ok_or_else(wrong)?;
    let column = column(name, "limit", frozen)?;
    let most: Option<Vec<i128>> = most.split(',').map(|m| bound(m.trim(), column.digits)).collect();
    let most = most.filter(|m| m.len() == waves).ok_or_else(wrong)?;
    Ok(Limit { covariate: column.frozen.clone(), most })
}

/// A bound in the covariate's own units, scaled; digits beyond the covariate's are cut, which changes no verdict.
fn bound(text: &str, digits: usize) -> Option<i128> {
    let cut = match text.split_once('.') {
        Some((whole, fraction)) if fraction.len() > digits && fraction.bytes().all(|b| b.is_ascii_digit()) => {
            if digits == 0 { whole.to_string() } else { format!("{whole}.{}", &fraction[..digits]) }
        }
        _ => text.to_string(),
    };
    scaled(&cut, digits).filter(|x| *x >= 0).map(i128::from)
}

fn balances(texts: &[String], frozen: &Frozen) -> Outcome<Vec<Balance>> {
    let mut all: Vec<Balance> = Vec::new();
    for text in texts {
        let wrong = || {
            Problem::new("L124", "a balance item cannot be read")
                .found(format!("{text:?}"))
                .expected("`covariate:weight:wave` or `covariate:weight:trend`, weight 1 to 1000, no two alike")
        };
        let parts: Vec<&str> = text.split(':').map(str::trim).collect();
        let [name, weight, kind] = parts[..] else { return Err(wrong()) };
        let covariate = column(name, "balance", frozen)?.frozen.clone();
        let weight = weight.parse().ok().filter(|w| (1..=1000).contains(w)).ok_or_else(wrong)?;
        let trend = match kind {
            "trend" => true,
            "wave" => false,
            _ => return Err(wrong()),
        };
        let item = Balance { covariate, weight, trend };
        if all.contains(&item) {
            return Err(wrong());
        }
        all.push(item);
    }
    Ok(all)
}
