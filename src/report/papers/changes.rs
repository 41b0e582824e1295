//! A change since the lock as people read it: the day, what it was, what it bears on, from what to what, why, who had looked.

use crate::folder::changes::Row;
use crate::trial::Language;
use crate::words::{say, word};

/// The cells of a change in the language of the page.
pub(crate) struct Told {
    pub day: String,
    pub kind: String,
    pub key: String,
    pub from: String,
    pub to: String,
    pub reason: String,
    pub seen: String,
}

/// A change in words. What only the protocol's own keys name stays as the protocol writes it.
pub(crate) fn told(language: Language, row: &Row) -> Told {
    let open = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
    let lot = row.key.strip_prefix("lot.").filter(|_| row.kind == "withdrawn");
    let seen = match row.results {
        "before" => "answer-no",
        "after" => "answer-yes",
        _ => "answer-unknown",
    };
    Told {
        day: row.date.as_deref().map_or_else(|| "–".into(), |d| language.date(d)),
        kind: word(language, kind(row.kind)),
        key: lot.unwrap_or(&row.key).to_string(),
        from: side(language, row, &row.from),
        to: side(language, row, &row.to),
        reason: open(&row.reason),
        seen: word(language, seen),
    }
}

fn side(language: Language, row: &Row, text: &str) -> String {
    let wave = text.strip_prefix("wave ").filter(|_| row.kind == "withdrawn");
    match (text, wave) {
        ("absent", _) => word(language, "change-nothing"),
        ("out", _) if row.kind == "withdrawn" => word(language, "change-out"),
        (_, Some(number)) => say(language, "change-wave", &[("number", number.into())]),
        (digest, _) if digest.len() == 64 && digest.chars().all(|c| c.is_ascii_hexdigit()) => digest[..12].to_string(),
        _ => text.to_string(),
    }
}

/// The key of the words for a kind of change.
fn kind(kind: &str) -> &'static str {
    match kind {
        "replaced" => "change-replaced",
        "withdrawn" => "change-withdrawn",
        "late" => "change-late",
        "coding" => "change-coding",
        "fallback" => "change-fallback",
        "deviation" => "change-deviation",
        "delivery" => "change-delivery",
        _ => "change-unexplained",
    }
}

/// An amendment in one line: day, what, why.
pub(crate) fn amendment(lines: &[(String, String)], language: Language) -> String {
    let of = |key: &str| lines.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str());
    let what = match of("kind") {
        "withdraw" => format!("{} {}", language.pick("Udtrådt:", "Withdrawn:"), of("lot")),
        "late" => format!(
            "{} {}",
            language.pick("Sent tilkomne, tillægslodtrækning", "Late lots, addendum lottery"),
            of("addendum")
        ),
        "replaces" => {
            language.pick("Låsen erstatter en tidligere lås", "The lock replaces an earlier lock").to_string()
        }
        "coding" => language.pick("Registrenes koder blev låst", "The registers' codes were locked").to_string(),
        "deviation" => {
            let word = language.pick("Afvigelse:", "Deviation:");
            format!("{word} {}: {} → {}", of("key"), of("from"), of("to"))
        }
        "fallback" => format!("{} {}", language.pick("Reserverunde", "Fallback round"), of("round")),
        other => other.to_string(),
    };
    let day = language.date(of("date"));
    let reason = match of("reason") {
        "" => String::new(),
        reason => format!(" {} {reason}", language.pick("Begrundelse:", "Reason:")),
    };
    format!("{day}. {what}.{reason}")
}

#[cfg(test)]
mod tests {
    use super::told;
    use crate::folder::changes::Row;
    use crate::trial::Language;

    #[test]
    fn a_withdrawn_programme_is_told_in_words() {
        let row = Row {
            file: "amend-001.txt".into(),
            date: Some("2024-01-15".into()),
            kind: "withdrawn",
            key: "lot.esbjerg-maler".into(),
            from: "wave 2".into(),
            to: "out".into(),
            reason: None,
            results: "before",
        };
        let t = told(Language::Da, &row);
        let cells = [t.day, t.kind, t.key, t.from, t.to, t.reason, t.seen];
        assert_eq!(cells, ["15. januar 2024", "udtrådt", "esbjerg-maler", "trin 2", "ude", "–", "nej"]);
    }
}
