//! The last line of a summary: the next command.

use super::talk::Talk;
use crate::folder::study::Folder;
use crate::steps::status::run as look;
use std::path::Path;

/// Says on stderr what comes next in this study; nothing where there is none, or where it cannot be looked at.
pub fn tell(study: &Path, talk: &Talk) {
    let Some(status) = Folder::open(study).ok().and_then(|folder| look(&folder).ok()) else { return };
    talk.note(&format!("next: {}", command(&status.next, study)));
}

/// The command with the folder that the user named.
fn command(next: &str, study: &Path) -> String {
    let mut words = next.splitn(3, ' ');
    let (name, verb, rest) = (words.next().unwrap_or(""), words.next().unwrap_or(""), words.next());
    let folder = if study == Path::new(".") { String::new() } else { format!(" {}", study.display()) };
    format!("{name} {verb}{folder}{}", rest.map_or(String::new(), |r| format!(" {r}")))
}

#[cfg(test)]
mod tests {
    use super::command;
    use std::path::Path;

    #[test]
    fn the_folder_stands_after_the_verb() {
        assert_eq!(command("lodtrin ingest --key-file PATH", Path::new("a/b")), "lodtrin ingest a/b --key-file PATH");
        assert_eq!(command("lodtrin effect", Path::new("a")), "lodtrin effect a");
        assert_eq!(command("lodtrin lock --check", Path::new(".")), "lodtrin lock --check");
    }
}
