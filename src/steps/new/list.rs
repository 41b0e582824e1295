//! The list of programmes of a new study: the made-up one, or somebody's own.

use super::scaffold::{Scaffold, quoted};
use crate::diagnostics::Outcome;
use crate::provenance;
use crate::registers::{OwnList, own_list};
use crate::trial::Language;
use std::path::Path;

/// The list as it will stand in the study folder, and the keys of [frame] that read it.
pub struct Listed {
    pub file: String,
    pub bytes: Vec<u8>,
    pub lots: usize,
    pub stratum: Option<String>,
    pub list: Option<OwnList>,
    id: String,
    lot: Option<String>,
    first: Option<String>,
    last: Option<String>,
    covariates: Vec<String>,
}

impl Listed {
    /// Twelve made-up programmes at two schools.
    pub fn example(scaffold: &Scaffold, language: Language) -> Listed {
        Listed {
            file: "programmes.csv".into(),
            bytes: scaffold.programmes.as_bytes().to_vec(),
            lots: scaffold.programmes.lines().count() - 1,
            stratum: Some(language.pick("skole", "school").into()),
            list: None,
            id: "id".into(),
            lot: None,
            first: None,
            last: None,
            covariates: vec![language.pick("elever", "pupils").into()],
        }
    }

    /// The head of the protocol with the keys of [frame].
    pub fn fill(&self, head: &str, language: Language) -> String {
        let line = |key: &str, column: &Option<String>, default: &str, danish: &str, english: &str| {
            let said = language.pick(danish, english);
            match column {
                Some(c) => format!("{key} = {}  # {said}", quoted(c)),
                None => format!("# {key} = \"{default}\"  # {said}"),
            }
        };
        let covariates: Vec<String> = self.covariates.iter().map(|c| quoted(c)).collect();
        head.replace("{file}", &quoted(&self.file))
            .replace("{id}", &quoted(&self.id))
            .replace("{covariates}", &format!("[{}]", covariates.join(", ")))
            .replace(
                "{stratum}",
                &line(
                    "stratum",
                    &self.stratum,
                    "school",
                    "kolonnen med skolen; udelades, hvor der ingen er",
                    "column of the school; leave out when there is none",
                ),
            )
            .replace(
                "{lot}",
                &line(
                    "lot",
                    &self.lot,
                    "lot",
                    "kolonnen med loddet: uddannelser med samme lod begynder sammen",
                    "column of the lot: programmes with one lot start together",
                ),
            )
            .replace(
                "{first}",
                &line(
                    "first",
                    &self.first,
                    "first",
                    "kolonnen med det tidligste trin, en uddannelse kan begynde i",
                    "column of the earliest wave a programme can start in",
                ),
            )
            .replace(
                "{last}",
                &line("last", &self.last, "last", "kolonnen med det seneste trin", "column of the latest wave"),
            )
    }
}

/// Somebody's own list: byte for byte, or, where no column names each programme once, with a column of ids before.
pub fn of_file(path: &Path) -> Outcome<Listed> {
    let shown = path.display().to_string();
    let found = own_list(path, &shown)?;
    let suffix = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_else(|| "csv".into());
    let (file, bytes) = match &found.made {
        None => (format!("programmes.{suffix}"), provenance::read_argument(path)?),
        Some((_, ids)) => ("programmes.csv".to_string(), with_ids(ids, &found.table)),
    };
    Ok(Listed {
        file,
        bytes,
        lots: found.lots,
        stratum: found.stratum.clone(),
        id: found.id.clone().unwrap_or_else(|| "id".into()),
        lot: found.lot.clone(),
        first: found.first.clone(),
        last: found.last.clone(),
        covariates: found.covariates.clone(),
        list: Some(found),
    })
}

/// The list as CSV with semicolons, ids first.
fn with_ids(ids: &[String], table: &[Vec<String>]) -> Vec<u8> {
    let cell = |text: &str| {
        if text.contains([';', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_string()
        }
    };
    let first = std::iter::once("id").chain(ids.iter().map(String::as_str));
    let mut out = String::new();
    for (id, row) in first.zip(table) {
        let cells: Vec<String> = std::iter::once(id).chain(row.iter().map(String::as_str)).map(cell).collect();
        out.push_str(&cells.join(";"));
        out.push('\n');
    }
    out.into_bytes()
}
