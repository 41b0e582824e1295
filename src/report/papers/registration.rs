//! Two papers beside the report, as Markdown: the fields of a trial register filled from the lock, and the README that a
//! data editor asks for.

use crate::folder::witnesses;
use crate::report::Dossier;
use crate::report::document::phrase::Phrase;
use crate::trial::study::{Intervention, SourceDecl};

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

/// The fields that trial registers ask for, in the order of the WHO data set, filled from the plan and the lock.
pub fn registration(d: &Dossier) -> String {
    let p = Phrase(d.language);
    let (study, none) = (&d.study, p.say("(udfyldes af forskeren)", "(to be filled in by the researcher)").to_string());
    let intervention = study.intervention();
    let rollout = &intervention.rollout;
    let waves = |i: &Intervention| {
        let told = i.rollout.waves.iter().enumerate().map(|(k, w)| {
            let name = if i.name.is_empty() { String::new() } else { format!("{}, ", plain(&i.name)) };
            format!("{name}{} {}: {} ({})", p.say("trin", "wave"), k + 1, plain(&w.starts), w.capacity)
        });
        told.collect::<Vec<_>>()
    };
    let waves: Vec<String> = study.interventions.iter().flat_map(waves).collect();
    let outcome = |primary: bool| {
        let list: Vec<String> = study
            .outcomes
            .iter()
            .filter(|o| o.primary == primary)
            .map(|o| match (&o.within, o.target) {
                (w, Some(t)) => format!(
                    "{} ({}; {} {})",
                    plain(&o.label),
                    w.as_deref().unwrap_or("–"),
                    p.say("mål", "target"),
                    p.points(t)
                ),
                (w, None) => format!("{} ({})", plain(&o.label), w.as_deref().unwrap_or("–")),
            })
            .collect();
        if list.is_empty() { "–".to_string() } else { list.join("; ") }
    };
    let names: Vec<String> = d.each.iter().map(|one| plain(&one.study.intervention().name)).collect();
    let names = names.join(", ");
    let a = &study.analysis;
    let source = match intervention.lottery.source {
        SourceDecl::Dice => {
            p.say("terninger kastet af flere for vidner", "dice thrown by several people before witnesses")
        }
        SourceDecl::Drand => p.say("det offentlige fyr drand quicknet", "the public beacon drand quicknet"),
    };
    let lock = d.lottery.as_ref().map_or_else(|| none.clone(), |l| format!("`{}`", l.lock));
    let proof = plain(&witnesses::told(d.language, d.lottery.as_ref().and_then(|l| l.stamped.as_ref())));
    let span = match (rollout.periods.first(), rollout.periods.last()) {
        (Some(a), Some(b)) => format!("{} – {}", plain(&a.id), plain(&b.id)),
        _ => none.clone(),
    };
    let rows: Vec<(&str, String)> = vec![
        (p.say("Titel", "Title"), plain(&study.title)),
        (p.say("Kontakt", "Contact"), plain(&study.contact)),
        (
            p.say("Forsøgets art", "Study type"),
            p.say("trinvis indførelse (stepped wedge), rækkefølgen ved lodtrækning", "stepped wedge, order by lottery")
                .into(),
        ),
        (
            p.say("Enheder", "Units"),
            format!(
                "{} {}, {} {}, {} {}",
                d.programmes,
                p.say("uddannelser", "programmes"),
                d.lots,
                p.say("lodder", "lots"),
                d.schools.len(),
                p.say("skoler", "schools")
            ),
        ),
        (p.say("Trin (antal lodder)", "Waves (lots)"), waves.join("; ")),
        (p.say("Perioder", "Periods"), span),
        (p.say("Lodtrækning", "Randomization"), format!("lodtrin-1, {source}")),
        (p.say("Låsens fingeraftryk (SHA-256)", "Lock digest (SHA-256)"), lock),
        (p.say("Bevis for, at låsen kom først", "Proof that the lock came first"), proof),
        (p.say("Primært udfald", "Primary outcome"), outcome(true)),
        (p.say("Sekundære udfald", "Secondary outcomes"), outcome(false)),
        (
            p.say("Primær analyse", "Primary analysis"),
            format!("{} · {} · {} · {} · {}", a.estimator, a.estimand, a.variance, a.weight, p.level(a.level)),
        ),
        (p.say("Indsatsen", "Intervention"), if names.is_empty() { none.clone() } else { format!("{names}: {none}") }),
        (p.say("Finansiering", "Funding"), none.clone()),
        (p.say("Etik", "Ethics"), none),
    ];
    let mut text = format!(
        "# {}\n\n| {} | {} |\n|---|---|\n",
        p.say("Felter til registrering", "Fields for registration"),
        p.say("Felt", "Field"),
        p.say("Indhold", "Content")
    );
    for (field, content) in rows {
        text.push_str(&format!("| {field} | {content} |\n"));
    }
    text.push_str(&events(d, p));
    text
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
        "\n## {}\n\n| {} | {} | {} | {} | {} | {} | {} |\n|---|---|---|---|---|---|---|\n",
        p.say("Ændringer siden låsen", "Changes since the lock"),
        p.say("Fil", "File"),
        p.say("Dag", "Day"),
        p.say("Art", "Kind"),
        p.say("Punkt", "Key"),
        p.say("Låst", "Locked"),
        p.say("Nu", "Now"),
        p.say("Hvorfor; resultater set", "Why; results seen"),
    ));
    for r in &d.changes {
        let open = |text: &Option<String>| text.as_deref().map_or("–".to_string(), plain);
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {}; {} |\n",
            plain(&r.file),
            open(&r.date),
            r.kind,
            plain(&r.key),
            plain(&r.from),
            plain(&r.to),
            open(&r.reason),
            r.results
        ));
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
