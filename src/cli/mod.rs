//! Words in, words out: the only place with clap, colour, progress bars and exit codes. Knows no formula.

#[cfg(feature = "report")]
mod absence;
mod amend;
mod answer;
#[cfg(feature = "report")]
mod balance;
#[cfg(feature = "report")]
mod bridge;
mod commit;
mod completions;
mod data_form;
#[cfg(feature = "report")]
mod demo;
mod draw;
#[cfg(feature = "report")]
mod effect;
#[cfg(feature = "report")]
mod effect_values;
mod examples;
mod explain;
#[cfg(feature = "report")]
mod export;
#[cfg(feature = "report")]
mod forecast;
mod form;
mod harmless;
#[cfg(feature = "report")]
mod ingest;
#[cfg(feature = "report")]
mod inspect;
mod lock;
mod lock_json;
mod man;
mod new;
mod next;
mod pack;
#[cfg(feature = "report")]
mod power;
#[cfg(feature = "report")]
mod power_args;
#[cfg(feature = "report")]
mod power_request;
#[cfg(feature = "report")]
mod product;
mod pseudonymise;
mod render;
#[cfg(feature = "report")]
mod report;
mod schema;
mod signals;
#[cfg(feature = "report")]
mod simulate;
mod status;
mod talk;
mod terminal;
mod topics;

pub use explain::pages;
mod verify;
mod witness;

use crate::diagnostics::Outcome;
pub use answer::Answer;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;
use talk::Talk;

/// Heading of the flags that every verb takes.
const EVERYWHERE: &str = "With every verb";

/// What a bare call says where there is no study.
const THREE_PLACES: &str = "\
lodtrin: randomized stepped rollouts, from the plan to a report that a stranger can reproduce

Usage: lodtrin VERB [STUDY]

Three places to start:
  lodtrin demo           a whole study on the sample inside, from lock to report, in about a minute
  lodtrin new my-study   the folder of your own study; with --frame, from your own list of programmes
  docs/tutorial.md       from nothing to a report in 15 minutes (in Danish: docs/da/kom-i-gang.md)

`lodtrin help` lists every verb, `lodtrin help VERB` tells of one, `lodtrin explain --list` of every word.";

/// Plan, lock, draw, estimate, report and verify a randomized stepped rollout.
#[derive(Debug, Parser)]
#[command(name = "lodtrin", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, or the answer is yes; 1 the answer is no; 2 could not answer.\n\
                        Start with `lodtrin demo`, or `lodtrin new my-study`; `lodtrin help VERB` tells of one verb.")]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// What every verb takes: in a group of its own, once.
#[derive(Debug, clap::Args)]
struct Global {
    /// Number of threads (results never depend on it)
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Say nothing but errors on stderr
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    quiet: bool,
    /// Colour in messages on stderr: auto, always or never
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: talk::Color,
}

#[derive(Debug, Subcommand)]
enum Verb {
    New(new::Args),
    Status(status::Args),
    #[cfg(feature = "report")]
    Inspect(inspect::Args),
    #[cfg(feature = "report")]
    Simulate(simulate::Args),
    #[cfg(feature = "report")]
    Forecast(forecast::Args),
    #[cfg(feature = "report")]
    Power(Box<power::Args>),
    Lock(lock::Args),
    Commit(commit::Args),
    Draw(draw::Args),
    Verify(verify::Args),
    Amend(amend::Args),
    Witness(witness::Args),
    #[cfg(feature = "report")]
    Ingest(ingest::Args),
    Pseudonymise(pseudonymise::Args),
    #[cfg(feature = "report")]
    Export(export::Args),
    #[cfg(feature = "report")]
    Balance(balance::Args),
    #[cfg(feature = "report")]
    Effect(effect::Args),
    #[cfg(feature = "report")]
    Bridge(bridge::Args),
    #[cfg(feature = "report")]
    Absence(absence::Args),
    #[cfg(feature = "report")]
    Report(report::Args),
    Pack(pack::Args),
    #[cfg(feature = "report")]
    Demo(demo::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Verb {
    fn run(&self, talk: &Talk) -> Outcome<Answer> {
        match self {
            Verb::New(args) => new::run(args, talk),
            Verb::Status(args) => status::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Inspect(args) => inspect::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Simulate(args) => simulate::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Forecast(args) => forecast::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Power(args) => power::run(args, talk),
            Verb::Lock(args) => lock::run(args, talk),
            Verb::Commit(args) => commit::run(args, talk),
            Verb::Draw(args) => draw::run(args, talk),
            Verb::Verify(args) => verify::run(args, talk),
            Verb::Amend(args) => amend::run(args, talk),
            Verb::Witness(args) => witness::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Ingest(args) => ingest::run(args, talk),
            Verb::Pseudonymise(args) => pseudonymise::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Export(args) => export::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Balance(args) => balance::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Effect(args) => effect::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Bridge(args) => bridge::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Absence(args) => absence::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Report(args) => report::run(args, talk),
            Verb::Pack(args) => pack::run(args, talk),
            #[cfg(feature = "report")]
            Verb::Demo(args) => demo::run(args, talk),
            Verb::Explain(args) => explain::run(args, talk),
            Verb::Schema(args) => schema::run(args, talk),
            Verb::Completions(args) => completions::run(args, command(), talk),
            Verb::Man(args) => man::run(args, command(), talk),
        }
    }
}

/// The one command from which parser, help, manual pages and completions follow.
fn command() -> clap::Command {
    examples::with_examples(Cli::command())
}

/// No verb: where the study in this folder stands; where there is none, three places to start.
fn bare(talk: &Talk) -> Outcome<Answer> {
    if std::path::Path::new("study.toml").exists() {
        return status::run(&status::Args::here(), talk);
    }
    talk.say(THREE_PLACES);
    Ok(Answer::Yes)
}

/// Runs the command line and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if args.len() > 2 && args[1] == "help" {
        // the same as `VERB --help`, which names the nearest verb where there is none
        args.remove(1);
        args.push("--help".into());
    }
    let parsed = command().try_get_matches_from(args).and_then(|m| Cli::from_arg_matches(&m));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) => {
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { 2 } else { 0 });
        }
    };
    let talk = Talk::new(cli.global.quiet, cli.global.color);
    if let Some(threads) = cli.global.threads {
        // fails only when a pool stands already, which cannot be here
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
    }
    let done = match &cli.verb {
        Some(verb) => verb.run(&talk),
        None => bare(&talk),
    };
    match done.and_then(|answer| talk.finish().map(|()| answer)) {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(problem) => {
            talk.problem(&problem);
            ExitCode::from(2)
        }
    }
}
