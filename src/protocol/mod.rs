//! What did the researcher declare? `study.toml` with defaults written out, the plan, differences between two plans.
//! Nothing of how any of it is done.

mod declarations;
mod differences;
mod forecast;
mod forms;
mod joint;
mod methods;
mod pages;
mod plan;
mod plan_lines;
mod reader;
mod registration;
mod sections;
mod warning;

pub use differences::{Difference, declared, differences, differences_from, register_differences};
pub use pages::PAGES;
pub use plan::{forecast_rests_on, write_plan, write_registers};

use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::study::{Intervention, RegisterDecl};
use crate::trial::{Language, Study};
use reader::{Section, Source};
use std::collections::BTreeMap;
use toml::de::DeTable;

/// Reads a protocol (`study.toml` or `plan.toml`) from its text; `file` names it in messages. Every default is filled
/// in; an unknown key is refused with the nearest known name.
pub fn parse(text: &str, file: &str) -> Outcome<Study> {
    if text.starts_with('\u{feff}') {
        return Err(Problem::new("P300", "the protocol starts with a byte-order mark")
            .at(Place::line(file, 1))
            .help("save it as UTF-8 without BOM"));
    }
    let root = table(text, file)?;
    study(&Section::new(Source { text, file }, "", &root))
}

/// Reads the tables `[registers.*]` of a coding amendment; anything else beside them is refused.
pub fn parse_registers(text: &str, file: &str) -> Outcome<BTreeMap<String, RegisterDecl>> {
    let table = table(text, file)?;
    let root = Section::new(Source { text, file }, "", &table);
    let registers = declarations::registers(&root.section("registers")?)?;
    root.finish().map_err(|p| p.help("a coding amendment declares registers and nothing else"))?;
    Ok(registers)
}

fn table<'a>(text: &'a str, file: &'a str) -> Outcome<toml::Spanned<DeTable<'a>>> {
    DeTable::parse(text).map_err(|e| {
        let p = Problem::new("P300", format!("this is not valid TOML: {}", e.message()));
        match e.span() {
            Some(span) => p.at(Source { text, file }.place(span)),
            None => p.at(Place::file(file)),
        }
    })
}

fn study(root: &Section<'_>) -> Outcome<Study> {
    let head = root.section("study")?;
    if !head.present() {
        return Err(Problem::new("P302", "`[study]` is missing")
            .at(root.place())
            .help("a protocol begins with [study] and its title; `lodtrin new` writes one"));
    }
    let title_entry = head.require("title", "every study has a title")?;
    let title = title_entry.text()?;
    if title.chars().any(char::is_control) || title.trim() != title {
        return Err(title_entry.bad("the title holds a line break, a control character or a leading or trailing blank"));
    }
    let language = match head.choice("language", "da", &["da", "en"])? {
        "en" => Language::En,
        _ => Language::Da,
    };
    let contact = match head.get("contact") {
        None => String::new(),
        Some(e) => e.value.as_str().ok_or_else(|| e.wrong("text in quotes"))?.trim().to_string(),
    };
    let domain = head.text("domain", &slug(&title))?;
    let danish_csv = match head.get("csv") {
        None => false,
        Some(_) => head.choice("csv", "da", &["da"])? == "da",
    };
    head.finish()?;
    let frame = sections::frame(&root.section("frame")?)?;
    let interventions = interventions(root, frame.stratum.is_some())?;
    let joint = joint::joint(&root.section("joint")?, &interventions, frame.stratum.is_some())?;
    let registers = declarations::registers(&root.section("registers")?)?;
    let outcomes = declarations::outcomes(&root.sections("outcome")?)?;
    let forecast = forecast::forecast(&root.section("forecast")?, &interventions)?;
    let analysis = declarations::analysis(&root.section("analysis")?, forecast.is_some())?;
    declarations::check_scale(&outcomes, analysis.estimator, &root.section("analysis")?)?;
    forecast::check_outcome(&outcomes, analysis.adjust, &root.section("analysis")?)?;
    let disclosure = root.section("disclosure")?;
    let study = Study {
        title,
        language,
        contact,
        domain,
        frame,
        interventions,
        joint,
        registers,
        outcomes,
        analysis,
        forecast,
        absence: declarations::absence(&root.section("absence")?)?,
        power: declarations::power(&root.section("power")?)?,
        simulate: declarations::simulate(&root.section("simulate")?)?,
        disclosure_minimum: disclosure.integer("minimum", 5, 0..1001)? as u32,
        danish_csv,
        registration: registration::registration(&root.section("registration")?)?,
    };
    disclosure.finish()?;
    root.finish()?;
    Ok(study)
}

/// Whether every system can have a file or folder of this name.
pub fn is_portable(name: &str) -> bool {
    !name.is_empty()
        && !is_device(name)
        && !name.ends_with(['.', ' '])
        && !name.contains(['<', '>', ':', '"', '|', '?', '*', '\\', '/'])
}

/// Whether a name of a file or folder is one that Windows keeps for devices, whatever its suffix.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let numbered = port.is_some_and(|n| {
        let mut left = n.chars();
        left.next().is_some_and(|c| matches!(c, '1'..='9' | '¹' | '²' | '³')) && left.next().is_none()
    });
    numbered || matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
}

/// Names that the lottery's folder uses itself.
const RESERVED: [&str; 4] = ["past", "witness", "documents", "announced"];

fn interventions(root: &Section<'_>, has_stratum: bool) -> Outcome<Vec<Intervention>> {
    let tables = root.sections("intervention")?;
    let plain = root.section("rollout")?.present() || root.section("lottery")?.present();
    if tables.is_empty() {
        return Ok(vec![sections::intervention("", root, has_stratum)?]);
    }
    if plain {
        return Err(Problem::new("P304", "the protocol has both [[intervention]] and a plain [rollout] or [lottery]")
            .at(tables[0].place())
            .help("with several interventions each has its own [intervention.rollout] and [intervention.lottery]"));
    }
    let mut list: Vec<Intervention> = Vec::new();
    for t in &tables {
        let entry = t.require("name", "every intervention has a name, such as \"mentor\"")?;
        let name = entry.text()?;
        let device = is_device(&name);
        let ok = !device
            && (1..=32).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !ok || RESERVED.contains(&name.as_str()) || name.starts_with("addendum-") {
            return Err(entry.bad(format!("`{name}` cannot name an intervention")).expected(
                "1 to 32 of a-z, 0-9 and -; not `past`, `witness`, `documents`, `announced`, nor `addendum-…`, nor a device of Windows (`con`, `nul`, `com1`, …)",
            ));
        }
        if list.iter().any(|i| i.name == name) {
            return Err(entry.bad(format!("two interventions are named `{name}`")));
        }
        // one intervention is the plain form, whatever it is called: the same plan, the same bytes
        let alone = tables.len() == 1;
        if alone && t.section("simulate")?.present() {
            return Err(Problem::new("P304", format!("`{name}` is the only intervention and has a truth of its own"))
                .at(t.place())
                .help("with one intervention the truth of synthetic registers is `effect` of [simulate]"));
        }
        list.push(sections::intervention(if alone { "" } else { &name }, t, has_stratum)?);
        t.finish()?;
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    joint::same_terms(&list, &tables[0])?;
    joint::known_companions(&list, &tables[0])?;
    Ok(list)
}

/// A title as a name: lower case, æ → ae, ø → oe, å → aa, everything else that is no letter or digit → `-`.
fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.to_lowercase().chars() {
        match c {
            'æ' => out.push_str("ae"),
            'ø' => out.push_str("oe"),
            'å' => out.push_str("aa"),
            'é' | 'è' => out.push('e'),
            'ü' => out.push('u'),
            'ö' => out.push_str("oe"),
            'ä' => out.push_str("ae"),
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ if out.ends_with('-') || out.is_empty() => {}
            _ => out.push('-'),
        }
    }
    // a name of files and of pseudonyms: 64 bytes are enough
    let out = out[..out.len().min(64)].trim_end_matches('-');
    if out.is_empty() { "study".to_string() } else { out.to_string() }
}
