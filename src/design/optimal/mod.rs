//! Which waves tell most? Efficient rollouts for every number of terms and every latest start.

mod criteria;
mod exchange;
mod frontier;
mod limits;

pub use criteria::{Criteria, Kind};
pub use frontier::{Chosen, Frontier, Search, declared, search};
pub use limits::Limits;
