//! When two names of columns are the same name: by their letters alone, however Danish letters were written.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name in its two forms: `å` and `ø` as `aa` and `oe`, and as `a` and `o`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// With `aa` and `oe`.
    pub plain: String,
    /// With `a` and `o`.
    pub short: String,
}

impl Name {
    /// The forms of a name as written.
    pub fn of(written: &str) -> Name {
        let text: String = written.nfkc().flat_map(char::to_lowercase).collect();
        let text: String = text.nfc().collect::<String>().replace('æ', "ae");
        let bare = |t: String| -> String {
            t.nfd().filter(|c| !is_combining_mark(*c) && (c.is_ascii_lowercase() || c.is_ascii_digit())).collect()
        };
        Name {
            plain: bare(text.replace('å', "aa").replace('ø', "oe")),
            short: bare(text.replace('å', "a").replace('ø', "o")),
        }
    }

    /// Whether the two are one name: one of the forms of each agrees.
    pub fn same(&self, other: &Name) -> bool {
        let shared = |own: &str| own == other.plain || own == other.short;
        !self.plain.is_empty() && (shared(&self.plain) || shared(&self.short))
    }

    /// Whether a cell says this name. Cells are many and hardly any is a name: those of ASCII are compared as they stand.
    pub fn is_said_by(&self, cell: &str) -> bool {
        if !cell.is_ascii() {
            return Name::of(cell).same(self);
        }
        let letters = || cell.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
        letters().next().is_some() && (letters().eq(self.plain.bytes()) || letters().eq(self.short.bytes()))
    }

    /// Whether the two are hardly apart: at edit distance of at most 2, where both have six letters or more.
    pub fn near(&self, other: &Name) -> bool {
        self.plain.len().min(other.plain.len()) >= 6 && strsim::levenshtein(&self.plain, &other.plain) <= 2
    }
}

/// A name in ASCII letters, digits and `_`, Danish letters transcribed.
pub fn transcribed(name: &str) -> String {
    let text = name.replace('æ', "ae").replace('ø', "oe").replace('å', "aa");
    let text = text.replace('Æ', "Ae").replace('Ø', "Oe").replace('Å', "Aa");
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' })
        .collect()
}

/// Words by which a line of sums is known where an identifier should stand.
const TOTALS: [&str; 5] = ["ialt", "total", "sum", "subtotal", "gennemsnit"];

/// Whether a cell names a sum rather than a person.
pub fn is_total(cell: &str) -> bool {
    // most identifiers hold a digit
    !cell.is_empty() && !cell.bytes().any(|b| b.is_ascii_digit()) && TOTALS.contains(&Name::of(cell).plain.as_str())
}

/// The names that the fields of a register may have in a header, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known(pub Vec<Vec<Name>>);

impl Known {
    /// How many fields the cells of a line name, each once.
    pub fn hits<'a>(&self, cells: impl Iterator<Item = &'a str>) -> usize {
        let mut hit = vec![false; self.0.len()];
        for cell in cells.filter(|c| !c.trim().is_empty()) {
            let name = Name::of(cell);
            let found = (0..self.0.len()).find(|f| !hit[*f] && self.0[*f].iter().any(|n| n.same(&name)));
            if let Some(field) = found {
                hit[field] = true;
            }
        }
        hit.iter().filter(|h| **h).count()
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, is_total};

    fn same(a: &str, b: &str) -> bool {
        Name::of(a).same(&Name::of(b))
    }

    #[test]
    fn one_name_however_it_is_written() {
        for (a, b, one) in [
            ("Afgangsårsag", "afgangsarsag", true),
            ("Afgangsårsag", "AFGANGS-\nÅRSAG", true),
            ("afgangsarsag", "afgangsaarsag", false),
            ("Afgangsårsag", "Afgangsaarsag", true),
            ("Køn", "kon", true),
            ("A\u{30a}rsag", "Årsag", true),
            ("Slutdato", "Startdato", false),
            ("-", "_", false),
        ] {
            assert_eq!(same(a, b), one, "{a} {b}");
        }
        assert!(is_total("I alt") && is_total("Gennemsnit:") && !is_total("101") && !is_total(""));
    }
}
