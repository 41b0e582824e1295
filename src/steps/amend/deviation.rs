//! `amend deviation`: what is done otherwise than planned, with its reason. It explains; it makes nothing pre-specified.

use crate::diagnostics::{Outcome, Place, Problem, nearest};
use crate::folder::changes::{differing, one_line, written};
use crate::folder::order::{Order, Seen};
use crate::folder::study::Folder;
use crate::lottery::{Change, frozen_text};
use crate::provenance::sha256;

/// What is said to deviate.
pub(super) struct Given<'a> {
    /// A declaration that differs now, or `conduct.<what>`.
    pub key: &'a str,
    /// What was to be done.
    pub from: Option<&'a str>,
    /// What was done.
    pub to: Option<&'a str>,
}

/// What begins the key of something done otherwise that no declaration speaks of.
const CONDUCT: &str = "conduct.";

/// The deviation as an amendment.
///
/// # Errors
/// L404 when nothing differs under that key, or it is recorded already; L401 when words are missing or cannot be written.
pub(super) fn change(folder: &Folder, order: &Order, given: &Given) -> Outcome<Change> {
    let key = frozen_text(given.key)
        .ok_or_else(|| Problem::new("L404", "a deviation has a key").found(format!("{:?}", given.key)))?;
    let (from, to) =
        if key.starts_with(CONDUCT) { conduct(&key, given)? } else { declared(folder, order, &key, given)? };
    let same = |c: &Change| matches!(c, Change::Deviation { key: k, to: t, .. } if *k == key && *t == to);
    if let Some(before) = order.amendments.iter().find(|a| same(&a.amendment.change)) {
        return Err(Problem::new("L404", format!("the deviation `{key}` is recorded already"))
            .at(Place::file(format!("lottery/{}", before.file)))
            .found(format!("{to} ({})", before.amendment.reason)));
    }
    let look = match &order.seen {
        Seen::After(_, look) => Some(sha256(look.text().as_bytes())),
        Seen::Never => None,
        Seen::Broken(why) => {
            return Err(Problem::new("L404", format!("when somebody first looked cannot be told: {why}"))
                .help("run `lodtrin verify` to see what does not fit"));
        }
    };
    Ok(Change::Deviation { key, from, to, look })
}

/// Something done otherwise, in words.
fn conduct(key: &str, given: &Given) -> Outcome<(String, String)> {
    let word = |text: Option<&str>, option: &str, what: &str| {
        text.and_then(frozen_text).ok_or_else(|| {
            Problem::new("L401", format!("`{key}` needs {option}: {what}"))
                .found(text.map_or("nothing".to_string(), |t| format!("{t:?}")))
                .expected(format!("{option} TEXT, on one line"))
        })
    };
    if key.len() == CONDUCT.len() {
        return Err(Problem::new("L404", "`conduct.` is followed by a lot or a few words").found(key.to_string()));
    }
    Ok((word(given.from, "--from", "what was to be done")?, word(given.to, "--to", "what was done")?))
}

/// A declaration that differs now from the plan in force.
fn declared(folder: &Folder, order: &Order, key: &str, given: &Given) -> Outcome<(String, String)> {
    if given.from.is_some() || given.to.is_some() {
        return Err(Problem::new(
            "L404",
            "--from and --to belong to `conduct.…`; a declaration says itself what it is",
        )
        .found(key.to_string())
        .help("leave them out, or record what was done as `conduct.<lot or words>`"));
    }
    let plan = folder.plan()?.ok_or_else(|| Problem::new("L308", "lottery/plan.toml is missing"))?;
    let all = differing(order, &plan, &folder.study()?);
    if let Some(d) = all.iter().find(|d| d.key == key) {
        return Ok((one_line(&written(d.plan.clone())), one_line(&written(d.now.clone()))));
    }
    let problem =
        Problem::new("L404", format!("`{key}` does not differ from the plan in force")).at(Place::file("study.toml"));
    let keys: Vec<&str> = all.iter().map(|d| d.key.as_str()).collect();
    Err(match nearest(key, keys.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None if keys.is_empty() => problem
            .help("no declaration differs; what was done otherwise is `conduct.<lot or words>` with --from and --to"),
        None => problem.help(format!("what differs: {}", keys.join(", "))),
    })
}
