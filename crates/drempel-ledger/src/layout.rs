//! Where the parts of a log lie: the C2SP tlog-tiles layout.
//!
//! In: the size of a log. Out: the names of its files, `tile/<level>/<n>` for hashes and `tile/entries/<n>` for records,
//! with `.p/<width>` for what is not full. A name parses only if it is exactly what would be written. May not read or
//! write anything.

use tlog_tiles::Tile;

/// Hashes or entries of a full tile, as a power of two.
pub(crate) const HEIGHT: u8 = 8;
/// Hashes or entries of a full tile.
pub(crate) const WIDTH: u64 = 1 << HEIGHT;
/// The name of the signed tree head.
pub(crate) const CHECKPOINT: &str = "checkpoint";
/// Highest level of the layout: enough for 2^48 records.
const HIGHEST: u8 = 5;

/// One file of hashes or records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TileName {
    /// The level of the hashes; `None` is the records themselves.
    pub(crate) level: Option<u8>,
    /// Position within the level.
    pub(crate) n: u64,
    /// How many hashes or records it holds, 1 to 256.
    pub(crate) width: u64,
}

impl TileName {
    /// The name of the file.
    pub(crate) fn path(self) -> String {
        let mut n = self.n;
        let mut number = format!("{:03}", n % 1000);
        while n >= 1000 {
            n /= 1000;
            number = format!("x{:03}/{number}", n % 1000);
        }
        let level = match self.level {
            Some(level) => level.to_string(),
            None => "entries".to_owned(),
        };
        if self.width == WIDTH {
            format!("tile/{level}/{number}")
        } else {
            format!("tile/{level}/{number}.p/{}", self.width)
        }
    }

    /// Reads a name; `None` unless it is exactly what [`TileName::path`] would write.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("tile/")?;
        let (level, rest) = rest.split_once('/')?;
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok()?),
            None => (rest, WIDTH),
        };
        let mut n: u64 = 0;
        for part in number.split('/') {
            let digits = part.strip_prefix('x').unwrap_or(part);
            n = n.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        let level = match level {
            "entries" => None,
            level => Some(level.parse().ok().filter(|level| *level <= HIGHEST)?),
        };
        let tile = Self { level, n, width };
        // Beyond this no start or end of a tile overflows.
        let fits = (1..=WIDTH).contains(&width) && n < 1 << 48;
        (fits && tile.path() == path).then_some(tile)
    }

    /// The same tile as `tlog_tiles` knows it.
    pub(crate) fn tile(self) -> Tile {
        let width = u32::try_from(self.width).unwrap_or(1);
        Tile::new(
            HEIGHT,
            self.level.unwrap_or(0),
            self.n,
            width,
            self.level.is_none(),
        )
    }

    /// The tile that holds a tile of `tlog_tiles`.
    pub(crate) fn of(tile: &Tile) -> Self {
        Self {
            level: (!tile.is_data()).then(|| tile.level()),
            n: tile.level_index(),
            width: u64::from(tile.width()),
        }
    }

    /// Whether nothing more fits.
    pub(crate) fn is_full(self) -> bool {
        self.width == WIDTH
    }

    /// The first hash or record it holds, counted within its level.
    pub(crate) fn start(self) -> u64 {
        self.n * WIDTH
    }

    /// How many hashes or records a log of this size has at its level.
    pub(crate) fn available(self, size: u64) -> u64 {
        size >> (HEIGHT * self.level.unwrap_or(0))
    }
}

/// The tiles that a log of `new` records has and one of `old` records had not.
pub(crate) fn new_tiles(old: u64, new: u64) -> Vec<TileName> {
    let mut tiles = Vec::new();
    for tile in Tile::new_tiles(HEIGHT, old, new) {
        let tile = TileName::of(&tile);
        tiles.push(tile);
        if tile.level == Some(0) {
            tiles.push(TileName {
                level: None,
                ..tile
            });
        }
    }
    tiles
}
