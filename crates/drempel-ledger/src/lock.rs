//! One writer at a time.
//!
//! In: the folder of a ledger and what is going to be done. Out: a lock that is held until dropped, or who holds it. The
//! file `.lock` tells the process and the operation, never a user. May not wait: a second writer stops at once.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;

use crate::error::LedgerError;

/// The name of the lock file.
pub(crate) const LOCK: &str = ".lock";

/// The lock, while it lives.
pub(crate) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock or says who has it.
    pub(crate) fn take(dir: &Path, operation: &str) -> Result<Self, LedgerError> {
        let failed = |source| LedgerError::io("lock", LOCK, source);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(dir.join(LOCK))
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // A holder that has not written itself down yet still holds the lock.
                let _ = (&mut file).take(200).read_to_string(&mut holder);
                let holder = holder.trim().to_owned();
                return Err(LedgerError::Locked { holder });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        file.set_len(0).map_err(failed)?;
        write!(file, "process {}, {operation}", std::process::id()).map_err(failed)?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only for the reader: the system gives the lock back when the file is closed.
        let _ = self.file.set_len(0);
    }
}
