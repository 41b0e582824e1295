//! The protocol: defaults, refusals, the plan that says everything, and what binds.

use lodtrin::protocol::{differences, parse, write_plan};

const SMALL: &str = r#"
[study]
title = "Os i branchen, prøve"
[frame]
stratum = "skole"
covariates = ["pupils"]
[[rollout.period]]
id = "2026F"
start = 2026-01-12
end = 2026-05-29
[[rollout.period]]
id = "2026E"
start = "2026-08-10"
end = "2026-12-18"
[[rollout.wave]]
starts = "2026F"
capacity = 3
[[rollout.wave]]
starts = "2026E"
capacity = 2
[lottery]
keep = 0.2
balance = ["pupils:1:wave"]
[registers.enrolments]
file = "tilmeldinger.csv"
codes = { completed = [10, "11"], dropout = ["20"] }
[[outcome]]
name = "dropout"
kind = "dropout"
within = "20 weeks"
target = -0.05
"#;

#[test]
fn defaults_are_filled_in() {
    let s = parse(SMALL, "study.toml").expect("the small protocol is valid");
    assert_eq!(s.domain, "os-i-branchen-proeve");
    let i = s.intervention();
    assert!(i.lottery.stratified, "a frame with a stratum is stratified by default");
    assert_eq!(i.lottery.keep, Some((1, 5)));
    assert_eq!(i.rollout.periods[0].start, 20465, "2026-01-12 is day 20465 since 1970-01-01");
    assert_eq!(s.registers["enrolments"].codes["completed"], ["10", "11"]);
    assert_eq!(s.outcomes[0].within_days, Some(140));
    assert!(s.outcomes[0].primary, "a single outcome is the primary one");
    assert_eq!(s.analysis.estimator, lodtrin::trial::Estimator::RothSantanna);
    assert_eq!(s.disclosure_minimum, 5);
}

#[test]
fn the_plan_says_everything_and_reads_back() {
    let s = parse(SMALL, "study.toml").expect("valid");
    let plan = write_plan(&s);
    let again = parse(&plan, "plan.toml").expect("the plan is a protocol");
    assert_eq!(s, again);
    assert_eq!(plan, write_plan(&again));
    assert!(plan.contains("max_tries = 100000"), "defaults stand in the plan:\n{plan}");
}

#[test]
fn only_what_binds_is_a_deviation() {
    let plan = parse(SMALL, "plan").expect("valid");
    let free = SMALL.replace("tilmeldinger.csv", "nye.csv").replace("[frame]", "language = \"en\"\n[frame]");
    assert_eq!(differences(&plan, &parse(&free, "now").expect("valid")), []);
    let bound = SMALL.replace("20 weeks", "21 weeks").replace("[10, \"11\"]", "[10]");
    let found = differences(&plan, &parse(&bound, "now").expect("valid"));
    let keys: Vec<&str> = found.iter().map(|d| d.key.as_str()).collect();
    assert_eq!(keys, ["outcome.dropout.within", "registers.enrolments.codes"]);
}

#[test]
fn mistakes_are_named_where_they_stand() {
    let cases = [
        ("title = ", "tilte = ", "P301", "unknown key `study.tilte`"),
        ("keep = 0.2", "keep = 1.2", "P303", "`lottery.keep`"),
        ("starts = \"2026E\"", "starts = \"2026\"", "P304", "which is no period"),
        ("pupils:1:wave", "pupils:0:wave", "P304", "not a rule of the lottery"),
        ("end = 2026-05-29", "end = 2026-09-29", "P304", "starts before period"),
        ("capacity = 3", "capacity = 0", "P303", "`rollout.wave.capacity`"),
        ("kind = \"dropout\"", "kind = \"dropuot\"", "P304", "has no value `dropuot`"),
        ("[10, \"11\"]", "[10, \"20\"]", "P304", "code `20` stands under"),
        ("within = \"20 weeks\"", "within = \"20 moons\"", "P303", "`outcome.within`"),
        ("[study]", "[study", "P300", "not valid TOML"),
    ];
    for (from, to, code, words) in cases {
        assert!(SMALL.contains(from), "{from}");
        let p = parse(&SMALL.replacen(from, to, 1), "study.toml").expect_err(to);
        let all = p.to_string();
        assert!(all.contains(&format!("[{code}]")) && all.contains(words), "{to}: {all}");
        assert!(p.place().is_some_and(|at| at.line.is_some()), "{to}: no line in {all}");
    }
}

#[test]
fn the_scaffold_says_every_default() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let several = vec!["mentor".to_string(), "club".to_string()];
    let languages = [lodtrin::trial::Language::En, lodtrin::trial::Language::Da];
    for (language, interventions) in languages.into_iter().flat_map(|l| [(l, vec![]), (l, several.clone())]) {
        let root = folder.path().join(format!("{language:?}{}", interventions.len()));
        let request = lodtrin::steps::new::Request {
            folder: root.clone(),
            title: Some("A \"quoted\" study".into()),
            language,
            interventions: interventions.clone(),
            frame: None,
            steps: None,
        };
        lodtrin::steps::new::run(&request).expect("scaffold");
        assert!(lodtrin::steps::new::run(&request).is_err(), "a folder that is not empty is refused");
        let text = std::fs::read_to_string(root.join("study.toml")).expect("study.toml");
        let study = parse(&text, "study.toml").expect("the scaffold is a protocol");
        assert_eq!(study.interventions.len(), interventions.len().max(1));
        for line in write_plan(&study).lines() {
            let Some((key, _)) = line.split_once(" = ") else { continue };
            let stands = text.lines().any(|l| l.trim_start_matches("# ").starts_with(&format!("{key} = ")));
            assert!(stands, "`{key}` stands in the plan but not in the scaffold");
        }
    }
}

#[test]
fn what_is_asked_of_a_warning_stands_in_the_plan_only_where_declared() {
    let plain = write_plan(&parse(SMALL, "study.toml").expect("valid"));
    for key in ["risk_thresholds", "calls =", "claim", "late =", "[registration]"] {
        assert!(!plain.contains(key), "an old plan keeps its bytes: {key}");
    }
    let keys =
        "[absence]\nrisk_thresholds = [0.3, 0.1, 0.3]\ncalls = 4\nclaim = -0.1\nclaim_margin = 0.02\nlate = 0.25\n";
    let study = parse(&format!("{SMALL}{keys}"), "study.toml").expect("valid");
    let w = &study.absence.warning;
    assert_eq!(w.risk_thresholds.as_deref(), Some(&[0.1, 0.3][..]), "sorted, repeats dropped");
    assert_eq!(
        (w.calls.as_deref(), w.claim, w.claim_margin, w.late),
        (Some(&[4][..]), Some(-0.1), Some(0.02), Some(0.25))
    );
    let plan = write_plan(&study);
    assert!(plan.contains("covariates = []\nrisk_thresholds = [0.1, 0.3]\ncalls = [4]\nclaim = -0.1\n"), "{plan}");
    assert_eq!(parse(&plan, "plan.toml").expect("the plan is a protocol"), study);
    let keys: Vec<String> =
        differences(&parse(SMALL, "s").expect("valid"), &study).into_iter().map(|d| d.key).collect();
    assert_eq!(keys.len(), 5, "all five bind: {keys:?}");
}

#[test]
fn what_cannot_be_asked_of_a_warning_is_refused_by_key() {
    for bad in [
        "risk_thresholds = [0.0]",
        "risk_thresholds = [1.0]",
        "risk_thresholds = []",
        "calls = [0]",
        "calls = [1001]",
        "calls = [2.5]",
        "claim = 0.0",
        "claim = 1",
        "claim_margin = 0.1",
        "claim = 0.1\nclaim_margin = 0",
        "late = 1.0",
        "late = 0",
    ] {
        let problem = parse(&format!("{SMALL}[absence]\n{bad}\n"), "study.toml").expect_err(bad);
        assert_eq!(problem.code(), "P304", "{bad}: {problem:?}");
    }
    let many: Vec<String> = (1..=21).map(|n| n.to_string()).collect();
    let text = format!("{SMALL}[absence]\ncalls = [{}]\n", many.join(", "));
    assert_eq!(parse(&text, "study.toml").expect_err("21 numbers").code(), "P304");
    let kind = parse(&format!("{SMALL}[absence]\nclaim = \"ten points\"\n"), "study.toml").expect_err("words");
    assert_eq!(kind.code(), "P303");
}

#[test]
fn registration_is_read_and_binds_nothing() {
    let text = format!("{SMALL}[registration]\nabout = \"En idé.\\n\\n- trin\"\nfunding = \"Fonden\"\n");
    let study = parse(&text, "study.toml").expect("valid");
    assert_eq!(study.registration.get("funding"), Some("Fonden"));
    assert_eq!(study.registration.get("ethics"), None);
    let plan = write_plan(&study);
    let end = "[registration]\nfunding = \"Fonden\"\nabout = \"En idé.\\n\\n- trin\"\n";
    assert!(plan.ends_with(end), "in the report's order: {plan}");
    assert_eq!(parse(&plan, "plan.toml").expect("the plan is a protocol"), study);
    assert!(differences(&parse(SMALL, "s").expect("valid"), &study).is_empty());
    let slip = parse(&format!("{SMALL}[registration]\nfundng = \"x\"\n"), "study.toml").expect_err("a slip");
    assert_eq!(slip.code(), "P301");
}
