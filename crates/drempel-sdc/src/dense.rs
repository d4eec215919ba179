//! Access to vectors by position without a panic: a position outside gives the type's default, a write outside is lost.
//!
//! In: slices and positions. Out: values. The searches run on these; whatever they find is checked again by
//! `audit::verify`, so a wrong position can cost an answer but never make a wrong one pass.

/// Reading by position.
pub(crate) trait At<T> {
    /// The value at a position, or the default outside.
    fn at(&self, position: usize) -> T;
}

impl<T: Copy + Default> At<T> for [T] {
    fn at(&self, position: usize) -> T {
        self.get(position).copied().unwrap_or_default()
    }
}

/// Writing by position.
pub(crate) trait Put<T> {
    /// Replaces the value at a position.
    fn put(&mut self, position: usize, value: T);
}

impl<T> Put<T> for [T] {
    fn put(&mut self, position: usize, value: T) {
        if let Some(place) = self.get_mut(position) {
            *place = value;
        }
    }
}

/// The list at a position, empty outside.
pub(crate) fn list<T>(lists: &[Vec<T>], position: usize) -> &[T] {
    lists.get(position).map_or(&[], Vec::as_slice)
}

/// Adds to the list at a position.
pub(crate) fn push<T>(lists: &mut [Vec<T>], position: usize, value: T) {
    if let Some(place) = lists.get_mut(position) {
        place.push(value);
    }
}
