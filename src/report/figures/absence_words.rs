//! What every absence figure says below itself.

use crate::plots::Sheet;
use crate::report::sources::Sources;

/// What "14 days" means, for the caption of every absence figure: as the results say it, else from the plan.
pub(crate) fn caption(sources: &Sources, sheet: &Sheet) -> String {
    let told = sources.absence.as_ref().map_or("", |a| a.facts.caption.of(sheet.language));
    if !told.is_empty() {
        return told.to_string();
    }
    let a = &sources.study().absence;
    format!(
        "{} {} {}. {} {}{}.",
        sheet.say("Fravær i de første", "Absence in the first"),
        a.window_days,
        if a.school_days { sheet.say("skoledage", "school days") } else { sheet.say("kalenderdage", "calendar days") },
        sheet.say("Kun elever, der stadig gik der efter dag", "Only pupils still there after day"),
        a.landmark,
        sheet.say(", er med", " are included"),
    )
}
