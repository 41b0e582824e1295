use serde::{Deserialize, Serialize};

/// The language of what people read. Commands, columns and codes are English in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Danish.
    #[default]
    Da,
    /// English.
    En,
}

impl Language {
    /// The Danish text or the English one.
    pub fn pick<'a>(self, danish: &'a str, english: &'a str) -> &'a str {
        match self {
            Language::Da => danish,
            Language::En => english,
        }
    }

    /// A number with so many decimals, decimal comma in Danish, a true minus sign.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let text = format!("{:.*}", decimals, value.abs());
        let zero = text.bytes().all(|b| b == b'0' || b == b'.');
        let text = if self == Language::Da { text.replace('.', ",") } else { text };
        if value < 0.0 && !zero { format!("−{text}") } else { text }
    }

    /// A p-value for people: three decimals, `<0.001` below.
    pub fn p_value(self, p: f64) -> String {
        if p < 0.001 { self.pick("<0,001", "<0.001").to_string() } else { self.number(p, 3) }
    }
}
