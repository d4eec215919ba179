//! Tables by themselves.
