//! Tests: identities.

mod several;
