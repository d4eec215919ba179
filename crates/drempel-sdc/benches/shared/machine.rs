//! CPU seconds and peak memory of this process, as Linux tells them. Elsewhere: wall time, and no memory.

use std::time::Instant;

/// CPU time since the start, of all threads.
pub struct Clock {
    cpu: Option<f64>,
    wall: Instant,
}

/// Ticks per second of `/proc`.
const TICKS: f64 = 100.0;

fn cpu() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after = text.rsplit_once(')')?.1;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let user: f64 = fields.get(11)?.parse().ok()?;
    let system: f64 = fields.get(12)?.parse().ok()?;
    Some((user + system) / TICKS)
}

impl Clock {
    pub fn start() -> Self {
        Self {
            cpu: cpu(),
            wall: Instant::now(),
        }
    }

    pub fn seconds(&self) -> f64 {
        match (self.cpu, cpu()) {
            (Some(from), Some(to)) => to - from,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }

    pub fn wall(&self) -> f64 {
        self.wall.elapsed().as_secs_f64()
    }
}

/// Forgets the largest memory so far.
pub fn reset_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Largest memory since, in MiB.
pub fn peak() -> f64 {
    let Ok(text) = std::fs::read_to_string("/proc/self/status") else {
        return 0.0;
    };
    text.lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|it| it.trim().strip_suffix("kB"))
        .and_then(|it| it.trim().parse::<f64>().ok())
        .map_or(0.0, |it| it / 1024.0)
}
