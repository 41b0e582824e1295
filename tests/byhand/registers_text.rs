//! The text reader and the frame, on files written out by hand.

use lodtrin::registers::read_frame;
use lodtrin::trial::ProgrammeRow;
use lodtrin::trial::study::FrameDecl;
use std::path::PathBuf;

fn decl() -> FrameDecl {
    FrameDecl {
        file: "programmes.csv".into(),
        id: "id".into(),
        stratum: Some("skole".into()),
        lot: None,
        covariates: vec!["pupils".into(), "rate".into()],
        first: None,
        last: None,
        form: Default::default(),
    }
}

fn write(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("programmes.csv");
    std::fs::write(&path, bytes).expect("written");
    (folder, path)
}

fn row(line: usize, id: &str, school: &str, pupils: &str, rate: &str) -> ProgrammeRow {
    ProgrammeRow {
        line,
        id: id.into(),
        stratum: school.into(),
        lot: id.into(),
        first: None,
        last: None,
        covariates: vec![pupils.into(), rate.into()],
        label: None,
    }
}

#[test]
fn one_frame_in_many_dialects() {
    let expected = |first: usize| {
        vec![row(first, "tømrer-1", "Ærø", "412", "0.31"), row(first + 1, "smed-2", "Århus, V", "1234", "0.5")]
    };
    let plain: &[(&[u8], usize)] = &[
        ("id,skole,pupils,rate\ntømrer-1,Ærø,412,0.31\nsmed-2,\"Århus, V\",1234,0.5\n".as_bytes(), 2),
        ("\u{feff}ID ;Skole;pupils;rate;\r\ntømrer-1;Ærø;412;0,31;\r\nsmed-2;Århus, V;1.234;0,5;".as_bytes(), 2),
        ("id\tskole\tpupils\trate\ntømrer-1\tÆrø\t412\t0,31\n\nsmed-2\tÅrhus, V\t1234\t,5\nAntal poster: 2\n".as_bytes(), 2),
        ("\"skole\";\"rate\";\"pupils\";\"id\"\r\"Ærø\";\"0,31\";\"412\";\"tømrer-1\"\r\"Århus, V\";\"0,5\";\"1234\";\"smed-2\"\r".as_bytes(), 2),
        (b"sep=;\nid;skole;pupils;rate\nt\xf8mrer-1;\xc6r\xf8;412;0,31\nsmed-2;\xc5rhus, V;1234;0,5\n", 3),
    ];
    for (i, (bytes, first)) in plain.iter().enumerate() {
        let (_keep, path) = write(bytes);
        let mut rows = read_frame(&path, "programmes.csv", &decl()).unwrap_or_else(|p| panic!("file {i}: {p}"));
        if i == 2 {
            rows[1].line -= 1; // a blank line stands between them
        }
        assert_eq!(rows, expected(*first), "file {i}");
    }
}

#[test]
fn a_broken_frame_says_what_is_wrong_and_where() {
    let cases: &[(&[u8], &str, Option<usize>)] = &[
        (b"", "R101", None),
        (b"\n\n  \n", "R101", None),
        (b"id;skole;pupils;rate\n", "R101", None),
        (b"id;skole;pupils;ratt\na;b;1;2\n", "R201", Some(1)),
        (b"id;skole;pupils;rate\na;b;1;2\nc;d;3", "R105", Some(3)),
        (b"id;skole;pupils;rate\na;b;1;2\nc;\"d;3;4\n", "R105", Some(3)),
        (b"id;skole;pupils;rate\na;b;1;2\nAntal poster: 7\n", "R105", Some(3)),
        (b"id;skole;pupils;rate\na;b\0;1;2\n", "R103", Some(2)),
        (b"id;skole;pupils;rate\na;\xc3\xa6;1;2\nb;\xe6;1;2\n", "R102", Some(3)),
        (b"\xff\xfei\0d\0", "R201", Some(1)),
        (b"\xff\xfei\0d\0\n\0\0\xd8x\0", "R102", Some(1)),
        (b"id;id;skole;pupils;rate\na;a;b;1;2\n", "R106", Some(1)),
        (b"id;skole;pupils;rate\na;b;1;2\na;b;c;1;2\nd;e;1;2\n", "R308", Some(3)),
    ];
    for (bytes, code, line) in cases {
        let (_keep, path) = write(bytes);
        let problem = read_frame(&path, "programmes.csv", &decl()).expect_err(code);
        assert_eq!(problem.code(), *code, "{problem}");
        assert_eq!(problem.place().and_then(|p| p.line), *line, "{problem}");
        assert!(!problem.advice().is_empty(), "{problem}");
    }
    let long = [b"id;skole;pupils;rate\n".as_slice(), &vec![b'x'; 10 << 20]].concat();
    let (_keep, path) = write(&long);
    assert_eq!(read_frame(&path, "programmes.csv", &decl()).expect_err("long").code(), "R104");
    let problem = read_frame(path.parent().expect("a folder"), "x", &decl()).expect_err("a folder");
    assert_eq!(problem.code(), "R101");
    let problem = read_frame(&path.with_file_name("programme.csv"), "programme.csv", &decl()).expect_err("no file");
    assert_eq!(problem.code(), "R101");
    assert!(problem.advice()[0].contains("programmes.csv"), "{problem}");
}
