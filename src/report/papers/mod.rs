//! Texts and tables for papers and registries.

mod analysis_plan;
pub(crate) mod blocks;
pub(crate) mod changes;
mod characteristics;
pub(crate) mod docx;
mod early_absence;
pub(crate) mod effects;
mod every;
mod flow;
mod groups;
pub(crate) mod labels;
pub(crate) mod names;
pub(crate) mod planned;
pub(crate) mod registration;
pub(crate) mod rounding;
mod shared;
pub(crate) mod table;
mod tables;
mod tex;
mod widths;
pub(crate) mod workbook;

pub use registration::{registration, replication};
pub use table::{Cell, Column, PaperTable};
pub use tables::tables;

use crate::diagnostics::Outcome;
use crate::report::Dossier;
use crate::trial::Language;
use crate::words::{say, word};
use blocks::Block;

/// The tables as files: path in the study folder and bytes.
///
/// # Errors
/// `P101` where a document cannot be made.
pub fn files(title: &str, tables: &[PaperTable], language: Language) -> Outcome<Vec<(String, Vec<u8>)>> {
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    let of = word(language, "paper-table");
    let mut blocks = vec![Block::Heading(1, title.to_string())];
    blocks.extend(tables.iter().map(|t| Block::Table(t.clone(), of.clone())));
    let at = |form: &str| format!("results/tables/tables.{form}");
    Ok(vec![
        (at("docx"), docx::docx(title, &blocks, language, true)?),
        (at("xlsx"), workbook::workbook(title, tables, &of, language)?),
        (at("tex"), tex::tex(tables).into_bytes()),
        (at("md"), blocks::markdown(&blocks).into_bytes()),
    ])
}

/// The statistical analysis plan as files.
///
/// # Errors
/// `P101` where the document cannot be made.
pub fn plan_files(d: &Dossier) -> Outcome<Vec<(String, Vec<u8>)>> {
    let blocks = analysis_plan::analysis_plan(d);
    let title = say(d.language, "sap-title", &[("title", (&d.study.title).into())]);
    Ok(vec![
        ("results/sap.docx".to_string(), docx::docx(&title, &blocks, d.language, false)?),
        ("results/sap.md".to_string(), blocks::markdown(&blocks).into_bytes()),
    ])
}

/// A text that people wrote under a key of `[registration]`, as HTML: paragraphs, lists, emphasis, web links.
pub fn own_html(text: &str) -> String {
    blocks::html(&blocks::parse(text))
}
