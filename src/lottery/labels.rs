//! Lots called by their label where a rule of the lottery names them: taken for the id that no other label can mean.

use super::freeze::meant;
use crate::diagnostics::{Outcome, Problem};
use crate::trial::{ProgrammeRow, Study};
use std::collections::BTreeSet;

/// Puts ids in the place of labels in `apart` and `before`; what is no label stays as it is written.
///
/// # Errors
/// `L124` for a label that several lots have.
pub fn name_lots(study: &mut Study, rows: &[ProgrammeRow]) -> Outcome<()> {
    let lots: BTreeSet<String> = rows.iter().map(|r| meant(&r.lot)).collect();
    let known = |name: &str| lots.contains(name) || rows.iter().any(|r| meant(&r.id) == name);
    for lottery in study.interventions.iter_mut().map(|i| &mut i.lottery) {
        let apart = lottery.apart.iter_mut().flatten().map(|name| ("apart", name));
        let before = lottery.before.iter_mut().flatten().map(|name| ("before", name));
        for (rule, name) in apart.chain(before).filter(|(_, n)| !known(&meant(n))) {
            if let Some(id) = labelled(name, rule, rows)? {
                *name = id;
            }
        }
    }
    Ok(())
}

/// The one lot that has a label.
fn labelled(name: &str, rule: &str, rows: &[ProgrammeRow]) -> Outcome<Option<String>> {
    let wanted = meant(name).to_lowercase();
    let has = |r: &&ProgrammeRow| r.label.as_ref().is_some_and(|l| meant(l).to_lowercase() == wanted);
    let lots: BTreeSet<String> = rows.iter().filter(has).map(|r| meant(&r.lot)).collect();
    match lots.len() {
        0 | 1 => Ok(lots.into_iter().next()),
        _ => {
            Err(Problem::new("L124", format!("`lottery.{rule}` names `{name}`, a label that {} lots have", lots.len()))
                .found(lots.into_iter().collect::<Vec<_>>().join(", "))
                .expected("an id, or a label that one lot alone has")
                .help("name the lot by its id in the programmes' file"))
        }
    }
}
