//! What results say beside their rows: every fact a type that its owner states and that is read back as it was stated.

mod absence;
mod claim;
mod coding;
mod curves;
mod definition;
mod delivered;
mod effects;
mod fact;
mod gaps;
mod groups;
mod lags;
mod numbers;
mod power;
mod replays;
mod several;
mod warning;
mod ways;

pub use absence::AbsenceFacts;
pub use claim::{ClaimTold, ClaimVerdict};
pub use coding::Coding;
pub use curves::{ArmsTold, AtRisk, CurveOf, CurveTold, PhaseTold};
pub use definition::{Caption, Definition, GridCell, Sentences};
pub use delivered::{DeliveredRegister, ForecastTaken, StartedOtherwise};
pub use effects::EffectFacts;
pub use fact::{Fact, Stated, each, list, one, said};
pub use gaps::{DroppedCell, GapCell, GapsTold, TippingPoint};
pub use groups::{CellMean, GroupTold, UsedPupils};
pub use lags::{Band, ExposureWeights, LagShare, LagWeights};
pub use power::PowerFacts;
pub use replays::{AdjustedP, BetaTold, Bootstrapped, Histogram, ReplayTest, Statistic};
pub use several::{Aliased, AliasedTerm, Compared, Dose, Overlap, Separated};
pub use warning::{BenefitPoint, BestAt, CallsPoint, Capacity, Decision, SchoolTold, ScorecardTerm, ScorecardTold};
pub use ways::Way;
