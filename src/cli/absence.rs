//! `lodtrin absence`: its arguments, and what it says.

use super::answer::Answer;
use super::product::{Format, Product};
use super::talk::Talk;
use super::{next, terminal};
use crate::absence::rows::listing::listing;
use crate::absence::rows::{DRAWS, Question, Wanted};
use crate::absence::{Landmark, Scorecard};
use crate::diagnostics::{Outcome, Problem, Told};
use crate::folder::study::Folder;
use crate::steps::absence::{DataQuestion, StudyQuestion, margin_alone, read_scorecard, run_data, run_study};
use crate::tables::Table;
use crate::trial::facts::Definition;
use crate::trial::study::{MOST_ASKED, MOST_CALLS, WarningDecl};
use std::path::PathBuf;

/// Headings of the help.
const TABLE: &str = "A table in place of a study";
const ASKED: &str = "What to ask";

/// Who was away early, and what became of them: risks, curves, prediction
///
/// In a study folder, plain `absence` follows the plan and writes results/. With --data it takes any table with one row
/// a pupil.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The study folder
    #[arg(value_name = "STUDY", default_value = ".", conflicts_with = "data")]
    study: PathBuf,
    /// Rehearse on a schedule that was not drawn, and write rehearsal/results/
    #[arg(long, conflicts_with = "data")]
    blind: bool,
    /// A CSV or Parquet table with one row a pupil, instead of a study
    #[arg(long, help_heading = TABLE, value_name = "FILE", requires_all = ["cluster", "days", "time", "event"])]
    data: Option<PathBuf>,
    #[command(flatten)]
    form: super::data_form::DataForm,
    /// Column of the class or programme
    #[arg(long, help_heading = TABLE, value_name = "COL", requires = "data")]
    cluster: Option<String>,
    /// Column of the days absent in the window
    #[arg(long, help_heading = TABLE, value_name = "COL", requires = "data")]
    days: Option<String>,
    /// Days absent that make a pupil exposed
    #[arg(long, help_heading = TABLE, value_name = "DAYS", requires = "data", allow_negative_numbers = true)]
    threshold: Option<f64>,
    /// Only pupils still there after this day are followed
    #[arg(long, help_heading = TABLE, value_name = "DAY", requires = "data", allow_negative_numbers = true)]
    landmark: Option<f64>,
    /// Last day followed; later departures count as still there
    #[arg(long, help_heading = TABLE, value_name = "DAY", requires = "data", allow_negative_numbers = true)]
    horizon: Option<f64>,
    /// Column of the last day seen, counted from 1 at school start
    #[arg(long, help_heading = TABLE, value_name = "COL", requires = "data")]
    time: Option<String>,
    /// Column of what happened on that day
    #[arg(long, help_heading = TABLE, value_name = "COL", requires = "data")]
    event: Option<String>,
    /// Codes of the event column that mean dropout
    #[arg(long, help_heading = TABLE, value_name = "CODES", value_delimiter = ',', requires = "data")]
    dropout: Vec<String>,
    /// Codes that mean another departure, such as a transfer
    #[arg(long, help_heading = TABLE, value_name = "CODES", value_delimiter = ',', requires = "data")]
    competing: Vec<String>,
    /// Columns to adjust for: numbers, or words with few values
    #[arg(long, help_heading = TABLE, value_name = "COLS", value_delimiter = ',', requires = "data")]
    covariates: Vec<String>,
    /// Columns whose values make subgroups
    #[arg(long, help_heading = TABLE, value_name = "COLS", value_delimiter = ',', requires = "data")]
    subgroups: Vec<String>,
    /// Column of the school, left out in turn when predictions are judged
    #[arg(long, help_heading = TABLE, value_name = "COL", requires = "data")]
    school: Option<String>,
    /// Column of the class, where clusters are larger than classes
    #[arg(long, help_heading = TABLE, value_name = "COL", requires = "data")]
    class: Option<String>,
    /// Risks from which calling is worth it: 1/p calls are a fair price for reaching one pupil who will drop out
    #[arg(long, help_heading = ASKED, value_name = "SHARES", value_delimiter = ',', allow_negative_numbers = true)]
    risk_thresholds: Vec<f64>,
    /// Pupils that can be called per class and term
    #[arg(long, help_heading = ASKED, value_name = "NUMBERS", value_delimiter = ',', allow_negative_numbers = true)]
    calls: Vec<f64>,
    /// A risk difference that is claimed, such as 0.1
    #[arg(long, help_heading = ASKED, value_name = "DIFFERENCE", allow_negative_numbers = true)]
    claim: Option<f64>,
    /// How far from the claim still counts as the claim; half of it where not given
    #[arg(long, help_heading = ASKED, value_name = "DIFFERENCE", allow_negative_numbers = true)]
    claim_margin: Option<f64>,
    /// Share of absent pupils that the register is feared to miss
    #[arg(long, help_heading = ASKED, value_name = "SHARE", allow_negative_numbers = true)]
    late: Option<f64>,
    /// Judge the frozen model of an earlier answer (JSON) on these pupils
    #[arg(long, help_heading = ASKED, value_name = "FILE")]
    scorecard: Option<PathBuf>,
    /// Days at which the curves are read
    #[arg(long, help_heading = ASKED, value_name = "DAYS", value_delimiter = ',', allow_negative_numbers = true)]
    at: Vec<f64>,
    /// Draws of the cluster bootstrap of the AUC; 0 for none
    #[arg(long, help_heading = ASKED, value_name = "N")]
    draws: Option<u64>,
    /// Seed of the cluster bootstrap
    #[arg(long, help_heading = ASKED, value_name = "N")]
    seed: Option<u64>,
    /// Confidence level
    #[arg(long, help_heading = ASKED, value_name = "SHARE")]
    level: Option<f64>,
    /// Print every row and every doubt, not only the first forty lines
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    product: Product,
}

/// Answers from a table or from a study folder.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    args.product.resolve()?;
    if let Some(question) = args.data_question()? {
        let table = run_data(&question, talk)?;
        args.deliver(&table, talk)?;
        return Ok(Answer::Yes);
    }
    let asked = args.study_question()?;
    let folder = Folder::open(&args.study)?;
    let folder = if args.blind { folder.rehearsed() } else { folder };
    let answer = run_study(&folder, &asked, talk)?;
    if args.blind {
        talk.note("REHEARSAL: nobody was drawn to these waves; what stands here says nothing of any effect");
    }
    let told = if args.product.is_plain() && asked.is_plan() { answer.story.as_str() } else { "" };
    match told {
        "" => args.deliver(&answer.table, talk)?,
        story if args.all => {
            talk.say(story);
            args.deliver(&answer.table, talk)?;
        }
        story => args.summary(story, &answer.table.warnings, talk)?,
    }
    if !answer.written.is_empty() {
        talk.note(&format!("wrote {}", answer.written.join(" and ")));
    }
    if !answer.written.is_empty() && !args.blind {
        next::tell(&args.study, talk);
    }
    Ok(Answer::Yes)
}

impl Args {
    fn deliver(&self, table: &Table, talk: &Talk) -> Outcome<()> {
        match self.product.resolve()? {
            Format::Text if self.all || !self.product.to_stdout() => {
                talk.warn_all(&table.warnings);
                self.product.deliver_text(&listing(table), talk)
            }
            Format::Text => self.summary(&listing(table), &table.warnings, talk),
            _ => {
                talk.warn_all(&table.warnings);
                self.product.deliver(table, talk)
            }
        }
    }

    /// A text in at most forty lines, with the doubts, what was written and the next command.
    fn summary(&self, text: &str, warnings: &[Told], talk: &Talk) -> Outcome<()> {
        let doubts = terminal::doubts::lines(warnings, DOUBTS);
        let room = terminal::LINES - 3 - doubts.len().min(DOUBTS);
        self.product.deliver_text(&terminal::cut(text, room, false), talk)?;
        if !doubts.is_empty() {
            talk.note(&doubts.join("\n"));
        }
        Ok(())
    }

    fn study_question(&self) -> Outcome<StudyQuestion> {
        let level = self.level.map(level).transpose()?;
        let (warning, scorecard) = (self.warning()?, self.frozen()?);
        Ok(StudyQuestion { at: self.days_asked()?, draws: self.draws, seed: self.seed, level, warning, scorecard })
    }

    fn frozen(&self) -> Outcome<Option<Scorecard>> {
        self.scorecard.as_deref().map(read_scorecard).transpose()
    }

    /// What is asked of an early warning.
    fn warning(&self) -> Outcome<WarningDecl> {
        let between = |x: f64| x > 0.0 && x < 1.0;
        let share = "a share between 0 and 1";
        let claim = "a difference in risk from -1 to 1, ends and 0 left out, such as 0.1";
        let risks = list("--risk-thresholds", &self.risk_thresholds, &format!("{share}, such as 0.2"), between)?;
        let whole = |x: f64| x.fract() == 0.0 && (1.0..=f64::from(MOST_CALLS)).contains(&x);
        let calls = list("--calls", &self.calls, &format!("whole numbers from 1 to {MOST_CALLS}"), whole)?;
        let optional = |flag, x: Option<f64>, expected: &str, good: &dyn Fn(f64) -> bool| {
            x.map(|x| checked(flag, x, expected, good)).transpose()
        };
        Ok(WarningDecl {
            risk_thresholds: risks,
            calls: calls.map(|c| c.into_iter().map(|x| x as u32).collect()),
            claim: optional("--claim", self.claim, claim, &|x| x > -1.0 && x < 1.0 && x != 0.0)?,
            claim_margin: optional("--claim-margin", self.claim_margin, "a number above 0, such as 0.05", &|x| {
                x > 0.0
            })?,
            late: optional("--late", self.late, &format!("{share}, such as 0.1"), &between)?,
        })
    }

    fn days_asked(&self) -> Outcome<Vec<f64>> {
        let mut at = Vec::new();
        for d in &self.at {
            let d = checked("--at", *d, POSITIVE, |d| d >= 0.0)?;
            if !at.contains(&d) {
                at.push(d);
            }
        }
        Ok(at)
    }

    fn data_question(&self) -> Outcome<Option<DataQuestion>> {
        let (Some(file), Some(cluster), Some(days), Some(time), Some(event)) =
            (&self.data, &self.cluster, &self.days, &self.time, &self.event)
        else {
            return Ok(None);
        };
        let threshold = checked("--threshold", self.threshold.unwrap_or(1.0), "a number of days above 0", |t| t > 0.0)?;
        let day = checked("--landmark", self.landmark.unwrap_or(14.0), POSITIVE, |d| d >= 0.0)?;
        let horizon = self.horizon.map(|h| checked("--horizon", h, POSITIVE, |d| d >= 0.0)).transpose()?;
        let warning = self.warning()?;
        if warning.claim.is_none() && warning.claim_margin.is_some() {
            return Err(margin_alone());
        }
        Ok(Some(DataQuestion {
            file: file.clone(),
            form: self.form.declared(),
            cluster: cluster.clone(),
            days: days.clone(),
            time: time.clone(),
            event: event.clone(),
            dropout: if self.dropout.is_empty() { vec!["1".into()] } else { trimmed(&self.dropout) },
            competing: trimmed(&self.competing),
            covariates: trimmed(&self.covariates),
            question: Question {
                landmark: Landmark { threshold, day, horizon },
                at: self.days_asked()?,
                level: level(self.level.unwrap_or(0.95))?,
                draws: self.draws.unwrap_or(DRAWS),
                seed: self.seed.unwrap_or(1),
                subgroups: trimmed(&self.subgroups),
                school: self.school.clone(),
                classes: self.class.clone(),
                fates_known: false,
                minimum: 0.0,
                wanted: Wanted { scorecard: self.frozen()?, ..Wanted::of(&warning) },
                definition: Definition::default(),
            },
        }))
    }
}

/// Lines that doubts may take at most.
const DOUBTS: usize = 10;
const POSITIVE: &str = "a number of days, 0 or more";

fn level(level: f64) -> Outcome<f64> {
    checked("--level", level, "a share between 0 and 1, such as 0.95", |l| l > 0.0 && l < 1.0)
}

/// Numbers in ascending order without repeats; nothing where none were given.
fn list(flag: &str, given: &[f64], expected: &str, good: impl Fn(f64) -> bool) -> Outcome<Option<Vec<f64>>> {
    let mut numbers = given.iter().map(|x| checked(flag, *x, expected, &good)).collect::<Outcome<Vec<f64>>>()?;
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    if numbers.len() > MOST_ASKED {
        return Err(Problem::new("A113", format!("{flag} takes at most {MOST_ASKED} numbers"))
            .found(format!("{} different numbers", numbers.len()))
            .expected(format!("{expected}, up to {MOST_ASKED} of them")));
    }
    Ok((!numbers.is_empty()).then_some(numbers))
}

fn trimmed(list: &[String]) -> Vec<String> {
    list.iter().map(|s| s.trim().to_string()).filter(|s| !s.is_empty()).collect()
}

fn checked(flag: &str, value: f64, expected: &str, good: impl Fn(f64) -> bool) -> Outcome<f64> {
    if value.is_finite() && good(value) {
        return Ok(value);
    }
    Err(Problem::new("A113", format!("{flag} cannot be {value}")).found(format!("{flag} {value}")).expected(expected))
}
