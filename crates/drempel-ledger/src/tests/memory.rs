//! A store in memory that knows what would survive a loss of power, and that stops at a chosen operation.
//!
//! In: operations of the ledger. Out: the same as a folder gives, until the chosen operation fails; from there on all do.
//! Content survives only after `sync`, a name only after `sync_dir` of its folder. What was not made durable may survive
//! or not, each part by itself: [`Memory::after`] makes one of the states in which the disk can be found.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;

use crate::store::{Store, parent};

/// Where the store stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nothing of the operation happens.
    Before,
    /// A write is done in part; any other operation as [`Stop::Before`].
    Torn,
    /// The operation happens and its answer is lost.
    After,
}

/// What survives of all that was not made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Survives {
    /// Everything: the process died and the machine did not.
    All,
    /// Nothing.
    Nothing,
    /// Every name and no content.
    Names,
    /// Each part by the toss of a coin.
    Some(u64),
}

#[derive(Clone, Default)]
struct File {
    now: Vec<u8>,
    durable: Vec<u8>,
}

#[derive(Clone)]
enum Change {
    Link(String, usize),
    Unlink(String),
    Rename(String, String, usize),
    Dir(String),
}

#[derive(Clone, Default)]
struct Disk {
    files: Vec<File>,
    names: BTreeMap<String, usize>,
    dirs: Vec<String>,
    durable_names: BTreeMap<String, usize>,
    durable_dirs: Vec<String>,
    pending: Vec<Change>,
}

/// The store.
#[derive(Default)]
pub(crate) struct Memory {
    disk: RefCell<Disk>,
    /// How many operations that change something were asked for.
    pub(crate) operations: RefCell<usize>,
    stop: Option<(usize, Stop)>,
}

fn lost() -> io::Error {
    io::Error::other("the power is gone")
}

impl Disk {
    fn parent_is_there(&self, name: &str) -> io::Result<()> {
        let folder = parent(name);
        if folder.is_empty() || self.dirs.iter().any(|dir| dir == folder) {
            return Ok(());
        }
        Err(io::ErrorKind::NotFound.into())
    }

    fn apply(names: &mut BTreeMap<String, usize>, dirs: &mut Vec<String>, change: &Change) {
        match change {
            Change::Link(name, file) => {
                names.insert(name.clone(), *file);
            }
            Change::Unlink(name) => {
                names.remove(name);
            }
            Change::Rename(from, to, file) => {
                names.remove(from);
                names.insert(to.clone(), *file);
            }
            Change::Dir(name) => dirs.push(name.clone()),
        }
    }

    fn change(&mut self, change: Change) {
        Self::apply(&mut self.names, &mut self.dirs, &change);
        self.pending.push(change);
    }
}

impl Change {
    fn folder(&self) -> &str {
        match self {
            Self::Link(name, _)
            | Self::Unlink(name)
            | Self::Rename(_, name, _)
            | Self::Dir(name) => parent(name),
        }
    }
}

fn coin(state: &mut u64) -> bool {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 40 & 1 == 1
}

impl Memory {
    /// The same disk, that will stop at an operation counted from here.
    pub(crate) fn stopping(&self, at: usize, stop: Stop) -> Self {
        Self {
            disk: self.disk.clone(),
            operations: RefCell::new(0),
            stop: Some((at, stop)),
        }
    }

    /// The disk as it is found after the power came back.
    pub(crate) fn after(&self, survives: Survives) -> Self {
        let disk = self.disk.borrow();
        let mut toss = match survives {
            Survives::Some(seed) => seed.wrapping_mul(2) + 1,
            _ => 1,
        };
        let mut names = disk.durable_names.clone();
        let mut dirs = disk.durable_dirs.clone();
        for change in &disk.pending {
            let kept = match survives {
                Survives::All | Survives::Names => true,
                Survives::Nothing => false,
                Survives::Some(_) => coin(&mut toss),
            };
            if kept {
                Disk::apply(&mut names, &mut dirs, change);
            }
        }
        let mut files = disk.files.clone();
        for file in &mut files {
            let keep = match survives {
                Survives::All => file.now.len(),
                Survives::Nothing | Survives::Names => 0,
                Survives::Some(_) if coin(&mut toss) => file.now.len() / 2,
                Survives::Some(_) => file.now.len(),
            };
            if file.now != file.durable {
                file.now = match survives {
                    Survives::Nothing => file.durable.clone(),
                    _ => file.now[..keep].to_vec(),
                };
            }
            file.durable = file.now.clone();
        }
        // What lies in a folder that is gone is gone.
        let there = |name: &str| {
            let mut folder = parent(name);
            while !folder.is_empty() {
                if !dirs.iter().any(|dir| dir == folder) {
                    return false;
                }
                folder = parent(folder);
            }
            true
        };
        names.retain(|name, _| there(name));
        let dirs: Vec<String> = dirs.iter().filter(|dir| there(dir)).cloned().collect();
        Self {
            disk: RefCell::new(Disk {
                files,
                durable_names: names.clone(),
                names,
                durable_dirs: dirs.clone(),
                dirs,
                pending: Vec::new(),
            }),
            operations: RefCell::new(0),
            stop: None,
        }
    }

    fn step(&self, done: impl Fn(&mut Disk, bool) -> io::Result<()>) -> io::Result<()> {
        let mut operations = self.operations.borrow_mut();
        let number = *operations;
        *operations += 1;
        let mut disk = self.disk.borrow_mut();
        match self.stop {
            Some((at, _)) if number > at => Err(lost()),
            Some((at, stop)) if number == at => {
                match stop {
                    Stop::Before => {}
                    Stop::Torn => done(&mut disk, true)?,
                    Stop::After => done(&mut disk, false)?,
                }
                Err(lost())
            }
            _ => done(&mut disk, false),
        }
    }
}

impl Store for Memory {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let disk = self.disk.borrow();
        Ok(disk
            .names
            .get(name)
            .map(|file| disk.files[*file].now.clone()))
    }

    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.disk.borrow().names.keys().cloned().collect())
    }

    fn make_dir(&self, name: &str) -> io::Result<()> {
        self.step(|disk, torn| {
            disk.parent_is_there(name)?;
            if !torn && !disk.dirs.iter().any(|dir| dir == name) {
                disk.change(Change::Dir(name.to_owned()));
            }
            Ok(())
        })
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.step(|disk, torn| {
            disk.parent_is_there(name)?;
            let file = match disk.names.get(name) {
                Some(file) => *file,
                None => {
                    disk.files.push(File::default());
                    let file = disk.files.len() - 1;
                    disk.change(Change::Link(name.to_owned(), file));
                    file
                }
            };
            let end = if torn { bytes.len() / 2 } else { bytes.len() };
            disk.files[file].now = bytes[..end].to_vec();
            Ok(())
        })
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        self.step(|disk, torn| {
            let file = *disk.names.get(name).ok_or(io::ErrorKind::NotFound)?;
            if !torn {
                disk.files[file].durable = disk.files[file].now.clone();
            }
            Ok(())
        })
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.step(|disk, torn| {
            let file = *disk.names.get(from).ok_or(io::ErrorKind::NotFound)?;
            if !torn {
                disk.change(Change::Rename(from.to_owned(), to.to_owned(), file));
            }
            Ok(())
        })
    }

    fn sync_dir(&self, name: &str) -> io::Result<()> {
        self.step(|disk, torn| {
            if torn {
                return Ok(());
            }
            let (durable, pending): (Vec<Change>, Vec<Change>) = disk
                .pending
                .drain(..)
                .partition(|change| change.folder() == name);
            disk.pending = pending;
            for change in &durable {
                Disk::apply(&mut disk.durable_names, &mut disk.durable_dirs, change);
            }
            Ok(())
        })
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.step(|disk, torn| {
            if !torn && disk.names.contains_key(name) {
                disk.change(Change::Unlink(name.to_owned()));
            }
            Ok(())
        })
    }
}
