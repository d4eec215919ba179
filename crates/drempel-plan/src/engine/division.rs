//! Figures of areas divided over areas that do not nest in them.
//!
//! In: a sum per area, published shares. Out: a figure per area of the other kind. Always: in integers, rounded once.

use std::collections::BTreeMap;
use std::sync::Arc;

/// How the figures of areas are divided over areas that do not nest in them: by published shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Area → the areas it is divided over, each with its weight (at least zero). The weights of an area have a sum above
    /// zero; its share in an area is the weight there divided by that sum.
    pub parts: Arc<BTreeMap<String, Vec<(String, i64)>>>,
    /// All areas that the figures are divided over.
    pub codes: Arc<[String]>,
}

impl Division {
    /// The figure of each area of the other code list, rounded half up to thousandths. It is `None` where any area that has a
    /// part in it has no figure: a sum without that part would be too small. `None` for all if a figure does not fit 64 bits.
    #[must_use]
    pub fn apply(
        &self,
        sums: &BTreeMap<String, Option<i64>>,
    ) -> Option<Vec<(String, Option<i64>)>> {
        /// Digits kept below a thousandth while adding up.
        const FINE: i128 = 1_000_000;
        let mut made: BTreeMap<&str, Option<i128>> = BTreeMap::new();
        for (from, parts) in &*self.parts {
            let whole: i128 = parts.iter().map(|it| i128::from(it.1)).sum();
            let sum = sums.get(from).copied().flatten().map(i128::from);
            for (to, weight) in parts.iter().filter(|it| it.1 > 0) {
                let part = sum.and_then(|it| {
                    it.checked_mul(i128::from(*weight))?
                        .checked_mul(FINE)?
                        .checked_div_euclid(whole)
                });
                made.entry(to)
                    .and_modify(|it| *it = it.zip(part).and_then(|(a, b)| a.checked_add(b)))
                    .or_insert(part);
            }
        }
        let rounded = |it: i128| i64::try_from((it + FINE / 2).div_euclid(FINE)).ok();
        let figure = |code: &String| match made.get(code.as_str()).copied().flatten() {
            Some(it) => Some((code.clone(), Some(rounded(it)?))),
            None => Some((code.clone(), None)),
        };
        self.codes.iter().map(figure).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_are_rounded_once() {
        let part = |code: &str, weight| (code.to_owned(), weight);
        let three = vec![part("x", 1), part("y", 1), part("z", 1)];
        let divide = Division {
            parts: Arc::new(
                [
                    ("a".to_owned(), three),
                    ("b".to_owned(), vec![part("x", 5)]),
                ]
                .into(),
            ),
            codes: ["w", "x", "y", "z"].map(str::to_owned).to_vec().into(),
        };
        let sums = [("a".to_owned(), Some(1_000)), ("b".to_owned(), Some(500))].into();
        let figure = |code: &str, it| (code.to_owned(), it);
        assert_eq!(
            divide.apply(&sums),
            Some(vec![
                figure("w", None),
                figure("x", Some(833)),
                figure("y", Some(333)),
                figure("z", Some(333)),
            ])
        );
        let sums = [("a".to_owned(), Some(1_000)), ("b".to_owned(), None)].into();
        let made = divide.apply(&sums).expect("it fits");
        assert_eq!(made.get(1), Some(&figure("x", None)));
        assert_eq!(made.get(2), Some(&figure("y", Some(333))));
    }
}
