//! Problems that stop a step, made sentence by sentence.

use super::Place;
use std::fmt;

/// The result of anything that can fail in a way the user should read about.
pub type Outcome<T> = Result<T, Problem>;

/// Something that stops a step: what is wrong, where, found versus expected, what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    code: &'static str,
    what: String,
    place: Option<Place>,
    found: Option<String>,
    expected: Option<String>,
    help: Vec<String>,
    also: Vec<Problem>,
}

impl Problem {
    /// `P204`: what is asked for is left out of this build.
    pub fn left_out(what: &str) -> Self {
        Problem::new("P204", format!("this lodtrin was built without `{what}`"))
            .help("`cargo install lodtrin` with its default features has it")
    }

    /// A problem with its stable code (`R203`) and one sentence without a final full stop.
    pub fn new(code: &'static str, what: impl Into<String>) -> Self {
        Problem(Box::new(Parts {
            code,
            what: what.into(),
            place: None,
            found: None,
            expected: None,
            help: Vec::new(),
            also: Vec::new(),
        }))
    }

    /// Where it stands.
    pub fn at(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    /// Where it stands, unless a place is known already.
    pub fn at_least(mut self, place: Place) -> Self {
        self.0.place.get_or_insert(place);
        self
    }

    /// What stood there.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.0.found = Some(found.into());
        self
    }

    /// What should have stood there.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// What to do next; may be called several times.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help.push(help.into());
        self
    }

    /// A further problem found in the same pass.
    pub fn also(mut self, other: Problem) -> Self {
        self.0.also.push(other);
        self
    }

    /// The same with every text put through `f`.
    pub fn map_text(&self, f: &dyn Fn(&str) -> String) -> Problem {
        let parts = &self.0;
        let place = |p: &Place| Place { file: f(&p.file), ..p.clone() };
        Problem(Box::new(Parts {
            code: parts.code,
            what: f(&parts.what),
            place: parts.place.as_ref().map(place),
            found: parts.found.as_deref().map(f),
            expected: parts.expected.as_deref().map(f),
            help: parts.help.iter().map(|h| f(h)).collect(),
            also: parts.also.iter().map(|p| p.map_text(f)).collect(),
        }))
    }

    /// Joins the problems of one pass into one, or `Ok` when there are none.
    pub fn all(problems: Vec<Problem>) -> Outcome<()> {
        let mut it = problems.into_iter();
        match it.next() {
            None => Ok(()),
            Some(first) => Err(it.fold(first, Problem::also)),
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.0.code
    }
    /// The sentence.
    pub fn what(&self) -> &str {
        &self.0.what
    }
    /// The place, if known.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }
    /// What was found, if said.
    pub fn found_text(&self) -> Option<&str> {
        self.0.found.as_deref()
    }
    /// What was expected, if said.
    pub fn expected_text(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }
    /// The advice.
    pub fn advice(&self) -> &[String] {
        &self.0.help
    }
    /// Further problems of the same pass.
    pub fn others(&self) -> &[Problem] {
        &self.0.also
    }
}

impl fmt::Display for Problem {
    /// Plain text, several lines; the terminal's form is made in `cli`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.0.code, self.0.what)?;
        if let Some(place) = &self.0.place {
            write!(f, "\n  at: {place}")?;
        }
        if let Some(found) = &self.0.found {
            write!(f, "\n  found: {found}")?;
        }
        if let Some(expected) = &self.0.expected {
            write!(f, "\n  expected: {expected}")?;
        }
        for help in &self.0.help {
            write!(f, "\n  help: {help}")?;
        }
        for other in &self.0.also {
            write!(f, "\n{other}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// The known name nearest to what was written, when it is near enough to be a slip.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(written);
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&folded, &fold(k)), k))
        .filter(|(d, k)| *d <= 1 + k.chars().count().max(folded.chars().count()) / 3)
        .min()
        .map(|(_, k)| k)
}

/// A name as it is compared: lower case, and `aa` = å, `oe` = ø, `ae` = æ.
fn fold(name: &str) -> String {
    name.to_lowercase().replace("a\u{30a}", "aa").replace('å', "aa").replace('ø', "oe").replace('æ', "ae")
}
