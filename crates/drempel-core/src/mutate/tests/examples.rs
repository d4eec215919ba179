//! The examples: no line of them can be loosened without a test noticing, but for those that are named here.
