//! Tests: properties.

mod figures;
