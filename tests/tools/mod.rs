//! Tools that some tests need and not every machine has: where one is missing, the test fails on the machine that checks
//! every change (`CI` is set) and is reported as not run elsewhere.
#![allow(dead_code)] // each test crate asks for some of them

pub mod samples;

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Whether a program is here; `package` is what to install, `does` what the test would have it do.
pub fn here(program: &str, package: &str, does: &str) -> bool {
    // openssl has a verb for it, poppler one dash
    let asked = match program {
        "openssl" => "version",
        "pdftotext" => "-v",
        _ => "--version",
    };
    let there = Command::new(program).arg(asked).output().is_ok_and(|o| o.status.success());
    if !there {
        missing(package, does);
    }
    there
}

/// A browser that runs without a screen.
pub fn browser(does: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).flat_map(|p| BROWSERS.map(|b| p.join(b))).find(|p| p.is_file());
    if found.is_none() {
        missing("chromium", does);
    }
    found
}

/// Fails under `CI`; elsewhere says so past the capture of passing tests.
pub fn missing(package: &str, does: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_string();
    assert!(std::env::var_os("CI").is_none(), "install {package}: it {does}");
    let _ = writeln!(std::io::stderr(), "not run: {test}: {package} is not here, which {does}");
}
