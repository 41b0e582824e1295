//! What decides a lottery: a round of the beacon, dice, or, in a rehearsal alone, practice randomness.

use super::beacon::Beacon;
use super::dice::Dice;
use super::practice::Practice;

/// What was thrown or published, or stands in for it in a rehearsal.
#[derive(Debug, Clone)]
pub enum Chance {
    /// A round of the beacon.
    Beacon(Beacon),
    /// Dice.
    Dice(Dice),
    /// A rehearsal's own.
    Practice(Practice),
}

impl Chance {
    /// The bytes that go into the seed.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Chance::Beacon(b) => b.randomness().0.to_vec(),
            Chance::Dice(d) => d.text().into_bytes(),
            Chance::Practice(p) => p.text().as_bytes().to_vec(),
        }
    }

    /// Name and text of the file that keeps it.
    pub fn file(&self) -> (&'static str, String) {
        match self {
            Chance::Beacon(b) => ("beacon.json", b.text()),
            Chance::Dice(d) => ("dice.txt", d.text()),
            Chance::Practice(p) => (Practice::FILE, p.text().to_string()),
        }
    }

    /// The signature that the receipt keeps; only the beacon has one.
    pub fn signature(&self) -> Option<Vec<u8>> {
        match self {
            Chance::Beacon(b) => Some(b.signature.clone()),
            Chance::Dice(_) | Chance::Practice(_) => None,
        }
    }
}
