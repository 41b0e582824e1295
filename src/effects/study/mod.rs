//! A study's own analyses: the frozen plan on the pupils that were ingested, and what stands beside it.

pub(crate) mod delivered;
pub(crate) mod facts;
pub(crate) mod forecast;
pub(crate) mod gathered;
pub(crate) mod lacking;
pub(crate) mod panels;
pub(crate) mod planned;
pub(crate) mod run;
pub(crate) mod sensitivity;
pub(crate) mod several;
pub(crate) mod subgroups;
