//! Processor time per part of the work, and peak memory. They go into the report and decide nothing.
//!
//! In: laps. Out: seconds and bytes, or nothing where the system does not tell.

/// Parts of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Reading files.
    Read,
    /// Facts of cells, unsafe cells, what must hold of them.
    Rules,
    /// What else to hide, with all searches for certificates.
    Choose,
    /// Checking every certificate.
    Audit,
    /// Writing.
    Write,
}

/// A stopwatch for processor time.
pub(crate) struct Meter {
    last: Option<f64>,
    parts: [Option<f64>; 5],
}

impl Meter {
    pub(crate) fn start() -> Self {
        Self {
            last: processor(),
            parts: [None; 5],
        }
    }

    /// Books the time since the last lap on a part.
    pub(crate) fn lap(&mut self, part: Part) {
        let now = processor();
        if let (Some(from), Some(to), Some(place)) =
            (self.last, now, self.parts.get_mut(part as usize))
        {
            *place = Some(place.unwrap_or(0.0) + (to - from).max(0.0));
        }
        self.last = now;
    }

    /// Seconds of a part.
    pub(crate) fn of(&self, part: Part) -> Option<f64> {
        self.parts.get(part as usize).copied().flatten()
    }
}

/// Processor time of this process so far, in seconds: what the scheduler of Linux has counted for its threads, in
/// nanoseconds. Nothing where the system keeps no such files.
fn processor() -> Option<f64> {
    let mut total: u64 = 0;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        let spent: u64 = text.split_whitespace().next()?.parse().ok()?;
        total = total.checked_add(spent)?;
    }
    let micros = u32::try_from(total % 1_000_000_000 / 1_000).ok()?;
    let seconds = u32::try_from(total / 1_000_000_000).ok()?;
    Some(f64::from(seconds) + f64::from(micros) / 1e6)
}

/// The most memory that this process had at once, in bytes; nothing where the system keeps no such file.
pub(crate) fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}
