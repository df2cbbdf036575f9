//! A request that counts how much of it is asked for.

use core::cell::Cell;
use core::fmt;

use corsac::RequestField;

use crate::{Choices, texts};

/// A method and the field lines of the CORS protocol.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Request {
    pub method: Vec<u8>,
    /// The lines of each of [`RequestField::ALL`].
    pub lines: [Vec<Vec<u8>>; RequestField::ALL.len()],
    taken: Cell<usize>,
}

/// The longest list that is made by repetition, in bytes: far beyond every budget.
const LONGEST: usize = 1 << 14;

const SEPARATORS: &[&str] = &[",", ", ", ",,", " ,", "\t,\t", ";", " ", ", ,", ""];

impl Request {
    /// A request for something that a policy with these origins may allow. Most are preflights.
    pub fn from_choices(choices: &mut Choices<'_>, patterns: &[String]) -> Request {
        let mut request =
            Request { method: choices.pick(&["OPTIONS", "OPTIONS", "GET", "options"]).into(), ..Request::default() };
        for (field, lines) in RequestField::ALL.into_iter().zip(&mut request.lines) {
            let count = [1, 1, 1, 1, 0, 2, 3, 1][choices.below(8)];
            *lines = (0..count).map(|_| value(choices, field, patterns)).collect();
            if choices.one_in(32) {
                let line = lines.last().cloned().unwrap_or_default();
                lines.resize(lines.len() + choices.below(1024), line);
            }
        }
        request
    }

    /// The lines of a field.
    pub fn lines_of(&self, field: RequestField) -> &[Vec<u8>] {
        &self.lines[place(field)]
    }

    /// The lines of a field, to be changed.
    pub fn lines_of_mut(&mut self, field: RequestField) -> &mut Vec<Vec<u8>> {
        &mut self.lines[place(field)]
    }

    /// How many field lines were taken since this was asked last.
    pub fn take_count(&self) -> usize {
        self.taken.take()
    }
}

fn place(field: RequestField) -> usize {
    RequestField::ALL.into_iter().position(|other| other == field).expect("a field is one of all")
}

fn value(choices: &mut Choices<'_>, field: RequestField, patterns: &[String]) -> Vec<u8> {
    match field {
        RequestField::Origin => texts::origin_near(choices, patterns),
        RequestField::AccessControlRequestMethod => {
            let mut method = texts::near(choices, texts::METHODS);
            if choices.one_in(32) {
                method = method.repeat(choices.below(66));
            }
            method
        }
        RequestField::AccessControlRequestHeaders => header_list(choices),
        _ => texts::near(choices, &["true", "false", "TRUE", ""]),
    }
}

fn header_list(choices: &mut Choices<'_>) -> Vec<u8> {
    let mut list = Vec::new();
    for _ in 0..choices.below(5) {
        if !list.is_empty() {
            list.extend_from_slice(choices.pick(SEPARATORS).as_bytes());
        }
        list.extend(texts::near(choices, texts::NAMES));
        if choices.one_in(16) {
            list = list.repeat(choices.below(512).min(LONGEST / (list.len() + 1)));
        }
    }
    list
}

impl corsac::Request for Request {
    fn method(&self) -> &[u8] {
        &self.method
    }

    fn field_lines(&self, field: RequestField) -> impl Iterator<Item = &[u8]> {
        self.lines_of(field).iter().map(|line| {
            self.taken.set(self.taken.get() + 1);
            &line[..]
        })
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.method.escape_ascii())?;
        for field in RequestField::ALL {
            for line in self.lines_of(field) {
                write!(formatter, "\n{}: {}", field.as_str(), line.escape_ascii())?;
            }
        }
        Ok(())
    }
}
