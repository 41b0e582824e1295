//! The one glossary of column names: every table of the tool spells its columns as here, in CSV and in JSON.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub column: &'static str,
    /// What it holds, in one sentence.
    pub meaning: &'static str,
}

/// A table: its schema's name, the verb that prints it, its columns in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// Such as `lodtrin/effect/1`.
    pub name: &'static str,
    /// The verb.
    pub verb: &'static str,
    /// The columns in order.
    pub columns: &'static [&'static str],
}

macro_rules! glossary {
    ($($column:literal: $meaning:literal,)*) => { &[$(Entry { column: $column, meaning: $meaning }),*] };
}

/// Every column, by name.
pub const GLOSSARY: &[Entry] = glossary![
    "adds_up": "Whether rows in are the sum of used, quarantined and excluded.",
    "adjust": "What is taken off the outcome: `forecast` or `none`.",
    "analysis": "Whose power it is: `declared`, `declared without forecast` or `closed form`.",
    "cac": "Cluster autocorrelation: how alike a programme is to itself from term to term.",
    "capacities": "Lots of each wave.",
    "code": "Code of a complaint; `lodtrin explain` has its page.",
    "codes": "Values of a code column with their counts.",
    "column": "A column of a delivery, as it is named there.",
    "conf.high": "Upper confidence limit, in the unit of the estimate; `Inf` where it is unbounded.",
    "conf.level": "Confidence level, such as 0.95.",
    "conf.low": "Lower confidence limit, in the unit of the estimate; `-Inf` where it is unbounded.",
    "count": "Activities delivered.",
    "covariate": "A covariate of the frozen frame.",
    "design": "Which design: `best`, `frontier` or `declared`.",
    "df": "Degrees of freedom; `Inf` for a normal reference, missing for resampling.",
    "distribution": "Reference distribution of the test: `z` or `t`.",
    "effect": "An effect assumed in planning, as a difference.",
    "efficiency": "Smallest variance under the limits divided by the design's, the worst over the criteria.",
    "estimand": "What is averaged: `simple`, `cohort`, `calendar`, `by-lag`, `time-averaged`; in planning `immediate` or `exposure-average`.",
    "estimate": "The estimate. A difference in probability where `scale` is `probability` (0.05 is five percentage points); a ratio where the measure is one.",
    "estimator": "The method, spelled as in `lodtrin explain`.",
    "excluded": "Rows left out under a name.",
    "failed": "Simulated trials that gave no answer.",
    "field": "The tool's name for what a column holds.",
    "file": "File as delivered.",
    "filled": "Share of rows with a value.",
    "first": "Date of the first activity.",
    "holds": "What the values look like: dates, numbers, identifiers, codes, text.",
    "icc": "Intracluster correlation within a term.",
    "information": "Variance without the cell divided by variance with it.",
    "k": "Pupils with the outcome.",
    "kind": "Kind of activity, such as visit or workshop.",
    "level": "What a fidelity row follows: a programme, a school or an outreach worker; of a forecast, what is told of the programme.",
    "line": "Line of the file, from 1.",
    "lottery": "What the distribution over schedules is of.",
    "max": "Largest value.",
    "mc.error": "Monte-Carlo error of the value.",
    "mde": "Smallest effect found with the wanted power.",
    "mean": "Mean over the lots of a wave, over schedules, or over the pupils of a history.",
    "measure": "What is measured: `risk`, `risk_difference`, `risk_ratio`, `survival`, `auc`, …",
    "median": "Median over schedules.",
    "message": "What is wrong, in a sentence, values masked.",
    "method": "How it is measured: `crude`, `g-computation`, `kaplan-meier`, …",
    "min": "Smallest value.",
    "n": "Pupils with a known outcome; in `balance` lots.",
    "n.clusters": "Randomised clusters (lots) used; for early absence programmes or classes, with `jackknife` and `random-effects` the units or schools.",
    "nobs": "Pupils (or rows, where rows have no size) used.",
    "outcome": "The outcome's name in the protocol.",
    "p.value": "Two-sided p-value; a resampling p is (1 + b)/(1 + R).",
    "period": "Id of the term.",
    "power": "Power of the two-sided test.",
    "prespecified": "Whether the locked plan declared this very row.",
    "programme": "Id of the programme.",
    "q05": "5 % quantile over schedules.",
    "q95": "95 % quantile over schedules.",
    "quantity": "What the value is: `variance`, `power`, `mde`, `size`, …",
    "quarantined": "Rows put aside with a complaint.",
    "ratio": "Variance divided by that of the whole design.",
    "realised": "The value of the schedule that was drawn.",
    "register": "The register's name in the protocol.",
    "rows": "Rows of the file.",
    "rows_in": "Rows that came in.",
    "scale": "`probability`, `mean` or `log-odds`.",
    "share": "Delivered activities over the target.",
    "start": "Id of the programme's first treated term; empty before the draw.",
    "started": "Whether the row's term lies at or after the drawn start.",
    "starts": "Terms in which the waves start.",
    "statistic": "Test statistic; of a randomization test the studentised estimate.",
    "std.difference": "Distance to the mean of all lots, in standard deviations.",
    "std.error": "Standard error in the unit of the estimate; of a ratio that of its logarithm; of a randomization test the scale used.",
    "stratify": "Whether the lottery spreads schools over the waves: `stratum` or `none`.",
    "target": "Activities aimed at; missing where no target was declared.",
    "term": "What of the model the row speaks of: `treated`, `lag=0`, `exposed=1,day=30`, `wave=2`, …",
    "terms": "Terms in which a programme was seen, or that a design uses.",
    "timing": "Whether the first activity came before, at or after the drawn start.",
    "trials": "Simulated trials.",
    "truth": "The effect that was simulated.",
    "unit": "The programme, school or worker of the row.",
    "unknown_codes": "Values of a code column that the profile does not know.",
    "used": "Rows used.",
    "value": "The number.",
    "variance": "Type of uncertainty (`cr2`, `randomization`, …); in planning the variance of the estimate.",
    "waiting": "Mean number of terms before the start.",
    "waves": "Number of waves of the design.",
    "weight": "How far a programme's forecast is its own rather than everybody's, from 0 to 1.",
    "which": "What is left out, by name.",
    "without": "What kind of part is left out.",
];

/// Every table that verbs print or write.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        name: "lodtrin/effect/1",
        verb: "effect",
        columns: &[
            "outcome",
            "estimator",
            "estimand",
            "term",
            "scale",
            "estimate",
            "std.error",
            "statistic",
            "df",
            "p.value",
            "conf.low",
            "conf.high",
            "conf.level",
            "variance",
            "nobs",
            "n.clusters",
            "prespecified",
        ],
    },
    Schema {
        name: "lodtrin/absence/1",
        verb: "absence",
        columns: &[
            "measure",
            "method",
            "term",
            "estimate",
            "std.error",
            "statistic",
            "df",
            "p.value",
            "conf.low",
            "conf.high",
            "conf.level",
            "variance",
            "nobs",
            "n.clusters",
        ],
    },
    Schema {
        name: "lodtrin/balance/1",
        verb: "balance",
        columns: &["covariate", "term", "n", "mean", "std.difference", "statistic", "p.value"],
    },
    Schema {
        name: "lodtrin/ingest/1",
        verb: "ingest",
        columns: &["register", "rows_in", "used", "quarantined", "excluded", "adds_up"],
    },
    Schema {
        name: "lodtrin/inspect/1",
        verb: "inspect",
        columns: &["file", "register", "column", "holds", "field", "filled", "rows", "codes", "unknown_codes"],
    },
    Schema {
        name: "lodtrin/power/1",
        verb: "power",
        columns: &["estimand", "quantity", "distribution", "df", "value"],
    },
    Schema {
        name: "lodtrin/power/2",
        verb: "power",
        columns: &["analysis", "estimand", "icc", "cac", "quantity", "distribution", "df", "value", "mc.error"],
    },
    Schema {
        name: "lodtrin/power-compare/1",
        verb: "power",
        columns: &["estimator", "estimand", "variance", "adjust", "quantity", "value", "mc.error", "trials", "failed"],
    },
    Schema {
        name: "lodtrin/power-optimise/1",
        verb: "power",
        columns: &[
            "design",
            "terms",
            "starts",
            "capacities",
            "waiting",
            "efficiency",
            "stratify",
            "estimand",
            "variance",
            "power",
            "mc.error",
        ],
    },
    Schema {
        name: "lodtrin/forecast/1",
        verb: "forecast",
        columns: &["programme", "terms", "n", "mean", "level", "weight"],
    },
    Schema {
        name: "lodtrin/power-waves/1",
        verb: "power",
        columns: &["waves", "estimand", "variance", "power", "mde"],
    },
    Schema {
        name: "lodtrin/power-cells/1",
        verb: "power",
        columns: &["estimand", "programme", "period", "information"],
    },
    Schema {
        name: "lodtrin/power-dropping/1",
        verb: "power",
        columns: &["estimand", "without", "which", "variance", "ratio", "power", "mde"],
    },
    Schema {
        name: "lodtrin/power-grid/1",
        verb: "power",
        columns: &["estimand", "icc", "cac", "variance", "power", "mde"],
    },
    Schema { name: "lodtrin/power-curve/1", verb: "power", columns: &["estimand", "effect", "power"] },
    Schema {
        name: "lodtrin/power-lottery/1",
        verb: "power",
        columns: &["estimand", "lottery", "quantity", "mean", "q05", "median", "q95", "min", "max", "realised"],
    },
    Schema {
        name: "lodtrin/power-simulated/1",
        verb: "power",
        columns: &["truth", "estimator", "estimand", "variance", "quantity", "value", "mc.error", "trials", "failed"],
    },
    Schema {
        name: "lodtrin/power-from/1",
        verb: "power",
        columns: &["outcome", "quantity", "estimate", "conf.low", "conf.high", "conf.level", "nobs", "n.clusters"],
    },
    Schema {
        name: "lodtrin/fidelity/1",
        verb: "ingest",
        columns: &[
            "level", "unit", "kind", "period", "start", "started", "count", "target", "share", "first", "timing",
        ],
    },
    Schema { name: "data/panel.csv", verb: "ingest", columns: &["outcome", "programme", "period", "start", "n", "k"] },
    Schema { name: "data/quarantine.csv", verb: "ingest", columns: &["register", "file", "line", "code", "message"] },
];

/// What a column holds, if it is one of ours.
pub fn meaning(column: &str) -> Option<&'static str> {
    GLOSSARY.iter().find(|e| e.column == column).map(|e| e.meaning)
}

/// The page `docs/tables.md`: every table with its columns, then every column with its meaning.
pub fn page() -> String {
    let mut text = String::from(
        "# Tables and their columns\n\nWritten from the tool's glossary; a test holds that it is fresh. CSV and JSON have the \
         same columns. Missing is `NA` in CSV and `null` in JSON, infinite `Inf` and `-Inf`; numbers are written with as many \
         digits as it takes to read the same number back. Text that a spreadsheet would run as a formula is preceded by an \
         apostrophe. JSON carries `schema`, `rows`, `warnings` and facts about the whole table.\n\n## Tables\n\n\
         | schema or file | verb | columns |\n|---|---|---|\n",
    );
    for s in SCHEMAS {
        let columns: Vec<String> = s.columns.iter().map(|c| format!("`{c}`")).collect();
        text.push_str(&format!("| `{}` | `{}` | {} |\n", s.name, s.verb, columns.join(" ")));
    }
    text.push_str("\n## Columns\n\n| column | meaning |\n|---|---|\n");
    let mut entries: Vec<&Entry> = GLOSSARY.iter().collect();
    entries.sort_by_key(|e| e.column);
    for e in entries {
        text.push_str(&format!("| `{}` | {} |\n", e.column, e.meaning));
    }
    text
}
