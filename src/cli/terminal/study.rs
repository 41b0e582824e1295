//! `effect` of a study on a terminal: what of it is printed, and where.

use super::{LINES, cut, doubts, effect};
use crate::cli::product::Product;
use crate::cli::talk::Talk;
use crate::diagnostics::Outcome;
use crate::effects::question::Effects;
use crate::folder::study::Folder;
use crate::steps::effect::mirrored;

/// A study's effects for people: the finding first, in at most forty lines with what stands on stderr; in a file, and
/// with `--all`, everything.
pub fn told(
    product: &Product,
    all: bool,
    (effects, planned): (&Effects, bool),
    folder: &Folder,
    talk: &Talk,
) -> Outcome<()> {
    let plan = match folder.plan()? {
        Some(plan) => plan,
        None => folder.study()?,
    };
    let all = all || !product.to_stdout();
    let mut lines = if planned { effect::findings(effects, &plan) } else { Vec::new() };
    if all {
        talk.warn_all(&effects.warnings);
        let before = if lines.is_empty() { String::new() } else { lines.join("\n") + "\n\n" };
        return product.deliver_text(&format!("{before}{}", effects.text()), talk);
    }
    let doubts = doubts::lines(&effects.warnings, effect::DOUBTS);
    // two lines say what was written and what comes next
    let room = LINES - 2 - doubts.len().min(effect::DOUBTS);
    if planned {
        lines.push(String::new());
        let mirrored = mirrored(folder, &plan)?;
        let left = room.saturating_sub(lines.len());
        lines.extend(effect::summary(effects, &plan, &mirrored, left));
        product.deliver_text(&(lines.join("\n") + "\n"), talk)?;
    } else {
        product.deliver_text(&cut(&effects.text(), room, false), talk)?;
    }
    if !doubts.is_empty() {
        talk.note(&doubts.join("\n"));
    }
    Ok(())
}
