//! The two languages of what people read, and their numbers.

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

    /// A number with so many decimals, half away from zero, decimal comma in Danish, a true minus sign and never −0.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let size = value.abs();
        let text = if size < MOST_ROUNDED {
            let scale = 10f64.powi(decimals as i32);
            // a half that binary digits put a hair below the half is a half
            let units = (size * scale * (1.0 + HAIR) + 0.5).floor();
            format!("{:.*}", decimals, units / scale)
        } else {
            format!("{:.*}", decimals, size)
        };
        let zero = text.bytes().all(|b| b == b'0' || b == b'.');
        let text = if self == Language::Da { text.replace('.', ",") } else { text };
        if value < 0.0 && !zero { format!("−{text}") } else { text }
    }

    /// A count with a mark between thousands: 4.610 in Danish, 4,610 in English.
    pub fn count(self, n: u64) -> String {
        let digits = n.to_string();
        let mut text = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push_str(self.pick(".", ","));
            }
            text.push(c);
        }
        text
    }

    /// A day of the form `2025-09-01` as people write it, `1. september 2025`; anything else stays as it is.
    pub fn date(self, day: &str) -> String {
        let parts: Vec<usize> = day.split('-').filter_map(|p| p.parse().ok()).collect();
        let [year, month @ 1..=12, number] = parts[..] else { return day.to_string() };
        if day.len() != 10 {
            return day.to_string();
        }
        match self {
            Language::Da => format!("{number}. {} {year}", MONTHS_DA[month - 1]),
            Language::En => format!("{number} {} {year}", MONTHS_EN[month - 1]),
        }
    }

    /// A p-value for people: three decimals, `<0.001` below.
    pub fn p_value(self, p: f64) -> String {
        if p < 0.001 { self.pick("<0,001", "<0.001").to_string() } else { self.number(p, 3) }
    }
}

/// Beyond this a number has no digits behind the point that rounding could change.
const MOST_ROUNDED: f64 = 1e12;
/// Relative error that a product with a power of ten may have, with room.
const HAIR: f64 = 4.0 * f64::EPSILON;

const MONTHS_DA: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::Language::{Da, En};

    #[test]
    fn halves_go_away_from_zero_and_nothing_is_minus_zero() {
        for (value, decimals, danish) in [
            (1.25, 1, "1,3"),
            (-1.25, 1, "−1,3"),
            (2.675, 2, "2,68"),
            (1.005, 2, "1,01"),
            (-0.04, 1, "0,0"),
            (0.5, 0, "1"),
            (1234.5, 0, "1235"),
            (0.049999, 1, "0,0"),
        ] {
            assert_eq!(Da.number(value, decimals), danish, "{value}");
        }
    }

    #[test]
    fn counts_and_dates_are_those_of_the_language() {
        assert_eq!((Da.count(4610), En.count(4610)), ("4.610".to_string(), "4,610".to_string()));
        assert_eq!((Da.count(999), En.count(1_234_567)), ("999".to_string(), "1,234,567".to_string()));
        assert_eq!(Da.date("2025-09-01"), "1. september 2025");
        assert_eq!(En.date("2025-09-01"), "1 September 2025");
        assert_eq!(En.date("2025-13-01"), "2025-13-01");
        assert_eq!(En.date("soon"), "soon");
    }
}
