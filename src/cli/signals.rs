//! Signals that end a run: scratch folders go first.

/// Lets scratch folders vanish when a signal ends the run, which it then does as if nobody had listened. Signals that
/// whoever started the run ignores (`nohup`) stay ignored.
pub fn clean_up() {
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        use signal_hook::iterator::Signals;
        let ignored = ignored();
        let heard = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|s| ignored & (1 << (s - 1)) == 0);
        let Ok(mut signals) = Signals::new(heard) else { return };
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                crate::provenance::remove_all();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
    }
}

/// The signals that this process ignores from its start, one bit each, where the system tells.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|l| l.strip_prefix("SigIgn:"));
    mask.and_then(|m| u64::from_str_radix(m.trim(), 16).ok()).unwrap_or(0)
}
