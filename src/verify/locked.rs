//! The lock against its files; threshold and chances re-derived.

use super::files::{One, Parsed, sentence};
use super::verdict::Verdict;
use crate::diagnostics::{Outcome, Progress};
use crate::lottery::prepare::Ties;
use crate::lottery::{Chances, DRAWS, Lottery, calibrate, calibration_key, chances, refusals};
use crate::provenance::sha256;

/// Whether each file has the digest that the lock says.
pub(crate) fn against_files(parsed: &Parsed) -> Verdict {
    let Some(lock) = &parsed.lock else { return Verdict::unknown("lock", "the lock cannot be read") };
    let mut wrong = Vec::new();
    let mut absent = false;
    let mut compare = |name: String, found, expected| match found {
        None => absent = true,
        Some(found) if found != expected => wrong.push(format!("{name}: {found}, locked as {expected}")),
        Some(_) => {}
    };
    for (bound, one) in lock.bound.iter().zip(&parsed.ones) {
        let expected = [bound.frame, bound.members, bound.design, bound.chances];
        for (k, file) in ["frame.tsv", "members.tsv", "design.txt", "chances.tsv"].into_iter().enumerate() {
            compare(crate::folder::inside(&one.name, file), one.digests[k], expected[k]);
        }
    }
    if let Some(expected) = lock.joint {
        compare(crate::folder::RULES.into(), parsed.rules_digest, expected);
    }
    compare("plan.toml".into(), parsed.plan.as_deref().map(sha256), lock.plan);
    if !wrong.is_empty() {
        Verdict::no("lock", "a file is not the one that was locked", wrong)
    } else if absent {
        Verdict::unknown("lock", "a file that the lock binds is missing")
    } else {
        Verdict::yes("lock", "every file has the digest that the lock binds")
    }
}

/// Derives threshold, chances and refusals anew from frame and design.
pub(crate) fn calibration(parsed: &Parsed, progress: &dyn Progress) -> Outcome<Verdict> {
    let mut wrong = Vec::new();
    let together = match drawn_together(parsed, progress, &mut wrong) {
        Ok(together) => together,
        Err(why) => return Ok(Verdict::unknown("calibration", why)),
    };
    for (i, one) in parsed.ones.iter().enumerate() {
        match derive(parsed, one, together.as_ref().map(|t| &t[i]), progress) {
            Some(found) => wrong.extend(found),
            None => return Ok(Verdict::unknown("calibration", "frame, design or chances cannot be read")),
        }
    }
    if parsed.ones.is_empty() {
        return Ok(Verdict::unknown("calibration", "there is no frame"));
    }
    Ok(if wrong.is_empty() {
        Verdict::yes(
            "calibration",
            format!("threshold and chances follow from frame and design ({DRAWS} draws on the public key)"),
        )
    } else {
        Verdict::no("calibration", "threshold or chances do not follow from frame and design", wrong)
    })
}

/// The chances of all interventions drawn together, where joint rules are bound; `Err` says why they cannot be derived.
fn drawn_together(
    parsed: &Parsed,
    progress: &dyn Progress,
    wrong: &mut Vec<String>,
) -> Result<Option<Vec<Chances>>, String> {
    let Some(together) = parsed.together()? else { return Ok(None) };
    let key = |one: &One| Some(calibration_key(&one.digests[0]?, one.design.as_ref()?, &one.name));
    let keys: Option<Vec<_>> = parsed.ones.iter().map(key).collect();
    let keys = keys.ok_or_else(|| "frame, design or chances cannot be read".to_string())?;
    progress.begin("drawing the published chances of all interventions together again", DRAWS);
    let found = together.chances(&keys, progress);
    progress.end();
    let found = found.map_err(|p| sentence(&p))?;
    let ties = Ties { text: String::new(), feasible: found.feasible, tries: found.tries };
    if let (Some(r), Some(lock)) = (ties.refusal(), &parsed.lock)
        && !lock.overrides.iter().any(|o| o == r.name)
    {
        wrong.push(format!("locked without the override `{}`: {}", r.name, r.reason));
    }
    Ok(Some(found.each))
}

fn derive(parsed: &Parsed, one: &One, together: Option<&Chances>, progress: &dyn Progress) -> Option<Vec<String>> {
    let (frame, design, published, lottery) =
        (one.frame.as_ref()?, one.design.as_ref()?, one.chances.as_ref()?, one.lottery.as_ref()?);
    let of = if one.name.is_empty() { String::new() } else { format!("{}: ", one.name) };
    let failed = |p| Some(vec![format!("{of}{}", sentence(&p))]);
    let key = calibration_key(&one.digests[0]?, design, &one.name);
    let open = match Lottery::new(frame, &design.with_threshold(None)) {
        Ok(open) => open,
        Err(p) => return failed(p),
    };
    let calibration = match calibrate(&open, &key) {
        Ok(c) => c,
        Err(p) => return failed(p),
    };
    let mut wrong = Vec::new();
    if let Some(keep) = design.keep {
        match calibration.threshold(keep) {
            Err(p) => return failed(p),
            Ok(t) if Some(t) != design.threshold => {
                wrong.push(format!("{of}the threshold is {:?}, derived {t}", design.threshold.unwrap_or(0)));
            }
            Ok(_) => {}
        }
    }
    let drawn = match together {
        Some(drawn) => drawn.clone(),
        None => {
            progress.begin("drawing the published chances again", DRAWS);
            let drawn = chances(lottery, &key, progress);
            progress.end();
            match drawn {
                Ok(d) => d,
                Err(p) => return failed(p),
            }
        }
    };
    let differing = frame.lots.iter().zip(drawn.counts.iter().zip(published)).filter(|(_, (a, b))| a != b);
    wrong.extend(differing.map(|(lot, (a, b))| format!("{of}chances of `{}` are {b:?}, derived {a:?}", lot.id)));
    if let Some(lock) = &parsed.lock {
        for r in refusals(frame, design, &calibration, &drawn) {
            let name = if one.name.is_empty() { r.name.to_string() } else { format!("{}:{}", one.name, r.name) };
            if !lock.overrides.contains(&name) {
                wrong.push(format!("{of}locked without the override `{name}`: {}", r.reason));
            }
        }
    }
    Some(wrong)
}
