//! `[registration]`: texts that only people know, read as they stand. They bind nothing.

use super::reader::Section;
use crate::diagnostics::Outcome;
use crate::trial::study::Registration;

pub(super) fn registration(s: &Section<'_>) -> Outcome<Registration> {
    let texts = Registration::KEYS
        .iter()
        .map(|key| Ok(s.optional_text(key)?.map(|text| (*key, text))))
        .collect::<Outcome<Vec<_>>>()?;
    s.finish()?;
    Ok(Registration::new(texts.into_iter().flatten().collect()))
}
