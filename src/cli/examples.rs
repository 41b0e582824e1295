//! Two to four examples under the help of every verb; the tests run every line of them.

use clap::Command;

/// The examples of one verb: what each is for, and the command.
type Examples = (&'static str, &'static [(&'static str, &'static str)]);

/// Every verb's examples; `verb what` for a verb of a verb.
const EXAMPLES: &[Examples] = &[
    (
        "new",
        &[
            ("a study to try things with", "lodtrin new my-study --title \"My first rollout\" --language en"),
            (
                "from your own list of programmes: four waves in six periods of 20 weeks",
                "lodtrin new my-study --frame list.csv --waves 4 --periods 6 --first 2027-01-18 --weeks 20",
            ),
            ("two interventions, a lottery each", "lodtrin new my-study --interventions club,mentor"),
        ],
    ),
    (
        "status",
        &[
            ("where am I, and what comes next?", "lodtrin status my-study"),
            ("the same for a program", "lodtrin status my-study --format json"),
        ],
    ),
    (
        "inspect",
        &[
            ("what did the school send?", "lodtrin inspect my-study/registers/enrolments.csv"),
            (
                "and do its programmes have the study's names?",
                "lodtrin inspect my-study/registers/*.csv --study my-study",
            ),
        ],
    ),
    (
        "simulate",
        &[
            ("made-up registers under the drawn schedule", "lodtrin simulate my-study --seed 3"),
            ("look, and write nothing", "lodtrin simulate my-study --check"),
        ],
    ),
    (
        "forecast",
        &[
            ("look at the forecast before the lock freezes it", "lodtrin forecast my-study --check"),
            ("write it", "lodtrin forecast my-study"),
        ],
    ),
    (
        "power",
        &[
            ("would the declared study see its target?", "lodtrin power my-study"),
            (
                "four waves of six programmes with 25 pupils each, without a study",
                "lodtrin power --sequences 6,6,6,6 --size 25 --p0 0.25 --p1 0.20 --icc 0.02",
            ),
            (
                "which waves would see most?",
                "lodtrin power --optimise --lots 24 --terms 6 --size 25 --p0 0.25 --p1 0.20 --icc 0.02",
            ),
        ],
    ),
    (
        "lock",
        &[
            ("may it be locked? every chance and every refusal; writes nothing", "lodtrin lock my-study --check"),
            ("practise in rehearsal/, which can never be drawn in earnest", "lodtrin lock my-study --rehearsal"),
            ("lock, and publish the line that it prints", "lodtrin lock my-study"),
        ],
    ),
    (
        "commit",
        &[
            ("anna seals a contribution, before the lock", "lodtrin commit my-study --name anna"),
            ("and says where her secret is kept", "lodtrin commit my-study --name anna --secret ../anna.secret"),
        ],
    ),
    (
        "draw",
        &[
            (
                "two people threw 25 dice each; digits may be grouped",
                "lodtrin draw my-study --dice al=3642513462513462513462513 --dice bo=16253-46125-34612-34561-23456",
            ),
            ("practise: needs no dice and no beacon", "lodtrin draw my-study --rehearsal"),
        ],
    ),
    (
        "verify",
        &[
            ("was the lottery held as the lock says?", "lodtrin verify my-study"),
            ("make the results again, byte for byte", "lodtrin verify my-study --results --key-file my.key"),
            ("a pack from a stranger", "lodtrin verify my-study.zip"),
        ],
    ),
    (
        "amend",
        &[
            (
                "a school leaves",
                "lodtrin amend my-study withdraw example-north-food --reason \"the programme was closed\"",
            ),
            (
                "something was done otherwise",
                "lodtrin amend my-study deviation conduct.weeks --from 20 --to 18 --reason \"illness\"",
            ),
        ],
    ),
    (
        "amend withdraw",
        &[
            (
                "a school leaves",
                "lodtrin amend my-study withdraw example-north-food --reason \"the programme was closed\"",
            ),
            (
                "on the day that it was decided",
                "lodtrin amend my-study withdraw example-north-food --reason closed --date 2027-02-01",
            ),
        ],
    ),
    (
        "amend deviation",
        &[
            (
                "something was done otherwise",
                "lodtrin amend my-study deviation conduct.weeks --from 20 --to 18 --reason \"illness\"",
            ),
            (
                "in words of your own",
                "lodtrin amend my-study deviation \"conduct.the companies\" --from 4 --to 3 --reason left",
            ),
        ],
    ),
    (
        "amend late",
        &[
            (
                "late programmes draw among themselves",
                "lodtrin amend my-study late late.csv --starts 2028F,2028E --reason \"joined late\"",
            ),
            (
                "look first, and write nothing",
                "lodtrin amend my-study late late.csv --throwers anna,bo --throws 25 --reason late --check",
            ),
        ],
    ),
    (
        "witness",
        &[
            ("the query that an authority answers with a stamp", "lodtrin witness request my-study"),
            (
                "keep what a person says who received the line",
                "lodtrin witness add --study my-study --statement letter.txt --by \"The press\" --on 2026-01-05",
            ),
        ],
    ),
    (
        "witness request",
        &[
            ("the query for the lock", "lodtrin witness request my-study"),
            ("to a file of your choice", "lodtrin witness request my-study --out lock.tsq"),
        ],
    ),
    (
        "witness add",
        &[
            (
                "a person's statement",
                "lodtrin witness add --study my-study --statement letter.txt --by \"The press\" --on 2026-01-05",
            ),
            (
                "from inside the study's folder",
                "cd my-study && lodtrin witness add --statement ../letter.txt --by Bo --on 2026-01-05",
            ),
        ],
    ),
    (
        "ingest",
        &[
            ("would it go through? writes nothing", "lodtrin ingest my-study --key-file my.key --check"),
            (
                "a letter to each school about what it sent",
                "lodtrin ingest my-study --key-file my.key --check --letters letters",
            ),
            ("read the registers and make data/", "lodtrin ingest my-study --key-file my.key"),
        ],
    ),
    (
        "pseudonymise",
        &[
            ("a new key, kept outside the study", "lodtrin pseudonymise --new-key another.key"),
            (
                "a file in which pseudonyms stand for CPR numbers",
                "lodtrin pseudonymise list.csv --column cpr --domain my-study --key-file my.key --out new.csv",
            ),
        ],
    ),
    (
        "export",
        &[
            ("counts by programme and period, for other software", "lodtrin export panel my-study --out panel.csv"),
            ("one row a pupil, for Stata", "lodtrin export pupils my-study --out pupils.dta"),
        ],
    ),
    (
        "balance",
        &[
            ("how do the drawn waves compare?", "lodtrin balance my-study"),
            ("the table for other software", "lodtrin balance my-study --out balance.csv"),
        ],
    ),
    (
        "effect",
        &[
            ("the locked plan", "lodtrin effect my-study"),
            (
                "any table, with no study at all",
                "lodtrin effect --data t.csv --unit programme --period term --start start --outcome dropout",
            ),
            ("another estimator, beside the plan", "lodtrin effect my-study --estimator twfe --variance cr2"),
        ],
    ),
    (
        "absence",
        &[
            ("risks, curves and prediction as planned", "lodtrin absence my-study"),
            ("with another number of pupils that can be called", "lodtrin absence my-study --calls 1,2,4 --format csv"),
        ],
    ),
    (
        "bridge",
        &[
            ("the locked analysis for a closed machine", "lodtrin bridge my-study --for r"),
            ("tried before anybody sees an effect", "lodtrin bridge my-study --for r --blind --out trial"),
        ],
    ),
    (
        "report",
        &[
            ("one page that needs no network", "lodtrin report my-study"),
            ("in Danish", "lodtrin report my-study --language da"),
        ],
    ),
    (
        "pack",
        &[
            ("an archive for an auditor", "lodtrin pack my-study"),
            ("as a zip file", "lodtrin pack my-study --out my-study.zip"),
        ],
    ),
    ("demo", &[("see all of it, in ./lodtrin-demo", "lodtrin demo"), ("in another folder", "lodtrin demo first-look")]),
    (
        "explain",
        &[
            ("what does this message mean?", "lodtrin explain R203"),
            ("a word of the field", "lodtrin explain icc"),
            ("all pages", "lodtrin explain --list"),
        ],
    ),
    (
        "schema",
        &[("which tables and files are there?", "lodtrin schema"), ("the columns of one", "lodtrin schema effect")],
    ),
    (
        "completions",
        &[
            ("for bash", "lodtrin completions bash > lodtrin.bash"),
            ("for PowerShell", "lodtrin completions powershell > lodtrin.ps1"),
        ],
    ),
    ("man", &[("the page of the whole", "lodtrin man"), ("a page a verb", "lodtrin man --out man1")]),
];

/// The command with every verb's examples at the end of its help.
pub fn with_examples(command: Command) -> Command {
    command.mut_subcommands(|verb| {
        let name = verb.get_name().to_string();
        let own = shown(verb, &name);
        own.mut_subcommands(|what| {
            let both = format!("{name} {}", what.get_name());
            shown(what, &both)
        })
    })
}

fn shown(command: Command, name: &str) -> Command {
    let Some((_, examples)) = EXAMPLES.iter().find(|(verb, _)| *verb == name) else { return command };
    let mut text = String::from("Examples:");
    for (why, line) in *examples {
        text.push_str(&format!("\n  # {why}\n  {line}"));
    }
    if let Some(after) = command.get_after_help() {
        text.push_str(&format!("\n\n{after}"));
    }
    command.after_help(text)
}
