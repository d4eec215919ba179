//! The program as a user runs it, on the examples.

#[cfg(test)]
mod e2e {
    //! Helpers and cases.
    mod chain;
    mod refused;
    mod run;
}
