use super::{Answer, talk::Talk};
use crate::diagnostics::{Outcome, Problem, nearest};
use crate::report::glossary::SCHEMAS;
use crate::report::schemas::{find, json_schema, short};

/// Print the JSON Schema of a table, or the list of tables with their columns
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A table: effect, absence, balance, power, …; all of them are listed without one
    #[arg(value_name = "TABLE")]
    name: Option<String>,
}

/// Prints one schema, or the list.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let Some(name) = &args.name else {
        let lines: Vec<String> = SCHEMAS.iter().map(|s| format!("{:16} {}", short(s), s.columns.join(","))).collect();
        talk.say(&lines.join("\n"));
        return Ok(Answer::Yes);
    };
    let schema = find(name).ok_or_else(|| {
        let p = Problem::new("P203", format!("there is no table `{name}`"));
        match nearest(name, SCHEMAS.iter().map(short)) {
            Some(near) => p.help(format!("did you mean `{near}`?")),
            None => p.help("`lodtrin schema` lists the tables"),
        }
    })?;
    talk.say(&serde_json::to_string_pretty(&json_schema(schema)).unwrap_or_default());
    Ok(Answer::Yes)
}
