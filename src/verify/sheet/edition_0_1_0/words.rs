//! The words of that draw sheet in Danish and English.

use crate::trial::Language;
use serde_json::{Value, json};

/// Every sentence of the draw sheet.
pub(super) struct Words {
    pub code: &'static str,
    pub rehearsal: &'static str,
    pub lead: &'static str,
    pub waiting: &'static str,
    pub hint: &'static str,
    pub waves: &'static str,
    pub wave: &'static str,
    pub randomness_title: &'static str,
    pub round: &'static str,
    pub chain: &'static str,
    pub signature: &'static str,
    pub contribution: &'static str,
    pub seed: &'static str,
    pub dice_note: &'static str,
    pub round_note: &'static str,
    pub locked: &'static str,
    pub lock_digest: &'static str,
    pub overrides: &'static str,
    pub tickets: &'static str,
    pub candidate: &'static str,
    pub score: &'static str,
    pub by_stratum: &'static str,
    pub by_ticket: &'static str,
    pub lot: &'static str,
    pub stratum: &'static str,
    pub ticket: &'static str,
    pub unchecked_title: &'static str,
    pub unchecked: &'static str,
    /// What the script says, by its own names.
    script: [&'static str; 16],
}

/// The script's names for its sentences.
const SCRIPT: [&str; 16] = [
    "lock",
    "files",
    "commitments",
    "randomness",
    "seed",
    "candidate",
    "schedule",
    "page",
    "receipt",
    "good",
    "bad",
    "cannot",
    "broken",
    "none",
    "unknown",
    "waiting",
];

impl Words {
    pub fn new(language: Language) -> &'static Words {
        match language {
            Language::Da => &DANISH,
            Language::En => &ENGLISH,
        }
    }

    /// The script's sentences.
    pub fn script(&self) -> Value {
        let mut all = json!({});
        for (name, text) in SCRIPT.iter().zip(self.script) {
            all[*name] = Value::from(text);
        }
        all
    }
}

static DANISH: Words = Words {
    code: "da",
    rehearsal: "PRØVE: dette er en øvelse og ingen lodtrækning.",
    lead: "Lodtrækning om, hvem der begynder hvornår. Siden regner selv efter, her i browseren og uden internet.",
    waiting: "Regner efter …",
    hint: "Slip en af lodtrækningens filer her for at se, om den er uændret. En ændret fil gør feltet rødt.",
    waves: "Hvem begynder hvornår",
    wave: "Trin",
    randomness_title: "Hvor tilfældet kom fra",
    round: "drand quicknet, runde",
    chain: "Kæde",
    signature: "Signatur",
    contribution: "Bidrag fra",
    seed: "Frø",
    dice_note: "Terningerne er kastet og skrevet ned på underskrevet papir, før nogen computer var med. Det står vidnerne inde for.",
    round_note: "Ingen kunne kende rundens værdi, før den blev offentliggjort. Signaturen kontrolleres med `lodtrin verify`.",
    locked: "Hvad der var låst på forhånd",
    lock_digest: "Låsens fingeraftryk (sha256sum lock.txt)",
    overrides: "Tilladt undtagelse",
    tickets: "Lodderne i rækkefølge",
    candidate: "Forsøg",
    score: "balancetal",
    by_stratum: "Skolerne blev trukket i rækkefølge, og inden for hver skole de laveste lodder først; derefter blev pladserne fordelt over trinene fra et tilfældigt sted.",
    by_ticket: "De laveste lodder fik de første pladser.",
    lot: "Lod",
    stratum: "Skole",
    ticket: "Loddets tal",
    unchecked_title: "Hvad siden ikke kontrollerer",
    unchecked: "Om låsen blev offentliggjort i tide (sammenlign fingeraftrykket med det, et vidne modtog), rundens signatur, og om grænse og chancer følger af reglerne: det gør `lodtrin verify` og det lille Python-program, der følger med.",
    script: [
        "låsens fingeraftryk er det, der står på siden",
        "filerne er dem, der blev låst",
        "bidragene er dem, der var lovet",
        "tilfældet er det, låsen nævner",
        "frøet følger af lås, tilfælde og bidrag",
        "forsøget er det første, der opfylder reglerne",
        "planen er den, frøet giver",
        "trinene på siden er planens",
        "kvitteringen er uændret",
        "Alt stemmer: lodtrækningen er regnet efter i denne browser.",
        "Noget stemmer ikke.",
        "Denne browser tillader ikke siden at regne efter. Prøv en anden browser eller `lodtrin verify`.",
        "en fil kan ikke læses",
        "intet forsøg opfylder reglerne",
        "filen hører ikke til lodtrækningen",
        "Regner efter …",
    ],
};

static ENGLISH: Words = Words {
    code: "en",
    rehearsal: "REHEARSAL: this is practice and no draw.",
    lead: "A lottery for who starts when. This page checks itself, here in the browser and without the internet.",
    waiting: "Checking …",
    hint: "Drop one of the lottery's files here to see whether it is unchanged. A changed file turns the box red.",
    waves: "Who starts when",
    wave: "Wave",
    randomness_title: "Where chance came from",
    round: "drand quicknet, round",
    chain: "Chain",
    signature: "Signature",
    contribution: "Contribution of",
    seed: "Seed",
    dice_note: "The dice were thrown and written on signed paper before any computer was used. The witnesses vouch for that.",
    round_note: "Nobody could know the round's value before it was published. `lodtrin verify` checks its signature.",
    locked: "What was locked beforehand",
    lock_digest: "Fingerprint of the lock (sha256sum lock.txt)",
    overrides: "Allowed exception",
    tickets: "The tickets in order",
    candidate: "Candidate",
    score: "balance score",
    by_stratum: "Schools were put in random order, and within each school the lowest tickets came first; the places were then dealt over the waves from a random spot.",
    by_ticket: "The lowest tickets took the first places.",
    lot: "Lot",
    stratum: "School",
    ticket: "Ticket",
    unchecked_title: "What this page does not check",
    unchecked: "Whether the lock was published in time (compare the fingerprint with the one that a witness received), the round's signature, and whether threshold and chances follow from the rules: `lodtrin verify` and the small Python program beside it do.",
    script: [
        "the lock's fingerprint is the one on this page",
        "the files are the ones that were locked",
        "the contributions are the committed ones",
        "the randomness is the one that the lock names",
        "the seed follows from lock, randomness and contributions",
        "the candidate is the first that meets the rules",
        "the schedule is the one that the seed gives",
        "the waves on this page are the schedule's",
        "the receipt is unchanged",
        "Everything fits: the draw was recomputed in this browser.",
        "Something does not fit.",
        "This browser does not let the page compute. Try another browser, or `lodtrin verify`.",
        "a file cannot be read",
        "no candidate meets the rules",
        "the file does not belong to the lottery",
        "Checking …",
    ],
};
