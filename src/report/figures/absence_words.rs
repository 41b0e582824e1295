//! What every absence figure says below itself.

use crate::plots::Sheet;
use crate::report::sources::Sources;
use crate::trial::Language;
use serde_json::Value;

/// What "14 days" means, for the caption of every absence figure: as the results say it, else from the plan.
pub(crate) fn caption(sources: &Sources, facts: &Value, sheet: &Sheet) -> String {
    let told = &facts["caption"][if sheet.language == Language::Da { "da" } else { "en" }];
    if let Some(words) = told.as_str().filter(|w| !w.is_empty()) {
        return words.to_string();
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
