//! Would this rollout see it? Closed forms, simulated trials, the lottery's own distribution. Writes no file.

pub mod several;
