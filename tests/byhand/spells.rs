//! Spells to statuses and outcomes, pupil by pupil on files written out by hand. The terms are 2026E (August to
//! December 2026) and 2027F; the registers were drawn on 2027-03-31.

use lodtrin::diagnostics::Silent;
use lodtrin::protocol;
use lodtrin::registers::{self, Ingested, Place, Programmes, Pseudonymiser, Request};
use lodtrin::trial::{Departure, Pupil, Status};

const STUDY: &str = r#"
[study]
title = "Spells"
[frame]
file = "programmes.csv"
id = "id"
stratum = "school"
[[rollout.period]]
id = "2026E"
start = 2026-08-01
end = 2026-12-31
[[rollout.period]]
id = "2027F"
start = 2027-01-01
end = 2027-07-31
[[rollout.wave]]
starts = "2027F"
capacity = 3
[lottery]
stratify = "none"
source = "dice"
"#;

/// Programmes a-1 and a-2 at school A, b-1 at school B.
fn ingest(outcomes: &str, registers_toml: &str, files: &[(&str, &str)]) -> Ingested {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let text = format!("{STUDY}{registers_toml}\n{outcomes}");
    let study = protocol::parse(&text, "study.toml").unwrap_or_else(|p| panic!("{p}"));
    let place = |p: &str, s: &str| Place { programme: p.into(), school: s.into() };
    let programmes = Programmes::new(vec![place("a-1", "A"), place("a-2", "A"), place("b-1", "B")]);
    let key = Pseudonymiser::new(&[7; 32], "spells").expect("a key");
    let request =
        Request { root: folder.path(), study: &study, programmes: &programmes, key: Some(key), progress: &Silent };
    registers::ingest(&request).unwrap_or_else(|p| panic!("{p}"))
}

const ENDINGS: &str = "[[outcome]]\nname = \"dropout\"\nkind = \"dropout\"\nprimary = true\n\
    [[outcome]]\nname = \"completed\"\nkind = \"completed\"\n\
    [[outcome]]\nname = \"dropout20\"\nkind = \"dropout\"\nwithin = \"20 weeks\"\n\
    [[outcome]]\nname = \"completed20\"\nkind = \"completed\"\nwithin = \"20 weeks\"\n";

const BOTH: &str = "[registers.enrolments]\nfile = \"e.csv\"\nextracted = 2027-03-31\n\
    [registers.exits]\nfile = \"x.csv\"\nextracted = 2027-03-31\n";

fn one(enrolments: &str, exits: &str) -> Pupil {
    let e = format!("pupil,programme,start,end,school\n{enrolments}");
    let x = format!("pupil,programme,date,code\n{exits}");
    let made = ingest(ENDINGS, BOTH, &[("e.csv", &e), ("x.csv", &x)]);
    assert_eq!(made.pupils.rows.len(), 1, "{enrolments}");
    for ledger in made.ledgers.values() {
        assert!(ledger.adds_up());
        assert_eq!(ledger.rows_in, ledger.used, "{enrolments} {:?}", ledger.quarantined);
    }
    made.pupils.rows[0].clone()
}

const YES: Option<f64> = Some(1.0);
const NO: Option<f64> = Some(0.0);

#[test]
fn one_spell_and_its_exit() {
    // 20 weeks are 140 days: 2026-08-10 + 140 = 2026-12-28
    let cases = [
        ("2026-12-18,completed", Status::Completed, [NO, YES, NO, YES]),
        ("2026-10-01,dropout", Status::Dropout, [YES, NO, YES, NO]),
        ("2026-12-28,dropout", Status::Dropout, [YES, NO, YES, NO]),
        ("2026-12-29,dropout", Status::Dropout, [YES, NO, NO, NO]),
        ("2027-02-01,completed", Status::Completed, [NO, YES, NO, NO]),
        ("2026-10-01,change", Status::ChangeOfChoice, [NO, NO, NO, NO]),
        ("2026-10-01,transfer", Status::Transfer, [None, None, None, None]),
        ("2026-10-01,", Status::Unknown, [None, None, None, None]),
        ("2027-02-01,", Status::Unknown, [None, None, NO, NO]),
        ("2026-10-01,in_progress", Status::InProgress, [None, None, NO, NO]),
        // planned for after the registers were drawn
        ("2027-06-30,completed", Status::InProgress, [None, None, NO, NO]),
    ];
    for (exit, status, outcomes) in cases {
        let pupil = one("1,a-1,2026-08-10,,A\n", &format!("1,,{exit}\n"));
        assert_eq!((pupil.status, &pupil.outcomes[..]), (status, &outcomes[..]), "{exit}");
        assert_eq!((pupil.programme.as_str(), pupil.period.as_str()), ("a-1", "2026E"));
    }
    let open = one("1,a-1,2026-08-10,,A\n2,a-1,2019-08-10,,A\n".split_inclusive('\n').next().unwrap_or(""), "");
    assert_eq!(open.status, Status::InProgress);
    assert_eq!(open.outcomes, [None, None, NO, NO]);
    // day 1 is the day of the start: 2026-08-10 to 2027-03-31 are 234 days
    assert_eq!((open.day, open.departure), (Some(234), Departure::None));
}

#[test]
fn follow_up_that_has_not_ended_is_missing_whatever_happened() {
    let pupil = one("1,a-1,2027-01-11,,A\n", "1,,2027-02-01,dropout\n");
    assert_eq!(pupil.outcomes, [YES, NO, None, None]);
    assert_eq!((pupil.day, pupil.departure), (Some(22), Departure::Dropout));
    // 2026-11-11 + 140 days = 2027-03-31, the day of extraction itself
    assert_eq!(one("1,a-1,2026-11-11,,A\n", "1,,2027-02-01,dropout\n").outcomes[2], YES);
    assert_eq!(one("1,a-1,2026-11-12,,A\n", "1,,2027-02-01,dropout\n").outcomes[2], None);
}

#[test]
fn an_end_without_a_code_is_unknown_and_zero_length_is_used() {
    let ended = one("1,a-1,2026-08-10,2026-10-01,A\n", "");
    assert_eq!((ended.status, ended.outcomes[0]), (Status::Unknown, None));
    let zero = one("1,a-1,2026-08-10,2026-08-10,A\n", "1,a-1,2026-08-10,dropout\n");
    assert_eq!((zero.status, zero.day), (Status::Dropout, Some(1)));
}

#[test]
fn transfers_are_followed_to_their_end() {
    // to the other school within the gap of 31 days, and completed there
    let moved = one(
        "1,a-1,2026-08-10,2026-10-01,A\n1,b-1,2026-10-15,2027-01-29,B\n",
        "1,a-1,2026-10-01,dropout\n1,b-1,2027-01-29,completed\n",
    );
    assert_eq!((moved.status, moved.programme.as_str(), moved.contaminated), (Status::Completed, "a-1", true));
    assert_eq!(moved.outcomes, [NO, YES, NO, NO]);
    // the curve of the first programme ends with the move: 2026-10-01 is day 53
    assert_eq!((moved.day, moved.departure), (Some(53), Departure::Other));
    // the other school's enrolment is still open
    let open = one("1,a-1,2026-08-10,,A\n1,b-1,2026-10-15,,B\n", "1,a-1,2026-10-01,dropout\n");
    assert_eq!((open.status, open.outcomes[0]), (Status::InProgress, None));
    // after the gap the first course was interrupted, and the second is another story
    let later = one("1,a-1,2026-08-10,,A\n1,b-1,2026-11-02,,B\n", "1,a-1,2026-10-01,dropout\n");
    assert_eq!((later.status, later.contaminated, later.outcomes[0]), (Status::Dropout, false, YES));
    // an enrolment that was never closed ends where the next one begins
    let unclosed = one("1,a-1,2026-08-10,,A\n1,a-2,2026-10-01,,A\n", "1,a-2,2026-12-18,completed\n");
    assert_eq!((unclosed.status, unclosed.departure), (Status::Completed, Departure::Other));
}

#[test]
fn a_restart_in_the_same_programme_goes_on() {
    let pupil = one(
        "1,a-1,2026-08-10,2026-09-01,A\n1,a-1,2026-09-15,2027-01-20,A\n",
        "1,a-1,2026-09-01,dropout\n1,a-1,2027-01-20,completed\n",
    );
    assert_eq!((pupil.status, pupil.contaminated, pupil.departure), (Status::Completed, false, Departure::None));
    assert_eq!(pupil.day, Some(164));
}

#[test]
fn under_stil_gf2_a_new_course_at_the_school_is_a_change_of_choice() {
    let toml = "[registers.enrolments]\nfile = \"e.csv\"\nextracted = 2027-03-31\nprofile = \"stil-gf2\"\n";
    let e = "CPR_nr;Uddannelse;Startdato;Slutdato;Afgangsårsag;Skole\n\
        6501074321;a-1;10-08-2026;01-10-2026;20;A\n6501074321;a-2;20-11-2026;;;A\n\
        6502074322;a-1;10-08-2026;01-10-2026;20;A\n6502074322;b-1;20-11-2026;;;B\n\
        6503074323;a-1;10-08-2026;01-10-2026;66;A\n\
        6504074324;a-1;10-08-2026;10-08-2026;01;A\n";
    let made = ingest(ENDINGS, toml, &[("e.csv", e)]);
    let [change, transfer] = made.pupils.rows.as_slice() else { panic!("{:?}", made.pupils.rows) };
    assert_eq!((change.status, &change.outcomes[..2]), (Status::ChangeOfChoice, &[NO, NO][..]));
    assert_eq!((transfer.status, transfer.outcomes[0]), (Status::InProgress, None));
    let excluded = &made.ledgers[&registers::Register::Enrolments].excluded;
    assert_eq!((excluded["never-started"], excluded["excluded-code"]), (1, 1));
}

#[test]
fn in_kotre_audd_decides_and_afg_art_does_not() {
    let toml = "[registers.enrolments]\nfile = \"e.csv\"\nextracted = 2027-03-31\nprofile = \"dst-kotre\"\n";
    // SAS day numbers: 2026-08-10 is 24328, 2026-10-01 is 24380, 2026-12-18 is 24458
    let e = "pnr,udd,audd,instnr,afg_art,elev3_vfra,elev3_vtil\n\
        6501074321,a-1,0,100001,1,24328,24380\n6502074322,a-1,9999,100001,4,24328,\n\
        6503074323,a-1,5421,100001,1,24328,24458\n6504074324,a-1,0,100001,3,24328,24380\n";
    let made = ingest(ENDINGS, toml, &[("e.csv", e)]);
    let statuses: Vec<Status> = made.pupils.rows.iter().map(|p| p.status).collect();
    assert_eq!(statuses, [Status::Dropout, Status::InProgress, Status::Completed, Status::Transfer]);
    assert_eq!(registers::calendar::iso(made.pupils.rows[0].started), "2026-08-10");
}

const LATER: &str = "[[outcome]]\nname = \"agreement\"\nkind = \"agreement\"\nwithin = \"3 months\"\nprimary = true\n\
    [[outcome]]\nname = \"retained\"\nkind = \"retained\"\nwithin = \"2 months\"\n\
    [[outcome]]\nname = \"transition\"\nkind = \"transition\"\nwithin = \"30 days\"\n\
    [[outcome]]\nname = \"neet\"\nkind = \"neet\"\nwithin = \"20 weeks\"\n";

#[test]
fn agreements_transition_and_neet() {
    let toml = "[registers.enrolments]\nfile = \"e.csv\"\nextracted = 2027-03-31\n\
        [registers.agreements]\nfile = \"a.csv\"\nextracted = 2027-03-31\n";
    let e = "pupil,programme,start,end,exit_code,part\n\
        k1,a-1,2026-08-10,2026-12-18,completed,GF2\nk1,hf-9,2027-01-04,,,main\n\
        k2,a-1,2026-08-10,2026-12-18,completed,GF2\n\
        k3,a-1,2026-08-10,2026-10-01,dropout,GF2\n\
        k4,a-1,2026-08-10,,,GF2\n\
        k5,a-1,2027-01-11,,,GF2\n";
    let a = "pupil,signed,start,end\nk1,2026-10-01,2027-01-04,\nk2,2026-10-15,2026-12-19,2027-01-10\nk5,2027-02-01,2027-02-15,\n";
    let made = ingest(LATER, toml, &[("e.csv", e), ("a.csv", a)]);
    let outcomes: Vec<&[Option<f64>]> = made.pupils.rows.iter().map(|p| p.outcomes.as_slice()).collect();
    // k1: signed in time, still in it two months after 2027-01-04, main course 17 days after completion; on 2026-12-28
    // between the two
    assert_eq!(outcomes[0], [YES, YES, YES, YES]);
    // k2: in time; ended before 2027-02-19; no main course by 2027-01-17; in the agreement on 2026-12-28
    assert_eq!(outcomes[1], [YES, NO, NO, NO]);
    // k3: nothing, and on 2026-12-28 neither enrolled nor in an agreement
    assert_eq!(outcomes[2], [NO, None, NO, YES]);
    // k4: no agreement yet; the course has not ended
    assert_eq!(outcomes[3], [NO, None, None, NO]);
    // k5: three months from 2027-01-11, and two from 2027-02-15, lie beyond the extraction
    assert_eq!(outcomes[4], [None, None, None, None]);
    let enrolments = &made.ledgers[&registers::Register::Enrolments];
    assert_eq!((enrolments.rows_in, enrolments.used), (6, 6));
}
