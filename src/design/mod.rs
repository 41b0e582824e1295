//! Would this schedule see the effect? Shapes of stepped schedules, the information that their cells carry, and power in
//! closed form. Knows nothing of a draw's result or of outcomes.

mod components;
mod content;
mod correlation;
mod family;
mod information;
mod layout;
pub mod optimal;
pub mod outlook;
mod pages;
mod planning;
mod power;
pub mod several;
pub mod several_power;

pub use components::{Components, Shares};
pub use content::{Dropped, cell_content, without_period, without_school};
pub use correlation::{CellCount, Correlations, Interval, correlations};
pub use family::{Family, Link};
pub use information::{Effect, Information, Model, Time, variance};
pub use layout::{Cluster, Layout};
pub use pages::PAGES;
pub use planning::{Needed, Plan, Precision, programmes_needed, pupils_needed};
pub use power::{Reference, Tails, minimal_effect, power};
