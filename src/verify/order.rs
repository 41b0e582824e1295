//! Were lots drawn once, were codes locked before anybody looked, was the lock there in time, is the announced list kept?

use super::verdict::{Options, Report, Verdict};
use crate::diagnostics::Outcome;
use crate::folder::order::{Order, Seen};
use crate::folder::{Place, receipts};
use crate::lottery::{Change, Link, Look, OnceState, once as judge};

/// The verdict `once`, where a lock was replaced.
pub(crate) fn once(mut chain: Vec<Link>, options: &Options, report: &mut Report) {
    if let Some(first) = chain.first_mut() {
        first.shown.extend(&options.published_at);
    }
    let Some(found) = judge(&chain, &options.accept_redraw) else { return };
    let says = match found.state {
        OnceState::InTime => "every replaced lock was replaced before anybody could know its outcome",
        OnceState::Accepted => "an earlier lock was replaced, which is accepted, as you say",
        OnceState::NotShown => {
            "an earlier lock was replaced, and it is not shown that this was before its randomness was known"
        }
        OnceState::Ground => "lots were drawn more than once; whether the ground holds is for you to judge",
        OnceState::Spent => "lots were drawn more than once, and no ground is locked",
    };
    let details = found.replaced.iter().map(|r| {
        let ground = r.ground.map_or(String::new(), |g| format!("; ground {}, document {}", g.word.name(), g.document));
        let accept = match r.state {
            OnceState::NotShown | OnceState::Ground => "; to accept it: --accept-redraw with this digest",
            _ => "",
        };
        format!("{}: {}{ground}{accept}", r.lock, r.state.name())
    });
    let details = details.collect();
    report.verdicts.push(Verdict { check: "once".into(), holds: found.state.holds(), says: says.into(), details });
    report.once = Some(found);
}

/// The verdict `look`, where somebody looked at an effect of a drawn lottery and the record of it is gone.
pub(crate) fn look(order: &Order, place: &Place, report: &mut Report) -> Outcome<()> {
    let looked = place.study.as_ref().is_some_and(receipts::looked_with_record);
    if looked && !report.rehearsal && order.seen == Seen::Never && place.files.maybe("receipt.json")?.is_some() {
        let says = format!(
            "results name an effect or early absence, and {}, which tells when it was first seen, is missing",
            place.files.shown(Look::FILE)
        );
        let details = vec!["put it back, from a pack or a backup: without it nobody can tell what came before".into()];
        report.verdicts.push(Verdict { check: "look".into(), holds: None, says, details });
    }
    Ok(())
}

/// The verdict `coding`, where the registers' codes were locked after the lock.
pub(crate) fn coding(order: &Order, place: &Place, report: &mut Report) {
    let all = order.amendments.iter().enumerate();
    let late: Vec<String> = all
        .clone()
        .filter(|(i, a)| matches!(a.amendment.change, Change::Coding { .. }) && order.is_late(*i))
        .map(|(_, a)| format!("{} stands after the first look at an effect and does not count", a.file))
        .collect();
    if !all.clone().any(|(_, a)| matches!(a.amendment.change, Change::Coding { .. })) {
        return;
    }
    let looked = place.study.as_ref().is_some_and(receipts::looked);
    report.verdicts.push(match &order.seen {
        Seen::Broken(why) => Verdict::no("coding", "the record of the first look does not hold", vec![why.clone()]),
        Seen::After(..) if !late.is_empty() => {
            Verdict::no("coding", "codes were locked after somebody had looked at an effect", late)
        }
        Seen::Never if looked => Verdict::unknown(
            "coding",
            "results name an effect or early absence, and look.txt, which tells when it was first seen, is missing",
        ),
        Seen::After(..) => {
            Verdict::yes("coding", "the registers' codes were locked before the first look at an effect")
        }
        Seen::Never => {
            Verdict::yes("coding", "the registers' codes were locked, and nobody has looked at an effect here")
        }
    });
    report.not_checked.push(
        "whether somebody computed an effect elsewhere before the codes were locked, or took the look away with its results"
            .into(),
    );
}
