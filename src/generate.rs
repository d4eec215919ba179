//! The synthetic city: residents, households, areas, care, schools, incomes and a bought file. No real person is in it.
//!
//! In: a seed and a folder. Out: code lists, outlines and data of two quarters. Always: the same seed gives the same
//! bytes; everything is drawn from one ChaCha stream per subject, so that adding a subject changes no other.

mod city;
mod draw;
mod files;
mod outlines;
mod people;

use std::io;
use std::path::Path;

/// How large the city is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Households; residents are about 2.3 times as many.
    pub households: usize,
    /// Seed of everything.
    pub seed: u64,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            households: 70_000,
            seed: 153,
        }
    }
}

/// Writes code lists, outlines and data into a project folder; tells what it does.
///
/// # Errors
/// What the file system said.
pub fn enschede(folder: &Path, size: Size, tell: &mut dyn FnMut(&str)) -> io::Result<()> {
    tell("areas");
    let city = city::City::new(size.seed);
    files::code_lists(folder, &city)?;
    outlines::write(folder, &city)?;
    tell("residents");
    let people = people::People::new(&city, size);
    tell("bought profiles and own incomes");
    files::profiles(folder, &city, size.seed)?;
    for quarter in [3, 4] {
        tell(&format!("2026-Q{quarter}"));
        files::clients(folder, &people, quarter)?;
        files::minima(folder, &people, quarter)?;
    }
    for quarter in 1..=4 {
        files::applications(folder, &people, quarter)?;
    }
    Ok(())
}

/// Writes the data of the minimal example.
///
/// # Errors
/// What the file system said.
pub fn minimal(folder: &Path) -> io::Result<()> {
    files::minimal(folder)
}
