//! What results say beside their rows: every fact a type that its owner states and that is read back as it was stated.

mod coding;
mod delivered;
mod effects;
mod fact;
mod gaps;
mod groups;
mod lags;
mod numbers;
mod replays;
mod several;
mod ways;

pub use coding::Coding;
pub use delivered::{DeliveredRegister, ForecastTaken, StartedOtherwise};
pub use effects::EffectFacts;
pub use fact::{Fact, Stated, each, list, one};
pub use gaps::{DroppedCell, GapCell, GapsTold, TippingPoint};
pub use groups::{CellMean, GroupTold, UsedPupils};
pub use lags::{Band, ExposureWeights, LagShare, LagWeights};
pub use replays::{AdjustedP, BetaTold, Bootstrapped, Histogram, ReplayTest, Statistic};
pub use several::{Aliased, AliasedTerm, Compared, Dose, Overlap, Separated};
pub use ways::Way;
