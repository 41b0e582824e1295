//! `design.txt`: waves, capacities, constraints and the balance score. One `key=value` a line.

use super::text::{Entry, Keyed, broken, count, not_a_number, number, shorten, wide};
use crate::diagnostics::Outcome;
use crate::trial::Frame;
use std::collections::BTreeSet;

/// The rules of one lottery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// Lots per wave, wave 1 first; each at least 1, their sum the number of lots.
    pub capacity: Vec<u32>,
    /// Whether strata are spread over the waves.
    pub stratified: bool,
    /// Lots that must all be in different waves.
    pub apart: Vec<Vec<String>>,
    /// Pairs of lots: the first in an earlier wave than the second.
    pub before: Vec<[String; 2]>,
    /// Bounds on a covariate's sum in each wave.
    pub limit: Vec<Limit>,
    /// Items of the balance score.
    pub balance: Vec<Balance>,
    /// Share of feasible candidates kept, a of b.
    pub keep: Option<(u32, u32)>,
    /// Largest score accepted; present exactly when `keep` is.
    pub threshold: Option<i128>,
    /// Candidates tried before giving up.
    pub max_tries: u64,
}

/// `covariate:max,max,…`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Name of the covariate in the frame.
    pub covariate: String,
    /// Largest sum allowed, one per wave.
    pub most: Vec<i128>,
}

/// `covariate:weight:wave|trend`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Name of the covariate in the frame.
    pub covariate: String,
    /// Weight, 1 to 1000.
    pub weight: u32,
    /// Whether the trend over waves is balanced rather than the sums by wave.
    pub trend: bool,
}

impl Design {
    /// Number of waves.
    pub fn waves(&self) -> usize {
        self.capacity.len()
    }

    /// The same design with another threshold.
    pub fn with_threshold(&self, threshold: Option<i128>) -> Design {
        Design { threshold, ..self.clone() }
    }
}

/// The text of `design.txt`.
pub fn write_design(design: &Design) -> String {
    let list = |v: &[u32]| v.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let mut text = format!(
        "lodtrin-1 design\nwaves={}\ncapacity={}\nstratify={}\n",
        design.waves(),
        list(&design.capacity),
        if design.stratified { "stratum" } else { "none" }
    );
    for ids in &design.apart {
        text.push_str(&format!("apart={}\n", ids.join("\t")));
    }
    for ids in &design.before {
        text.push_str(&format!("before={}\n", ids.join("\t")));
    }
    for l in &design.limit {
        let most: Vec<String> = l.most.iter().map(i128::to_string).collect();
        text.push_str(&format!("limit={}:{}\n", l.covariate, most.join(",")));
    }
    for b in &design.balance {
        let kind = if b.trend { "trend" } else { "wave" };
        text.push_str(&format!("balance={}:{}:{kind}\n", b.covariate, b.weight));
    }
    let keep = design.keep.map_or("none".to_string(), |(a, b)| format!("{a}/{b}"));
    let threshold = design.threshold.map_or("none".to_string(), |t| t.to_string());
    text.push_str(&format!("keep={keep}\nthreshold={threshold}\nmax_tries={}\n", design.max_tries));
    text
}

/// Reads `design.txt` for a frame, refusing whatever is not canonical or does not fit the frame.
pub fn read_design(bytes: &[u8], frame: &Frame, file: &str) -> Outcome<Design> {
    let (mut keys, _) = Keyed::open(bytes, file, &["lodtrin-1 design"])?;
    let waves = keys.one("waves")?;
    let capacity = keys.one("capacity")?;
    let stratify = keys.one("stratify")?;
    let reader = Reader { frame, file };
    let design = Design {
        capacity: reader.capacity(waves, capacity)?,
        stratified: match stratify.value {
            "stratum" => true,
            "none" => false,
            _ => return Err(reader.wrong(stratify, "stratify", "`none` or `stratum`")),
        },
        apart: reader.each(keys.many("apart"), |e| reader.ids(e, "apart"))?,
        before: reader.each(keys.many("before"), |e| {
            <[String; 2]>::try_from(reader.ids(e, "before")?)
                .map_err(|_| reader.wrong(e, "before", "two ids, TAB between"))
        })?,
        limit: reader.each(keys.many("limit"), |e| reader.limit(e))?,
        balance: reader.balances(keys.many("balance"))?,
        keep: reader.keep(keys.one("keep")?)?,
        threshold: {
            let e = keys.one("threshold")?;
            if e.value == "none" { None } else { Some(wide(e.value).ok_or_else(|| reader.not_number(e, "threshold"))?) }
        },
        max_tries: {
            let e = keys.one("max_tries")?;
            number(e.value).filter(|m| *m > 0).ok_or_else(|| reader.not_number(e, "max_tries"))?
        },
    };
    let line = keys.line();
    keys.end()?;
    if design.keep.is_some() != design.threshold.is_some() {
        return Err(broken("L108", file, line - 2, "`threshold` is a number exactly when `keep` is not `none`"));
    }
    check_fit(&design, frame, file)?;
    Ok(design)
}

/// Whether the waves hold exactly the lots, and every lot's waves exist.
pub(super) fn check_fit(design: &Design, frame: &Frame, file: &str) -> Outcome<()> {
    let places: u64 = design.capacity.iter().map(|c| u64::from(*c)).sum();
    if places != frame.lots.len() as u64 {
        return Err(broken("L108", file, 3, "the waves' capacities do not add up to the number of lots")
            .found(format!("{places} places for {} lots", frame.lots.len())));
    }
    if let Some(l) = design.limit.iter().find(|l| l.most.len() != design.waves()) {
        return Err(broken(
            "L108",
            file,
            5,
            format!("the limit on `{}` does not name one number per wave", l.covariate),
        )
        .found(format!("{} numbers for {} waves", l.most.len(), design.waves())));
    }
    match frame.lots.iter().find(|l| l.last as usize > design.waves()) {
        Some(lot) => Err(broken("L107", file, 2, format!("the lot `{}` may start after the last wave", lot.id))
            .found(format!("last {} of {} waves", lot.last, design.waves()))),
        None => Ok(()),
    }
}

struct Reader<'a> {
    frame: &'a Frame,
    file: &'a str,
}

impl Reader<'_> {
    fn each<'b, T>(&self, entries: Vec<Entry<'b>>, read: impl Fn(Entry<'b>) -> Outcome<T>) -> Outcome<Vec<T>> {
        entries.into_iter().map(read).collect()
    }

    fn wrong(&self, e: Entry, key: &str, expected: &str) -> crate::diagnostics::Problem {
        broken("L108", self.file, e.line, format!("`{key}` has a value that it may not have"))
            .found(shorten(e.value))
            .expected(expected)
    }

    fn not_number(&self, e: Entry, key: &str) -> crate::diagnostics::Problem {
        not_a_number(e.value, self.file, e.line, key)
    }

    fn capacity(&self, waves: Entry, capacity: Entry) -> Outcome<Vec<u32>> {
        let w = count(waves.value, self.file, waves.line, "waves")?;
        if !(1..=255).contains(&w) {
            return Err(self.wrong(waves, "waves", "1 to 255"));
        }
        let list: Option<Vec<u32>> = capacity
            .value
            .split(',')
            .map(|c| number(c).and_then(|c| u32::try_from(c).ok()).filter(|c| *c > 0))
            .collect();
        list.filter(|l| l.len() as u64 == w)
            .ok_or_else(|| self.wrong(capacity, "capacity", &format!("{w} numbers of at least 1, comma between")))
    }

    fn ids(&self, e: Entry, key: &str) -> Outcome<Vec<String>> {
        let ids: Vec<String> = e.value.split('\t').map(str::to_string).collect();
        let distinct: BTreeSet<&String> = ids.iter().collect();
        let known = ids.iter().all(|id| self.frame.position(id).is_some());
        if ids.len() < 2 || distinct.len() != ids.len() || !known {
            return Err(self.wrong(e, key, "distinct ids of the frame, TAB between"));
        }
        Ok(ids)
    }

    fn covariate(&self, name: &str) -> Option<String> {
        self.frame.covariates.iter().find(|c| *c == name).cloned()
    }

    fn limit(&self, e: Entry) -> Outcome<Limit> {
        let read = || {
            let (name, most) = e.value.split_once(':')?;
            let most: Option<Vec<i128>> = most.split(',').map(wide).collect();
            Some(Limit { covariate: self.covariate(name)?, most: most? })
        };
        read().ok_or_else(|| self.wrong(e, "limit", "`covariate:max,max,…`, one number per wave"))
    }

    fn balances(&self, entries: Vec<Entry>) -> Outcome<Vec<Balance>> {
        let mut items: Vec<Balance> = Vec::new();
        for e in entries {
            let item = self.balance(e).filter(|b| !items.contains(b)).ok_or_else(|| {
                self.wrong(e, "balance", "`covariate:weight:wave` or `…:trend`, weight 1 to 1000, no two alike")
            })?;
            items.push(item);
        }
        Ok(items)
    }

    fn balance(&self, e: Entry) -> Option<Balance> {
        let parts: Vec<&str> = e.value.split(':').collect();
        let [name, weight, kind] = parts[..] else { return None };
        let weight = number(weight).filter(|w| (1..=1000).contains(w))?;
        let trend = match kind {
            "trend" => true,
            "wave" => false,
            _ => return None,
        };
        Some(Balance { covariate: self.covariate(name)?, weight: weight as u32, trend })
    }

    fn keep(&self, e: Entry) -> Outcome<Option<(u32, u32)>> {
        if e.value == "none" {
            return Ok(None);
        }
        let read = || {
            let (a, b) = e.value.split_once('/')?;
            let a = u32::try_from(number(a)?).ok()?;
            let b = u32::try_from(number(b)?).ok()?;
            (1 <= a && a <= b).then_some((a, b))
        };
        read().map(Some).ok_or_else(|| self.wrong(e, "keep", "`none` or `a/b` with 1 ≤ a ≤ b < 2^32"))
    }
}
