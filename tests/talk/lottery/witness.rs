//! Proof of time from the shell: a toy authority made by `openssl`, and the reference stamps in studies that do not fit them.

use super::*;
use std::path::Path;

/// Rules of a dice lottery that falls due in the year 2999.
const LATER: &str = "source = \"dice\"\nat = 2999-01-01T12:00:00Z";

/// An authority of our own: root, certificate for time stamping alone, and its configuration.
struct Authority {
    place: TempDir,
}

impl Authority {
    fn new() -> Option<Authority> {
        if !crate::tools::here("openssl", "openssl", "is the authority of these tests") {
            return None;
        }
        let authority = Authority { place: tempfile::tempdir().unwrap() };
        let config = "[tsa]\ndefault_tsa = own\n[own]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\n\
                      digests = sha256\nordering = no\ntsa_name = no\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n\
                      [ext]\nextendedKeyUsage = critical,timeStamping\n[dn]\n";
        std::fs::write(authority.path("ca.cnf"), config).unwrap();
        std::fs::write(authority.path("serial"), "01\n").unwrap();
        let ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        authority.run(
            &[
                &["req", "-x509", "-days", "30", "-subj", "/CN=Toy root", "-keyout", "root.key", "-out", "root.pem"],
                &ec[..],
            ]
            .concat(),
        );
        authority
            .run(&[&["req", "-subj", "/CN=Toy stamps", "-keyout", "tsa.key", "-out", "tsa.csr"], &ec[..]].concat());
        authority.run(&[
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-days",
            "20",
            "-extfile",
            "ca.cnf",
            "-extensions",
            "ext",
            "-out",
            "tsa.pem",
        ]);
        Some(authority)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_string()
    }

    fn run(&self, args: &[&str]) {
        let done = Command::new("openssl").current_dir(self.place.path()).args(args).output().unwrap();
        assert!(done.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The answer to a query, as a file.
    fn stamp(&self, query: &Path, name: &str) -> String {
        let query = query.to_str().unwrap();
        let signer = ["-signer", "tsa.pem", "-inkey", "tsa.key"];
        self.run(
            &[
                &["ts", "-reply", "-config", "ca.cnf", "-section", "own", "-queryfile", query, "-out", name],
                &signer[..],
            ]
            .concat(),
        );
        self.text(name)
    }
}

fn add(dir: &TempDir, args: &[&str]) -> Answer {
    let path = path(dir);
    lodtrin(&[&["witness", "add", "--study", &path], args].concat())
}

fn time_of(dir: &TempDir, args: &[&str]) -> (i32, serde_json::Value) {
    let path = path(dir);
    let a = lodtrin(&[&["verify", &path, "--format", "json"], args].concat());
    (a.code, serde_json::from_str(&a.out).unwrap_or_else(|e| panic!("{e}: {}{}", a.out, a.err)))
}

fn holds(value: &serde_json::Value, check: &str) -> Option<bool> {
    let verdicts = value["verdicts"].as_array().unwrap();
    verdicts.iter().find(|v| v["check"] == check).unwrap_or_else(|| panic!("no verdict {check}"))["holds"].as_bool()
}

#[test]
fn a_lock_is_stamped_drawn_and_shown_to_have_been_there_in_time() {
    let Some(toy) = Authority::new() else { return };
    let dir = locked(LATER);
    let asked = lodtrin(&["witness", "request", &path(&dir)]);
    assert_eq!(asked.code, 0, "{}", asked.err);
    let digest = sha256(read(&dir, "lock.txt").as_bytes()).hex();
    assert!(asked.out.contains(&digest) && asked.out.contains("curl "), "{}", asked.out);
    let query = file(&dir, "witness/lock.txt.tsq");
    assert_eq!(std::fs::read(&query).unwrap().len(), 59);
    let answer = toy.stamp(&query, "answer.tsr");

    let doubted = add(&dir, &[&answer]);
    assert_eq!(doubted.code, 0, "{}", doubted.err);
    assert!(doubted.err.contains("RootNotTrusted"), "{}", doubted.err);
    let again = add(&dir, &[&answer]);
    assert!(again.code == 2 && again.err.contains("here already"), "{}", again.err);
    let root = toy.text("root.pem");
    let second = toy.stamp(&query, "second.tsr");
    let trusted = add(&dir, &[&second, "--trust", &root]);
    assert_eq!((trusted.code, trusted.err.as_str()), (0, ""), "{}", trusted.out);
    assert!(trusted.out.contains("lottery/witness/002.tsr") && trusted.out.contains("Toy root"), "{}", trusted.out);
    assert_eq!(draw(&dir, &DICE).code, 0);

    let (code, without) = time_of(&dir, &[]);
    assert_eq!(code, 0, "{without}");
    assert!(without["verdicts"].as_array().unwrap().iter().all(|v| v["check"] != "time") && without["time"].is_null());
    assert!(without["not_checked"].to_string().contains("2 time stamps hold, up to Toy"), "{without}");
    let (code, with) = time_of(&dir, &["--trust", &root]);
    assert_eq!((code, holds(&with, "time")), (0, Some(true)), "{with}");
    assert_eq!(with["time"]["authorities"], 1);
    assert!(with["time"]["seconds_before"].as_i64().unwrap() > 900 * 365 * 86_400);
    assert!(with["not_checked"].to_string().contains("not that it was the only one"), "{with}");
    assert_eq!(with["witness"][0]["in_time"], true);
    assert_eq!(with["witness"][0]["authority"], "Toy stamps");
    let stranger = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/stamps/stranger-root.pem");
    let (code, other) = time_of(&dir, &["--trust", stranger.to_str().unwrap()]);
    assert_eq!((code, holds(&other, "time")), (2, None), "{other}");
}

#[test]
fn an_amendment_is_stamped_as_well_and_a_changed_one_is_seen() {
    let Some(toy) = Authority::new() else { return };
    let dir = locked(LATER);
    let study = path(&dir);
    let gone = lodtrin(&["amend", "withdraw", "odense-01", &study, "--reason", "closed"]);
    assert_eq!(gone.code, 0, "{}", gone.err);
    assert_eq!(lodtrin(&["witness", "request", &study, "--of", "amend-001.txt"]).code, 0);
    let answer = toy.stamp(&file(&dir, "witness/amend-001.txt.tsq"), "a.tsr");
    let root = toy.text("root.pem");
    assert_eq!(add(&dir, &[&answer, "--trust", &root]).code, 0);
    assert_eq!(draw(&dir, &DICE).code, 0);
    let (code, value) = time_of(&dir, &["--trust", &root]);
    // a stamp of an amendment is none of the lock
    assert_eq!((code, holds(&value, "time")), (2, None), "{value}");
    assert_eq!(value["witness"][0]["of"], "amend-001.txt");
    assert!(value["witness"][0]["in_time"].is_null());
    let stamp = file(&dir, "witness/001.tsr");
    let mut bytes = std::fs::read(&stamp).unwrap();
    let middle = bytes.len() - 20;
    bytes[middle] ^= 1;
    std::fs::write(&stamp, bytes).unwrap();
    let (code, value) = time_of(&dir, &["--trust", &root]);
    assert_eq!((code, holds(&value, "time")), (1, Some(false)), "{value}");
    assert_eq!(value["witness"][0]["fault"], "signature");
}

#[test]
fn twenty_stamps_are_added_in_one_go_or_none_of_them() {
    let Some(toy) = Authority::new() else { return };
    let dir = locked(LATER);
    assert_eq!(lodtrin(&["witness", "request", &path(&dir)]).code, 0);
    let query = file(&dir, "witness/lock.txt.tsq");
    let stamps: Vec<String> = (1..=20).map(|i| toy.stamp(&query, &format!("{i}.tsr"))).collect();
    let mut named: Vec<&str> = stamps.iter().map(String::as_str).collect();
    let foreign = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/stamps/tokens/good-p256-chain.tsr");
    named.push(foreign.to_str().unwrap());
    let refused = add(&dir, &named);
    assert!(refused.code == 2 && refused.err.contains("good-p256-chain.tsr"), "{}", refused.err);
    assert!(!file(&dir, "witness/001.tsr").exists(), "one bad among twenty-one, and the others were stored");
    named.pop();
    let root = toy.text("root.pem");
    named.extend(["--trust", &root]);
    let added = add(&dir, &named);
    assert_eq!(added.code, 0, "{}", added.err);
    for (i, stamp) in stamps.iter().enumerate() {
        let kept = std::fs::read(file(&dir, &format!("witness/{:03}.tsr", i + 1))).unwrap();
        assert_eq!(kept, std::fs::read(stamp).unwrap());
    }
    assert_eq!(draw(&dir, &DICE).code, 0);
    let (code, value) = time_of(&dir, &["--trust", &root]);
    assert_eq!((code, holds(&value, "time")), (0, Some(true)), "{value}");
    assert_eq!(value["witness"].as_array().unwrap().len(), 20);
    assert_eq!(value["time"]["authorities"], 1, "twenty stamps of one authority are one authority");
}

#[test]
fn what_is_no_stamp_of_this_lock_is_refused_and_nothing_is_stored() {
    let dir = locked(LATER);
    let tokens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/stamps/tokens");
    let token = |name: &str| tokens.join(name).to_str().unwrap().to_string();
    let own = |name: &str, bytes: &[u8]| {
        std::fs::write(dir.path().join(name), bytes).unwrap();
        dir.path().join(name).to_str().unwrap().to_string()
    };
    let page = own("page.tsr", b"<!DOCTYPE html><html><body>504</body></html>");
    let long = own("long.tsr", &vec![0x30; 65_537]);
    let empty = own("empty.tsr", b"");
    for (file, word) in [
        (token("good-p256-chain.tsr"), "imprint"),
        (token("bad-refused.tsr"), "status"),
        (token("bad-pem.tsr"), "form"),
        (page, "form"),
        (long, "65,536"),
        (empty, "form"),
    ] {
        let a = add(&dir, &[&file]);
        assert!(a.code == 2 && a.err.contains("L501") && a.err.contains(word), "{file}: {}", a.err);
    }
    let none = add(&dir, &["no-such-file.tsr"]);
    assert!(none.code == 2 && none.err.contains("P101"), "{}", none.err);
    let twenty: Vec<String> = (0..20).map(|_| token("stranger.tsr")).collect();
    let twenty: Vec<&str> = twenty.iter().map(String::as_str).collect();
    assert_eq!(add(&dir, &twenty).code, 2);
    let bad_root = add(&dir, &[&token("stranger.tsr"), "--trust", &token("bad-pem.tsr")]);
    assert!(bad_root.code == 2 && bad_root.err.contains("L504"), "{}", bad_root.err);
    assert!(!file(&dir, "witness").exists());
    let strange = lodtrin(&["witness", "request", &path(&dir), "--of", "plan.toml"]);
    assert!(strange.code == 2 && strange.err.contains("L503"), "{}", strange.err);
}

#[test]
fn a_stamp_that_comes_too_late_is_refused() {
    let Some(toy) = Authority::new() else { return };
    let dir = locked("source = \"dice\"\nat = 2020-01-01T12:00:00Z");
    assert_eq!(lodtrin(&["witness", "request", &path(&dir)]).code, 0);
    let answer = toy.stamp(&file(&dir, "witness/lock.txt.tsq"), "late.tsr");
    let a = add(&dir, &[&answer]);
    assert!(a.code == 2 && a.err.contains("L502") && a.err.contains("2020-01-01"), "{}", a.err);
    assert!(!file(&dir, "witness/001.tsr").exists());
}

#[test]
fn a_statement_is_kept_and_told_as_not_checked() {
    let dir = locked(LATER);
    let letter = dir.path().join("letter.pdf");
    std::fs::write(&letter, b"received").unwrap();
    let letter = letter.to_str().unwrap();
    let a = add(&dir, &["--statement", letter, "--by", "Rektor Sørensen", "--on", "2026-11-30"]);
    assert_eq!(a.code, 0, "{}", a.err);
    let table = read(&dir, "witness/statements.tsv");
    let digest = sha256(b"received").hex();
    assert_eq!(table, format!("file\tsha256\tby\tdate\n001-statement.pdf\t{digest}\tRektor Sørensen\t2026-11-30\n"));
    assert_eq!(draw(&dir, &DICE).code, 0);
    let (code, value) = time_of(&dir, &[]);
    assert_eq!(code, 0, "{value}");
    assert!(
        value["not_checked"].to_string().contains("a statement of Rektor Sørensen, 2026-11-30; not checked by machine")
    );
    for wrong in
        [["--by", "", "--on", "2026-11-30"], ["--by", "a\tb", "--on", "2026-11-30"], ["--by", "a", "--on", "30/11"]]
    {
        let a = add(&dir, &[&["--statement", letter], &wrong[..]].concat());
        assert!(a.code == 2 && a.err.contains("L505"), "{wrong:?}: {}", a.err);
    }
}
