//! Foreign readers behind a guard: what breaks off in them is a damaged file, never a crash.

use crate::diagnostics::{Outcome, Place, Problem};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A number of a data set as text; missing is empty.
pub(in crate::registers) fn number(x: f64) -> String {
    if x.is_finite() { format!("{}", x + 0.0) } else { String::new() }
}

/// Runs a foreign reader: what it refuses, and where it breaks on a damaged file, becomes a problem.
pub(in crate::registers) fn guarded<T, E: std::fmt::Display>(
    shown: &str,
    read: impl FnOnce() -> Result<T, E>,
) -> Outcome<T> {
    let damaged = |why: String| {
        Problem::new("R107", "the file is damaged, or is not of the format it seems to be")
            .at(Place::file(shown))
            .found(why)
            .help("ask for it again, or have it delivered as CSV")
    };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(e)) => Err(damaged(crate::registers::cells::mask::harmless(&first_line(&e.to_string())))),
        Err(_) => Err(damaged("its reader broke off".into())),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").chars().take(36).collect()
}
