//! Several interventions in one folder: a list announced, a rehearsal walked.

use super::browser::two_of;
use super::*;
use std::path::Path;

const ALLOW_BOTH: &str = "klub:certain,klub:chance,klub:few,klub:pair,klub:spread,mentor:certain,mentor:chance,\
                          mentor:few,mentor:pair,mentor:spread,objections";
const JOINT: &str = "[joint]\nseparate_starts = true\n";

fn second(folder: &Path) -> Option<(i32, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify-the-draw/verify_the_draw.py");
    if !crate::tools::here("python3", "python3", "runs the second verifier") {
        return None;
    }
    let out = Command::new("python3").arg(script).arg(folder).output().expect("python3");
    Some((out.status.code()?, String::from_utf8_lossy(&out.stdout).into_owned()))
}

#[test]
fn the_list_of_several_interventions_is_announced_locked_and_verified() {
    let dir = two_of("objections = 2999-01-01T12:00:00Z", "");
    let p = path(&dir);
    let a = lodtrin(&["lock", &p, "--announce"]);
    assert_eq!(a.code, 0, "{}", a.err);
    let announcement = std::fs::read_to_string(dir.path().join("announced/announcement.txt")).unwrap();
    for part in ["frame:klub=", "members:klub=", "frame:mentor=", "members:mentor="] {
        assert_eq!(announcement.matches(part).count(), 1, "{announcement}");
    }
    let a = lodtrin(&["lock", &p, "--allow", ALLOW_BOTH]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(draw(&dir, &DICE).code, 0);
    let a = verify(&dir);
    assert_eq!(a.code, 0, "{}{}", a.out, a.err);
    assert!(a.out.contains("yes  announced"), "{}", a.out);
    write(&dir, "announced/klub/frame.tsv", &read(&dir, "announced/mentor/frame.tsv").replace("412", "413"));
    let a = verify(&dir);
    assert!(a.code == 1 && a.out.contains("announced/klub/frame.tsv is not the announced one"), "{}", a.out);
    std::fs::create_dir(file(&dir, "announced/frame")).unwrap();
    write(&dir, "announced/frame/frame.tsv", "x");
    assert!(verify(&dir).out.contains("NO   folder"), "a list of no intervention is a stranger");
}

#[test]
fn a_rehearsal_of_several_interventions_needs_nothing_and_is_no_draw() {
    let dir = two_of("", JOINT);
    let p = path(&dir);
    let a = lodtrin(&["lock", &p, "--rehearsal", "--allow", ALLOW_BOTH.trim_end_matches(",objections")]);
    assert_eq!(a.code, 0, "{}", a.err);
    let a = lodtrin(&["draw", &p, "--rehearsal"]);
    assert_eq!(a.code, 0, "{}", a.err);
    assert_eq!(lodtrin(&["report", &p, "--blind"]).code, 0);
    let a = lodtrin(&["verify", &p, "--rehearsal"]);
    let wrong: Vec<&str> = a.out.lines().filter(|l| l.trim_start().starts_with("NO ")).collect();
    assert_eq!(wrong.len(), 1, "it is no draw, and nothing else is wrong: {wrong:?}");
    assert!(a.code == 1 && wrong[0].contains("draw"), "{}", a.out);
    assert!(!a.out.contains("witnesses who signed"), "nobody threw dice: {}", a.out);
    if let Some((code, said)) = second(&dir.path().join("rehearsal")) {
        assert!(code == 1 && said.contains("is a REHEARSAL, no draw"), "{said}");
    }
}
