//! The files that ingest writes under `data/`.

/// Files that ingest makes. The two of fidelity are there when the study declares activities, that of the
/// forecast when the plan takes one off.
pub const FILES: [&str; 9] = [
    "pupils.parquet",
    "absences.parquet",
    "panel.csv",
    "forecast.csv",
    "quarantine.csv",
    "quality.json",
    "fidelity.csv",
    "fidelity.json",
    "receipt.json",
];
