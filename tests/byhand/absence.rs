//! Early absence worked by hand on a few pupils: pieces as well as ends.

use lodtrin::absence::{
    Cells, Clusters, Coded, LifeTable, Rule, Scored, cox, e_value, e_value_of_limit, four_phases, log_rank,
    mantel_haenszel, phase_hazards, thresholds,
};
use lodtrin::trial::{AbsenceDay, Departure, Pupil, Pupils, Status};

/// A handful of sums and products of small fractions.
const ROUNDING: f64 = 1e-14;
/// Newton's last step.
const NEWTON: f64 = 1e-10;

fn close(ours: f64, by_hand: f64, tolerance: f64) {
    assert!((ours - by_hand).abs() <= tolerance * by_hand.abs().max(1.0), "{ours} is not {by_hand}");
}

fn coded(values: &[f64]) -> Coded {
    Coded::new(values)
}

/// Six pupils: dropouts on days 10, 20 and 30, a transfer on 20, one lost on 25, one still there on 40.
fn six() -> LifeTable {
    use Departure::{Dropout, None, Other};
    let day = coded(&[10.0, 20.0, 20.0, 25.0, 30.0, 40.0]);
    LifeTable::of(&day, &[Dropout, Other, Dropout, None, Dropout, None], |_| true)
}

#[test]
fn life_table_counts_who_is_at_risk() {
    let table = six();
    let at_risk: Vec<f64> = table.rows.iter().map(|r| r.at_risk).collect();
    assert_eq!(at_risk, [6.0, 5.0, 3.0, 2.0, 1.0]);
    assert_eq!(table.at_risk(21.0), 3.0);
    assert_eq!(table.at_risk(41.0), 0.0);
}

#[test]
fn kaplan_meier_and_greenwood() {
    let points = six().kaplan_meier();
    let values: Vec<f64> = points.iter().map(|p| p.value).collect();
    for (ours, by_hand) in values.iter().zip([5.0 / 6.0, 1.0 / 2.0, 1.0 / 4.0]) {
        close(*ours, by_hand, ROUNDING);
    }
    // S²(1/30 + 2/15 + 1/2) = (1/16)(2/3)
    close(points[2].std_error.powi(2), 1.0 / 24.0, ROUNDING);
}

#[test]
fn aalen_johansen_lets_transfers_compete() {
    let points = six().aalen_johansen();
    let values: Vec<f64> = points.iter().map(|p| p.value).collect();
    for (ours, by_hand) in values.iter().zip([1.0 / 6.0, 1.0 / 3.0, 7.0 / 12.0]) {
        close(*ours, by_hand, ROUNDING);
    }
    // day 10: 1/1080 + 5/216 − 1/108; day 20: 1/45
    close(points[1].std_error.powi(2), 1.0 / 27.0, ROUNDING);
}

#[test]
fn log_rank_of_four_pupils() {
    let all = [Departure::Dropout; 2];
    let exposed = LifeTable::of(&coded(&[1.0, 3.0]), &all, |_| true);
    let unexposed = LifeTable::of(&coded(&[2.0, 4.0]), &all, |_| true);
    let test = log_rank(&exposed, &unexposed);
    close(test.expected, 4.0 / 3.0, ROUNDING);
    close(test.variance, 13.0 / 18.0, ROUNDING);
    close(test.chi_squared(), 8.0 / 13.0, ROUNDING);
}

fn hazard_ratio(days: &[f64], departure: &[Departure], exposed: &[f64]) -> f64 {
    let clusters = Clusters::from_labels(&(0..days.len()).map(|i| i.to_string()).collect::<Vec<_>>());
    let fit = cox(&[("exposed", &coded(exposed))], &coded(days), departure, &clusters).unwrap();
    fit.coefficients[0].exp()
}

#[test]
fn cox_without_ties_solves_its_quadratic() {
    // 2 = 2r/(r + 1) + r/(r + 2), so r² − r − 4 = 0
    let ratio = hazard_ratio(&[1.0, 3.0, 2.0, 4.0], &[Departure::Dropout; 4], &[1.0, 1.0, 0.0, 0.0]);
    close(ratio, (1.0 + f64::sqrt(17.0)) / 2.0, NEWTON);
}

#[test]
fn cox_shares_ties_as_efron_does() {
    // likelihood r/((r + 2)(r/2 + 3/2)), largest at r = √6; Breslow's would be largest elsewhere
    let (d, n) = (Departure::Dropout, Departure::None);
    close(hazard_ratio(&[1.0, 1.0, 2.0], &[d, d, n], &[1.0, 0.0, 0.0]), f64::sqrt(6.0), NEWTON);
}

#[test]
fn cox_says_when_there_is_no_maximum() {
    let clusters = Clusters::from_labels(&["a", "b", "c", "d"]);
    let (d, n) = (Departure::Dropout, Departure::None);
    let exposed = coded(&[1.0, 1.0, 0.0, 0.0]);
    let day = coded(&[1.0, 2.0, 3.0, 3.0]);
    let separation = cox(&[("exposed", &exposed)], &day, &[d, d, n, n], &clusters).unwrap_err();
    assert_eq!(separation.terms, ["exposed"]);
}

#[test]
fn mantel_haenszel_of_two_classes() {
    // class a: 2 of 4 exposed, 1 of 6 unexposed; class b: 3 of 5 and 2 of 5
    let (mut class, mut exposed, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for (name, e, events, n) in [("a", 1.0, 2, 4), ("a", 0.0, 1, 6), ("b", 1.0, 3, 5), ("b", 0.0, 2, 5)] {
        for i in 0..n {
            class.push(name);
            exposed.push(e);
            y.push(f64::from(u8::from(i < events)));
        }
    }
    let clusters = Clusters::from_labels(&class);
    let cells = Cells::collapse(&[("exposed", &coded(&exposed))], &coded(&y), &clusters);
    let mh = mantel_haenszel(&cells).unwrap();
    close(mh.difference, 1.3 / 4.9, ROUNDING);
    close(mh.ratio, 2.7 / 1.4, ROUNDING);
    close(mh.odds, 19.0 / 6.0, ROUNDING);
    close(mh.log_ratio_variance, 1.17 / (2.7 * 1.4), ROUNDING);
    assert_eq!(mh.informative, 2);
}

/// Dropouts had 0, 2 and 3 days, the others 0, 1 and 2.
fn scored() -> Scored {
    let days = coded(&[0.0, 2.0, 3.0, 0.0, 1.0, 2.0]);
    let dropout = coded(&[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    Scored::of(&days, &dropout, &Clusters::from_labels(&["a", "a", "b", "a", "b", "b"]))
}

#[test]
fn auc_counts_pairs_and_delong_their_placements() {
    let auc = scored().auc().unwrap();
    close(auc.auc, 6.0 / 9.0, ROUNDING);
    // S² of (1/6, 5/6, 1) is 7/36, of (5/6, 2/3, 1/2) is 1/36; (7/36 + 1/36)/3
    close(auc.variance, 2.0 / 27.0, ROUNDING);
}

#[test]
fn thresholds_count_who_would_be_flagged() {
    let classes = ["a".to_string(), "b".to_string()];
    let two = &thresholds(&scored(), &classes, &[1.0, 1.0], &[2.0])[0];
    let by_hand = [2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 3.0 / 2.0, 2.0 / 2.0];
    for (ours, by_hand) in two.fit.coefficients.iter().zip(by_hand) {
        close(*ours, by_hand, ROUNDING);
    }
}

#[test]
fn e_values() {
    close(e_value(2.0), 2.0 + f64::sqrt(2.0), ROUNDING);
    close(e_value(0.5), 2.0 + f64::sqrt(2.0), ROUNDING);
    close(e_value(1.0), 1.0, ROUNDING);
    close(e_value_of_limit(2.0, 0.9, 4.0), 1.0, ROUNDING);
    close(e_value_of_limit(3.0, 2.0, 4.0), e_value(2.0), ROUNDING);
    close(e_value_of_limit(0.3, 0.1, 0.5), e_value(2.0), ROUNDING);
}

#[test]
fn phases_split_pupil_days() {
    let phases = four_phases(14.0, 140.0);
    let cuts: Vec<(f64, f64)> = phases.iter().map(|p| (p.after, p.until)).collect();
    assert_eq!(cuts, [(14.0, 35.0), (35.0, 70.0), (70.0, 105.0), (105.0, 140.0)]);
    // exposed: a dropout on day 20 (6 days of phase 1), one there to day 50 (21 + 15); unexposed: there to day 140
    let (d, n) = (Departure::Dropout, Departure::None);
    let clusters = Clusters::from_labels(&["a", "b", "b"]);
    let day = coded(&[20.0, 50.0, 140.0]);
    let found = phase_hazards(&phases, &day, &[d, n, n], &coded(&[1.0, 1.0, 0.0]), &clusters);
    close(found[0].fit.coefficients[1], 1.0 / 27.0, ROUNDING);
    assert_eq!(found[0].at_risk, [1.0, 2.0]);
    assert_eq!(found[1].fit.coefficients[1], 0.0);
    assert_eq!(found[2].fit.dropped, [1], "nobody exposed is left in the third phase");
}

fn pupils(days: &[AbsenceDay]) -> Pupils {
    let pupil = Pupil {
        pseudonym: "00".into(),
        programme: "p".into(),
        period: "t".into(),
        school: "s".into(),
        class: String::new(),
        started: 0,
        status: Status::Completed,
        day: Some(140),
        departure: Departure::None,
        contaminated: false,
        outcomes: Vec::new(),
        covariates: Vec::new(),
    };
    Pupils { rows: vec![pupil], days: days.iter().copied().collect(), ..Pupils::default() }
}

#[test]
fn a_day_absent_is_what_the_rule_says() {
    let day =
        |day, school_day, offered, absent, lawful| AbsenceDay { pupil: 0, day, school_day, offered, absent, lawful };
    // part of a day; a whole lawful day; a day without lessons; a whole unlawful day on calendar day 15, school day 11
    let pupils = pupils(&[
        day(1, 1, 6.0, 2.5, 0.0),
        day(2, 2, 6.0, 6.0, 6.0),
        day(6, 0, 0.0, 0.0, 0.0),
        day(15, 11, 6.0, 6.0, 0.0),
    ]);
    let rule = |school_days, whole, lawful| Rule { window: 14, school_days, threshold: 1, whole, lawful };
    for (school_days, whole, lawful, by_hand) in [
        (false, false, true, 2),
        (false, true, true, 1),
        (false, false, false, 1),
        (false, true, false, 0),
        (true, false, true, 3),
        (true, true, true, 2),
        (true, true, false, 1),
    ] {
        let found = rule(school_days, whole, lawful).apply(&pupils, 14)[0];
        assert_eq!(found.days, by_hand, "school days {school_days}, whole {whole}, lawful {lawful}");
        assert_eq!(found.after_landmark, u32::from(school_days));
    }
    assert_eq!(rule(false, false, true).apply(&pupils, 14)[0].registered, 2);
    assert_eq!(rule(false, false, true).last_calendar_day(), 14);
    // 14 school days from a Friday: 1 + 5 + 5 + 3 with three weekends between
    assert_eq!(rule(true, false, true).last_calendar_day(), 20);
}
