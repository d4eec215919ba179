//! From matched lines to the syntax tree.
//!
//! In: a [`Node`] of a head or clause. Out: the declaration or clause. Always: total; a part that the grammar requires
//! is there, so the defaults below are never seen (the tests that print and read again would show them).

mod data;
mod output;
mod policy;

use crate::ast::*;
use crate::grammar::{Node, Rule};
use crate::span::{Span, Spanned};
use crate::vocabulary::{self as v, Table};
use drempel_plan::unit::UnitKind;
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

/// A block whose clauses are still being read.
#[derive(Debug)]
pub(super) enum Block {
    Policy(Policy),
    Purpose(Purpose),
    CodeList(CodeList),
    Crosswalk(Crosswalk),
    Source(Source),
    Classes(Classes),
    AllowJoin(AllowJoin),
    Threshold(Threshold),
    Table(Table_),
    Report(Report),
    Test(Test),
    Labels(Labels),
    Exception(Exception),
}

/// The declaration, so named because the vocabulary has tables too.
type Table_ = crate::ast::Table;

/// What a declaration line became.
pub(super) enum Started {
    /// A declaration of one line.
    Whole(Item),
    /// The head of a block.
    Block(Block),
}

/// Reads a declaration line.
pub(super) fn declaration(n: &Node<'_>) -> Option<Started> {
    let block = match n.rule {
        Rule::use_line => return Some(Started::Whole(Item::Use(policy::import(n)))),
        Rule::floor_line => return Some(Started::Whole(Item::Floor(policy::floor(n)))),
        Rule::refuse_join | Rule::refuse_source | Rule::refuse_column => {
            return Some(Started::Whole(Item::Refuse(data::refuse(n))));
        }
        Rule::policy_head => Block::Policy(Policy {
            span: n.span,
            title: n.text(0),
            version: n.opt_whole(),
            clauses: Vec::new(),
        }),
        Rule::purpose_head => Block::Purpose(Purpose {
            span: n.span,
            name: n.name(0),
            title: n.opt_text(0),
            clauses: Vec::new(),
        }),
        Rule::code_list_head => Block::CodeList(CodeList {
            span: n.span,
            name: n.name(0),
            year: n.year(),
            file: n.text(0),
            clauses: Vec::new(),
        }),
        Rule::crosswalk_head => Block::Crosswalk(Crosswalk {
            span: n.span,
            name: n.name(0),
            year: n.year(),
            file: n.text(0),
            clauses: Vec::new(),
        }),
        Rule::source_head => Block::Source(Source {
            span: n.span,
            name: n.name(0),
            from: data::source_from(n),
            clauses: Vec::new(),
        }),
        Rule::classes_head => Block::Classes(Classes {
            span: n.span,
            name: n.name(0),
            of: n.kid(Rule::per_unit).map_or_else(
                || ClassesOf::Column(n.column(0)),
                |it| ClassesOf::PerUnit {
                    unit: it.unit(),
                    source: it.name(0),
                },
            ),
            clauses: Vec::new(),
        }),
        Rule::allow_join_head => Block::AllowJoin(AllowJoin {
            span: n.span,
            left: n.name(0),
            right: n.name(1),
            clauses: Vec::new(),
        }),
        Rule::threshold_head => Block::Threshold(Threshold {
            span: n.span,
            name: n.name(0),
            extends: n.names(),
            clauses: Vec::new(),
        }),
        Rule::table_head => Block::Table(Table_ {
            span: n.span,
            name: n.name(0),
            title: n.opt_text(0),
            clauses: Vec::new(),
        }),
        Rule::report_head => Block::Report(Report {
            span: n.span,
            name: n.name(0),
            title: n.opt_text(0),
            clauses: Vec::new(),
        }),
        Rule::test_head => Block::Test(Test {
            span: n.span,
            title: n.text(0),
            clauses: Vec::new(),
        }),
        Rule::labels_head => Block::Labels(Labels {
            span: n.span,
            language: n.language(),
            clauses: Vec::new(),
        }),
        Rule::exception_head => Block::Exception(Exception {
            span: n.span,
            title: n.text(0),
            clauses: Vec::new(),
        }),
        _ => return None,
    };
    Some(Started::Block(block))
}

impl Block {
    /// Adds a clause that matched this block's line rule.
    pub fn add(&mut self, n: &Node<'_>) {
        fn put<T>(list: &mut Vec<Spanned<T>>, clause: Option<T>, at: Span) {
            list.extend(clause.map(|it| Spanned::new(it, at)));
        }
        let at = n.span;
        match self {
            Self::Policy(it) => put(&mut it.clauses, policy::policy(n), at),
            Self::Purpose(it) => put(&mut it.clauses, policy::purpose(n), at),
            Self::Exception(it) => put(&mut it.clauses, policy::exception(n), at),
            Self::CodeList(it) => put(&mut it.clauses, data::code_list(n), at),
            Self::Crosswalk(it) => put(&mut it.clauses, data::crosswalk(n), at),
            Self::Source(it) => put(&mut it.clauses, data::source(n), at),
            Self::Classes(it) => put(&mut it.clauses, data::classes(n), at),
            Self::AllowJoin(it) => put(&mut it.clauses, data::allow_join(n), at),
            Self::Threshold(it) => put(&mut it.clauses, output::threshold(n), at),
            Self::Table(it) => put(&mut it.clauses, output::table(n), at),
            Self::Report(it) => put(&mut it.clauses, output::report(n), at),
            Self::Test(it) => put(&mut it.clauses, output::test(n), at),
            Self::Labels(it) => put(&mut it.clauses, output::labels(n), at),
        }
    }

    /// The whole declaration; its span goes through `end`.
    pub fn close(self, end: Span) -> Item {
        macro_rules! closed {
            ($($kind:ident)*) => {
                match self {
                    $(Self::$kind(mut it) => {
                        it.span = it.span.to(end);
                        Item::$kind(it)
                    })*
                }
            };
        }
        closed!(Policy Purpose CodeList Crosswalk Source Classes AllowJoin Threshold Table Report Test Labels Exception)
    }
}

/// Access to the parts of a node. Numbers count parts of the same rule.
impl Node<'_> {
    fn all(&self, rule: Rule) -> impl Iterator<Item = &Self> {
        self.kids.iter().filter(move |it| it.rule == rule)
    }

    fn kid(&self, rule: Rule) -> Option<&Self> {
        self.all(rule).next()
    }

    fn spanned<T>(&self, value: T) -> Spanned<T> {
        Spanned::new(value, self.span)
    }

    fn as_name(&self) -> Name {
        self.spanned(self.text.trim_matches('`').nfc().collect())
    }

    fn as_text(&self) -> Text {
        let inner = self.text.strip_prefix('"').unwrap_or(self.text);
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        let mut out = String::with_capacity(inner.len());
        let mut escaped = false;
        for it in inner.chars() {
            if it == '\\' && !escaped {
                escaped = true;
            } else {
                out.push(it);
                escaped = false;
            }
        }
        self.spanned(out)
    }

    fn empty(&self) -> Spanned<String> {
        self.spanned(String::new())
    }

    fn opt_name(&self, index: usize) -> Option<Name> {
        self.all(Rule::name).nth(index).map(Self::as_name)
    }

    fn name(&self, index: usize) -> Name {
        self.opt_name(index).unwrap_or_else(|| self.empty())
    }

    fn opt_text(&self, index: usize) -> Option<Text> {
        self.all(Rule::text).nth(index).map(Self::as_text)
    }

    fn text(&self, index: usize) -> Text {
        self.opt_text(index).unwrap_or_else(|| self.empty())
    }

    fn texts(&self) -> Vec<Text> {
        self.kid(Rule::texts)
            .map(|it| it.all(Rule::text).map(Self::as_text).collect())
            .unwrap_or_default()
    }

    /// The names of the list that is a part of this node.
    fn names(&self) -> Vec<Name> {
        self.kid(Rule::names)
            .map(Self::own_names)
            .unwrap_or_default()
    }

    fn own_names(&self) -> Vec<Name> {
        self.all(Rule::name).map(Self::as_name).collect()
    }

    fn because(&self) -> Option<Text> {
        self.kid(Rule::because).map(|it| it.text(0))
    }

    fn opt_date(&self, index: usize) -> Option<Spanned<Date>> {
        // The lexical check has refused days that do not exist.
        self.all(Rule::date)
            .nth(index)
            .map(|it| it.spanned(it.text.parse().unwrap_or(Date::ZERO)))
    }

    fn date(&self, index: usize) -> Spanned<Date> {
        self.opt_date(index)
            .unwrap_or_else(|| self.spanned(Date::ZERO))
    }

    fn opt_whole(&self) -> Option<Spanned<u32>> {
        self.kid(Rule::whole)
            .map(|it| it.spanned(it.text.parse().unwrap_or(u32::MAX)))
    }

    fn year(&self) -> Spanned<i16> {
        self.opt_whole().map_or_else(
            || self.spanned(0),
            |it| it.map(|year| i16::try_from(year).unwrap_or(i16::MAX)),
        )
    }

    fn as_decimal(&self) -> Spanned<Decimal> {
        let part = self.text.split_once(['.', ',']).map(|(_, part)| part);
        let digits: String = self
            .text
            .chars()
            .filter(|it| it.is_ascii_digit() || *it == '-')
            .collect();
        self.spanned(Decimal {
            units: digits.parse().unwrap_or(i64::MAX),
            scale: u8::try_from(part.map_or(0, str::len)).unwrap_or(u8::MAX),
        })
    }

    fn decimal(&self, index: usize) -> Spanned<Decimal> {
        self.all(Rule::decimal)
            .nth(index)
            .map_or_else(|| self.spanned(Decimal::whole(0)), Self::as_decimal)
    }

    fn as_number(&self) -> Number {
        Number {
            value: self.decimal(0),
            unit: self.opt_word(v::NUMBER_UNITS),
        }
    }

    fn numbers(&self) -> Vec<Number> {
        self.all(Rule::number).map(Self::as_number).collect()
    }

    fn number(&self, index: usize) -> Number {
        self.all(Rule::number).nth(index).map_or_else(
            || Number {
                value: self.spanned(Decimal::whole(0)),
                unit: None,
            },
            Self::as_number,
        )
    }

    /// A number whose `percent` belongs to the sentence around it.
    fn percent(&self) -> Number {
        let value = self.decimal(0);
        Number {
            value,
            unit: Some(Spanned::new(NumberUnit::Percent, value.span)),
        }
    }

    fn duration(&self) -> Duration {
        self.kid(Rule::duration).map_or_else(
            || Duration {
                count: self.spanned(0),
                unit: self.spanned(TimeUnit::Day),
            },
            |it| Duration {
                count: it.opt_whole().unwrap_or_else(|| it.spanned(0)),
                unit: it.word(v::TIME, TimeUnit::Day),
            },
        )
    }

    fn as_column(&self) -> ColumnRef {
        match (self.opt_name(0), self.opt_name(1)) {
            (source, Some(column)) => ColumnRef { source, column },
            (Some(column), None) => ColumnRef {
                source: None,
                column,
            },
            (None, None) => ColumnRef {
                source: None,
                column: self.empty(),
            },
        }
    }

    fn opt_column(&self, index: usize) -> Option<ColumnRef> {
        self.all(Rule::column_ref).nth(index).map(Self::as_column)
    }

    fn column(&self, index: usize) -> ColumnRef {
        self.opt_column(index).unwrap_or_else(|| ColumnRef {
            source: None,
            column: self.empty(),
        })
    }

    fn level_of(&self, index: usize) -> LevelRef {
        self.all(Rule::level_of).nth(index).map_or_else(
            || LevelRef {
                level: self.empty(),
                list: self.empty(),
            },
            |it| LevelRef {
                level: it.name(0),
                list: it.name(1),
            },
        )
    }

    fn values(&self) -> Vec<Spanned<Value>> {
        self.kids
            .iter()
            .filter_map(|it| match it.rule {
                Rule::text => Some(it.as_text().map(Value::Quoted)),
                Rule::name => Some(it.as_name().map(Value::Word)),
                _ => None,
            })
            .collect()
    }

    fn conditions(&self) -> Vec<Condition> {
        self.kid(Rule::conditions)
            .map(|list| {
                list.all(Rule::condition)
                    .map(|it| Condition {
                        column: it.column(0),
                        values: it.values(),
                    })
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The conditions of the cell that is a part of this node.
    fn cell(&self) -> Vec<Condition> {
        self.kid(Rule::cell)
            .map(Self::conditions)
            .unwrap_or_default()
    }

    fn words<T: Clone>(&self, table: &Table<T>) -> Vec<Spanned<T>> {
        self.kids
            .iter()
            .filter_map(|it| v::value(table, it.rule).map(|value| it.spanned(value)))
            .collect()
    }

    fn opt_word<T: Clone>(&self, table: &Table<T>) -> Option<Spanned<T>> {
        self.words(table).into_iter().next()
    }

    fn word<T: Clone>(&self, table: &Table<T>, default: T) -> Spanned<T> {
        self.opt_word(table)
            .unwrap_or_else(|| self.spanned(default))
    }

    /// Words of a vocabulary mixed with quoted texts.
    fn words_or_texts<T: Clone>(
        &self,
        table: &Table<T>,
        quoted: fn(String) -> T,
    ) -> Vec<Spanned<T>> {
        self.kids
            .iter()
            .filter_map(|it| match it.rule {
                Rule::text => Some(it.as_text().map(quoted)),
                _ => v::value(table, it.rule).map(|value| it.spanned(value)),
            })
            .collect()
    }

    fn unit(&self) -> Spanned<UnitKind> {
        self.word(v::UNITS, UnitKind::Person)
    }

    fn language(&self) -> Spanned<Language> {
        self.word(v::LANGUAGES, Language::Nl)
    }

    fn usages(&self) -> Vec<Spanned<Usage>> {
        self.kid(Rule::usages)
            .map(|it| it.words_or_texts(v::USAGES, Usage::Quoted))
            .unwrap_or_default()
    }

    fn roles(&self) -> Vec<Spanned<Role>> {
        self.kid(Rule::roles)
            .map(|it| it.words_or_texts(v::ROLES, Role::Named))
            .unwrap_or_default()
    }

    fn ground(&self) -> Ground {
        Ground {
            kind: self.word(v::BASES, LegalBasis::PublicTask),
            under: self.opt_text(0),
        }
    }

    fn kind(&self) -> Spanned<SourceKind> {
        self.opt_word(v::KINDS)
            .unwrap_or_else(|| self.name(0).map(SourceKind::Named))
    }
}
