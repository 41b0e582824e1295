//! `lodtrin schema`: the columns and keys of every file that is written.

use super::answer::Answer;
use super::talk::Talk;
use crate::diagnostics::{Outcome, Problem, nearest};
use crate::tables::glossary::SCHEMAS;
use crate::tables::schemas::{DOCUMENTS, find, find_document, json_schema, short};

/// Print the JSON Schema of a table or file, or the list of them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A table or file: effect, absence, balance, power, status, verify, quality, …; all are listed without one
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Prints one schema, or the list.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let Some(name) = &args.name else {
        talk.say(&list());
        return Ok(Answer::Yes);
    };
    if let Some(document) = find_document(name) {
        talk.say(document.text.trim_end());
        return Ok(Answer::Yes);
    }
    let schema = find(name).ok_or_else(|| {
        let p = Problem::new("P203", format!("there is no table or file `{name}`"));
        match nearest(name, SCHEMAS.iter().map(short).chain(DOCUMENTS.iter().map(|d| d.name))) {
            Some(near) => p.help(format!("did you mean `{near}`?")),
            None => p.help("`lodtrin schema` lists them"),
        }
    })?;
    talk.raw(&serde_json::to_string_pretty(&json_schema(schema)).unwrap_or_default());
    Ok(Answer::Yes)
}

/// Tables with their columns, a line of at most 80 letters each where it can be; then files and answers.
fn list() -> String {
    let mut lines = vec!["Tables".to_string()];
    for schema in SCHEMAS {
        lines.push(format!("  {}", short(schema)));
        let mut line = String::from("     ");
        for column in schema.columns {
            if line.len() + 1 + column.len() > 80 {
                lines.push(std::mem::replace(&mut line, "     ".into()));
            }
            line.push(' ');
            line.push_str(column);
        }
        lines.push(line);
    }
    lines.push("Files and answers".to_string());
    lines.extend(DOCUMENTS.iter().map(|d| format!("  {:<16} {}", d.name, d.file)));
    lines.join("\n")
}
