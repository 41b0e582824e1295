//! Time stamps against the expected verdicts of two independent programs, and against `openssl ts -verify`.

use lodtrin::provenance::stamps::{Certificate, FaultKind, Subject, certificates, check, query};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/stamps").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(place(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn roots() -> Vec<Certificate> {
    certificates(&bytes("roots.pem")).expect("roots")
}

struct Expected {
    file: String,
    fault: String,
    time: Option<i64>,
    accuracy: Option<i64>,
    authority: String,
    trusted: bool,
}

fn expected() -> Vec<Expected> {
    let mut reader = csv::Reader::from_path(place("expected.csv")).expect("expected.csv");
    let rows = reader.records().map(|r| r.expect("a row"));
    rows.map(|r| {
        let time = jiff::fmt::strtime::parse("%Y%m%d%H%M%SZ", &r[3]).ok().map(|t| {
            t.to_datetime().expect("a time").to_zoned(jiff::tz::TimeZone::UTC).expect("UTC").timestamp().as_second()
        });
        Expected {
            file: r[0].to_string(),
            fault: r[1].to_string(),
            time,
            accuracy: r[4].parse().ok(),
            authority: r[5].to_string(),
            trusted: &r[6] == "true",
        }
    })
    .collect()
}

#[test]
fn every_reference_stamp_has_its_fault_or_its_time() {
    let lock = bytes("lock.txt");
    let subjects = [Subject { name: "lock.txt", bytes: &lock }];
    let given = roots();
    let rows = expected();
    assert_eq!(rows.len(), 54);
    for row in rows {
        let got = check(&bytes(&format!("tokens/{}", row.file)), &subjects, &given, &[]);
        match got {
            Err(fault) => assert_eq!(fault.kind.word(), row.fault, "{}: {}", row.file, fault.says),
            Ok(stamp) => {
                assert_eq!(row.fault, "", "{}", row.file);
                assert_eq!(stamp.of, "lock.txt");
                assert_eq!(Some(stamp.time), row.time, "{}", row.file);
                assert_eq!(Some(stamp.accuracy()), row.accuracy, "{}", row.file);
                assert_eq!((stamp.authority, stamp.trusted), (row.authority, row.trusted), "{}", row.file);
            }
        }
    }
}

#[test]
fn without_given_roots_nothing_is_trusted_and_nothing_else_changes() {
    let lock = bytes("lock.txt");
    let subjects = [Subject { name: "lock.txt", bytes: &lock }];
    for row in expected().iter().filter(|r| r.fault.is_empty()) {
        let stamp = check(&bytes(&format!("tokens/{}", row.file)), &subjects, &[], &[]).expect(&row.file);
        assert!(!stamp.trusted && Some(stamp.time) == row.time, "{}", row.file);
    }
}

#[test]
fn an_issuer_that_is_not_inside_may_be_given_beside() {
    let lock = bytes("lock.txt");
    let subjects = [Subject { name: "lock.txt", bytes: &lock }];
    let given = certificates(&bytes("beta-root.pem")).expect("root");
    let beside = certificates(&bytes("beta-chain.pem")).expect("chain");
    let token = bytes("tokens/no-issuer-inside.tsr");
    assert!(!check(&token, &subjects, &given, &[]).expect("intact").trusted);
    assert!(check(&token, &subjects, &given, &beside).expect("intact").trusted);
}

#[test]
fn the_query_is_the_one_that_openssl_makes() {
    let text = b"some lock\n";
    let ours = query(text);
    assert_eq!(ours.len(), 59);
    let digest = lodtrin::provenance::sha256(text).hex();
    assert_eq!(hex::encode(&ours), format!("30390201013031300d060960864801650304020105000420{digest}0101ff"));
}

/// What `openssl ts -verify` takes although it is refused here: weak hashes and keys, bytes after the end, indefinite
/// lengths, more than 65,536 bytes, a critical extension of the content.
const OPENSSL_TAKES: [&str; 7] = [
    "bad-imprint-sha1.tsr",
    "bad-digest-sha1.tsr",
    "bad-rsa1024.tsr",
    "bad-tail.tsr",
    "bad-indefinite.tsr",
    "bad-too-large.tsr",
    "bad-extension.tsr",
];

#[test]
fn openssl_agrees_but_for_what_is_listed() {
    if !crate::tools::here("openssl", "openssl", "is the second verifier of time stamps") {
        return;
    }
    for row in expected() {
        let at = row.time.unwrap_or(1_694_602_803).to_string();
        let ask = |extra: &[&str]| {
            let token = place(&format!("tokens/{}", row.file));
            let mut command = Command::new("openssl");
            command.args(["ts", "-verify", "-data"]).arg(place("lock.txt")).arg("-in").arg(token);
            command.arg("-CAfile").arg(place("roots.pem")).args(["-attime", &at]).args(extra);
            command.output().expect("openssl").status.success()
        };
        let openssl = ask(&[]) || ask(&["-token_in"]);
        let listed = OPENSSL_TAKES.contains(&row.file.as_str());
        assert_eq!(openssl, row.trusted || listed, "{}", row.file);
    }
}

#[test]
fn no_single_bit_gives_another_claim() {
    // Bits that no signature covers (status text, unsigned attributes, an unused certificate) may change unseen; what the
    // stamp says may not. Every seventh bit here.
    const STEP: usize = 7;
    let lock = bytes("lock.txt");
    let subjects = [Subject { name: "lock.txt", bytes: &lock }];
    let given = roots();
    let mut tried = 0;
    for name in ["good-p256-chain.tsr", "good-rsa2048-sha256.tsr"] {
        let token = bytes(&format!("tokens/{name}"));
        let honest = check(&token, &subjects, &given, &[]).expect(name);
        for bit in (0..token.len() * 8).step_by(STEP) {
            let mut changed = token.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            tried += 1;
            if let Ok(stamp) = check(&changed, &subjects, &given, &[]) {
                let same = (stamp.time, stamp.latest, &stamp.of) == (honest.time, honest.latest, &honest.of);
                assert!(same, "{name}: bit {bit} changes the claim");
                assert!(
                    !stamp.trusted || stamp.authority == honest.authority,
                    "{name}: bit {bit} changes the authority"
                );
            }
        }
    }
    assert!(tried > 3000, "{tried}");
}

/// What a stamp says, and under whose root.
fn claim(token: &[u8], lock: &[u8], given: &[Certificate], extra: &[Certificate]) -> Option<Claim> {
    let subjects = [Subject { name: "lock.txt", bytes: lock }];
    let stamp = check(token, &subjects, given, extra).ok()?;
    let authority = stamp.trusted.then(|| stamp.authority.clone());
    Some((stamp.time, stamp.latest, stamp.of.clone(), authority))
}

type Claim = (i64, i64, String, Option<String>);

/// Every so many bits of a file changed, one at a time: how many were tried, how many were refused or no longer trusted.
fn flipped(
    what: &str,
    file: &[u8],
    step: usize,
    honest: &Claim,
    of: impl Fn(&[u8]) -> Option<Claim> + Sync,
) -> (usize, usize) {
    let every: Vec<usize> = (0..file.len() * 8).step_by(step).collect();
    let tried = every.len();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let refused = std::thread::scope(|scope| {
        let halves: Vec<_> = every
            .chunks(tried.div_ceil(threads))
            .map(|bits| {
                let of = &of;
                scope.spawn(move || {
                    let mut changed = file.to_vec();
                    bits.iter().filter(|bit| is_refused(what, &mut changed, **bit, honest, of)).count()
                })
            })
            .collect();
        halves.into_iter().map(|half| half.join().expect("no panic")).sum::<usize>()
    });
    println!("{what}: {tried} single bits, {refused} refused or no longer trusted, {} unseen", tried - refused);
    (tried, refused)
}

/// One bit changed and put back: whether the change is seen. Another claim under a known root fails.
fn is_refused(what: &str, file: &mut [u8], bit: usize, honest: &Claim, of: impl Fn(&[u8]) -> Option<Claim>) -> bool {
    file[bit / 8] ^= 1 << (bit % 8);
    let told = of(file);
    file[bit / 8] ^= 1 << (bit % 8);
    match told {
        Some(claim) if claim == *honest => false,
        Some(claim) => {
            let same = (claim.0, claim.1, &claim.2) == (honest.0, honest.1, &honest.2);
            assert!(same && claim.3.is_none(), "{what}: bit {bit} gives {claim:?}");
            true
        }
        None => true,
    }
}

/// Of so many single bits one is tried; `LODTRIN_BITS=all` tries them all, a hundred thousand, in minutes.
const ONE_OF: usize = 211;

#[test]
fn a_hundred_thousand_single_bits_give_no_other_claim() {
    let all = std::env::var("LODTRIN_BITS").is_ok_and(|v| v == "all");
    let every = |step: usize| if all { step } else { step * ONE_OF };
    let (lock, roots) = (bytes("lock.txt"), bytes("roots.pem"));
    let given = certificates(&roots).expect("roots");
    let mut tried = 0;
    let good = expected().into_iter().filter(|r| r.trusted);
    for row in good {
        let token = bytes(&format!("tokens/{}", row.file));
        let honest = claim(&token, &lock, &given, &[]).expect(&row.file);
        tried += flipped(&row.file, &token, every(3), &honest, |t| claim(t, &lock, &given, &[])).0;
    }
    let token = bytes("tokens/good-p256-chain.tsr");
    let honest = claim(&token, &lock, &given, &[]).expect("a good one");
    let (bits, refused) = flipped("lock.txt", &lock, every(1), &honest, |l| claim(&token, l, &given, &[]));
    assert_eq!(bits, refused, "every bit of what is stamped counts");
    tried += bits;
    let of_roots = |r: &[u8]| certificates(r).ok().and_then(|given| claim(&token, &lock, &given, &[]));
    tried += flipped("roots.pem", &roots, every(2), &honest, of_roots).0;
    let (root, chain) = (certificates(&bytes("beta-root.pem")).expect("root"), bytes("beta-chain.pem"));
    let token = bytes("tokens/no-issuer-inside.tsr");
    let beside = |c: &[u8]| claim(&token, &lock, &root, &certificates(c).unwrap_or_default());
    let honest = beside(&chain).expect("its issuer lies beside it");
    tried += flipped("chain.pem", &chain, every(1), &honest, beside).0;
    println!("{tried} in all");
    assert!(tried >= if all { 100_000 } else { 100_000 / ONE_OF }, "{tried}");
}

#[test]
fn bad_input_is_a_fault_of_form() {
    let lock = bytes("lock.txt");
    let subjects = [Subject { name: "lock.txt", bytes: &lock }];
    let page = b"<!DOCTYPE html><title>404</title>".to_vec();
    for token in [Vec::new(), vec![0x30], vec![0x30, 0x80, 0, 0], page, vec![0x30; 65_537], vec![0xff; 300]] {
        let fault = check(&token, &subjects, &roots(), &[]).expect_err("no token");
        assert_eq!(fault.kind, FaultKind::Form);
    }
}

#[test]
fn the_python_script_takes_real_rounds_and_no_forged_one() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify-the-draw/verify_the_beacon.py");
    if !crate::tools::here("python3", "python3", "runs the second verifier") {
        return;
    }
    let rows = String::from_utf8(bytes("beacon.tsv")).expect("text");
    let mut real = 0;
    for row in rows.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let status = Command::new("python3").arg(&script).args([cells[0], cells[1]]).output().expect("python3").status;
        assert_eq!(status.code(), Some(if cells[2] == "true" { 0 } else { 1 }), "{}", cells[3]);
        let signature = hex::decode(cells[1]).expect("hex");
        let beacon = lodtrin::lottery::Beacon { round: cells[0].parse().expect("a round"), signature };
        assert_eq!(beacon.verify().is_ok(), cells[2] == "true", "{}", cells[3]);
        real += usize::from(cells[2] == "true");
    }
    assert_eq!(real, 3);
}
