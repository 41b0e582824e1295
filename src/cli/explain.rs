//! `lodtrin explain`: one page by its name, or the list of them all.

use super::answer::Answer;
use super::form::Form;
use super::talk::Talk;
use super::topics::TOPICS;
use crate::diagnostics::{Doubt, Outcome, Page, Problem, nearest};
use serde_json::json;
use std::collections::BTreeMap;

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

/// A page as it is printed.
struct Shown {
    name: String,
    title: String,
    text: String,
}

impl Shown {
    fn of(page: &Page) -> Shown {
        Shown { name: page.name.to_string(), title: page.title.to_string(), text: page.text.to_string() }
    }
}

/// Every page, and every doubt that has none of its own, by what it means.
fn shown() -> Vec<Shown> {
    let mut all: Vec<Shown> = pages().into_iter().map(Shown::of).collect();
    let mut doubts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (kind, meaning) in Doubt::KINDS.iter().filter(|(kind, _)| !all.iter().any(|p| p.name == *kind)) {
        doubts.entry(kind).or_default().push(meaning.trim());
    }
    let page = |(kind, meanings): (&str, Vec<&str>)| Shown {
        name: kind.to_string(),
        title: format!("a doubt: {}", begun_small(meanings[0].trim_end_matches('.'))),
        text: match meanings.len() {
            1 => ABOUT_DOUBTS.to_string(),
            _ => format!("{}\n\n{ABOUT_DOUBTS}", meanings.join("\n")),
        },
    };
    all.extend(doubts.into_iter().map(page));
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// A sentence that goes on from a colon: small, unless its first word is all capitals.
fn begun_small(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => sentence.to_string(),
    }
}

/// What holds of every doubt.
const ABOUT_DOUBTS: &str = "A doubt stops nothing: the numbers stand, and this is what a reader must know about them. The run\n\
    says what it saw and what to do; with --all it names the rows. In the JSON of the results it\n\
    stands under `doubts`, with its numbers (`values`) and its rows (`rows`); the report says it\n\
    in words.";

/// Prints a page, or the list of pages.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let sorted = shown();
    let Some(name) = &args.name else {
        if args.format == Form::Json {
            talk.raw(&to_json(&sorted.iter().collect::<Vec<_>>()));
            return Ok(Answer::Yes);
        }
        let width = sorted.iter().map(|p| p.name.len()).max().unwrap_or(0);
        let line = |p: &Shown| format!("{:width$}  {}", p.name, p.title);
        let is_topic = |p: &&Shown| TOPICS.iter().any(|t| t.name == p.name);
        // topics first, in the order in which a study meets them
        let topics = TOPICS.iter().map(|t| line(&Shown::of(t)));
        let lines: Vec<String> = topics.chain(sorted.iter().filter(|p| !is_topic(p)).map(line)).collect();
        talk.say(&lines.join("\n"));
        return Ok(Answer::Yes);
    };
    // columns write `log_rank` where a method's page says `log-rank`
    let spelt = |n: &str| n.replace('_', "-").to_lowercase();
    let page = sorted.iter().find(|p| spelt(&p.name) == spelt(name)).ok_or_else(|| {
        let p = Problem::new("P202", format!("there is no page `{name}`"));
        match nearest(name, sorted.iter().map(|p| p.name.as_str())) {
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

fn to_json(pages: &[&Shown]) -> String {
    let pages: Vec<_> = pages.iter().map(|p| json!({ "name": p.name, "title": p.title, "text": p.text })).collect();
    serde_json::to_string_pretty(&json!({ "schema": "lodtrin/explain/1", "pages": pages })).unwrap_or_default()
}
