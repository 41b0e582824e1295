//! Two papers beside the report, as Markdown: the fields of a trial register filled from the lock, and the README that a
//! data editor asks for.

use super::blocks::Block;
use super::{changes, names, planned};
use crate::folder::witnesses;
use crate::report::Dossier;
use crate::report::document::phrase::Phrase;
use crate::trial::Named;
use crate::trial::study::{Intervention, OutcomeDecl};
use crate::words::{say, word};

/// Words in Markdown: on one line, with what would begin markup escaped.
fn plain(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The fields of the AEA registry, of OSF and of ClinicalTrials.gov, as far as the protocol holds them; what only people
/// know says which key it is written under.
pub fn registration(d: &Dossier) -> String {
    let language = d.language;
    let mut text = format!("# {}\n\n{}\n", word(language, "registry-title"), word(language, "registry-note"));
    for (name, fields) in [("AEA RCT Registry", aea(d)), ("OSF", osf(d)), ("ClinicalTrials.gov", clinical_trials(d))] {
        text.push_str(&format!(
            "\n## {name}\n\n| {} | {} |\n|---|---|\n",
            word(language, "registry-field"),
            word(language, "registry-content")
        ));
        for (field, content) in fields {
            text.push_str(&format!("| {field} | {content} |\n"));
        }
    }
    text.push_str(&events(d, Phrase(language)));
    text
}

/// A field of a register, as the register names it, and what the protocol says.
type Fields = Vec<(&'static str, String)>;

/// What only people know, or the key that it is written under.
fn own(d: &Dossier, key: &'static str) -> String {
    match d.study.registration.get(key) {
        Some(text) => plain(text),
        None => say(d.language, "registry-missing", &[("key", key.into())]),
    }
}

/// The sentences of blocks on one line.
fn line(blocks: &[Block]) -> String {
    let words = |b: &Block| match b {
        Block::Paragraph(runs) | Block::Item(runs) => Some(runs.iter().map(|r| r.text.as_str()).collect::<String>()),
        _ => None,
    };
    plain(&blocks.iter().filter_map(words).collect::<Vec<_>>().join(" "))
}

fn units(d: &Dossier) -> String {
    let slots = [("programmes", d.programmes.into()), ("lots", d.lots.into()), ("schools", d.schools.len().into())];
    say(d.language, "registry-units", &slots)
}

fn outcomes(d: &Dossier, primary: bool) -> String {
    let one = |o: &OutcomeDecl| {
        let within = planned::within(d.language, o);
        match o.target {
            Some(t) => {
                let target = planned::declared(d.language, 100.0 * t);
                let slots =
                    [("outcome", (&o.label).into()), ("within", (&within).into()), ("target", (&target).into())];
                say(d.language, "registry-outcome-target", &slots)
            }
            None => {
                say(d.language, "registry-outcome", &[("outcome", (&o.label).into()), ("within", (&within).into())])
            }
        }
    };
    let list: Vec<String> = d.study.outcomes.iter().filter(|o| o.primary == primary).map(|o| plain(&one(o))).collect();
    if list.is_empty() { "–".to_string() } else { list.join("; ") }
}

fn waves(d: &Dossier) -> String {
    let of = |i: &Intervention| {
        let told = i.rollout.waves.iter().enumerate().map(|(k, w)| {
            let name = if i.name.is_empty() { String::new() } else { format!("{}, ", plain(&i.name)) };
            format!("{name}{} {}: {} ({})", word(d.language, "registry-wave"), k + 1, plain(&w.starts), w.capacity)
        });
        told.collect::<Vec<_>>()
    };
    d.study.interventions.iter().flat_map(of).collect::<Vec<String>>().join("; ")
}

/// First or last day of all periods.
fn edge(d: &Dossier, first: bool) -> String {
    let periods = || d.study.interventions.iter().flat_map(|i| &i.rollout.periods);
    let day = if first { periods().map(|p| p.start).min() } else { periods().map(|p| p.end).max() };
    day.map_or_else(|| "–".to_string(), |day| planned::counted(d.language, day))
}

/// First day of the first wave.
fn begins(d: &Dossier) -> String {
    let starts = d.study.interventions.iter().filter_map(|i| {
        let t = i.rollout.start_of_wave(1)?;
        Some(i.rollout.periods[t].start)
    });
    starts.min().map_or_else(|| "–".to_string(), |day| planned::counted(d.language, day))
}

fn rules(d: &Dossier) -> String {
    let own = d.study.interventions.iter().flat_map(|i| {
        let told = planned::rules(d.language, i).join(" ");
        Some(if i.name.is_empty() { told } else { format!("{}: {told}", i.name) })
    });
    format!("lodtrin-1. {}", plain(&own.collect::<Vec<_>>().join(" ")))
}

fn lock(d: &Dossier) -> String {
    match d.lottery.as_ref() {
        Some(l) => format!("`{}`", l.lock),
        None => word(d.language, "registry-not-locked"),
    }
}

/// What shows that the lock came before chance.
fn proof(d: &Dossier) -> String {
    plain(&witnesses::told(d.language, d.lottery.as_ref().and_then(|l| l.stamped.as_ref())))
}

fn analysis(d: &Dossier) -> String {
    let a = &d.study.analysis;
    let method = names::method(d.language, a.estimator.name());
    let average = names::named_average(d.language, a.estimand.name());
    let inference = names::inference(d.language, a.variance.name());
    let slots = [("method", (&method).into()), ("average", (&average).into()), ("inference", (&inference).into())];
    plain(&say(d.language, "paper-note-method", &slots))
}

fn design(d: &Dossier) -> String {
    plain(&word(d.language, "sap-design-text"))
}

fn interventions(d: &Dossier) -> String {
    let names: Vec<String> =
        d.study.interventions.iter().filter(|i| !i.name.is_empty()).map(|i| plain(&i.name)).collect();
    if names.is_empty() { own(d, "intervention") } else { format!("{}: {}", names.join(", "), own(d, "intervention")) }
}

fn aea(d: &Dossier) -> Fields {
    let power = plain(&planned::power(&d.study, d.language).replace('`', ""));
    vec![
        ("Title", plain(&d.study.title)),
        ("Primary Investigator; contact", plain(&d.study.contact)),
        ("Trial Start Date", edge(d, true)),
        ("Intervention Start Date", begins(d)),
        ("Trial End Date", edge(d, false)),
        ("Abstract", own(d, "about")),
        ("Sponsors", own(d, "funding")),
        ("Partners and roles", own(d, "roles")),
        ("Interventions", interventions(d)),
        ("Primary Outcomes (end points)", outcomes(d, true)),
        ("Secondary Outcomes (end points)", outcomes(d, false)),
        ("Experimental Design", design(d)),
        ("Experimental Design Details", waves(d)),
        ("Randomization Method", rules(d)),
        ("Randomization Unit", units(d)),
        ("Was the treatment clustered?", word(d.language, "registry-clustered")),
        ("Sample size: planned number of clusters", d.lots.to_string()),
        ("Minimum detectable effect size and power", power),
        ("Institutional Review Board", own(d, "ethics")),
        ("Analysis Plan", format!("`sap.docx`, `sap.md`; {}", lock(d))),
        (d.language.pick("Bevis for, at låsen kom først", "Proof that the lock came first"), proof(d)),
        ("Other registry; identifier", format!("{}; {}", own(d, "registry"), own(d, "registry_id"))),
    ]
}

fn osf(d: &Dossier) -> Fields {
    let language = d.language;
    vec![
        ("Title", plain(&d.study.title)),
        ("Description", own(d, "about")),
        ("Contributors", own(d, "roles")),
        ("Hypotheses", line(&[Block::words(planned::estimand(d))])),
        ("Study type", word(language, "registry-experiment")),
        ("Blinding", word(language, "registry-blinding")),
        ("Study design", design(d)),
        ("Randomization", rules(d)),
        ("Existing data; data collection", word(language, "registry-data")),
        ("Sample size", units(d)),
        ("Sample size rationale", plain(&planned::power(&d.study, language).replace('`', ""))),
        ("Manipulated variables", interventions(d)),
        ("Measured variables", format!("{}; {}", outcomes(d, true), outcomes(d, false))),
        ("Statistical models", analysis(d)),
        ("Inference criteria", plain(&word(language, "sap-multiplicity"))),
        ("Missing data", plain(&word(language, "sap-missing-text"))),
        ("Other: lock digest (SHA-256)", lock(d)),
    ]
}

fn clinical_trials(d: &Dossier) -> Fields {
    let language = d.language;
    vec![
        ("Brief Title", plain(&d.study.title)),
        ("Brief Summary", own(d, "about")),
        ("Study Type", "Interventional".to_string()),
        ("Allocation", format!("Randomized; {}", rules(d))),
        ("Interventional Study Model", format!("Stepped wedge (sequential); {}", waves(d))),
        ("Masking", word(language, "registry-blinding")),
        ("Enrollment", units(d)),
        ("Interventions", interventions(d)),
        ("Study Start Date", edge(d, true)),
        ("Primary Completion Date", edge(d, false)),
        ("Primary Outcome Measures", outcomes(d, true)),
        ("Secondary Outcome Measures", outcomes(d, false)),
        ("Sponsor and Collaborators", own(d, "funding")),
        ("Human Subjects Protection Review", own(d, "ethics")),
        ("Secondary IDs", format!("{}; {}", own(d, "registry_id"), lock(d))),
        ("Plan to Share IPD", own(d, "data_sharing")),
        ("Overall Contact", plain(&d.study.contact)),
    ]
}

/// Whether lots were drawn once, when codes were locked, and what is otherwise than locked.
fn events(d: &Dossier, p: Phrase) -> String {
    let mut text = String::new();
    let once = d.lottery.as_ref().and_then(|l| l.once.as_ref());
    if let Some((once, words)) = once.and_then(|o| Some((o, o.notice(d.language)?))) {
        let state = once.state.name();
        text.push_str(&format!("\n<p class=\"notice\" data-once=\"{state}\">{}</p>\n", plain(&words)));
    }
    if let Some(date) = &d.coded {
        let words = p.say(
            "Koderne i registrene blev låst den {date}, før nogen virkning var beregnet (så vidt filerne viser).",
            "The registers' codes were locked on {date}, before any effect was computed (as far as the files show).",
        );
        text.push_str(&format!("\n{}\n", words.replace("{date}", date)));
    }
    if d.changes.is_empty() {
        return text;
    }
    text.push_str(&format!(
        "\n## {}\n\n| {} | {} | {} | {} | {} | {} | {} | {} |\n|---|---|---|---|---|---|---|---|\n",
        p.say("Ændringer siden låsen", "Changes since the lock"),
        p.say("Fil", "File"),
        p.say("Dag", "Day"),
        p.say("Art", "Kind"),
        p.say("Punkt", "Key"),
        p.say("Låst", "Locked"),
        p.say("Nu", "Now"),
        p.say("Hvorfor", "Why"),
        p.say("Resultater set", "Results seen"),
    ));
    for r in &d.changes {
        let t = changes::told(d.language, r);
        let cells = [&r.file, &t.day, &t.kind, &t.key, &t.from, &t.to, &t.reason, &t.seen].map(|c| plain(c));
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

/// The replication README: what is here, what is needed, how to run it, what comes out.
pub fn replication(d: &Dossier) -> String {
    let p = Phrase(d.language);
    let mut text = format!("# {}: {}\n\n", p.say("Gentagelse", "Replication"), plain(&d.study.title));
    let mut section = |danish: &str, english: &str, body: &str| {
        text.push_str(&format!("## {}\n\n{body}\n\n", p.say(danish, english)))
    };
    section(
        "Data og adgang",
        "Data and access",
        p.say(
            "Registrene indeholder personoplysninger og følger ikke med. Enhver med lovlig adgang lægger dem i `registers/` \
             under de navne, som `study.toml` siger. `data/panel.csv` indeholder kun antal pr. uddannelse og periode.",
            "The registers hold personal data and are not included. Anybody with lawful access puts them into `registers/` \
             under the names that `study.toml` gives. `data/panel.csv` holds only counts by programme and term.",
        ),
    );
    section(
        "Program",
        "Software",
        &format!(
            "{} (`cargo install --locked --path .`). {}",
            d.tool,
            p.say("Intet net er nødvendigt.", "No network is needed.")
        ),
    );
    section(
        "Kørsel",
        "Running it",
        &format!(
            "```\nlodtrin verify                # {}\nlodtrin ingest --key-file KEY # {}\nlodtrin effect\nlodtrin absence\nlodtrin balance\nlodtrin report\nlodtrin verify --results --key-file KEY\n```",
            p.say("gentager lodtrækningen", "replays the lottery"),
            p.say("læser registrene", "reads the registers"),
        ),
    );
    let files: Vec<String> = d.digests.iter().map(|(path, hex)| format!("| `{}` | `{hex}` |", plain(path))).collect();
    section(
        "Filer og deres fingeraftryk",
        "Files and their digests",
        &format!("| {} | SHA-256 |\n|---|---|\n{}", p.say("Fil", "File"), files.join("\n")),
    );
    section(
        "Hvad kommer hvorfra",
        "What comes from where",
        &format!(
            "| {} | {} |\n|---|---|\n| `results/effects.csv`, `results/tables/effects.*` | `lodtrin effect` |\n\
             | `results/absence.csv`, `results/tables/absence.*` | `lodtrin absence` |\n| `results/balance.csv` | `lodtrin balance` |\n\
             | `results/figures/*`, `results/report.html` | `lodtrin report` |",
            p.say("Produkt", "Product"),
            p.say("Kommando", "Command"),
        ),
    );
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
