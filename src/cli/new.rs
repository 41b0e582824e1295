use super::{Answer, talk::Talk};
use crate::diagnostics::{Outcome, Problem};
use crate::steps::new::{Request, run as scaffold};
use crate::trial::Language;
use std::path::PathBuf;

/// Make the folder of a new study: a protocol with every default and a comment
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to make
    folder: PathBuf,
    /// Title of the study
    #[arg(long)]
    title: Option<String>,
    /// Language of the report and the draw sheet
    #[arg(long, value_name = "da|en", default_value = "da")]
    language: String,
    /// Several interventions, a lottery each
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    interventions: Vec<String>,
}

/// Reads `da` or `en`.
pub fn language(text: &str) -> Outcome<Language> {
    match text {
        "da" => Ok(Language::Da),
        "en" => Ok(Language::En),
        other => Err(Problem::new("P203", format!("there is no language `{other}`")).expected("da or en")),
    }
}

/// Writes the scaffold and says what comes next.
pub fn run(args: &Args, talk: &Talk) -> Outcome<Answer> {
    let request = Request {
        folder: args.folder.clone(),
        title: args.title.clone(),
        language: language(&args.language)?,
        interventions: args.interventions.clone(),
    };
    for path in scaffold(&request)? {
        talk.note(&format!("wrote {}", path.display()));
    }
    let folder = args.folder.display();
    talk.note(&format!(
        "next: put your programmes in {folder}/programmes.csv and your terms, waves and outcomes in {folder}/study.toml,\n      \
         then `lodtrin power {folder}` and `lodtrin lock --check {folder}`"
    ));
    Ok(Answer::Yes)
}
