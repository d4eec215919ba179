//! A hierarchy of codes: a tree with one root, which is the total.
//!
//! In: pairs of code and parent, or codes with their depth. Out: [`Hierarchy`]: nodes with every parent before its
//! children, so that the finest codes of a node stand together. Always: one root, no circle, no code twice.

use std::collections::BTreeMap;
use std::fmt;

/// The code of a total that no file names.
pub const TOTAL: &str = "Total";

/// Why a list of codes is no hierarchy. Positions count from zero in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HierarchyError {
    /// A code is empty.
    EmptyCode {
        /// Which entry.
        at: usize,
    },
    /// A code stands twice.
    Twice {
        /// The later entry.
        at: usize,
        /// The code.
        code: String,
    },
    /// A parent is not in the list.
    UnknownParent {
        /// Which entry.
        at: usize,
        /// Its code.
        code: String,
        /// The parent that is not there.
        parent: String,
    },
    /// There is no code without a parent.
    NoRoot,
    /// There are two codes without a parent.
    TwoRoots {
        /// The later entry.
        at: usize,
        /// The root that was there.
        first: String,
        /// The other one.
        second: String,
    },
    /// A code is its own ancestor.
    Circle {
        /// Which entry.
        at: usize,
        /// Its code.
        code: String,
    },
    /// A code lies more than one step below the one before it.
    Jump {
        /// Which entry.
        at: usize,
        /// Its code.
        code: String,
    },
}

impl HierarchyError {
    /// Which entry is wrong, if it is one.
    #[must_use]
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::EmptyCode { at }
            | Self::Twice { at, .. }
            | Self::UnknownParent { at, .. }
            | Self::TwoRoots { at, .. }
            | Self::Circle { at, .. }
            | Self::Jump { at, .. } => Some(*at),
            Self::NoRoot => None,
        }
    }
}

impl fmt::Display for HierarchyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyCode { .. } => f.write_str("a code of the hierarchy is empty"),
            Self::Twice { code, .. } => write!(f, "code `{code}` stands twice in the hierarchy"),
            Self::UnknownParent { code, parent, .. } => write!(
                f,
                "the parent `{parent}` of code `{code}` is not in the hierarchy"
            ),
            Self::NoRoot => f.write_str("the hierarchy has no code without a parent"),
            Self::TwoRoots { first, second, .. } => write!(
                f,
                "`{first}` and `{second}` both have no parent, and a hierarchy has one total"
            ),
            Self::Circle { code, .. } => write!(f, "code `{code}` lies below itself"),
            Self::Jump { code, .. } => write!(
                f,
                "code `{code}` lies more than one level below the code before it"
            ),
        }
    }
}

impl std::error::Error for HierarchyError {}

/// One code of a hierarchy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) code: String,
    pub(crate) parent: Option<usize>,
    /// Steps below the root.
    pub(crate) depth: usize,
    /// The finest codes below it, by position among all finest codes: from, and one past the last.
    pub(crate) finest: (usize, usize),
}

/// A tree of codes. Every code is its children together; the codes without children are the finest ones, which the
/// records carry. A code with one child is the same cell as that child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    nodes: Vec<Node>,
}

impl Hierarchy {
    /// From pairs of a code and its parent, in any order; the root's parent is empty.
    ///
    /// ```
    /// use drempel_sdc::table::Hierarchy;
    /// let regions = Hierarchy::from_parents([("NL", ""), ("North", "NL"), ("South", "NL"), ("N1", "North")])?;
    /// assert_eq!(regions.codes().collect::<Vec<_>>(), ["NL", "North", "N1", "South"]);
    /// assert_eq!(regions.finest().collect::<Vec<_>>(), ["N1", "South"]);
    /// # Ok::<(), drempel_sdc::table::HierarchyError>(())
    /// ```
    ///
    /// # Errors
    /// [`HierarchyError`] with the first entry that is wrong.
    pub fn from_parents<C: AsRef<str>, P: AsRef<str>>(
        pairs: impl IntoIterator<Item = (C, P)>,
    ) -> Result<Self, HierarchyError> {
        let pairs: Vec<(String, String)> = pairs
            .into_iter()
            .map(|(code, parent)| {
                (
                    code.as_ref().trim().to_owned(),
                    parent.as_ref().trim().to_owned(),
                )
            })
            .collect();
        let mut position: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, (code, _)) in pairs.iter().enumerate() {
            if code.is_empty() {
                return Err(HierarchyError::EmptyCode { at });
            }
            if position.insert(code, at).is_some() {
                let code = code.clone();
                return Err(HierarchyError::Twice { at, code });
            }
        }
        let mut root: Option<usize> = None;
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); pairs.len()];
        for (at, (code, parent)) in pairs.iter().enumerate() {
            if parent.is_empty() {
                if let Some(first) = root.and_then(|it| pairs.get(it)) {
                    return Err(HierarchyError::TwoRoots {
                        at,
                        first: first.0.clone(),
                        second: code.clone(),
                    });
                }
                root = Some(at);
                continue;
            }
            let Some(above) = position.get(parent.as_str()) else {
                return Err(HierarchyError::UnknownParent {
                    at,
                    code: code.clone(),
                    parent: parent.clone(),
                });
            };
            crate::dense::push(&mut children, *above, at);
        }
        let Some(root) = root else {
            // With every parent known and none empty, there is a circle unless there is nothing at all.
            return Err(match pairs.first() {
                Some((code, _)) => HierarchyError::Circle {
                    at: 0,
                    code: code.clone(),
                },
                None => HierarchyError::NoRoot,
            });
        };
        let mut reached = vec![false; pairs.len()];
        let mut nodes: Vec<Node> = Vec::with_capacity(pairs.len());
        let mut open: Vec<(usize, Option<usize>, usize)> = vec![(root, None, 0)];
        while let Some((at, parent, depth)) = open.pop() {
            crate::dense::Put::put(reached.as_mut_slice(), at, true);
            let here = nodes.len();
            nodes.push(Node {
                code: pairs.get(at).map_or_else(String::new, |it| it.0.clone()),
                parent,
                depth,
                finest: (0, 0),
            });
            let below = crate::dense::list(&children, at).iter().rev();
            open.extend(below.map(|it| (*it, Some(here), depth + 1)));
        }
        if let Some(at) = reached.iter().position(|it| !it) {
            let code = pairs.get(at).map_or_else(String::new, |it| it.0.clone());
            return Err(HierarchyError::Circle { at, code });
        }
        Ok(Self::new(nodes))
    }

    /// From codes with their depth below the total, each followed by what lies below it, as a `.hrc` file of τ-ARGUS has
    /// them; the total is not among them and gets the code [`TOTAL`].
    ///
    /// # Errors
    /// [`HierarchyError`] with the first entry that is wrong.
    pub fn from_depths<C: AsRef<str>>(
        codes: impl IntoIterator<Item = (usize, C)>,
    ) -> Result<Self, HierarchyError> {
        let mut pairs: Vec<(String, String)> = vec![(TOTAL.to_owned(), String::new())];
        let mut line: Vec<String> = vec![TOTAL.to_owned()];
        for (at, (depth, code)) in codes.into_iter().enumerate() {
            let code = code.as_ref().trim().to_owned();
            if depth + 1 > line.len() {
                return Err(HierarchyError::Jump { at, code });
            }
            line.truncate(depth + 1);
            let parent = line.last().cloned().unwrap_or_default();
            line.push(code.clone());
            pairs.push((code, parent));
        }
        if pairs.len() == 1 {
            return Err(HierarchyError::NoRoot);
        }
        // The total stands before the entries given.
        Self::from_parents(pairs).map_err(|error| match error {
            HierarchyError::EmptyCode { at } => HierarchyError::EmptyCode { at: at - 1 },
            HierarchyError::Twice { at, code } => HierarchyError::Twice { at: at - 1, code },
            other => other,
        })
    }

    /// A total with codes below it.
    ///
    /// # Errors
    /// [`HierarchyError`] if a code is empty, stands twice or is that of the total.
    pub fn flat<C: AsRef<str>>(codes: impl IntoIterator<Item = C>) -> Result<Self, HierarchyError> {
        Self::from_depths(codes.into_iter().map(|it| (0, it)))
    }

    fn new(mut nodes: Vec<Node>) -> Self {
        let count = nodes.len();
        let mut leaf = 0;
        // A node is finest if the next one does not lie below it.
        for at in 0..count {
            let parent_of_next = nodes.get(at + 1).and_then(|it| it.parent);
            if let Some(node) = nodes.get_mut(at) {
                let next = leaf + usize::from(parent_of_next != Some(at));
                node.finest = (leaf, next);
                leaf = next;
            }
        }
        for at in (0..count).rev() {
            let Some((parent, end)) = nodes.get(at).and_then(|it| Some((it.parent?, it.finest.1)))
            else {
                continue;
            };
            if let Some(above) = nodes.get_mut(parent) {
                above.finest.1 = above.finest.1.max(end);
            }
        }
        Self { nodes }
    }

    /// All codes, every parent before its children; the first is the total.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|it| it.code.as_str())
    }

    /// The codes without children, in order.
    pub fn finest(&self) -> impl Iterator<Item = &str> {
        let of_next = self.nodes.iter().skip(1).map(|it| it.parent);
        let of_next = of_next.chain([None]);
        self.nodes
            .iter()
            .enumerate()
            .zip(of_next)
            .filter(|((at, _), next)| *next != Some(*at))
            .map(|((_, it), _)| it.code.as_str())
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}
