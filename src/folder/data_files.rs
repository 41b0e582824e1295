//! The files that ingest writes under `data/`.

use super::study::Folder;

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

/// The counts as they were taken.
pub const COUNTS: &str = "data/counts.csv";

/// Whether a study's data are counts.
pub fn is_counts(folder: &Folder) -> bool {
    folder.path(COUNTS).is_file() && !folder.path("data/pupils.parquet").is_file()
}
