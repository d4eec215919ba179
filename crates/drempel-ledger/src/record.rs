//! Records: one decision each, as RFC 8785 canonical JSON.
//!
//! In: what the caller says was decided, or the bytes of an entry. Out: canonical bytes, or the record. A record that
//! parses gives back exactly the bytes it was read from. A record may not hold a float, a null, or more than
//! [`LONGEST`] bytes; a public one may not hold a key that tells how a figure was protected.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::encode::canonical;
use crate::keys::LogKey;
use crate::moment::Moment;

/// Most bytes of an entry: its length is written in two bytes.
pub const LONGEST: usize = 65_535;
/// Largest integer that every JSON reader keeps exactly (2^53 - 1).
const LARGEST: i64 = 9_007_199_254_740_991;
/// Deepest nesting of a body.
const DEEPEST: usize = 32;
/// Version of the record format.
const VERSION: i64 = 1;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal;)*) => {
        /// What a record is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum RecordKind { $($(#[$doc])* $kind,)* }

        impl RecordKind {
            /// Every kind, in the order of a release's life.
            pub const ALL: &'static [RecordKind] = &[$(RecordKind::$kind,)*];

            /// The dotted name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(RecordKind::$kind => $name,)* }
            }
        }
    };
}

kinds! {
    /// The log begins.
    LogGenesis "log.genesis";
    /// A key is trusted from now on.
    KeyAdd "key.add";
    /// A key takes the place of another.
    KeyRotate "key.rotate";
    /// A key is no longer trusted.
    KeyRevoke "key.revoke";
    /// Who may approve what.
    RolesSet "roles.set";
    /// The policy in force.
    PolicySet "policy.set";
    /// A run begins.
    RunStart "run.start";
    /// A source is read.
    SourceUse "source.use";
    /// A join is allowed or refused.
    JoinDecide "join.decide";
    /// The shape of a table.
    TablePlan "table.plan";
    /// The status and commitment of one cell.
    Cell "cell";
    /// A table passed its audit.
    TableAudit "table.audit";
    /// Tables were checked against each other and against earlier releases.
    LinkCheck "link.check";
    /// An exception is asked for.
    OverrideRequest "override.request";
    /// An exception is decided.
    OverrideDecide "override.decide";
    /// A release is put forward.
    ReleasePropose "release.propose";
    /// One approval of a release.
    ReleaseApprove "release.approve";
    /// A release is final.
    ReleaseSeal "release.seal";
    /// A release was rendered.
    ReleaseRender "release.render";
    /// A release is withdrawn.
    ReleaseWithdraw "release.withdraw";
    /// A run was refused.
    RunRefused "run.refused";
    /// A commitment was opened to somebody.
    AccessOpen "access.open";
    /// A key was destroyed.
    EraseShred "erase.shred";
    /// A verification was done.
    VerifyDone "verify.done";
    /// What an append found unfinished and discarded.
    RecoverNote "recover.note";
}

impl RecordKind {
    /// The kind with a dotted name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What it is about.
    pub kind: RecordKind,
    /// When, RFC 3339, given by the caller.
    pub time: String,
    /// The trace of the processing it belongs to (no user name).
    pub trace_id: String,
    /// The operation within the trace.
    pub operation_id: String,
    /// The role in which somebody acted; never a name.
    pub role: Option<String>,
    /// The particulars: an object of strings, integers, booleans, arrays and objects.
    pub body: Value,
}

/// Why something is no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordError {
    /// The bytes are not JSON in canonical form.
    NotCanonical,
    /// A member is missing, unknown or of another type.
    Shape(&'static str),
    /// The kind is not in the list.
    Kind,
    /// The time is not RFC 3339.
    Time,
    /// The body holds a float.
    Float,
    /// The body holds a null.
    Null,
    /// An integer that not every JSON reader keeps exactly.
    TooLarge,
    /// The body is nested too deep.
    TooDeep,
    /// The entry has more bytes than fit.
    TooLong {
        /// How many it has.
        bytes: usize,
    },
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotCanonical => f.write_str("the entry is not canonical JSON"),
            Self::Shape(member) => {
                write!(f, "the member `{member}` is missing or not as it must be")
            }
            Self::Kind => f.write_str("the kind of the record is unknown"),
            Self::Time => f.write_str("the time of the record is not RFC 3339"),
            Self::Float => f.write_str("a record holds no fractions: write the number as text"),
            Self::Null => f.write_str("a record holds no null"),
            Self::TooLarge => f.write_str("an integer lies beyond 2^53 - 1: write it as text"),
            Self::TooDeep => write!(f, "the body is nested deeper than {DEEPEST} levels"),
            Self::TooLong { bytes } => {
                write!(f, "the entry has {bytes} bytes and may have {LONGEST}")
            }
        }
    }
}

impl std::error::Error for RecordError {}

fn plain(value: &Value, depth: usize) -> Result<(), RecordError> {
    if depth > DEEPEST {
        return Err(RecordError::TooDeep);
    }
    match value {
        Value::Null => Err(RecordError::Null),
        Value::Bool(_) | Value::String(_) => Ok(()),
        Value::Number(number) => match number.as_i64() {
            Some(integer) if (-LARGEST..=LARGEST).contains(&integer) => Ok(()),
            Some(_) => Err(RecordError::TooLarge),
            None if number.is_u64() => Err(RecordError::TooLarge),
            None => Err(RecordError::Float),
        },
        Value::Array(items) => items.iter().try_for_each(|item| plain(item, depth + 1)),
        Value::Object(members) => members.values().try_for_each(|item| plain(item, depth + 1)),
    }
}

fn label(text: &str) -> bool {
    (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

impl Record {
    /// The record with which a log begins: its origin and the key that signs it.
    #[must_use]
    pub fn genesis(
        time: impl Into<String>,
        trace_id: impl Into<String>,
        operation_id: impl Into<String>,
        key: &LogKey,
    ) -> Self {
        Self {
            kind: RecordKind::LogGenesis,
            time: time.into(),
            trace_id: trace_id.into(),
            operation_id: operation_id.into(),
            role: None,
            body: json!({"key": key.verifier().to_string(), "origin": key.origin()}),
        }
    }

    /// The canonical bytes, which are the entry in the log.
    ///
    /// # Errors
    /// When the record is not one: see [`RecordError`].
    pub fn canonical(&self) -> Result<Vec<u8>, RecordError> {
        self.moment()?;
        for (text, member) in [
            (&self.trace_id, "trace_id"),
            (&self.operation_id, "operation_id"),
        ] {
            if !label(text) {
                return Err(RecordError::Shape(member));
            }
        }
        if !self.body.is_object() {
            return Err(RecordError::Shape("body"));
        }
        plain(&self.body, 0)?;
        let mut members = Map::new();
        members.insert("v".into(), VERSION.into());
        members.insert("kind".into(), self.kind.name().into());
        members.insert("time".into(), self.time.clone().into());
        members.insert("trace_id".into(), self.trace_id.clone().into());
        members.insert("operation_id".into(), self.operation_id.clone().into());
        if let Some(role) = &self.role {
            if !label(role) {
                return Err(RecordError::Shape("role"));
            }
            members.insert("role".into(), role.clone().into());
        }
        members.insert("body".into(), self.body.clone());
        let bytes = canonical(&Value::Object(members)).ok_or(RecordError::NotCanonical)?;
        if bytes.len() > LONGEST {
            return Err(RecordError::TooLong { bytes: bytes.len() });
        }
        Ok(bytes)
    }

    /// Reads an entry; its bytes must be exactly the canonical ones.
    ///
    /// # Errors
    /// When the bytes are not a record: see [`RecordError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        let value: Value = serde_json::from_slice(bytes).map_err(|_| RecordError::NotCanonical)?;
        let Value::Object(mut members) = value else {
            return Err(RecordError::Shape("record"));
        };
        if members.remove("v").and_then(|v| v.as_i64()) != Some(VERSION) {
            return Err(RecordError::Shape("v"));
        }
        let kind = take(&mut members, "kind")?;
        let role = match members.contains_key("role") {
            true => Some(take(&mut members, "role")?),
            false => None,
        };
        let record = Self {
            kind: RecordKind::from_name(&kind).ok_or(RecordError::Kind)?,
            time: take(&mut members, "time")?,
            trace_id: take(&mut members, "trace_id")?,
            operation_id: take(&mut members, "operation_id")?,
            role,
            body: members.remove("body").ok_or(RecordError::Shape("body"))?,
        };
        if !members.is_empty() {
            return Err(RecordError::Shape("record"));
        }
        if record.canonical()? != bytes {
            return Err(RecordError::NotCanonical);
        }
        Ok(record)
    }

    /// The instant of [`Record::time`].
    ///
    /// # Errors
    /// [`RecordError::Time`] when it is not RFC 3339.
    pub fn moment(&self) -> Result<Moment, RecordError> {
        Moment::parse(&self.time).ok_or(RecordError::Time)
    }

    /// A text member of the body.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.body.get(key).and_then(Value::as_str)
    }
}

fn take(members: &mut Map<String, Value>, member: &'static str) -> Result<String, RecordError> {
    match members.remove(member) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(RecordError::Shape(member)),
    }
}

/// A record tells more than the public level may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPublic {
    /// A key of the body is on the deny list.
    Key(String),
    /// The status of a cell is not `shown`, `hidden` or `merged`.
    Status,
}

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "a public record may not hold the key `{key}`"),
            Self::Status => {
                f.write_str("the public status of a cell is `shown`, `hidden` or `merged`")
            }
        }
    }
}

impl std::error::Error for NotPublic {}

/// Words that no key of a public body may hold, alone or between underscores, hyphens and dots.
const DENIED: &[&str] = &[
    "bound",
    "bounds",
    "complementary",
    "contribution",
    "contributions",
    "contributor",
    "contributors",
    "dominance",
    "duration",
    "elapsed",
    "exact",
    "figure",
    "figures",
    "hash",
    "hashes",
    "high",
    "interval",
    "intervals",
    "lo",
    "low",
    "lower",
    "max",
    "maximum",
    "md5",
    "milliseconds",
    "min",
    "minimum",
    "name",
    "names",
    "original",
    "parameter",
    "parameters",
    "person",
    "primary",
    "protects",
    "reason",
    "reasons",
    "row",
    "rows",
    "rule",
    "rules",
    "salt",
    "seconds",
    "secondary",
    "secret",
    "seed",
    "sha1",
    "sha256",
    "sha512",
    "solver",
    "threshold",
    "true",
    "truth",
    "up",
    "upper",
    "user",
    "username",
    "users",
    "value",
    "values",
];

/// Refuses what the public level may not tell, whatever the caller meant: a second line of defence.
///
/// The SHA-256 of a rendered file is public (`release.render`), every other unsalted hash is not.
///
/// # Errors
/// The first key that is denied, or a status that no public cell has.
pub fn check_public(record: &Record) -> Result<(), NotPublic> {
    if record.kind == RecordKind::Cell
        && !matches!(
            record.text("status"),
            None | Some("shown" | "hidden" | "merged")
        )
    {
        return Err(NotPublic::Status);
    }
    public(&record.body, record.kind)
}

fn public(value: &Value, kind: RecordKind) -> Result<(), NotPublic> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| public(item, kind)),
        Value::Object(members) => members.iter().try_for_each(|(key, item)| {
            let lower = key.to_lowercase();
            let rendered = kind == RecordKind::ReleaseRender;
            let denied = lower
                .split(['_', '-', '.', ' '])
                .any(|word| DENIED.contains(&word) && !(rendered && word == "sha256"));
            if denied {
                return Err(NotPublic::Key(key.clone()));
            }
            public(item, kind)
        }),
        _ => Ok(()),
    }
}
