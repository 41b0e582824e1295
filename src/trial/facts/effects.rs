//! The facts of `results/effects.json` that are read back, each as its type.

use super::coding::Coding;
use super::delivered::{DeliveredRegister, ForecastTaken, StartedOtherwise};
use super::fact::{Stated, each_named, list, one};
use super::gaps::{GapsTold, TippingPoint};
use super::groups::{CellMean, GroupTold};
use super::lags::{Band, LagWeights};
use super::replays::{AdjustedP, BetaTold, ReplayTest};
use super::several::{Compared, Dose, Overlap, Separated};
use super::ways::Way;
use crate::trial::in_order::InOrder;

/// What stands beside the rows of an effect; a fact that was not stated is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EffectFacts {
    /// The first test of each intervention, in the plain form under the empty name.
    pub randomization: InOrder<ReplayTest>,
    /// Tests by replays.
    pub tests: Vec<ReplayTest>,
    /// Adjusted p-values.
    pub adjusted: Vec<AdjustedP>,
    /// What is taken off of the difference before the start.
    pub beta: Vec<BetaTold>,
    /// Gaps in the data.
    pub gaps: Option<GapsTold>,
    /// Tipping points.
    pub tipping: Vec<TippingPoint>,
    /// Groups of pupils.
    pub groups: Vec<GroupTold>,
    /// Waves by term.
    pub cells: Vec<CellMean>,
    /// Simultaneous limits of the lags.
    pub bands: Vec<Band>,
    /// Weights of the lags.
    pub lag_weights: Vec<LagWeights>,
    /// Registers as they were delivered.
    pub deliveries: Vec<DeliveredRegister>,
    /// Lots that began otherwise.
    pub started_otherwise: Vec<StartedOtherwise>,
    /// The forecast.
    pub forecast: Option<ForecastTaken>,
    /// Other ways of asking.
    pub sensitivity: Vec<Way>,
    /// The coding amendment in force.
    pub coding: Option<Coding>,
    /// Whether several interventions can be told apart.
    pub separation: Option<Separated>,
    /// Pupils under each pair of them.
    pub overlap: Option<Overlap>,
    /// How much of each there was.
    pub dose: Vec<Dose>,
    /// How they compare.
    pub comparison: Vec<Compared>,
}

impl TryFrom<Stated> for EffectFacts {
    type Error = String;

    fn try_from(facts: Stated) -> Result<EffectFacts, String> {
        Ok(EffectFacts {
            randomization: each_named(ReplayTest::FIRST, &facts)?,
            tests: list(&facts)?,
            adjusted: list(&facts)?,
            beta: list(&facts)?,
            gaps: one(&facts)?,
            tipping: list(&facts)?,
            groups: list(&facts)?,
            cells: list(&facts)?,
            bands: list(&facts)?,
            lag_weights: list(&facts)?,
            deliveries: list(&facts)?,
            started_otherwise: list(&facts)?,
            forecast: one(&facts)?,
            sensitivity: list(&facts)?,
            coding: one(&facts)?,
            separation: one(&facts)?,
            overlap: one(&facts)?,
            dose: list(&facts)?,
            comparison: list(&facts)?,
        })
    }
}
