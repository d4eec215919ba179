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

/// Processor time of this process so far, in seconds; nothing where the system keeps no such file. Linux counts in
/// hundredths of a second, whatever the clock of its kernel is.
fn processor() -> Option<f64> {
    const PER_SECOND: u32 = 100;
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the name of the program, in brackets, and may hold anything.
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    let (user, system) = (ticks()?, ticks()?);
    Some(f64::from(user.checked_add(system)?) / f64::from(PER_SECOND))
}

/// The most memory that this process had at once, in bytes; nothing where the system keeps no such file.
pub(crate) fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}
