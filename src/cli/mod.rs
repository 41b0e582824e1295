//! Words in, words out: the only place with clap, colour, progress bars and exit codes. Knows no formula.

#[cfg(feature = "report")]
mod absence;
mod amend;
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
mod explain;
#[cfg(feature = "report")]
mod export;
#[cfg(feature = "report")]
mod forecast;
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
mod product;
mod pseudonymise;
mod render;
#[cfg(feature = "report")]
mod report;
mod schema;
#[cfg(feature = "report")]
mod simulate;
mod status;
mod talk;

pub use explain::pages;
mod verify;
mod witness;

use crate::diagnostics::Outcome;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;
use talk::Talk;

/// What a command answers when it could answer: exit 0 or exit 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done, or the answer is yes.
    Yes,
    /// The answer is no.
    No,
}

/// Plan, lock, draw, estimate, report and verify a randomized stepped rollout.
#[derive(Debug, Parser)]
#[command(name = "lodtrin", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Exit codes: 0 done, or the answer is yes; 1 the answer is no; 2 could not answer.\n\
                        Start with `lodtrin demo`, or `lodtrin new my-study`.")]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Args)]
struct Global {
    /// Number of threads (results never depend on it)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Say nothing but errors on stderr
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Colour in messages on stderr
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
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
            Verb::Completions(args) => completions::run(args, talk),
            Verb::Man(args) => man::run(args, talk),
        }
    }
}

/// Runs the command line and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
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
    let verb = cli.verb.unwrap_or_else(|| Verb::Status(status::Args::here()));
    match verb.run(&talk).and_then(|answer| talk.finish().map(|()| answer)) {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(problem) => {
            talk.problem(&problem);
            ExitCode::from(2)
        }
    }
}
