//! Codes of exits and absences as the study's schools write them.

use crate::trial::study::RegisterDecl;

/// One or more codes for every class of exit and of absence, as the study's schools write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBook {
    /// Completed the course.
    pub completed: Vec<String>,
    /// Dropped out.
    pub dropout: Vec<String>,
    /// Never started.
    pub never_started: Vec<String>,
    /// Moved to another programme.
    pub moved: Vec<String>,
    /// Lawful absence.
    pub lawful: Vec<String>,
    /// Unlawful absence.
    pub unlawful: Vec<String>,
}

impl CodeBook {
    /// The codes declared for the register of exits (or of enrolments) and of absences; where a class is not declared,
    /// those of the register's profile.
    pub fn of(exits: Option<&RegisterDecl>, absences: Option<&RegisterDecl>) -> CodeBook {
        let profile = exits.map_or("canonical", |r| r.profile.as_str());
        let exit = |class: &str| -> Vec<String> {
            exits
                .and_then(|r| r.codes.get(class))
                .filter(|c| !c.is_empty())
                .cloned()
                .unwrap_or_else(|| by_profile(profile, class))
        };
        let day = |class: &str| -> Vec<String> {
            absences
                .and_then(|r| r.codes.get(class))
                .filter(|c| !c.is_empty())
                .cloned()
                .unwrap_or_else(|| vec![class.to_string()])
        };
        let declared = |class: &str| exits.and_then(|r| r.codes.get(class)).is_some_and(|c| !c.is_empty());
        let moved = if declared("transfer") {
            exit("transfer")
        } else if declared("change") {
            exit("change")
        } else {
            exit("moved")
        };
        CodeBook {
            completed: exit("completed"),
            dropout: exit("dropout"),
            never_started: exit("never_started"),
            moved,
            lawful: day("lawful"),
            unlawful: day("unlawful"),
        }
    }
}

/// Codes of a profile. In the national indicator and in the spell register a move is an interruption followed by a new
/// enrolment.
fn by_profile(profile: &str, class: &str) -> Vec<String> {
    let list: &[&str] = match (profile, class) {
        ("stil-gf2", "completed") => &["10", "11", "12"],
        ("stil-gf2", "dropout") => &["20", "21", "22", "23", "25", "26"],
        ("stil-gf2", "moved") => &["24"],
        ("stil-gf2", "never_started") => &["1"],
        ("dst-kotre", "completed") => &["5020", "5025"],
        ("dst-kotre", _) => &["0"],
        (_, "moved") => &["transfer"],
        (_, class) => return vec![class.to_string()],
    };
    list.iter().map(|c| c.to_string()).collect()
}
