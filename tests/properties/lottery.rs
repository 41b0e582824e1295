//! What holds for every lottery, whatever its frame and design.
//!
//! `PROPTEST_CASES=1000000 cargo test --release --test properties lottery::readers` reads a million broken files.

use hmac::{Hmac, KeyInit, Mac};
use lodtrin::diagnostics::Silent;
use lodtrin::lottery::{
    Amendment, Balance, Beacon, Design, Dice, Lock, Lottery, Record, freeze, read_chances, read_design, read_frame,
    read_joint, read_members, read_schedule, write_chances, write_design, write_frame, write_joint, write_members,
    write_schedule,
};
use lodtrin::trial::{Frame, Lot, ProgrammeRow};
use proptest::prelude::*;
use sha2::Sha256;
use std::path::PathBuf;

fn frame(strata: &[u8]) -> Frame {
    let lots = strata
        .iter()
        .enumerate()
        .map(|(i, s)| Lot {
            id: format!("lot-{i:03}"),
            stratum: format!("school-{s}"),
            first: 1,
            last: 255,
            covariates: vec![(i as i64 * 37) % 101 - 20],
        })
        .collect();
    Frame { covariates: vec!["pupils".into()], lots }
}

fn design(capacity: Vec<u32>, stratified: bool) -> Design {
    Design {
        capacity,
        stratified,
        apart: Vec::new(),
        before: Vec::new(),
        limit: Vec::new(),
        balance: Vec::new(),
        keep: None,
        threshold: None,
        max_tries: 100_000,
    }
}

/// A frame of as many lots as the capacities hold.
fn lottery(strata: &[u8], capacity: Vec<u32>, stratified: bool) -> (Frame, Lottery) {
    let n: u32 = capacity.iter().sum();
    let mut frame = frame(&strata.iter().copied().cycle().take(n as usize).collect::<Vec<_>>());
    frame.lots.iter_mut().for_each(|l| l.last = capacity.len() as u32);
    let lottery = Lottery::new(&frame, &design(capacity, stratified)).unwrap();
    (frame, lottery)
}

/// The candidate word by word as the specification says it, with the `hmac` crate.
fn literal(frame: &Frame, design: &Design, key: &[u8; 32], j: u64) -> Vec<u8> {
    let k = |tag: &str, parts: &[&[u8]]| -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        for part in [b"lodtrin-1".as_slice(), tag.as_bytes()].iter().chain(parts) {
            mac.update(&(part.len() as u32).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().to_vec()
    };
    let jb = j.to_be_bytes();
    let n = frame.lots.len();
    let ticket = |i: usize| (k("ticket", &[&jb, frame.lots[i].id.as_bytes()]), frame.lots[i].id.as_bytes().to_vec());
    let mut order: Vec<usize> = (0..n).collect();
    let mut waves = vec![0u8; n];
    if !design.stratified {
        order.sort_by_key(|i| ticket(*i));
        let mut places = (1u8..).zip(&design.capacity).flat_map(|(w, c)| vec![w; *c as usize]);
        order.iter().for_each(|i| waves[*i] = places.next().unwrap());
        return waves;
    }
    order.sort_by_key(|i| {
        let s = frame.lots[*i].stratum.as_bytes();
        (k("stratum", &[&jb, s]), s.to_vec(), ticket(*i))
    });
    let all = design.capacity.iter().fold(1u128, |a, c| {
        let (mut x, mut y) = (a, u128::from(*c));
        while y > 0 {
            (x, y) = (y, x % y);
        }
        a / x * u128::from(*c)
    });
    let w = design.capacity.len() as u128;
    let mut ranked: Vec<u64> = (1..=w as u64).collect();
    ranked.sort_by_key(|v| k("wave", &[&jb, &v.to_be_bytes()]));
    let mut slots = Vec::new();
    for (i, wave) in ranked.iter().enumerate() {
        let c = u128::from(design.capacity[*wave as usize - 1]);
        for a in 0..c {
            slots.push(((2 * w * a + 2 * i as u128 + 1) * (all / c), i, *wave as u8));
        }
    }
    slots.sort();
    let mut c = 0u64;
    let offset = loop {
        let mac = k("offset", &[&jb, &c.to_be_bytes()]);
        let x = u64::from_be_bytes(mac[..8].try_into().unwrap());
        if u128::from(x) < (1u128 << 64) - (1u128 << 64) % n as u128 {
            break (x % n as u64) as usize;
        }
        c += 1;
    };
    for (p, i) in order.iter().enumerate() {
        waves[*i] = slots[(p + offset) % n].2;
    }
    waves
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_candidate_is_the_literal_one(
        strata in prop::collection::vec(0u8..6, 1..9),
        capacity in prop::collection::vec(1u32..7, 1..7),
        stratified: bool,
        key: [u8; 32],
    ) {
        let (frame, lottery) = lottery(&strata, capacity.clone(), stratified);
        let draw = lottery.draw(&key).unwrap();
        prop_assert_eq!(&draw.waves, &literal(&frame, &design(capacity, stratified), &key, 0));
        prop_assert_eq!(draw.tries, 0);
    }

    #[test]
    fn capacities_are_exact_and_schools_are_spread(
        strata in prop::collection::vec(0u8..6, 1..9),
        equal in 1u32..6,
        waves in 1usize..6,
        more in prop::collection::vec(0u32..4, 6),
        key: [u8; 32],
    ) {
        let unequal: Vec<u32> = (0..waves).map(|w| equal + more[w]).collect();
        for capacity in [vec![equal; waves], unequal] {
            let (frame, lottery) = lottery(&strata, capacity.clone(), true);
            let drawn = lottery.draw(&key).unwrap().waves;
            for (w, c) in capacity.iter().enumerate() {
                prop_assert_eq!(drawn.iter().filter(|x| usize::from(**x) == w + 1).count(), *c as usize);
            }
            if capacity.iter().all(|c| *c == capacity[0]) {
                for stratum in &strata {
                    let name = format!("school-{stratum}");
                    let count = |w: usize| {
                        frame.lots.iter().zip(&drawn).filter(|(l, x)| l.stratum == name && usize::from(**x) == w).count()
                    };
                    let counts: Vec<usize> = (1..=waves).map(count).collect();
                    prop_assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
                }
            }
        }
    }

    #[test]
    fn the_order_of_the_rows_never_matters(seed: u64) {
        let row = |i: usize| ProgrammeRow {
            line: i,
            id: format!("p{}", i * 7 % 20),
            stratum: format!("s{}", i % 3),
            lot: format!("lot{}", i * 7 % 20 / 2),
            first: None,
            last: None,
            covariates: vec![format!("{}.{}", i * 3, i)],
            label: None,
        };
        let same_stratum = |mut r: ProgrammeRow| { r.stratum = format!("s-{}", r.lot); r };
        let rows: Vec<ProgrammeRow> = (0..20).map(row).map(same_stratum).collect();
        let mut other = rows.clone();
        lodtrin::provenance::Stream::seeded("rows", seed, 0).arrange(&mut other);
        let names = ["x".to_string()];
        let (a, b) = (freeze(&rows, "p", &names, 5).unwrap(), freeze(&other, "p", &names, 5).unwrap());
        prop_assert_eq!(a.frame, b.frame);
        prop_assert_eq!(a.members, b.members);
    }
}

/// Standard deviations that a count of 100,000 may lie from its expectation: beyond 5 once in 1.7 million.
const SDS: f64 = 5.0;

#[test]
fn each_chance_is_capacity_over_lots() {
    const DRAWS: u64 = 100_000;
    for (capacity, stratified) in [(vec![2, 2, 2, 6], true), (vec![3, 3, 3, 3], true), (vec![1, 4, 7], false)] {
        let (_, lottery) = lottery(&[0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4], capacity.clone(), stratified);
        let n = lottery.lots();
        let all = lottery.replays(&[7; 32], 0..DRAWS, &Silent).unwrap();
        for (w, c) in capacity.iter().enumerate() {
            let p = f64::from(*c) / n as f64;
            let sd = (DRAWS as f64 * p * (1.0 - p)).sqrt();
            for lot in 0..n {
                let count = all.iter().skip(lot).step_by(n).filter(|x| usize::from(**x) == w + 1).count() as f64;
                assert!((count - DRAWS as f64 * p).abs() < SDS * sd, "lot {lot}, wave {}: {count}", w + 1);
            }
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_replays() {
    let (frame, _) = lottery(&[0, 1, 1, 2], vec![4, 4, 4, 4], true);
    let mut rules = design(vec![4; 4], true);
    rules.balance = vec![Balance { covariate: "pupils".into(), weight: 1, trend: false }];
    rules.keep = Some((1, 5));
    rules.threshold = Some(1_500_000);
    let lottery = Lottery::new(&frame, &rules).unwrap();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| lottery.replays(&[3; 32], 1..400, &Silent).unwrap())
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(7));
    let single: Vec<u8> = (1..400).flat_map(|r| lottery.replay(&[3; 32], r).unwrap().waves).collect();
    assert_eq!(one, single);
}

#[test]
fn numbers_that_could_leave_127_bits_are_refused() {
    let (mut frame, _) = lottery(&[0], vec![3, 3], true);
    let mut rules = design(vec![3, 3], true);
    rules.balance = vec![Balance { covariate: "pupils".into(), weight: 1000, trend: true }];
    // N·Σx² − T² of six lots at ±10^12 is below 4·10^25, and 10^9·6·4·10^25·54 is below 2^127
    for (i, lot) in frame.lots.iter_mut().enumerate() {
        lot.covariates[0] = if i % 2 == 0 { 1_000_000_000_000 } else { -1_000_000_000_000 };
    }
    assert!(Lottery::new(&frame, &rules).is_ok());
    // 2·W·Λ with the first 30 primes as capacities is beyond 2^127
    let primes = [
        2u32, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
        107, 109, 113,
    ];
    let n: u32 = primes.iter().sum();
    let mut frame = self::frame(&vec![0; n as usize]);
    frame.lots.iter_mut().for_each(|l| l.last = 30);
    assert_eq!(Lottery::new(&frame, &design(primes.to_vec(), false)).unwrap_err().code(), "L109");
}

fn vectors(name: &str) -> Vec<u8> {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/lottery/vectors");
    std::fs::read(base.join(name)).unwrap()
}

/// Numbers that are most likely to break arithmetic or a reader.
const NUMBERS: [&str; 10] = [
    "0",
    "00",
    "-0",
    "-1",
    "255",
    "256",
    "4294967296",
    "18446744073709551616",
    "170141183460469231731687303715884105728",
    "1e9",
];

/// A good file with some bytes changed, taken away, doubled or put in, lines doubled or swapped, numbers made extreme.
fn broken(good: &[u8], edits: &[(u16, u8, u8)]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for (at, kind, byte) in edits {
        let place = usize::from(*at);
        let at = place % bytes.len().max(1);
        match kind % 7 {
            0 if !bytes.is_empty() => bytes[at] = *byte,
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            2 => bytes.insert(at.min(bytes.len()), *byte),
            3 => {
                let piece: Vec<u8> = bytes[at..].iter().take(usize::from(*byte)).copied().collect();
                bytes.extend(piece);
            }
            4 => {
                // another number in the place of one
                let from = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit()).unwrap_or(bytes.len());
                let to = (from..bytes.len()).find(|i| !bytes[*i].is_ascii_digit()).unwrap_or(bytes.len());
                bytes.splice(from..to, NUMBERS[usize::from(*byte) % NUMBERS.len()].bytes());
            }
            which => {
                let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
                let (a, b) = (place % lines.len().max(1), usize::from(*byte) % lines.len().max(1));
                if which == 5 && !lines.is_empty() {
                    lines.swap(a, b);
                } else if let Some(line) = lines.get(a).cloned() {
                    lines.insert(b, line);
                }
                bytes = lines.concat();
            }
        }
    }
    bytes
}

/// What the readers read when nothing is broken: frame, design, lock, chances, members, schedule, dice, beacon, amendment,
/// receipt, joint rules.
fn good_files() -> &'static (Frame, Vec<Vec<u8>>) {
    static FILES: std::sync::OnceLock<(Frame, Vec<Vec<u8>>)> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        let frame = read_frame(&vectors("constrained/frame.tsv"), "f").unwrap();
        let amendment = Amendment {
            prev: lodtrin::provenance::sha256(b"x"),
            date: "2026-11-22".into(),
            change: lodtrin::lottery::Change::Withdraw { lot: "ølgod-01".into() },
            reason: "closed".into(),
        };
        let digest = lodtrin::provenance::sha256(b"y");
        let drawn = lodtrin::lottery::Drawn { name: String::new(), tries: 3, score: 14, schedule: digest };
        let record = Record {
            lock: digest,
            seed: [1; 32],
            beacon: vec![1, 2],
            signature: Some(vec![9; 48]),
            contributions: vec![vec![5; 16]],
            joint: None,
            drawn: vec![drawn],
            tool: "t".into(),
        };
        let beacon = b"{\"round\":1,\"signature\":\"b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92\"}";
        let joint = "lodtrin-1 joint\nstarts=klub:2,3,4\nstarts=mentor:2,4,5\nseparate_starts=yes\nat_once=2\nrun_terms=1\nschool_starts=none\nmax_tries=1000\n";
        let schedule = write_schedule(&frame, &[1; 12]).into_bytes();
        let files = vec![
            vectors("constrained/frame.tsv"),
            vectors("constrained/design.txt"),
            vectors("constrained/lock-quicknet-657413+alice+bob.txt"),
            vectors("constrained/chances.tsv"),
            vectors("constrained/members.tsv"),
            schedule,
            vectors("dice.txt"),
            beacon.to_vec(),
            amendment.text().into_bytes(),
            record.text().unwrap().into_bytes(),
            joint.as_bytes().to_vec(),
        ];
        (frame, files)
    })
}

#[test]
fn the_readers_take_the_good_files() {
    for which in 0..good_files().1.len() {
        assert!(read_again(which, &good_files().1[which]), "file {which}");
    }
}

/// Reads a file; whatever a reader takes it writes back to the same bytes. Says whether it was taken.
fn read_again(which: usize, bytes: &[u8]) -> bool {
    let frame = &good_files().0;
    let again = match which {
        0 => read_frame(bytes, "f").ok().map(|f| write_frame(&f)),
        1 => read_design(bytes, frame, "d").ok().map(|d| {
            // a design that can be read gives a lottery that draws or says why not
            let few = Design { max_tries: d.max_tries.min(3), ..d.clone() };
            let _ = Lottery::new(frame, &few).map(|l| l.draw(&[7; 32]));
            write_design(&d)
        }),
        2 => Lock::read(bytes, "l").ok().map(|l| l.text()),
        3 => read_chances(bytes, frame, 4, "c").ok().map(|c| write_chances(frame, &c)),
        4 => read_members(bytes, frame, "m").ok().map(|m| write_members(&m)),
        5 => read_schedule(bytes, frame, "s").ok().map(|s| write_schedule(frame, &s)),
        6 => Dice::read(bytes, "d", &Default::default()).ok().map(|d| d.text()),
        7 => {
            // the beacon's JSON comes from outside and is not canonical; its own form is
            let read = Beacon::read(bytes, "b").ok();
            if let Some(b) = &read {
                assert_eq!(&Beacon::read(b.text().as_bytes(), "b").unwrap(), b);
            }
            return read.is_some();
        }
        8 => Amendment::read(bytes, "a").ok().map(|a| a.text()),
        9 => Record::read(bytes, "r").ok().map(|r| r.text().unwrap()),
        _ => read_joint(bytes, "j").ok().map(|j| write_joint(&j)),
    };
    if let Some(text) = &again {
        assert_eq!(text.as_bytes(), bytes);
    }
    again.is_some()
}

proptest! {
    /// No reader panics, and whatever a reader takes it writes back to the same bytes.
    #[test]
    fn readers_take_canonical_bytes_only(
        which in 0usize..11,
        edits in prop::collection::vec((any::<u16>(), any::<u8>(), any::<u8>()), 0..5),
        noise in prop::collection::vec(any::<u8>(), 0..60),
        plain in prop::bool::weighted(0.1),
    ) {
        let bytes = if plain { noise } else { broken(&good_files().1[which], &edits) };
        read_again(which, &bytes);
    }
}
