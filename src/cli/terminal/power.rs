//! `power`: the sentence, the table, the blocks below it, in at most forty lines.

use super::{LINES, cut, doubts, folded};
use crate::cli::product::{Format, Product};
use crate::cli::talk::Talk;
use crate::diagnostics::Outcome;
use crate::tables::Table;

/// Lines that doubts may take at most.
const DOUBTS: usize = 10;
/// Fewest lines of a table.
const FEWEST: usize = 6;

/// The table; as text, the sentence that stands before it and the blocks that stand after it, in at most forty lines with
/// the doubts and with the lines that come `after`; everything with `all` or in a file.
pub fn deliver(product: &Product, table: &Table, after: usize, all: bool, talk: &Talk) -> Outcome<()> {
    if product.resolve()? != Format::Text {
        talk.warn_all(&table.warnings);
        return product.deliver(table, talk);
    }
    let fact = |name: &str| table.facts.iter().find(|(n, _)| n == name).and_then(|(_, v)| v.as_str());
    let before = fact("sentence").map_or(String::new(), |s| format!("{s}\n\n"));
    let block = fact("block").map_or(String::new(), |b| format!("\n{b}"));
    if all || !product.to_stdout() {
        talk.warn_all(&table.warnings);
        return product.deliver_text(&format!("{before}{}{block}", table.to_text()), talk);
    }
    let doubted = doubts::lines(&table.warnings, DOUBTS);
    let lines = |text: &str| text.lines().count();
    let sentence = before.lines().map(|l| folded(l, 0).len().max(1)).sum::<usize>();
    let room = LINES.saturating_sub(doubted.len() + after + sentence).max(FEWEST);
    // the blocks answer what was asked beside the table: the table gives way first
    let rows = cut(&table.to_text(), room.saturating_sub(lines(&block)).max(FEWEST), false);
    let block = cut(&block, room.saturating_sub(lines(&rows)).max(FEWEST), false);
    product.deliver_text(&format!("{before}{rows}{block}"), talk)?;
    if !doubted.is_empty() {
        talk.note(&doubted.join("\n"));
    }
    Ok(())
}
