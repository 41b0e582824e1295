//! Tests: identities.
