//! What stands at the root of a pack: its README, and the scripts that check it without this tool.

use crate::provenance::sha256;
use crate::tables::table_forms::prose;

/// The second verifier goes along, so that a stranger needs only Python.
pub(crate) const SCRIPTS: [(&str, &str); 4] = [
    ("verify_the_draw.py", include_str!("../../examples/verify-the-draw/verify_the_draw.py")),
    ("verify_the_order.py", include_str!("../../examples/verify-the-draw/verify_the_order.py")),
    ("verify_the_beacon.py", include_str!("../../examples/verify-the-draw/verify_the_beacon.py")),
    ("verify_together.py", include_str!("../../examples/verify-the-draw/verify_together.py")),
];

/// The README of a pack that holds these files.
pub(crate) fn readme_of(title: &str, files: &[(String, Vec<u8>)]) -> String {
    let title = prose(title);
    let has = |name: &str| files.iter().any(|(n, _)| n == name);
    let mut text = format!(
        "# Replication package: {title}\n\n\
         ## Overview\n\nThis archive holds what a stranger needs to check a randomized stepped rollout: the lottery that decided\n\
         who starts when, the locked analysis plan, and the published results. It holds no register and names no pupil.\n\n\
         ## Data availability\n\n\
         The registers hold personal data and are not in this archive. They were read by `lodtrin ingest`; the digests of\n\
         the files read and written stand in `data/receipt.json`. {}\n\n\
         ## How to check\n\n\
         - `lodtrin verify FILE` (this archive) re-derives the threshold, the chances, the seed and the schedule, and\n  \
         compares every digest.\n\
         - `python3 verify_the_draw.py lottery` does the lottery's part with Python's standard library alone.\n\
         - `sha256sum lottery/lock.txt` is the digest that was published before the draw.\n\n\
         ## Software\n\n`lodtrin` {}; the receipts name the version that made each file. Any version with the same number\n\
         gives the same bytes on any machine and for any number of threads. No other software is needed.\n\n\
         ## Contents\n\n| file | SHA-256 |\n|---|---|\n",
        if has("data/panel.csv") {
            "Counts by programme and\nterm stand in `data/panel.csv`; the linear effects can be recomputed from them."
        } else {
            "No counts are\nincluded."
        },
        env!("CARGO_PKG_VERSION"),
    );
    for (name, bytes) in files {
        text.push_str(&format!("| `{name}` | `{}` |\n", sha256(bytes)));
    }
    text
}
