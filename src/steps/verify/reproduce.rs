//! `--results`: ingest, balance, effect, absence and report once more in a scratch folder, compared file by file.

mod receipts_again;

use super::{cells, counts, returned};
use crate::diagnostics::{Outcome, Progress};
use crate::folder::data_files::is_counts;
use crate::folder::data_receipt::PATH as DATA;
use crate::folder::deliveries::LOOKED;
use crate::folder::receipts::{self, Entry};
use crate::folder::study::Folder;
use crate::provenance::{self, Scratch, read_bytes};
use crate::steps::effect::from_bridge::KEPT;
use crate::steps::{absence, balance, effect, ingest, report};
use crate::trial::{Language, Study};
use crate::verify::Made;
use crate::verify::compare::{Comparison, compare};
use crate::verify::from_counts::PATH as PANEL;
use crate::verify::results::Reproduced;
use crate::verify::verdict::{Options, Verdict};
use crate::verify::{pupils, standing};
use std::collections::BTreeSet;

/// A study, the scratch folder in which it is made again, and what has been done there.
struct Again<'a> {
    study: &'a Folder,
    copy: Folder,
    scratch: Scratch,
    pack: bool,
    /// Verbs that ran here.
    ran: BTreeSet<&'static str>,
    /// Whether pseudonyms were made with a key that nobody keeps.
    throwaway: bool,
    /// Data that were taken as they stand, though their verb ran here.
    taken: Vec<&'static str>,
    out: Reproduced,
}

/// Makes again whatever can be: from the registers where they are, from the data, or from the counts.
pub(super) fn run(study: &Folder, pack: bool, options: &Options, progress: &dyn Progress) -> Outcome<Reproduced> {
    let scratch = Scratch::new()?;
    let copy = Folder::at(scratch.path());
    lay_out(study, &copy, pack)?;
    let out = Reproduced { made: Made::default(), verdicts: Vec::new(), not_checked: Vec::new() };
    let (ran, taken) = (BTreeSet::new(), Vec::new());
    let mut again = Again { study, copy, scratch, pack, ran, throwaway: false, taken, out };
    again.data(options, progress)?;
    again.results(progress)?;
    again.judge()?;
    again.out.made.settle();
    Ok(again.out)
}

/// The lottery and the protocol in a fresh folder: copies of plain files, never links.
fn lay_out(study: &Folder, copy: &Folder, pack: bool) -> Outcome<()> {
    for name in standing::files(study, "lottery") {
        put(copy, &name, &read_bytes(&study.path(&name))?)?;
    }
    // in a pack the plan stands for study.toml, without what was frozen with it
    let bytes = match study.plan()?.filter(|_| pack || !study.path("study.toml").is_file()) {
        Some(mut plan) => {
            plan.forecast.iter_mut().for_each(|f| f.frozen = None);
            // the form of tables binds nothing: it is that of the tables that stand
            plan.danish_csv = standing::writes_danish(study);
            crate::protocol::write_plan(&plan).into_bytes()
        }
        None => read_bytes(&study.path("study.toml"))?,
    };
    put(copy, "study.toml", &bytes)?;
    let frame = copy.study()?.frame.file;
    if !pack && standing::is_inside(&frame) && study.path(&frame).is_file() {
        put(copy, &frame, &read_bytes(&study.path(&frame))?)?;
    }
    Ok(())
}

fn put(copy: &Folder, name: &str, bytes: &[u8]) -> Outcome<()> {
    provenance::create_new(&copy.path(name), bytes)
}

impl Again<'_> {
    fn here(&self, path: &str) -> bool {
        self.study.path(path).is_file()
    }

    /// `data/` made again from the registers, or taken as it stands.
    fn data(&mut self, options: &Options, progress: &dyn Progress) -> Outcome<()> {
        let declared = self.copy.study()?;
        let standing = standing::files(self.study, "data");
        let files = || declared.registers.values().flat_map(|r| &r.files);
        let counted = is_counts(self.study);
        let registers =
            !self.pack && !counted && files().next().is_some() && files().all(|f| self.study.root().join(f).is_file());
        if registers && !standing.is_empty() {
            return self.ingest(&declared, options, progress);
        }
        if counted {
            return self.counted();
        }
        if !standing.is_empty() {
            let why = if self.pack { "a pack holds no register" } else { "the registers are not here" };
            self.out.not_checked.push(format!("ingest: {why}, so the data were taken as they stand"));
        }
        for name in standing {
            put(&self.copy, &name, &read_bytes(&self.study.path(&name))?)?;
        }
        Ok(())
    }

    /// `data/` made again from counts.
    fn counted(&mut self) -> Outcome<()> {
        self.take_looked()?;
        self.taken = cells::again(self.study, &self.copy, self.pack)?;
        self.ran.insert("ingest");
        if !self.taken.is_empty() {
            self.out.not_checked.push(
                "ingest: the file of counts that was given is not in the study folder under the name that data/receipt.json \
                 tells, so data/counts.csv was taken as it stands"
                    .to_string(),
            );
        }
        self.take_receipt()
    }

    fn ingest(&mut self, declared: &Study, options: &Options, progress: &dyn Progress) -> Outcome<()> {
        let needs_key = declared.registers.values().any(|r| !r.pseudonymised);
        self.throwaway = needs_key && options.key_file.is_none();
        let key = self.scratch.beside("key");
        if self.throwaway {
            let hex = provenance::sha256(b"a throwaway key of lodtrin verify").hex();
            provenance::create_private(&key, hex.as_bytes())?;
            self.out.not_checked.push(
                "the pseudonym column of data/pupils.parquet: the key is not here (give --key-file PATH), a throwaway one was used"
                    .to_string(),
            );
        }
        let request = ingest::Request {
            study: self.study.root().to_path_buf(),
            key_file: if self.throwaway { Some(key) } else { options.key_file.clone() },
            into: Some(self.copy.root().to_path_buf()),
            ..ingest::Request::default()
        };
        self.take_looked()?;
        ingest::run(&request, progress)?;
        self.ran.insert("ingest");
        if self.throwaway {
            self.take_receipt()?;
        }
        Ok(())
    }

    fn take_looked(&self) -> Outcome<()> {
        match self.here(LOOKED) {
            true => put(&self.copy, LOOKED, &read_bytes(&self.study.path(LOOKED))?),
            false => Ok(()),
        }
    }

    /// Every product that stands or that the receipt names, in the order in which they build on one another.
    fn results(&mut self, progress: &dyn Progress) -> Outcome<()> {
        // a receipt that does not hold has its own verdict
        let entries = receipts::products(self.study).unwrap_or_default();
        let asked = |verb: &str| {
            entries.iter().any(|e| e.verb == verb)
                || standing::files(self.study, "results").iter().any(|f| standing::verb_of(f) == Some(verb))
        };
        let pupils = self.copy.path("data/pupils.parquet").is_file();
        if asked("balance") && self.copy.path("lottery/receipt.json").is_file() {
            balance::run(&self.copy, None, true, progress)?;
            self.ran.insert("balance");
        }
        if asked("effect") && (pupils || is_counts(&self.copy)) {
            let seed = seed_of(&entries, "effect").unwrap_or(1);
            effect::run_study(&self.copy, &effect::StudyRequest { seed, ..Default::default() }, progress)?;
            self.ran.insert("effect");
        } else if asked("effect") && self.here(PANEL) && self.here("results/effects.json") {
            let folder = Folder::at(self.scratch.beside("counts"));
            lay_out(self.study, &folder, self.pack)?;
            self.out.verdicts.push(counts::verdict(self.study, &folder, progress)?);
        } else if asked("effect") && standing::files(self.study, "results").iter().any(|f| f.starts_with(KEPT)) {
            let out = (&mut self.out.not_checked, &mut self.out.verdicts, &mut self.out.made);
            returned::judge(self.study, &self.copy, &entries, out, progress)?;
        }
        if asked("absence") && pupils {
            absence::run_study(&self.copy, &absence::StudyQuestion::default(), progress)?;
            self.ran.insert("absence");
        }
        if asked("report") {
            self.report(&entries)?;
        }
        for verb in entries.iter().map(|e| e.verb.as_str()).filter(|v| !standing::VERBS.contains(v)) {
            self.out.not_checked.push(format!("the product of `{verb}`: it is not reproduced"));
        }
        Ok(())
    }

    /// The report, from what was made again and, where a verb could not run, from what is published.
    fn report(&mut self, entries: &[Entry]) -> Outcome<()> {
        for name in standing::files(self.study, "results") {
            let verb = standing::verb_of(&name);
            let left = verb.is_some_and(|v| v != "report" && !self.ran.contains(v));
            if left && !self.copy.path(&name).exists() {
                put(&self.copy, &name, &read_bytes(&self.study.path(&name))?)?;
            }
        }
        let entry = entries.iter().find(|e| e.verb == "report");
        let language = match entry.and_then(|e| e.options["language"].as_str()) {
            Some("da") => Some(Language::Da),
            Some("en") => Some(Language::En),
            _ => None,
        };
        let wide = entry.is_some_and(|e| e.options["wide"] == true);
        match report::run(&self.copy, &report::Options { language, wide }) {
            Ok(_) => {
                self.ran.insert("report");
            }
            // a pack need not hold what a report is drawn from
            Err(_) if self.pack => {}
            Err(problem) => return Err(problem),
        }
        Ok(())
    }

    /// Puts every file into its class.
    fn judge(&mut self) -> Outcome<()> {
        let mut paths: BTreeSet<String> = BTreeSet::new();
        for folder in [self.study, &self.copy] {
            paths.extend(standing::files(folder, "data"));
            paths.extend(standing::files(folder, "results"));
        }
        paths.remove(DATA);
        paths.remove(receipts::PATH);
        let mut apart: Vec<(&'static str, Vec<String>, Option<f64>)> =
            ["ingest", "balance", "effect", "absence", "report"].map(|v| (v, Vec::new(), None)).into();
        for path in &paths {
            let verb = standing::verb_of(path);
            let found = self.class(path, verb)?;
            if let Some((_, details, digits)) = apart.iter_mut().find(|(v, ..)| Some(*v) == verb) {
                found.into_iter().for_each(|c| note(path, c, details, digits));
            }
        }
        for (verb, details, digits) in apart {
            if self.ran.contains(verb) {
                self.out.verdicts.push(verdict(&format!("{verb} again"), details, digits));
            }
        }
        self.receipts()
    }

    /// Notes the class of one file, and gives its difference where it was made again.
    fn class(&mut self, path: &str, verb: Option<&'static str>) -> Outcome<Option<Comparison>> {
        let (there, again) = (self.here(path), self.copy.path(path).is_file());
        let ran = verb.is_some_and(|v| self.ran.contains(v));
        let named = standing::named(self.study, path);
        let path = path.to_string();
        match (there, again) {
            (true, true) if self.taken.contains(&path.as_str()) => self.out.made.not_made_again.push(path),
            (true, true) if ran => return self.compared(path),
            (true, _) if verb.is_none() => self.out.made.not_ours.push(path),
            // drawn from files that are not here
            (true, false) if ran && named && self.lacks_sources() => self.out.made.not_made_again.push(path),
            (true, false) if ran => self.out.made.not_ours.push(path),
            (true, _) => match self.rendered(&path)? {
                Some(Comparison::Same) | None => self.out.made.not_made_again.push(path),
                Some(found) => {
                    self.out.made.differs.push(path);
                    return Ok(Some(found));
                }
            },
            (false, true)
                if ran
                    && !(self.pack && path.starts_with("data/"))
                    && !(verb == Some("report") && self.lacks_sources()) =>
            {
                self.out.made.missing.push(path);
            }
            _ => {}
        }
        Ok(None)
    }

    fn compared(&mut self, path: String) -> Outcome<Option<Comparison>> {
        let found = if self.throwaway && path.ends_with("pupils.parquet") {
            pupils::but_for_pseudonyms(self.study, &self.copy, &self.scratch.beside("pupils"))?
        } else {
            compare(&read_bytes(&self.study.path(&path))?, &read_bytes(&self.copy.path(&path))?)
        };
        let rendered = standing::is_rendered(&path);
        if found == Comparison::Same {
            let list = match (rendered, self.sources_made(&path)) {
                (false, _) => &mut self.out.made.made_again,
                (true, true) => &mut self.out.made.follows,
                (true, false) => &mut self.out.made.not_made_again,
            };
            list.push(path);
            return Ok(None);
        }
        // the tables for papers are drawn from all there is; those of one result from it alone
        let of_one = path.starts_with("results/tables/") && !path.starts_with("results/tables/tables.");
        let table = path.ends_with(".csv") || path.ends_with(".json") || of_one;
        if rendered && !table && (self.lacks_sources() || standing::other_version(self.study)) {
            self.out.made.not_made_again.push(path);
            return Ok(None);
        }
        self.out.made.differs.push(path);
        Ok(Some(found))
    }

    /// Whether everything that a rendering is drawn from was made again.
    fn sources_made(&self, path: &str) -> bool {
        let ran = |verb: &str| {
            let stands = standing::files(self.study, "results").iter().any(|f| standing::verb_of(f) == Some(verb));
            self.ran.contains(verb) || !stands
        };
        match path {
            "results/effects.csv" | "results/tables/effects.md" | "results/tables/effects.tex" => ran("effect"),
            "results/absence.csv" | "results/tables/absence.md" | "results/tables/absence.tex" => ran("absence"),
            p if p.contains("balance") => ran("balance"),
            p if p.starts_with("data/") => self.ran.contains("ingest"),
            _ => ran("effect") && ran("absence") && ran("balance") && !self.lacks_sources(),
        }
    }

    /// Whether files that a report is drawn from are not here.
    fn lacks_sources(&self) -> bool {
        standing::SOURCES.iter().any(|f| standing::named(self.study, f) && !self.copy.path(f).is_file())
    }

    /// A CSV whose JSON could not be made again, compared with what that JSON renders to.
    fn rendered(&self, path: &str) -> Outcome<Option<Comparison>> {
        let Some(json) = path.strip_suffix(".csv").map(|p| format!("{p}.json")) else { return Ok(None) };
        if !path.starts_with("results/") || !self.here(&json) {
            return Ok(None);
        }
        let text = provenance::read_text(&self.study.path(&json))?;
        let standing = read_bytes(&self.study.path(path))?;
        let Some(csv) = standing::csv_of(&text, standing::is_danish(&standing)) else { return Ok(None) };
        Ok(Some(compare(&standing, csv.as_bytes())))
    }
}

fn seed_of(entries: &[Entry], verb: &str) -> Option<u64> {
    entries.iter().find(|e| e.verb == verb)?.options["seed"].as_u64()
}

/// Puts a comparison into words, unless the bytes are the same.
fn note(path: &str, found: Comparison, details: &mut Vec<String>, last_digits: &mut Option<f64>) {
    match found {
        Comparison::Same => {}
        Comparison::LastDigits { largest } => {
            *last_digits = Some(last_digits.unwrap_or(0.0).max(largest));
            details.push(format!("{path} differs in the last digits only (at most {largest:.1e} of a number)"));
        }
        Comparison::Different { line, published, reproduced, largest } => {
            let much = largest.map_or(String::new(), |l| format!(", by up to {:.3} % of a number", 100.0 * l));
            details.push(format!("{path} differs from line {line} on{much}"));
            details.push(format!("  published:  {published}"));
            details.push(format!("  reproduced: {reproduced}"));
        }
    }
}

fn verdict(check: &str, details: Vec<String>, last_digits: Option<f64>) -> Verdict {
    if details.is_empty() {
        return Verdict::yes(check, "made again in a scratch folder, every file is the same byte for byte");
    }
    let only_digits = last_digits.is_some() && details.iter().all(|d| d.contains("last digits only"));
    let says = if only_digits {
        "made again, files differ in the last digits of numbers only"
    } else {
        "made again, files come out different"
    };
    Verdict::no(check, says, details)
}
