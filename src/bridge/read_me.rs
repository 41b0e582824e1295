//! `README.md` of the folder: what goes in and out, for whoever runs it and for those who check imports and exports.

use super::Handed;
use crate::tables::table_forms::prose;
use crate::trial::Language;
use crate::words::say;

/// All files of one folder but the digests, README last.
pub fn files(handed: &Handed) -> Vec<(String, Vec<u8>)> {
    let mut list = super::handed::files(handed);
    list.push(("README.md".to_string(), text(handed).into_bytes()));
    list
}

/// The text in the study's language.
fn text(h: &Handed) -> String {
    let (plan, language) = (&h.plan, h.plan.language);
    let (a, o) = (&plan.analysis, plan.primary());
    let list = |names: &[String]| match names.is_empty() {
        true => match language {
            Language::Da => "ingen".to_string(),
            Language::En => "none".to_string(),
        },
        false => names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "),
    };
    let forecast = plan.forecast.as_ref().filter(|_| a.adjust).and_then(|f| f.frozen.as_ref());
    let slopes: Vec<String> = forecast.map(|f| f.slopes.iter().map(|(n, _)| n.clone()).collect()).unwrap_or_default();
    let slots = [
        ("title", prose(&plan.title)),
        (
            "intervention",
            if h.intervention.is_empty() { String::new() } else { format!(": {}", prose(&h.intervention)) },
        ),
        ("lock", h.lock.clone()),
        ("outcome", o.name.clone()),
        ("label", prose(&o.label)),
        ("kind", o.kind.name().to_string()),
        ("within", o.within.clone().unwrap_or_else(|| "-".to_string())),
        ("estimator", a.estimator.to_string()),
        ("estimand", a.estimand.to_string()),
        ("variance", a.variance.to_string()),
        ("covariates", list(&a.covariates)),
        ("subgroups", list(&a.subgroups)),
        ("forecast", list(&slopes)),
        ("codes", codes(h)),
        ("draws", h.draws.to_string()),
        ("lots", h.lots.len().to_string()),
        ("minimum", h.minimum.to_string()),
        ("tool", concat!("lodtrin ", env!("CARGO_PKG_VERSION")).to_string()),
    ];
    let slots: Vec<(&str, crate::words::Slot<'_>)> = slots.iter().map(|(k, v)| (*k, v.into())).collect();
    let mut text = String::new();
    if h.rehearsal {
        text.push_str(&format!("**{}**\n\n", say(language, "bridge-rehearsal", &[])));
    }
    for key in ["bridge-what", "bridge-in", "bridge-run", "bridge-import", "bridge-export", "bridge-cite"] {
        text.push_str(&say(language, key, &slots));
        text.push_str("\n\n");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Profiles and codes of the registers that the outcome is made of, as they were declared.
fn codes(h: &Handed) -> String {
    let lines: Vec<String> = h
        .plan
        .registers
        .iter()
        .map(|(name, r)| {
            let codes: Vec<String> =
                r.codes.iter().map(|(meaning, list)| format!("{meaning} = {}", list.join(" "))).collect();
            let codes = if codes.is_empty() { String::new() } else { format!(": {}", prose(&codes.join("; "))) };
            format!("- {name} ({}){codes}", r.profile)
        })
        .collect();
    lines.join("\n")
}
