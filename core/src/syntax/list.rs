//! A scanner for [list-based fields](https://www.rfc-editor.org/rfc/rfc9110#name-lists-rule-abnf-extension)
//! that come from outside: it copies nothing and stops when its budget is spent.

use super::{TOKEN, bytes};
use crate::steps;

/// What one call of the scanner found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element<'r> {
    /// A token. One longer than [`Budget::longest`] is cut there, one byte past the limit.
    Token(&'r [u8]),
    /// Bytes that are no list of tokens.
    Malformed,
    /// The budget is spent; what follows was not looked at.
    OverBudget,
}

/// How much of a list is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    /// Every field line, every element, empty ones too, and every byte of optional white space costs one unit.
    pub(crate) units: usize,
    /// Bytes of all tokens together.
    pub(crate) bytes: usize,
    /// Bytes of one token.
    pub(crate) longest: usize,
}

/// Scans the field lines of one list-based field, in order.
///
/// Empty elements and optional white space are tolerated, as
/// [RFC 9110 section 5.6.1.2](https://www.rfc-editor.org/rfc/rfc9110#name-recipient-requirements) asks,
/// but both cost units: intermediaries add a few, only an attacker adds thousands.
pub(crate) struct ListScanner<'r, L> {
    lines: L,
    line: &'r [u8],
    budget: Budget,
}

impl<'r, L: Iterator<Item = &'r [u8]>> ListScanner<'r, L> {
    /// A scanner that starts at the first line.
    pub(crate) fn new(lines: L, budget: Budget) -> Self {
        let mut scanner = ListScanner { lines, line: &[], budget };
        if let Some(first) = scanner.lines.next() {
            scanner.line = first;
            scanner.spend(1);
        }
        scanner
    }

    /// Takes the next element if it is this token, in this case and without white space: what browsers send.
    #[inline]
    pub(crate) fn take_exact(&mut self, token: &[u8]) -> bool {
        let Some(after) = bytes::strip_prefix(self.line, token) else { return false };
        let rest = match after {
            [] => after,
            [b',', rest @ ..] => rest,
            _ => return false,
        };
        if token.is_empty() || self.budget.units == 0 || self.budget.bytes < token.len() {
            return false;
        }
        self.spend(1);
        steps::count(token.len());
        self.budget.bytes = self.budget.bytes.saturating_sub(token.len());
        self.line = rest;
        true
    }

    fn spend(&mut self, units: usize) -> bool {
        steps::count(units);
        let enough = units <= self.budget.units;
        self.budget.units = self.budget.units.saturating_sub(units);
        enough
    }

    /// Skips optional white space; `false` when that is over budget.
    fn skip_white_space(&mut self) -> bool {
        while let [b' ' | b'\t', rest @ ..] = self.line {
            if !self.spend(1) {
                return false;
            }
            self.line = rest;
        }
        true
    }

    /// Takes the token at the start of the line.
    fn take_token(&mut self) -> Element<'r> {
        let limit = self.budget.longest.saturating_add(1);
        let length = self.line.iter().take(limit).take_while(|byte| TOKEN.contains(**byte)).count();
        steps::count(length);
        let Some((token, rest)) = self.line.split_at_checked(length) else { return Element::Malformed };
        if length > self.budget.bytes {
            return Element::OverBudget;
        }
        self.budget.bytes = self.budget.bytes.saturating_sub(length);
        self.line = rest;
        Element::Token(token)
    }
}

impl<'r, L: Iterator<Item = &'r [u8]>> Iterator for ListScanner<'r, L> {
    type Item = Element<'r>;

    #[inline]
    fn next(&mut self) -> Option<Element<'r>> {
        loop {
            if !self.skip_white_space() {
                return Some(Element::OverBudget);
            }
            match self.line {
                [] => self.line = self.lines.next()?,
                [b',', rest @ ..] => self.line = rest,
                _ => break,
            }
            if !self.spend(1) {
                return Some(Element::OverBudget);
            }
        }
        if !self.spend(1) {
            return Some(Element::OverBudget);
        }
        let token = self.take_token();
        if !matches!(token, Element::Token(name) if !name.is_empty() && name.len() <= self.budget.longest) {
            return Some(if matches!(token, Element::Token(&[])) { Element::Malformed } else { token });
        }
        if !self.skip_white_space() {
            return Some(Element::OverBudget);
        }
        match self.line {
            [] => Some(token),
            [b',', rest @ ..] => {
                self.line = rest;
                Some(token)
            }
            _ => Some(Element::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{string::String, vec::Vec};

    const WIDE: Budget = Budget { units: 10_000, bytes: 10_000, longest: 1_000 };

    fn scan<'r>(lines: &[&'r str], budget: Budget) -> Vec<Element<'r>> {
        let mut found = Vec::new();
        for element in ListScanner::new(lines.iter().map(|line| line.as_bytes()), budget) {
            found.push(element);
            if !matches!(element, Element::Token(name) if name.len() <= budget.longest) {
                break;
            }
        }
        found
    }

    /// The obvious definition: split at commas, trim, drop the empty ones.
    fn split<'r>(lines: &[&'r str]) -> Vec<Element<'r>> {
        let mut found = Vec::new();
        for element in lines.iter().flat_map(|line| line.split(',')) {
            let trimmed = element.trim_matches([' ', '\t']).as_bytes();
            if trimmed.is_empty() {
                continue;
            }
            if !TOKEN.contains_all(trimmed) {
                found.push(Element::Malformed);
                break;
            }
            found.push(Element::Token(trimmed));
        }
        found
    }

    proptest! {
        #[test]
        fn scanner_equals_the_naive_splitter(lines in proptest::collection::vec("[aB@, \t-]{0,12}", 0..4)) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            prop_assert_eq!(scan(&lines, WIDE), split(&lines));
        }
    }

    #[test]
    fn budgets_end_the_scan() {
        let narrow = Budget { units: 4, bytes: 6, longest: 3 };
        assert_eq!(scan(&["abcd"], narrow), [Element::Token(b"abcd")], "cut one byte past the limit");
        assert_eq!(scan(&[",,,,,a"], narrow), [Element::OverBudget]);
        assert_eq!(scan(&["     a"], narrow), [Element::OverBudget]);
        assert_eq!(scan(&["", "", "", "", "a"], narrow), [Element::OverBudget]);
        let bytes = Budget { units: 40, ..narrow };
        let three = Element::Token(b"abc");
        assert_eq!(scan(&["abc,abc,abc"], bytes), [three, three, Element::OverBudget]);
    }
}
