//! The facts of `results/absence.json` that are read back, each as its type.

use super::claim::ClaimTold;
use super::coding::Coding;
use super::curves::{ArmsTold, AtRisk, CurveTold, PhaseTold};
use super::definition::{Caption, Definition, GridCell, Sentences};
use super::fact::{Stated, each, list, one};
use super::warning::{Capacity, Decision, ScorecardTold};
use crate::trial::in_order::InOrder;

/// What stands beside the rows of early absence; a fact that was not stated is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AbsenceFacts {
    /// What counted as absent, followed and dropped out.
    pub definition: Definition,
    /// The same in words.
    pub caption: Caption,
    /// Curves of everybody.
    pub curves: Vec<CurveTold>,
    /// Numbers at risk of everybody.
    pub at_risk: Vec<AtRisk>,
    /// Parts of the follow-up.
    pub phases: Vec<PhaseTold>,
    /// The curves by arm of each intervention, in the plain form under the empty name.
    pub arms: InOrder<ArmsTold>,
    /// Whether calling is worth it.
    pub decision: Decision,
    /// Whom calls reach.
    pub capacity: Capacity,
    /// The model.
    pub scorecard: Option<ScorecardTold>,
    /// Whether a claim stands.
    pub claim: Option<ClaimTold>,
    /// What calling would give, in sentences.
    pub sentences: Sentences,
    /// The difference under other definitions.
    pub grid: Vec<GridCell>,
    /// The coding amendment in force.
    pub coding: Option<Coding>,
}

impl TryFrom<Stated> for AbsenceFacts {
    type Error = String;

    fn try_from(facts: Stated) -> Result<AbsenceFacts, String> {
        Ok(AbsenceFacts {
            definition: one(&facts)?.unwrap_or_default(),
            caption: one(&facts)?.unwrap_or_default(),
            curves: list(&facts)?,
            at_risk: list(&facts)?,
            phases: list(&facts)?,
            arms: each(&facts)?,
            decision: one(&facts)?.unwrap_or_default(),
            capacity: one(&facts)?.unwrap_or_default(),
            scorecard: one(&facts)?,
            claim: one(&facts)?,
            sentences: one(&facts)?.unwrap_or_default(),
            grid: list(&facts)?,
            coding: one(&facts)?,
        })
    }
}
