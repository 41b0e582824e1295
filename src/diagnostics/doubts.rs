//! The doubts: every kind there is, with its numbers, its sentence for the terminal and the key of its words for readers.
//!
//! To add one: its lines in the file of its family (`doubts/`), and a sentence under [`Doubt::key`] in `src/words/da.ftl`
//! and `en.ftl`. Kinds that can be raised in several ways have a variant each, `as` the kind that is printed.

#[macro_use]
mod absence;
#[macro_use]
mod design_based;
#[macro_use]
mod lottery;
#[macro_use]
mod planning;
#[macro_use]
mod registers;
#[macro_use]
mod regressions;
#[macro_use]
mod study;

use super::told::{About, Told};
use super::words::counted;
use serde::Serialize;
use serde_json::{Map, Value};

/// A field of a doubt: a number or a text.
trait Field: Serialize {
    /// Some value, for tests over all doubts.
    fn sample() -> Self;
}

macro_rules! numbers {
    ($($type:ty),*) => { $( impl Field for $type { fn sample() -> Self { 3 as $type } } )* };
}
numbers!(usize, u64, u32, i64, f64);

impl Field for String {
    fn sample() -> Self {
        "some".to_string()
    }
}

macro_rules! define {
    (kind $name:ident) => { stringify!($name) };
    (kind $name:ident $kind:ident) => { stringify!($kind) };
    (@ $(
        $(#[doc = $doc:literal])+
        $name:ident $(as $kind:ident)? { $($field:ident: $type:ty),* $(,)? }
        says $says:expr $(, helps $helps:expr)?;
    )*) => {
        /// A doubt about a result, with its numbers: the result stands, and this is what a reader must know about it.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs)]
        pub enum Doubt { $( $(#[doc = $doc])+ $name { $($field: $type),* } ),* }

        impl Doubt {
            /// The kinds as printed, each variant's with what it means; a kind of several variants stands several times.
            pub const KINDS: &[(&str, &str)] = &[ $( (define!(kind $name $($kind)?), concat!($($doc),+)) ),* ];

            /// The kind as printed, such as `FewUnitsPerWave`.
            pub fn kind(&self) -> &'static str {
                match self { $( Doubt::$name { .. } => define!(kind $name $($kind)?) ),* }
            }

            /// The sentence for the terminal.
            #[allow(unused_variables)]
            pub fn message(&self) -> String {
                match self { $( Doubt::$name { $($field),* } => String::from($says) ),* }
            }

            /// What to do or to look at.
            #[allow(unused_variables)]
            pub fn help(&self) -> Option<String> {
                let help: Option<String> = match self {
                    $( Doubt::$name { $($field),* } => { None::<String> $( .or(Some(String::from($helps))) )? } ),*
                };
                help.filter(|h| !h.is_empty())
            }

            /// The numbers and names in the sentence, by the names of their fields.
            pub fn values(&self) -> Map<String, Value> {
                let mut values = Map::new();
                match self { $( Doubt::$name { $($field),* } => {
                    $( values.insert(stringify!($field).to_string(), serde_json::to_value($field).unwrap_or(Value::Null)); )*
                } ),* }
                values
            }

            /// One of every variant.
            pub fn samples() -> Vec<Doubt> {
                vec![ $( Doubt::$name { $($field: <$type as Field>::sample()),* } ),* ]
            }
        }
    };
}

// each family hands on what stood before it and its own
lottery!(registers design_based regressions study absence planning define @);

impl Doubt {
    /// The key of its words for readers: `doubt-few-units-per-wave`.
    pub fn key(&self) -> String {
        Self::key_of(self.kind())
    }

    /// The key of the words of a kind, also of one read from a file.
    pub fn key_of(kind: &str) -> String {
        let mut key = "doubt".to_string();
        for c in kind.chars() {
            if c.is_ascii_uppercase() {
                key.push('-');
            }
            key.push(c.to_ascii_lowercase());
        }
        key
    }

    /// The doubt, about these rows.
    pub fn about(self, rows: impl IntoIterator<Item = About>) -> Told {
        Told::from(self).about(rows)
    }
}

impl From<Doubt> for Told {
    fn from(doubt: Doubt) -> Self {
        Told {
            kind: doubt.kind().to_string(),
            message: doubt.message(),
            help: doubt.help(),
            values: doubt.values(),
            rows: Vec::new(),
        }
    }
}
