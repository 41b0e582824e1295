//! The samples as folders of a test's own: one fixture, whatever a test changes in them.

use std::fs;
use std::path::{Path, PathBuf};

/// The sample with one intervention.
pub const ONE: &str = "os-i-branchen";
/// The sample with three.
pub const THREE: &str = "fra-skolebaenk-til-laereplads";

/// Where a sample, its dice (`.dice`) or its key (`.key`) stands.
pub fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples").join(name)
}

/// Study and frame of a sample in a folder, the protocol as `change` leaves it.
pub fn laid(name: &str, into: &Path, change: impl FnOnce(String) -> String) {
    fs::create_dir_all(into).expect("a folder");
    let protocol = fs::read_to_string(place(name).join("study.toml")).expect("the protocol");
    fs::write(into.join("study.toml"), change(protocol)).expect("the protocol is written");
    fs::copy(place(name).join("programmes.csv"), into.join("programmes.csv")).expect("the frame");
}

/// The dice of a sample as `draw` takes them.
pub fn dice(name: &str) -> Vec<String> {
    let thrown = fs::read_to_string(place(&format!("{name}.dice"))).expect("the dice");
    thrown.lines().flat_map(|line| ["--dice".to_string(), line.to_string()]).collect()
}

/// A folder with all that is in it.
pub fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copied(&entry.path(), &target),
            false => fs::copy(entry.path(), target).map(|_| ()).expect("a copy"),
        }
    }
}
