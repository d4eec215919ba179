//! A sentence under construction.
//!
//! In: words of the grammar and parts of the tree. Out: one line. Always: parts are separated by one blank; names are
//! between backquotes if the grammar would not read them bare; texts have their escapes.

use crate::ast::*;
use crate::grammar::Rule;
use crate::span::Spanned;
use crate::vocabulary::{self as v, Table};
use crate::words::{Words, words};
use drempel_plan::unit::UnitKind;
use jiff::civil::Date;

/// How a language is laid out.
#[derive(Clone, Copy)]
pub(super) struct Style {
    words: &'static Words,
    mark: char,
    /// Width of the column of keywords.
    pub width: usize,
}

impl Style {
    pub fn new(language: Language) -> Self {
        let (mark, width) = match language {
            Language::En => ('.', 12),
            Language::Nl => (',', 14),
        };
        Self {
            words: words(language),
            mark,
            width,
        }
    }

    /// A sentence that starts at the margin.
    pub fn head(&self, rule: Rule) -> Say {
        Say {
            style: *self,
            text: String::new(),
        }
        .k(rule)
    }

    /// A clause: the keyword, or the first word of a long one, in a column of its own.
    pub fn clause(&self, rule: Rule) -> Say {
        let keyword = self.words.of(rule);
        let length = keyword.chars().count();
        let last = keyword.split(' ').next_back().unwrap_or("");
        let whole =
            length + 3 <= self.width || (length < self.width && !self.words.is_reserved(last));
        let (lead, rest) = match keyword.split_once(' ') {
            Some((lead, rest)) if !whole => (lead, rest),
            _ => (keyword, ""),
        };
        let width = self.width;
        let mut text = format!("  {lead:<width$}");
        if lead.chars().count() >= width {
            text.push(' ');
        }
        text.push_str(rest);
        Say { style: *self, text }
    }

    /// How a name is written.
    pub fn name(&self, name: &str) -> String {
        let mut letters = name.chars();
        let starts = letters
            .next()
            .is_some_and(|it| it.is_alphabetic() || it == '_');
        let plain = starts
            && letters.all(|it| it.is_alphabetic() || it.is_ascii_digit() || it == '_')
            && !self.words.is_reserved(name);
        if plain {
            name.to_owned()
        } else {
            format!("`{name}`")
        }
    }

    pub fn column(&self, column: &ColumnRef) -> String {
        let name = self.name(&column.column.value);
        match &column.source {
            Some(source) => format!("{}.{name}", self.name(&source.value)),
            None => name,
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The sentence.
pub(super) struct Say {
    style: Style,
    text: String,
}

impl Say {
    fn put(mut self, part: &str) -> Self {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        self.text.push_str(part);
        self
    }

    pub fn end(self) -> String {
        self.text.trim_end().to_owned()
    }

    /// A word of the grammar.
    pub fn k(self, rule: Rule) -> Self {
        let word = self.style.words.of(rule);
        self.put(word)
    }

    /// A mark that follows without a blank.
    pub fn comma(mut self) -> Self {
        self.text.push(',');
        self
    }

    pub fn open(self) -> Self {
        self.put("{")
    }

    pub fn name(self, name: &Name) -> Self {
        self.bare(&name.value)
    }

    pub fn bare(self, name: &str) -> Self {
        let name = self.style.name(name);
        self.put(&name)
    }

    /// A name in a column of its own.
    pub fn padded(self, name: &str, width: usize) -> Self {
        self.put(&format!("{name:<width$}"))
    }

    pub fn text(self, text: &Text) -> Self {
        self.quoted(&text.value)
    }

    pub fn quoted(self, text: &str) -> Self {
        self.put(&quoted(text))
    }

    pub fn opt_text(self, text: Option<&Text>) -> Self {
        match text {
            Some(it) => self.text(it),
            None => self,
        }
    }

    /// A word and a text, if there is a text.
    pub fn with_text(self, rule: Rule, text: Option<&Text>) -> Self {
        match text {
            Some(it) => self.k(rule).text(it),
            None => self,
        }
    }

    pub fn because(self, text: Option<&Text>) -> Self {
        self.with_text(Rule::k_because, text)
    }

    pub fn date(self, date: &Spanned<Date>) -> Self {
        self.put(&date.value.to_string())
    }

    pub fn plain(self, number: impl std::fmt::Display) -> Self {
        self.put(&number.to_string())
    }

    pub fn decimal(self, number: Decimal) -> Self {
        let text = number.display(self.style.mark);
        self.put(&text)
    }

    pub fn number(self, number: &Number) -> Self {
        let one = number.value.value == Decimal::whole(1);
        let it = self.decimal(number.value.value);
        match number
            .unit
            .and_then(|unit| v::rule(v::NUMBER_UNITS, &unit.value))
        {
            Some(rule) if one => it.singular(rule),
            Some(rule) => it.k(rule),
            None => it,
        }
    }

    fn singular(self, rule: Rule) -> Self {
        let word = self.style.words.singular(rule);
        self.put(word)
    }

    pub fn duration(self, duration: &Duration) -> Self {
        let rule = v::rule(v::TIME, &duration.unit.value).unwrap_or(Rule::w_day);
        let it = self.plain(duration.count.value);
        if duration.count.value == 1 {
            it.singular(rule)
        } else {
            it.k(rule)
        }
    }

    /// A word of a vocabulary.
    pub fn word<T: PartialEq>(self, table: &Table<T>, value: &T) -> Self {
        match v::rule(table, value) {
            Some(rule) => self.k(rule),
            None => self,
        }
    }

    /// A word of a vocabulary, in the singular.
    pub fn one<T: PartialEq>(self, table: &Table<T>, value: &T) -> Self {
        match v::rule(table, value) {
            Some(rule) => self.singular(rule),
            None => self,
        }
    }

    pub fn unit(self, unit: &Spanned<UnitKind>) -> Self {
        self.one(v::UNITS, &unit.value)
    }

    pub fn units(self, unit: &Spanned<UnitKind>) -> Self {
        self.word(v::UNITS, &unit.value)
    }

    pub fn column(self, column: &ColumnRef) -> Self {
        let text = self.style.column(column);
        self.put(&text)
    }

    pub fn level_of(self, level: &LevelRef) -> Self {
        self.name(&level.level).k(Rule::k_of_list).name(&level.list)
    }

    pub fn value(self, value: &Spanned<Value>) -> Self {
        match &value.value {
            Value::Word(it) => self.bare(it),
            Value::Quoted(it) => self.quoted(it),
        }
    }

    /// Items with commas between them.
    pub fn list<T>(mut self, items: &[T], each: impl Fn(Self, &T) -> Self) -> Self {
        for (index, it) in items.iter().enumerate() {
            if index > 0 {
                self = self.comma();
            }
            self = each(self, it);
        }
        self
    }

    /// Items with a word between them.
    pub fn joined<T>(mut self, rule: Rule, items: &[T], each: impl Fn(Self, &T) -> Self) -> Self {
        for (index, it) in items.iter().enumerate() {
            if index > 0 {
                self = self.k(rule);
            }
            self = each(self, it);
        }
        self
    }

    pub fn names(self, names: &[Name]) -> Self {
        self.list(names, |say, it| say.name(it))
    }

    pub fn words<T: PartialEq>(self, table: &Table<T>, values: &[Spanned<T>]) -> Self {
        self.list(values, |say, it| say.word(table, &it.value))
    }

    pub fn conditions(self, conditions: &[Condition]) -> Self {
        self.list(conditions, |say, it| {
            say.column(&it.column)
                .k(Rule::k_is)
                .joined(Rule::k_or, &it.values, Self::value)
        })
    }

    /// The conditions of a cell, if it has any.
    pub fn cell(self, conditions: &[Condition]) -> Self {
        if conditions.is_empty() {
            self
        } else {
            self.k(Rule::k_at_cell).conditions(conditions)
        }
    }

    pub fn usages(self, usages: &[Spanned<Usage>]) -> Self {
        self.list(usages, |say, it| match &it.value {
            Usage::Quoted(text) => say.quoted(text),
            other => say.word(v::USAGES, other),
        })
    }

    pub fn role(self, role: &Spanned<Role>) -> Self {
        match &role.value {
            Role::Named(text) => self.quoted(text),
            other => self.word(v::ROLES, other),
        }
    }

    pub fn roles(self, roles: &[Spanned<Role>]) -> Self {
        self.joined(Rule::k_and, roles, Self::role)
    }

    pub fn ground(self, ground: &Ground) -> Self {
        self.word(v::BASES, &ground.kind.value)
            .with_text(Rule::k_under, ground.under.as_ref())
    }

    pub fn kind(self, kind: &Spanned<SourceKind>) -> Self {
        match &kind.value {
            SourceKind::Named(name) => self.bare(name),
            other => self.word(v::KINDS, other),
        }
    }

    pub fn language(self, language: &Spanned<Language>) -> Self {
        self.word(v::LANGUAGES, &language.value)
    }
}
