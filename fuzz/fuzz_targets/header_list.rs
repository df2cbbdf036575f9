//! Law: what a preflight asks for in `Access-Control-Request-Headers` is allowed if and only if a naive reading of its
//! lines says so: split at commas, trim, drop what is empty, look each name up. The naive reading also adds up what the
//! documents of `core` say each line, element and byte costs, and so tells which lists are over budget.
//!
//! The first byte chooses the policy. Of the rest, bytes up to 0x0f stand for words, most bytes from 0x80 on repeat what
//! stands before, and a line feed begins a new line.

#![no_main]

use corsac::{Config, PolicyBox, Reason, RequestParts, ResponseField};
use corsac_fuzz::Response;
use libfuzzer_sys::fuzz_target;

const LISTS: [&[&str]; 8] = [
    &["x-a", "x-b", "x-ab", "authorization", "content-type"],
    &["*"],
    &["*", "authorization"],
    &[],
    &["x"],
    &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q"],
    &["x-a", "x-a-b", "x-a-", "x-", "x--", "X-C", "content-type"],
    &["x-name-that-is-quite-long-1", "x-name-that-is-quite-long-2", "x"],
];

const WORDS: [&str; 16] = [
    "x-a",
    "x-b",
    "x-ab",
    "authorization",
    "content-type",
    "x",
    ",",
    "",
    ", ",
    "\t",
    "\n",
    "x-a,x-b",
    "X-A",
    "a,b,c,d",
    "x-name-that-is-quite-long-1",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let names = LISTS[usize::from(first & 7)];
    let credentials = first & 8 != 0;
    let config =
        Config::new().allow_origins(&["https://a.example"]).allow_headers(names).allow_credentials(credentials);
    let policy: PolicyBox = config.max_age(5).compile_boxed(|_| ()).expect("the policy is legal");
    let policy = policy.as_policy();

    let list = expanded(rest);
    // No line at all and an empty one are not the same.
    let lines: Vec<&[u8]> = if rest.is_empty() { Vec::new() } else { list.split(|byte| *byte == b'\n').collect() };
    let fields: Vec<(&[u8], &[u8])> = [("origin", "https://a.example"), ("access-control-request-method", "GET")]
        .into_iter()
        .map(|(name, value)| (name.as_bytes(), value.as_bytes()))
        .chain(lines.iter().map(|line| (&b"access-control-request-headers"[..], *line)))
        .collect();
    let request = RequestParts::new(b"OPTIONS", fields.iter().copied());

    let expected = Reading::of(names).read(&lines);
    let decision = policy.decide(&request);
    let shown: Vec<String> = lines.iter().map(|line| line.escape_ascii().to_string()).collect();
    assert_eq!(decision.reason(), expected.err(), "{names:?} {shown:#?}");

    // With credentials, `*` means that the list is sent back as it came, or not at all.
    let answer = Response::default().answer(policy, &request);
    let sent = answer.lines_of(ResponseField::AllowHeaders.as_str());
    if credentials && names.contains(&"*") {
        let asks = lines.iter().any(|line| line.iter().any(|byte| !matches!(byte, b' ' | b'\t' | b',')));
        let reflected: &[&[u8]] = if expected.is_ok() && asks { &lines } else { &[] };
        assert_eq!(sent, reflected, "{names:?} {shown:#?}");
    } else {
        assert_eq!(sent.len(), usize::from(!names.is_empty()), "{names:?} {shown:#?}");
    }
});

/// Words and repetitions, written out.
fn expanded(bytes: &[u8]) -> Vec<u8> {
    let mut list: Vec<u8> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\t' | b'\n' | 0x10..=0x7f | 0xf8.. => list.push(*byte),
            0..=0x0f => list.extend_from_slice(WORDS[usize::from(*byte)].as_bytes()),
            _ => {
                let unit: &[u8] = match at.checked_sub(1).map(|before| &bytes[before]) {
                    Some(word @ 0..=0x0f) if !matches!(word, b'\t' | b'\n') => WORDS[usize::from(*word)].as_bytes(),
                    Some(literal) => core::slice::from_ref(literal),
                    None => b"",
                };
                (0..usize::from(byte & 0x7f) * 2).for_each(|_| list.extend_from_slice(unit));
            }
        }
        if list.len() > 1 << 14 {
            break;
        }
    }
    list
}

/// What is left of the budget, and what is looked for.
struct Reading<'n> {
    names: &'n [&'n str],
    any: bool,
    units: usize,
    bytes: usize,
    longest: usize,
}

impl<'n> Reading<'n> {
    fn of(names: &'n [&'n str]) -> Reading<'n> {
        let any = names.contains(&"*");
        if any {
            return Reading { names, any, units: 160, bytes: 1024, longest: 255 };
        }
        Reading { names, any, units: 2 * names.len() + 32, bytes: usize::MAX, longest: names.join(",").len() }
    }

    fn read(mut self, lines: &[&[u8]]) -> Result<(), Reason> {
        for line in lines {
            self.spend(1)?;
            let elements: Vec<&[u8]> = line.split(|byte| *byte == b',').collect();
            for (place, element) in elements.iter().enumerate() {
                self.element(element, place + 1 == elements.len())?;
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &[u8], is_last: bool) -> Result<(), Reason> {
        let is_white_space = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let start = element.iter().take_while(is_white_space).count();
        self.spend(start)?;
        let element = &element[start..];
        if element.is_empty() {
            // What follows the last comma is no element.
            return self.spend(usize::from(!is_last));
        }
        self.spend(1)?;
        let end = element.iter().take(self.longest + 1).take_while(|byte| is_token_byte(**byte)).count();
        let (name, rest) = element.split_at(end);
        if name.is_empty() {
            return Err(Reason::HeaderNotAllowed);
        }
        self.bytes = self.bytes.checked_sub(name.len()).ok_or(Reason::BudgetExceeded)?;
        if name.len() > self.longest {
            return Err(if self.any { Reason::BudgetExceeded } else { Reason::HeaderNotAllowed });
        }
        let space = rest.iter().take_while(is_white_space).count();
        self.spend(space)?;
        let name = String::from_utf8_lossy(name);
        let listed = self.names.iter().any(|listed| listed.eq_ignore_ascii_case(&name));
        let covered = self.any && !name.eq_ignore_ascii_case("authorization");
        if space < rest.len() || !(listed || covered) { Err(Reason::HeaderNotAllowed) } else { Ok(()) }
    }

    fn spend(&mut self, units: usize) -> Result<(), Reason> {
        self.units = self.units.checked_sub(units).ok_or(Reason::BudgetExceeded)?;
        Ok(())
    }
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
