//! What verbs say on the terminal: the answer, the doubts beside it, and files in place of either.

use super::harmless::{self, harmless};
use super::render;
use crate::diagnostics::{Outcome, Problem, Progress, Told};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The one voice: stdout carries the product, everything else goes to stderr.
pub struct Talk {
    quiet: bool,
    color_err: bool,
    bar: Mutex<Option<ProgressBar>>,
    /// What the system said when the product could not be written.
    failed: Mutex<Option<std::io::Error>>,
}

impl Talk {
    /// Decides on colour once.
    pub fn new(quiet: bool, color: Color) -> Self {
        let wanted = |terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        Talk {
            quiet,
            color_err: wanted(std::io::stderr().is_terminal()),
            bar: Mutex::new(None),
            failed: Mutex::new(None),
        }
    }

    /// Writes the product to stdout; a broken pipe ends quietly, a full disk is told by [`Talk::finish`].
    pub fn say(&self, text: &str) {
        self.raw(&harmless(text));
    }

    /// The same for bytes that a program reads: not one of them is touched.
    pub fn raw(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let end: &[u8] = if text.ends_with('\n') { b"" } else { b"\n" };
        let done = out.write_all(text.as_bytes()).and_then(|()| out.write_all(end)).and_then(|()| out.flush());
        if let Err(e) = done
            && e.kind() != std::io::ErrorKind::BrokenPipe
            && let Ok(mut failed) = self.failed.lock()
        {
            failed.get_or_insert(e);
        }
    }

    /// Whether everything said has arrived.
    ///
    /// # Errors
    /// `P101` where it has not: the disk is full, say.
    pub fn finish(&self) -> Outcome<()> {
        match self.failed.lock().ok().and_then(|mut f| f.take()) {
            None => Ok(()),
            Some(e) => Err(crate::provenance::io_problem("write", std::path::Path::new("standard output"), &e)),
        }
    }

    /// A line on stderr about what is being done; silent under `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.err(&harmless(text));
        }
    }

    /// Says where a key or a secret lies open to others.
    pub fn unprotected(&self, path: &std::path::Path) {
        if let Some(why) = crate::provenance::unprotected(path) {
            self.note(&format!("note: {why}; keep it in a folder of your own, on an encrypted disk or a stick"));
        }
    }

    /// Named doubts on stderr, those of one kind together; silent under `--quiet`.
    pub fn warn_all(&self, warnings: &[Told]) {
        if self.quiet {
            return;
        }
        let mut said: Vec<&str> = Vec::new();
        for w in warnings {
            if !said.contains(&w.kind.as_str()) {
                said.push(&w.kind);
                let plain: Vec<Told> = warnings.iter().filter(|o| o.kind == w.kind).map(harmless::told).collect();
                let alike: Vec<&Told> = plain.iter().collect();
                self.err(&render::warnings(&alike, self.color_err));
            }
        }
    }

    /// A problem on stderr, even under `--quiet`.
    pub fn problem(&self, problem: &Problem) {
        self.err(&render::problem(&harmless::problem(problem), self.color_err));
    }

    fn err(&self, text: &str) {
        let mut out = std::io::stderr().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
    }
}

impl Progress for Talk {
    fn begin(&self, what: &str, total: u64) {
        if self.quiet {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template("  {msg} {wide_bar} {human_pos}/{human_len}, {eta} left") {
            bar.set_style(style);
        }
        bar.set_message(harmless(what));
        bar.enable_steady_tick(Duration::from_millis(500));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn advance(&self, pieces: u64) {
        if let Ok(slot) = self.bar.lock()
            && let Some(bar) = slot.as_ref()
        {
            bar.inc(pieces);
        }
    }

    fn end(&self) {
        if let Ok(mut slot) = self.bar.lock()
            && let Some(bar) = slot.take()
        {
            bar.finish_and_clear();
        }
    }
}
