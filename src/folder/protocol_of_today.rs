//! The study that an ingest works under: the protocol of today within the frame of the lock.

use crate::diagnostics::{Doubt, Outcome, Told};
use crate::folder::order;
use crate::folder::study::Folder;
use crate::protocol;
use crate::trial::Study;

/// The protocol of today, with frame and rollout of the lock once there is one, and what differs between the two.
pub(crate) fn protocol_of(folder: &Folder) -> Outcome<(Study, Vec<Told>)> {
    let mut study = folder.study()?;
    let mut warnings = Vec::new();
    if let Some(plan) = folder.plan()? {
        let force = match order::of(folder)? {
            Some(order) => order.in_force(&plan),
            None => plan.clone(),
        };
        let deviations: Vec<String> = protocol::differences(&force, &study).into_iter().map(|d| d.key).collect();
        if !deviations.is_empty() {
            warnings.push(Doubt::DeviationAtIngest { keys: deviations.join(", ") }.into());
        }
        study.frame = plan.frame;
        study.domain = plan.domain;
        // under a plan without a window the one of today is used, as a deviation
        let windows: Vec<_> = study.interventions.iter().map(|i| i.rollout.window.clone()).collect();
        study.interventions = plan.interventions;
        for (own, today) in study.interventions.iter_mut().zip(windows) {
            own.rollout.window = own.rollout.window.take().or(today);
        }
    }
    Ok((study, warnings))
}
