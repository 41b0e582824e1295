//! The algorithm `lodtrin-1` against vectors made by an independent implementation (`lottery/vectors`).

use lodtrin::diagnostics::Silent;
use lodtrin::lottery::{
    Calibration, Design, Lottery, calibrate, calibration_key, chances, intervention_key, read_chances, read_design,
    read_frame, read_members, write_chances, write_design, write_frame, write_members, write_schedule,
};
use lodtrin::provenance::{Key, b8, enc, sha256, tagged};
use lodtrin::trial::Frame;
use std::path::PathBuf;

const SIGNATURE_123: &str =
    "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
const SIGNATURE_657413: &str =
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/lottery/vectors")
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn rows() -> Vec<[String; 3]> {
    String::from_utf8(read("vectors.tsv"))
        .unwrap()
        .lines()
        .skip(1)
        .map(|l| {
            let cells: Vec<String> = l.split('\t').map(str::to_string).collect();
            cells.try_into().unwrap()
        })
        .collect()
}

fn expected(design: &str, input: &str) -> String {
    let found = rows().into_iter().find(|[d, i, _]| d == design && i.starts_with(input));
    found.unwrap_or_else(|| panic!("no row {design} {input}"))[2].clone()
}

/// The word that follows `name` in a row.
fn word<'a>(row: &'a str, name: &str) -> &'a str {
    let mut words = row.split(' ');
    words.find(|w| *w == name).unwrap();
    words.next().unwrap()
}

fn digits(waves: &[u8]) -> String {
    waves.iter().map(u8::to_string).collect()
}

fn design(name: &str) -> (Frame, Design, Lottery) {
    let frame = read_frame(&read(&format!("{name}/frame.tsv")), "frame.tsv").unwrap();
    let design = read_design(&read(&format!("{name}/design.txt")), &frame, "design.txt").unwrap();
    let lottery = Lottery::new(&frame, &design).unwrap();
    (frame, design, lottery)
}

const DESIGNS: [&str; 4] = ["plain", "unequal", "balanced", "constrained"];

#[test]
fn primitives_agree() {
    let key = Key::new(&std::array::from_fn(|i| i as u8));
    let find = |input: &str| expected("primitive", input);
    assert_eq!(hex::encode(enc(&[b"lodtrin-1", b"ticket", b"a"])), find("enc("));
    assert_eq!(tagged("test", &[b"a", b"bc"]).hex(), find("D('test','a','bc')"));
    assert_eq!(tagged("test", &[b"ab", b"c"]).hex(), find("D('test','ab','c')"));
    assert_eq!(hex::encode(key.of("ticket", &[&b8(0), "ølgod-01".as_bytes()])), find("K(00..1f"));
    let below = |n: u64, count: u64| {
        let all: Vec<String> = (0..count).map(|j| key.below(n, "offset", &[&b8(j)]).to_string()).collect();
        all.join(" ")
    };
    assert_eq!(below(12, 12), find("U(00..1f,12,"));
    assert_eq!(below(16, 12), find("U(00..1f,16,"));
    assert_eq!(below((1 << 63) + 1, 3), find("U(00..1f,2^63+1,"));
    assert_eq!(tagged("commit", &[b"alice-nonce-0001"]).hex(), find("D('commit'"));
}

#[test]
fn frozen_files_read_back_to_the_same_bytes() {
    assert_eq!(sha256(&read("plain/frame.tsv")).hex(), expected("frame.tsv", "sha256"));
    for name in DESIGNS {
        let (frame, design, _) = design(name);
        assert_eq!(write_frame(&frame).as_bytes(), read(&format!("{name}/frame.tsv")));
        assert_eq!(write_design(&design).as_bytes(), read(&format!("{name}/design.txt")));
        let members = read_members(&read(&format!("{name}/members.tsv")), &frame, "members.tsv").unwrap();
        assert_eq!(write_members(&members).as_bytes(), read(&format!("{name}/members.tsv")));
        let file = read(&format!("{name}/chances.tsv"));
        let counts = read_chances(&file, &frame, design.waves(), "chances.tsv").unwrap();
        assert_eq!(write_chances(&frame, &counts).as_bytes(), file);
    }
}

#[test]
fn calibration_and_chances_agree() {
    for name in DESIGNS {
        let (frame, design, lottery) = design(name);
        let row = expected(name, "calibration");
        let key = calibration_key(&sha256(write_frame(&frame).as_bytes()), &design, "");
        let open = Lottery::new(&frame, &design.with_threshold(None)).unwrap();
        let calibration: Calibration = calibrate(&open, &key).unwrap();
        let scores = &calibration.scores;
        assert_eq!(calibration.feasible().to_string(), word(&row, "feasible"));
        assert_eq!(scores[0].to_string(), word(&row, "min"));
        assert_eq!(scores[scores.len() / 2].to_string(), word(&row, "median"));
        assert_eq!(scores[scores.len() - 1].to_string(), word(&row, "max"));
        let threshold = design.keep.map(|k| calibration.threshold(k).unwrap());
        assert_eq!(threshold, design.threshold);
        assert_eq!(threshold.map_or("none".into(), |t| t.to_string()), word(&row, "threshold"));
        let chances = chances(&lottery, &key, &Silent).unwrap();
        assert_eq!(chances.distinct.to_string(), word(&row, "distinct"));
        let text = write_chances(&frame, &chances.counts);
        assert_eq!(sha256(text.as_bytes()).hex(), word(&row, "chances"));
    }
}

fn seed(name: &str, lock: &str, beacon: &[u8], contributions: &[&[u8]]) -> (String, [u8; 32]) {
    let bytes = read(&format!("{name}/lock-{lock}.txt"));
    let lock_digest = sha256(&bytes);
    let tag = if bytes.starts_with(b"lodtrin-1 rehearsal\n") { "rehearsal" } else { "seed" };
    let mut parts: Vec<&[u8]> = vec![&lock_digest.0, beacon];
    parts.extend(contributions);
    (lock_digest.hex(), tagged(tag, &parts).0)
}

#[test]
fn draws_replays_and_intervention_keys_agree() {
    let beacon = |hex_text: &str| sha256(&hex::decode(hex_text).unwrap()).0.to_vec();
    let dice = read("dice.txt");
    let cases: [(&str, Vec<u8>, Vec<&[u8]>); 4] = [
        ("quicknet-123", beacon(SIGNATURE_123), vec![]),
        ("quicknet-657413+alice+bob", beacon(SIGNATURE_657413), vec![b"alice-nonce-0001", b"bob-nonce-000002"]),
        ("dice", dice.clone(), vec![]),
        ("dice-rehearsal", dice.clone(), vec![]),
    ];
    for name in DESIGNS {
        let (frame, _, lottery) = design(name);
        for (lock, beacon, contributions) in &cases {
            let row = rows().into_iter().find(|[d, i, _]| d == name && i == lock).unwrap()[2].clone();
            let (digest, seed) = seed(name, lock, beacon, contributions);
            assert_eq!(digest, word(&row, "lock"));
            assert_eq!(hex::encode(seed), word(&row, "seed"));
            let draw = lottery.draw(&seed).unwrap();
            assert_eq!(draw.tries.to_string(), word(&row, "try"));
            assert_eq!(draw.score.to_string(), word(&row, "score"));
            assert_eq!(digits(&draw.waves), word(&row, "waves"));
            let schedule = write_schedule(&frame, &draw.waves);
            assert_eq!(sha256(schedule.as_bytes()).hex(), word(&row, "schedule"));
        }
        let (_, seed) = seed(name, "quicknet-123", &cases[0].1, &[]);
        let replays = lottery.replays(&seed, 1..9, &Silent).unwrap();
        let text: Vec<String> = replays.chunks(frame.lots.len()).map(digits).collect();
        assert_eq!(text.join(" "), expected(name, "quicknet-123, replays"));
        assert_eq!(digits(&lottery.replay(&seed, 3).unwrap().waves), text[2]);
        let row = expected(name, "quicknet-123, key of intervention");
        let key = intervention_key(&seed, "mentor");
        assert_eq!(hex::encode(key), word(&row, "key"));
        let draw = lottery.draw(&key).unwrap();
        assert_eq!(draw.tries.to_string(), word(&row, "try"));
        assert_eq!(digits(&draw.waves), word(&row, "waves"));
    }
}
