//! Tests: talk.
