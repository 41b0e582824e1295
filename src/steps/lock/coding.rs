//! `lock --coding`: the registers' codes, which only deliveries decide, locked before anybody looks at an effect.

use crate::diagnostics::{Doubt, Outcome, Place, Problem, Told};
use crate::folder::Files;
use crate::folder::order::{Order, look_gone};
use crate::folder::receipts;
use crate::folder::study::Folder;
use crate::lottery::{Amendment, Change, Look, frozen_text};
use crate::protocol;
use crate::provenance::{self, sha256};
use crate::steps::amend::{append, day};

/// A coding amendment, written or to be written.
#[derive(Debug, Clone)]
pub struct Coded {
    /// The amendment.
    pub amendment: Amendment,
    /// Its file, relative to the study folder.
    pub file: String,
    /// The text of the file beside it.
    pub registers: String,
    /// The register declarations that it decides.
    pub keys: Vec<String>,
    /// Whether it was written.
    pub written: bool,
    /// Doubts: what else differs from the plan stays a deviation.
    pub warnings: Vec<Told>,
}

/// What is asked of `lock --coding`.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Why now.
    pub reason: String,
    /// Day, today when absent.
    pub date: Option<String>,
    /// Seconds since 1970-01-01 UTC.
    pub now: i64,
    /// Only say what would be written.
    pub check: bool,
}

fn refused(what: &str) -> Problem {
    Problem::new("L403", what.to_string())
}

/// Locks the registers of today's `study.toml` as an amendment.
///
/// # Errors
/// L403 when nothing is locked, somebody has looked at an effect, or no register differs from the plan in force; L401
/// for a reason or a date that cannot be written.
pub fn coding(folder: &Folder, asked: &Asked) -> Outcome<Coded> {
    let _held = if asked.check { None } else { Some(folder.hold("lock")?) };
    let files = Files::new(folder.path("lottery"), "lottery");
    let Some(order) = Order::read(&files)? else {
        return Err(refused("nothing is locked, so no codes can be added to the plan")
            .help("declare the registers in study.toml before `lodtrin lock`, or lock first"));
    };
    not_seen(folder, &files)?;
    let reason = frozen_text(&asked.reason)
        .ok_or_else(|| Problem::new("L401", "an amendment has a reason").found(format!("{:?}", asked.reason)))?;
    let date = day(asked.date.as_deref(), asked.now)?;
    let (study, plan) = (folder.study()?, folder.plan()?);
    let plan = plan.ok_or_else(|| {
        Problem::new("L308", "lottery/plan.toml is missing").help("take it from where it was published")
    })?;
    let force = order.in_force(&plan);
    let keys: Vec<String> = protocol::register_differences(&force, &study).into_iter().map(|d| d.key).collect();
    if keys.is_empty() {
        return Err(refused("no register's codes, profile or columns differ from the plan in force")
            .at(Place::file("study.toml"))
            .help("nothing needs to be locked; `lodtrin status` lists what else differs"));
    }
    let others: Vec<String> = protocol::differences(&force, &study)
        .into_iter()
        .map(|d| d.key)
        .filter(|k| !k.starts_with("registers."))
        .collect();
    let mut warnings = Vec::new();
    if !others.is_empty() {
        warnings.push(Doubt::DeviationsStay { keys: others.join(", ") }.into());
    }
    let registers = protocol::write_registers(&study);
    let change = Change::Coding { registers: sha256(registers.as_bytes()) };
    let number = order.amendments.len() + 1;
    let (amendment, file) = if asked.check {
        (Amendment { prev: order.head(), date, change, reason }, Amendment::file(number))
    } else {
        // the tables first: without its amendment the file says nothing, and the next try replaces it
        let tables = files.path(&Amendment::coding_file(number));
        provenance::write_atomic(&tables, registers.as_bytes())?;
        append(&files, order.lock, change, reason, date).inspect_err(|_| {
            if !files.path(&Amendment::file(number)).exists() {
                let _ = std::fs::remove_file(&tables);
            }
        })?
    };
    Ok(Coded { amendment, file: format!("lottery/{file}"), registers, keys, written: !asked.check, warnings })
}

/// Codes that are chosen after an effect was seen could be chosen for it.
fn not_seen(folder: &Folder, files: &Files) -> Outcome<()> {
    let help =
        "codes that are chosen now are a deviation: `lodtrin amend deviation KEY --reason TEXT` puts it on record";
    if files.maybe(Look::FILE)?.is_some() {
        return Err(refused("somebody has looked at an effect already: codes can no longer be locked")
            .at(Place::file(files.shown(Look::FILE)))
            .help(help));
    }
    let seen = receipts::products(folder)?.into_iter().find(receipts::Entry::shows_an_effect);
    match seen {
        Some(product) => Err(refused("results stand here already: codes can no longer be locked")
            .at(Place::file(receipts::PATH))
            .found(format!("a product of `{}`", product.verb))
            .help(help)),
        None => match look_gone(folder) {
            Some(shown) => Err(refused("results stand here already: codes can no longer be locked")
                .at(Place::file(shown))
                .help(help)),
            None => Ok(()),
        },
    }
}
