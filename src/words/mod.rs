//! Words for readers: every sentence of a report, letter or figure, in Danish and English, as data in `da.ftl` and `en.ftl`.
//!
//! A message is a whole sentence with named variables and plurals. Numbers are handed in as text, formatted for the
//! language; a count that decides between singular and plural is handed in as a [`Slot::Count`] beside it. Nothing is
//! escaped here: whoever writes HTML, SVG or Word escapes what comes out.

use crate::trial::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// The messages of both languages as they stand in the files.
pub const SOURCES: [(Language, &str); 2] =
    [(Language::Da, include_str!("da.ftl")), (Language::En, include_str!("en.ftl"))];

type Bundle = FluentBundle<FluentResource>;

static DANISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Da));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::En));

/// What fills a variable of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slot<'a> {
    /// Text, numbers formatted for the language among them.
    Text(&'a str),
    /// A count that decides between singular and plural, printed as it is where the message prints it.
    Count(u64),
}

impl<'a> From<&'a str> for Slot<'a> {
    fn from(text: &'a str) -> Self {
        Slot::Text(text)
    }
}

impl<'a> From<&'a String> for Slot<'a> {
    fn from(text: &'a String) -> Self {
        Slot::Text(text)
    }
}

impl From<u64> for Slot<'_> {
    fn from(count: u64) -> Self {
        Slot::Count(count)
    }
}

impl From<usize> for Slot<'_> {
    fn from(count: usize) -> Self {
        Slot::Count(count as u64)
    }
}

fn bundle(language: Language) -> Bundle {
    let (tag, text) = match language {
        Language::Da => ("da", SOURCES[0].1),
        Language::En => ("en", SOURCES[1].1),
    };
    let id: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    // a file that does not parse whole is caught by a test; what parses is used
    let resource = FluentResource::try_new(text.to_string()).unwrap_or_else(|(parsed, _)| parsed);
    let _ = bundle.add_resource(resource);
    bundle
}

/// Whether there is a message of this key.
pub fn has(language: Language, key: &str) -> bool {
    of(language).has_message(key)
}

/// The sentence of a key without variables.
pub fn word(language: Language, key: &str) -> String {
    say(language, key, &[])
}

/// The sentence of a key, its variables filled; a key without a message gives itself.
pub fn say(language: Language, key: &str, slots: &[(&str, Slot<'_>)]) -> String {
    let bundle = of(language);
    let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else { return key.to_string() };
    let mut args = FluentArgs::new();
    for (name, slot) in slots {
        match slot {
            Slot::Text(text) => args.set(*name, *text),
            Slot::Count(count) => args.set(*name, *count as f64),
        }
    }
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
}

fn of(language: Language) -> &'static Bundle {
    match language {
        Language::Da => &DANISH,
        Language::En => &ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Doubt;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn one_of_anything_is_said_in_the_singular() {
        let counts = |n: u64| [("programmes", n.into()), ("lots", n.into()), ("schools", n.into())];
        assert_eq!(say(Language::Da, "registry-units", &counts(1)), "1 uddannelse, 1 lod, 1 skole");
        assert_eq!(say(Language::Da, "sap-units", &counts(3)), "Der er 3 uddannelser i 3 lodder ved 3 skoler.");
        let schools: [(&str, Slot<'_>); 3] =
            [("programmes", 4usize.into()), ("lots", 4usize.into()), ("schools", 0usize.into())];
        assert_eq!(say(Language::En, "sap-units", &schools), "There are 4 programmes in 4 lots.");
        let rest: [(&str, Slot<'_>); 2] = [("rest", "1".into()), ("count", 1usize.into())];
        assert_eq!(say(Language::En, "worked-elsewhere", &rest), "1 pupil is used only in other estimates.");
        assert_eq!(say(Language::Da, "worked-elsewhere", &rest), "1 elev er kun brugt i andre beregninger.");
    }

    /// Messages of a file with the variables they name.
    fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                key = name.to_string();
                assert!(all.insert(key.clone(), BTreeSet::new()).is_none(), "`{key}` stands twice");
            }
            for part in line.split('$').skip(1) {
                let name: String =
                    part.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect();
                all.entry(key.clone()).or_default().insert(name);
            }
        }
        all
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_variables() {
        let [danish, english] = SOURCES.map(|(_, text)| messages(text));
        assert!(danish.len() > 80);
        for (key, variables) in &danish {
            assert_eq!(english.get(key), Some(variables), "`{key}`");
        }
        assert_eq!(danish.len(), english.len());
        for (language, text) in SOURCES {
            assert!(FluentResource::try_new(text.to_string()).is_ok(), "{language:?} does not parse");
            messages(text).keys().for_each(|k| assert!(has(language, k), "`{k}` of {language:?} is no message"));
        }
    }

    #[test]
    fn every_message_is_used() {
        let mut code = String::new();
        let mut rooms = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        while let Some(at) = rooms.pop() {
            if at.is_dir() {
                rooms.extend(std::fs::read_dir(&at).unwrap().map(|e| e.unwrap().path()));
            } else if at.extension().is_some_and(|e| e == "rs") {
                code.push_str(&std::fs::read_to_string(&at).unwrap());
            }
        }
        use crate::trial::methods::{Estimand, Estimator, Named, VarianceKind};
        let mut doubts: BTreeSet<String> = Doubt::samples().iter().map(Doubt::key).collect();
        // the register of methods says these by family and name
        doubts.extend(Estimator::all().iter().map(|e| format!("method-{}", e.name())));
        doubts.extend(Estimator::all().iter().map(|e| format!("told-{}", e.name())));
        doubts.extend(Estimand::all().iter().map(|e| format!("average-{}", e.name())));
        doubts.extend(VarianceKind::all().iter().map(|v| format!("inference-{}", v.name())));
        // and these where a figure has little room
        doubts.extend(Estimator::all().iter().map(|e| format!("short-{}", e.name())));
        doubts.extend(Estimand::all().iter().map(|e| format!("short-average-{}", e.name())));
        doubts.extend(VarianceKind::all().iter().map(|v| format!("short-inference-{}", v.name())));
        let unused: Vec<String> = messages(SOURCES[0].1)
            .into_keys()
            .filter(|key| !doubts.contains(key) && !code.contains(&format!("\"{key}\"")))
            .collect();
        assert!(unused.is_empty(), "nothing says {unused:?}");
    }

    #[test]
    fn every_doubt_has_words_for_readers_and_a_sentence_with_its_numbers() {
        for doubt in Doubt::samples() {
            for (language, _) in SOURCES {
                let says = word(language, &doubt.key());
                assert!(says.ends_with('.') && says.contains(' '), "{} in {language:?}: {says}", doubt.kind());
            }
            assert!(!doubt.message().is_empty(), "{doubt:?}");
            assert!(doubt.values().values().all(|v| v.is_number() || v.is_string()), "{doubt:?}");
        }
    }

    #[test]
    fn plurals_and_text_are_filled_in() {
        let mut bundle = bundle(Language::Da);
        let text = "pupils = { $count ->\n    [one] én elev i { $place }\n   *[other] { $n } elever i { $place }\n }\n";
        bundle.add_resource(FluentResource::try_new(text.to_string()).unwrap()).unwrap();
        let say = |count: f64, n: &str| {
            let mut args = FluentArgs::new();
            args.set("count", count);
            args.set("n", n);
            args.set("place", "Århus");
            let pattern = bundle.get_message("pupils").unwrap().value().unwrap();
            bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
        };
        assert_eq!(say(1.0, "1"), "én elev i Århus");
        assert_eq!(say(4610.0, "4.610"), "4.610 elever i Århus");
    }
}
