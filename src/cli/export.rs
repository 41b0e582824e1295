//! `lodtrin export`: its arguments, and what it says.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::Outcome;
use crate::steps::export::{self, Request, What};
use std::path::PathBuf;

/// Write what ingest made for other software: pupils, absences, panel or counts as CSV, Parquet or Stata
///
/// Pupils are numbered from 1; pseudonyms stand beside the numbers only with --pseudonyms. `counts` is what
/// `ingest --counts` takes, terms whose follow-up has not ended left out.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The table
    #[arg(value_name = "TABLE")]
    what: Table,
    /// The study folder
    #[arg(value_name = "STUDY", default_value = ".")]
    study: PathBuf,
    /// Write to this file: .csv, .parquet or .dta
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// csv-da: semicolon, decimal comma, byte-order mark
    #[arg(long, value_name = "FORM")]
    format: Option<Form>,
    /// Put the pseudonyms beside the pupils' numbers
    #[arg(long)]
    pseudonyms: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Table {
    Pupils,
    Absences,
    Panel,
    Counts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Csv,
    CsvDa,
}

/// Writes the table.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let what = match args.what {
        Table::Pupils => What::Pupils,
        Table::Absences => What::Absences,
        Table::Panel => What::Panel,
        Table::Counts => What::Counts,
    };
    let request = Request {
        study: args.study.clone(),
        what,
        out: args.out.clone(),
        danish: args.format == Some(Form::CsvDa),
        pseudonyms: args.pseudonyms,
    };
    let made = export::run(&request)?;
    let persons = if made.persons { "; it holds persons: keep it as you keep the registers" } else { "" };
    talk.note(&format!("wrote {} with {} rows{persons}", args.out.display(), made.rows));
    Ok(Answer::Yes)
}
