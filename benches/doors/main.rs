//! Mutated inputs at every door: registers, studies, lottery files, receipts, packs, tables. None may panic, take more than
//! ten seconds of the processor or more than a gigabyte.
//!
//!     cargo bench --bench doors                                    # some thousand inputs
//!     LODTRIN_INPUTS=1000000 cargo bench --bench doors
//!     LODTRIN_DOOR=pack LODTRIN_SEED=17 LODTRIN_INPUTS=1 cargo bench --bench doors
//!
//! Every input follows from door and seed alone; seeds that once failed stand in `seeds.txt` and are tried first. The
//! command line itself is called, in this process, its words thrown away; a process serves some hundred inputs.

mod mutate;
mod studies;

use mutate::mutated;
use std::ffi::OsString;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use studies::{DOORS, Door, prepared};

/// Inputs of one process.
const BATCH: u64 = 400;
/// Seconds of the processor that an input may take.
const SECONDS: f64 = 10.0;
/// Kilobytes that a process may take.
const MEMORY: u64 = 1_000_000;

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn main() -> ExitCode {
    let work = std::env::var("LODTRIN_BATCH").ok();
    match work {
        Some(batch) => serve(&batch),
        None => lead(),
    }
}

/// Shares the inputs out among processes, two at a time for each processor that is wanted.
fn lead() -> ExitCode {
    let wanted = number("LODTRIN_INPUTS").unwrap_or(4_000);
    let first = number("LODTRIN_SEED").unwrap_or(1);
    let only = std::env::var("LODTRIN_DOOR").ok();
    let doors: Vec<usize> = (0..DOORS.len()).filter(|d| only.as_deref().is_none_or(|o| o == DOORS[*d].name)).collect();
    let begun = Instant::now();
    let mut batches: Vec<(usize, u64, u64)> = Vec::new();
    for line in include_str!("seeds.txt").lines().filter(|l| !l.starts_with('#')) {
        let Some((name, seed)) = line.split_once(' ') else { continue };
        let door = doors.iter().find(|d| DOORS[**d].name == name);
        batches.extend(door.and_then(|d| Some((*d, seed.trim().parse().ok()?, 1))));
    }
    let shares: u64 = doors.iter().map(|d| DOORS[*d].share).sum();
    for d in &doors {
        let own = (wanted * DOORS[*d].share).div_ceil(shares.max(1));
        batches.extend((0..own.div_ceil(BATCH)).map(|b| (*d, first + b * BATCH, BATCH.min(own - b * BATCH))));
    }
    // every door from the beginning, so that a run that is stopped has tried them all
    batches.sort_by_key(|b| b.1);
    let next = AtomicU64::new(0);
    let (done, failed) = (AtomicU64::new(0), AtomicU64::new(0));
    let workers = number("LODTRIN_WORKERS").unwrap_or(2);
    let until = number("LODTRIN_MINUTES").map(|m| Duration::from_secs(60 * m));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                    if until.is_some_and(|u| begun.elapsed() > u) {
                        break;
                    }
                    let (tried, wrong) = batch_of(*batch);
                    done.fetch_add(tried, Ordering::Relaxed);
                    failed.fetch_add(wrong, Ordering::Relaxed);
                    say(&format!(
                        "{} from {}: {tried} inputs, {wrong} failed; {} in all after {:.0} s",
                        DOORS[batch.0].name,
                        batch.1,
                        done.load(Ordering::Relaxed),
                        begun.elapsed().as_secs_f64()
                    ));
                }
            });
        }
    });
    let (done, failed) = (done.into_inner(), failed.into_inner());
    say(&format!("{done} mutated inputs in {:.0} s, {failed} failed", begun.elapsed().as_secs_f64()));
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs one batch in processes of its own; after an input that ends the process, another takes the rest.
fn batch_of((door, first, count): (usize, u64, u64)) -> (u64, u64) {
    let (mut at, mut failed) = (first, 0);
    while at < first + count {
        let out = Command::new(std::env::current_exe().expect("a path"))
            .env("LODTRIN_BATCH", format!("{door} {at} {}", first + count - at))
            .env("RAYON_NUM_THREADS", "1")
            .env("POLARS_MAX_THREADS", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .expect("a process");
        let said = String::from_utf8_lossy(&out.stderr);
        let told = |word: &str| said.lines().filter(|l| l.starts_with(word)).collect::<Vec<_>>();
        for line in told("FAILED ") {
            failed += 1;
            say(line);
        }
        let last = told("AT ").last().and_then(|l| l[3..].parse::<u64>().ok()).unwrap_or(at);
        if out.status.success() {
            return (count, failed);
        }
        if told("FAILED ").is_empty() || !told("FAILED ").last().is_some_and(|l| l.contains(&format!("seed {last} "))) {
            failed += 1;
            say(&format!("FAILED {} seed {last} ended the process: {:?}", DOORS[door].name, out.status));
        }
        at = last + 1;
    }
    (count, failed)
}

/// Milliseconds of the processor that this process has had.
fn processor() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    (ticks(11) + ticks(12)) * 10
}

/// Kilobytes that this process has had at most.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// Tries the inputs of one batch.
fn serve(batch: &str) -> ExitCode {
    let numbers: Vec<u64> = batch.split(' ').filter_map(|n| n.parse().ok()).collect();
    let [door, first, count] = numbers[..] else { return ExitCode::FAILURE };
    let door = &DOORS[door as usize];
    let folder = tempfile::tempdir_in(shared_memory()).expect("a folder");
    let base = folder.path().join("base");
    prepared(&base, door);
    let (seed, since) = (AtomicU64::new(first), AtomicU64::new(processor()));
    std::panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            while seed.load(Ordering::Relaxed) < first + count {
                std::thread::sleep(Duration::from_millis(200));
                let spent = processor().saturating_sub(since.load(Ordering::Relaxed)) as f64 / 1000.0;
                if spent > 2.0 * SECONDS {
                    say(&format!(
                        "FAILED {} seed {} takes more than {spent:.0} s",
                        door.name,
                        seed.load(Ordering::Relaxed)
                    ));
                    let _ = std::fs::remove_dir_all(folder.path());
                    #[allow(clippy::exit)] // the thread that hangs cannot be ended otherwise
                    std::process::exit(3);
                }
            }
        });
        for s in first..first + count {
            seed.store(s, Ordering::Relaxed);
            say(&format!("AT {s}"));
            one(door, s, &base, &folder.path().join("now"), &since);
        }
        seed.store(first + count, Ordering::Relaxed);
        let _ = watch.join();
    });
    ExitCode::SUCCESS
}

fn shared_memory() -> PathBuf {
    let shm = PathBuf::from("/dev/shm");
    if shm.is_dir() { shm } else { std::env::temp_dir() }
}

/// One mutated input through the commands of its door.
fn one(door: &Door, seed: u64, base: &Path, now: &Path, since: &AtomicU64) {
    let _ = std::fs::remove_dir_all(now);
    let commands = mutated(door, seed, base, now);
    let (begun, before) = (processor(), memory());
    since.store(begun, Ordering::Relaxed);
    for words in &commands {
        let args = std::iter::once("lodtrin".to_string()).chain(words.iter().cloned()).map(OsString::from);
        let done = catch_unwind(AssertUnwindSafe(|| lodtrin::cli::run(args)));
        let fine = [0, 1, 2].map(ExitCode::from);
        match done {
            Err(_) => say(&format!("FAILED {} seed {seed} panics: {}", door.name, words.join(" "))),
            Ok(code) if !fine.contains(&code) => {
                say(&format!("FAILED {} seed {seed} ends with {code:?}: {}", door.name, words.join(" ")));
            }
            Ok(_) => {}
        }
    }
    let spent = (processor() - begun) as f64 / 1000.0;
    if spent > SECONDS {
        say(&format!("FAILED {} seed {seed} takes {spent:.1} s: {commands:?}", door.name));
    }
    let after = memory();
    if after > MEMORY && after > before {
        say(&format!("FAILED {} seed {seed} takes {after} kB: {commands:?}", door.name));
    }
}
