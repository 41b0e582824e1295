//! Whether the counts of a study may be published.

use super::study::Folder;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::provenance;

/// Counts travel only when no cell of pupils is smaller than what may be published; `without`: what is left when they stay.
pub(crate) fn refuse_small_cells(folder: &Folder, minimum: u32, without: &str) -> Outcome<()> {
    let path = folder.path("data/panel.csv");
    let text = provenance::read_text(&path)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let broken = |line: usize| {
        Problem::new("P402", "data/panel.csv is not the table that `ingest` writes")
            .at(Place::line("data/panel.csv", line))
            .expected("the columns outcome,programme,period,start,n,k")
            .help("run `lodtrin ingest` again")
    };
    let header = reader.headers().map_err(|_| broken(1))?.clone();
    let column = header.iter().position(|h| h == "n").ok_or_else(|| broken(1))?;
    let mut small = 0usize;
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|_| broken(i + 2))?;
        let n: f64 = record.get(column).and_then(|n| n.parse().ok()).ok_or_else(|| broken(i + 2))?;
        small += usize::from(n > 0.0 && n < f64::from(minimum));
    }
    if small > 0 {
        return Err(Problem::new(
            "P403",
            format!("{small} cell(s) of data/panel.csv have fewer than {minimum} pupils"),
        )
        .at(Place::file("data/panel.csv"))
        .help(without)
        .help("or lower [disclosure] minimum before the lock, if your rules allow smaller cells"));
    }
    Ok(())
}
