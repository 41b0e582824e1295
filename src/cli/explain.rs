//! `lodtrin explain`: one page by its name, or the list of them all.

use super::answer::Answer;
use super::form::Form;
use super::talk::Talk;
use super::topics::TOPICS;
use crate::diagnostics::{Outcome, Page, Problem, nearest};
use serde_json::json;

/// Explain an error code, a method or a word of the field
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Code, method or topic
    #[arg(value_name = "CODE|METHOD|TOPIC")]
    name: Option<String>,
    /// List all pages, topics first
    #[arg(long, conflicts_with = "name")]
    list: bool,
    /// Form of what goes to stdout
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

/// Every page there is, room by room.
pub fn pages() -> Vec<&'static Page> {
    let rooms = [
        crate::provenance::PAGES,
        crate::protocol::PAGES,
        crate::lottery::PAGES,
        crate::registers::PAGES,
        crate::registers::COLUMN_PAGES,
        crate::simulation::PAGES,
        crate::design::PAGES,
        crate::history::PAGES,
        crate::absence::PAGES,
        crate::absence::METHOD_PAGES,
        crate::absence::DOUBT_PAGES,
        crate::absence::WARNING_PAGES,
        crate::estimators::DESIGN_PAGES,
        crate::inference::CHANCE_PAGES,
        crate::effects::pages::PAGES,
        crate::estimators::REGRESSION_PAGES,
        crate::estimators::JOINT_PAGES,
        crate::effects::several_pages::PAGES,
        crate::inference::CLUSTER_PAGES,
        crate::steps::pages::PAGES,
        #[cfg(feature = "report")]
        crate::bridge::PAGES,
    ];
    let own: &'static [Page] = PAGES;
    rooms.into_iter().chain([own, TOPICS]).flatten().collect()
}

const PAGES: &[Page] = &[
    Page {
        name: "P201",
        title: "the product cannot go where it is asked to",
        text: "`--out FILE` writes the product to a file whose suffix says its form: .csv, .json or\n\
               .txt. It is checked before any work starts: the folder must exist, the suffix must\n\
               be one of these and must not contradict `--format`.",
    },
    Page {
        name: "P203",
        title: "an option has a value that it cannot have",
        text: "The message says which values there are. `lodtrin <verb> --help` lists the options\n\
               of a verb.",
    },
    Page {
        name: "P204",
        title: "this build leaves out what is asked for",
        text: "lodtrin was built without its default features (the auditor's build: lock, draw,\n\
               verify, amend, witness, explain). `cargo install lodtrin` builds all of it; whatever\n\
               one build says of a lottery the other says too.",
    },
    Page {
        name: "P202",
        title: "there is no such page",
        text: "`lodtrin explain --list` lists all pages: topics, error codes by family (L lottery,\n\
               R registers, D design, E estimators, I inference, A absence, P files and protocol)\n\
               and methods by the names used in tables.",
    },
];

/// Prints a page, or the list of pages.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let pages = pages();
    let Some(name) = &args.name else {
        let mut sorted = pages;
        sorted.sort_by_key(|p| p.name);
        if args.format == Form::Json {
            talk.raw(&to_json(&sorted));
            return Ok(Answer::Yes);
        }
        let width = sorted.iter().map(|p| p.name.len()).max().unwrap_or(0);
        let line = |p: &Page| format!("{:width$}  {}", p.name, p.title);
        let topic = |p: &&&Page| TOPICS.iter().any(|t| t.name == p.name);
        // topics first, in the order in which a study meets them
        let rest: Vec<&&Page> = sorted.iter().filter(|p| !topic(p)).collect();
        let lines: Vec<String> = TOPICS.iter().map(line).chain(rest.into_iter().map(|p| line(p))).collect();
        talk.say(&lines.join("\n"));
        return Ok(Answer::Yes);
    };
    // columns write `log_rank` where a method's page says `log-rank`
    let spelt = |n: &str| n.replace('_', "-").to_lowercase();
    let page = pages.iter().find(|p| spelt(p.name) == spelt(name)).ok_or_else(|| {
        let p = Problem::new("P202", format!("there is no page `{name}`"));
        match nearest(name, pages.iter().map(|p| p.name)) {
            Some(near) => p.help(format!("did you mean `{near}`?")),
            None => p.help("`lodtrin explain --list` lists all pages"),
        }
    })?;
    match args.format {
        Form::Json => talk.raw(&to_json(&[page])),
        _ => talk.say(&format!("{}: {}\n\n{}", page.name, page.title, page.text)),
    }
    Ok(Answer::Yes)
}

fn to_json(pages: &[&Page]) -> String {
    let pages: Vec<_> = pages.iter().map(|p| json!({ "name": p.name, "title": p.title, "text": p.text })).collect();
    serde_json::to_string_pretty(&json!({ "schema": "lodtrin/explain/1", "pages": pages })).unwrap_or_default()
}
