//! Profiles: what the columns and codes of one kind of delivery mean, and the dropout that goes with them.

use super::fields::Register;
use super::files::row::folded;
use crate::diagnostics::{Outcome, Problem};
use crate::trial::study::RegisterDecl;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const FILES: [(&str, &str); 3] = [
    ("canonical", include_str!("profiles/canonical.toml")),
    ("stil-gf2", include_str!("profiles/stil-gf2.toml")),
    ("dst-kotre", include_str!("profiles/dst-kotre.toml")),
];

/// What a code means for a pupil, or for an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Completed the course.
    Completed,
    /// Left without completing.
    Dropout,
    /// Still enrolled.
    InProgress,
    /// Never came.
    NeverStarted,
    /// Began another basic course.
    Change,
    /// Does not count (deceased, registered by mistake, …).
    Excluded,
    /// Went to another school.
    Transfer,
    /// Lawful absence.
    Lawful,
    /// Unlawful absence.
    Unlawful,
    /// There, in a register of letters.
    Present,
    /// Away, neither lawful nor unlawful, in a register of letters.
    Absent,
}

/// The classes by their names in `codes = { … }`.
const CLASSES: [(&str, Class); 11] = [
    ("completed", Class::Completed),
    ("dropout", Class::Dropout),
    ("in_progress", Class::InProgress),
    ("never_started", Class::NeverStarted),
    ("change", Class::Change),
    ("excluded", Class::Excluded),
    ("transfer", Class::Transfer),
    ("lawful", Class::Lawful),
    ("unlawful", Class::Unlawful),
    ("present", Class::Present),
    ("absent", Class::Absent),
];

impl Class {
    /// The class of a name in `codes = { … }`.
    pub fn named(name: &str) -> Option<Class> {
        CLASSES.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
    }

    /// Its name in `codes = { … }`.
    pub fn name(self) -> &'static str {
        CLASSES.iter().find(|(_, class)| *class == self).map_or("", |(name, _)| name)
    }

    fn about_absence(self) -> bool {
        matches!(self, Class::Lawful | Class::Unlawful | Class::Present | Class::Absent)
    }
}

/// A profile: columns and codes of one kind of delivery, and the definition of dropout that goes with them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    #[serde(skip)]
    pub name: &'static str,
    /// Where columns and codes come from.
    pub source: String,
    /// The definition of the statuses, in a sentence.
    pub definition: String,
    /// Spells so many days apart continue each other.
    pub gap_days: i32,
    /// Whether another course at the same school is a change of choice rather than a transfer.
    pub new_course_is_change: bool,
    /// Programme codes that stand for a completion made up by the agency.
    pub synthetic: Vec<String>,
    /// Register → field → names of columns.
    pub columns: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Class → codes; `*` is any other code.
    pub codes: BTreeMap<String, Vec<String>>,
    /// Class → codes of the field `leave`.
    pub leave: BTreeMap<String, Vec<String>>,
    /// Names of the parts of the course.
    pub parts: BTreeMap<String, Vec<String>>,
}

impl Profile {
    /// The names of the profiles that ship.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|f| f.0)
    }

    /// The profile of a name.
    ///
    /// # Errors
    /// `R208` for a name that is none.
    pub fn named(name: &str) -> Outcome<Profile> {
        let unknown = || {
            Problem::new("R208", format!("there is no profile `{name}`"))
                .expected("canonical, stil-gf2 or dst-kotre")
                .help("declare columns and codes of your own under profile = \"canonical\"")
        };
        let (name, text) = FILES.iter().find(|f| f.0 == name).ok_or_else(unknown)?;
        let mut profile: Profile = toml::from_str(text).map_err(|e| unknown().found(e.message().to_string()))?;
        profile.name = name;
        Ok(profile)
    }

    /// The names that a field has in this kind of delivery.
    pub fn columns_of(&self, register: Register, field: &str) -> &[String] {
        self.columns.get(register.name()).and_then(|r| r.get(field)).map_or(&[], Vec::as_slice)
    }

    /// Whether a part of the course is the main course.
    pub fn is_main(&self, part: &str) -> bool {
        !part.is_empty() && self.parts.get("main").is_some_and(|m| m.iter().any(|p| folded(p) == folded(part)))
    }

    /// The class of a value of the field `leave`.
    pub fn leave_of(&self, value: &str) -> Option<Class> {
        let value = folded_code(value);
        let (class, _) = self.leave.iter().find(|(_, list)| list.iter().any(|c| folded_code(c) == value))?;
        Class::named(class)
    }
}

/// Codes and what they mean, for one register.
#[derive(Debug, Clone)]
pub struct Codes {
    classes: BTreeMap<String, Class>,
    rest: Option<Class>,
    /// Those that the study declares.
    own: BTreeSet<String>,
    /// Whether the study declares any code for this register.
    pub declared: bool,
}

impl Codes {
    /// The profile's codes with the declared ones before them.
    pub fn of(register: Register, decl: &RegisterDecl, profile: &Profile) -> Codes {
        let absence = register == Register::Absences;
        let own = decl.codes.values().flatten().map(|c| folded_code(c)).collect();
        let mut codes = Codes { classes: BTreeMap::new(), rest: None, own, declared: !decl.codes.is_empty() };
        for list in [&profile.codes, &decl.codes] {
            for (class, values) in list {
                let Some(class) = Class::named(class).filter(|c| c.about_absence() == absence) else { continue };
                for value in values {
                    if value == "*" {
                        codes.rest = Some(class);
                    } else {
                        codes.classes.insert(folded_code(value), class);
                    }
                }
            }
        }
        codes
    }

    /// No code at all.
    pub fn none() -> Codes {
        Codes { classes: BTreeMap::new(), rest: None, own: BTreeSet::new(), declared: false }
    }

    /// Whether a code has a meaning of its own, not that of any other code.
    pub fn knows(&self, code: &str) -> bool {
        self.classes.contains_key(&folded_code(code))
    }

    /// Whether the study itself says what a code means.
    pub fn declares(&self, code: &str) -> bool {
        self.own.contains(&folded_code(code))
    }

    /// What a code means; `None` when nobody said.
    pub fn class(&self, code: &str) -> Option<Class> {
        self.classes.get(&folded_code(code)).copied().or(self.rest)
    }

    /// The known codes, for advice.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.classes.keys().map(String::as_str)
    }
}

/// A code without case, blanks and leading zeros: `02`, `2` and `2.0` are one code.
pub(super) fn folded_code(code: &str) -> String {
    let code = folded(code);
    let digits = code.strip_suffix(".0").unwrap_or(&code);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        let short = digits.trim_start_matches('0');
        return if short.is_empty() { "0".to_string() } else { short.to_string() };
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profiles_that_ship_read_and_name_fields_that_exist() {
        for name in Profile::names() {
            let profile = Profile::named(name).unwrap_or_else(|p| panic!("{p}"));
            assert!(!profile.source.is_empty() && !profile.definition.is_empty());
            for (register, fields) in &profile.columns {
                let register = Register::named(register).expect(register);
                for field in fields.keys() {
                    assert!(register.field(field).is_some(), "{name}: {field}");
                }
            }
            for class in profile.codes.keys().chain(profile.leave.keys()) {
                assert!(Class::named(class).is_some(), "{name}: {class}");
            }
        }
    }

    #[test]
    fn audd_tells_completion_from_dropout() {
        let profile = Profile::named("dst-kotre").expect("ships");
        let decl = crate::registers::fields::undeclared();
        let codes = Codes::of(Register::Enrolments, &decl, &profile);
        assert_eq!(codes.class("0000"), Some(Class::Dropout));
        assert_eq!(codes.class("9999"), Some(Class::InProgress));
        assert_eq!(codes.class("5421"), Some(Class::Completed));
        assert_eq!(profile.leave_of("3"), Some(Class::Transfer));
        assert!(profile.is_main("52") && !profile.is_main("53"));
    }
}
