//! Tests: byhand.
