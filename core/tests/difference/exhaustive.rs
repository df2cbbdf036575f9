//! Where a base is so long that few bytes are left, all origins can be listed: then "no" and "yes" are both compared
//! with the whole truth. The other policy covers a wildcard by a random partition, from which a piece may be missing.

use corsac::fetch::MAX_ORIGIN_LENGTH;
use proptest::prelude::*;

use crate::check;

/// What the `*` of a glob stands for, and the other bytes of a label of a domain.
const GLOB: &str = "abcdefghijklmnopqrstuvwxyz0123456789-_";
const OTHERS: &str = "!\"$&'()+;=`{}~";

/// Choices made beforehand, so that a failing case can be repeated.
struct Choices(Vec<u32>);

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        let choice = self.0.pop().unwrap_or(0);
        self.0.insert(0, choice.rotate_left(7).wrapping_mul(0x9E37_79B1));
        (choice >> 8) as usize % bound
    }
}

/// `*` or a glob below a base after which this much room is left for labels, without a port.
struct Below {
    scheme: &'static str,
    base: String,
    room: usize,
}

impl Below {
    fn new(scheme: &'static str, room: usize) -> Below {
        let length = MAX_ORIGIN_LENGTH - scheme.len() - "://.".len() - room;
        Below { scheme, base: format!("b.{}", "b".repeat(length - 2)), room }
    }

    fn origin(&self, labels: &str, port: &str) -> String {
        format!("{}://{labels}.{}{port}", self.scheme, self.base)
    }

    /// Patterns that cover the glob together. All have this port, or, now and then, another one that allows more or
    /// less.
    fn partition(&self, prefix: &str, suffix: &str, port: &str, choices: &mut Choices, pieces: &mut Vec<String>) {
        let least = prefix.len() + suffix.len() + 1;
        if least > self.room {
            return;
        }
        let other_port = match choices.below(60) {
            0 => ["", ":*", ":81"][choices.below(3)],
            1..20 if port.is_empty() => ":*",
            _ => port,
        };
        let port = if least + other_port.len() <= self.room { other_port } else { port };
        let kind = if pieces.is_empty() { 1 + choices.below(2) } else { choices.below(30) };
        if !(1..=2).contains(&kind) {
            return pieces.push(self.origin(&format!("{prefix}*{suffix}"), port));
        }
        for byte in GLOB.chars() {
            pieces.push(self.origin(&format!("{prefix}{byte}{suffix}"), port));
            let (left, right) =
                if kind == 1 { (byte.to_string(), "".into()) } else { (String::new(), byte.to_string()) };
            self.partition(&format!("{prefix}{left}"), &format!("{right}{suffix}"), port, choices, pieces);
        }
    }
}

/// All words of these lengths.
fn words(alphabet: &str, lengths: core::ops::RangeInclusive<usize>) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut all = Vec::new();
    for length in 1..=*lengths.end() {
        words = words.iter().flat_map(|word| alphabet.chars().map(move |byte| format!("{word}{byte}"))).collect();
        if lengths.contains(&length) {
            all.extend(words.iter().cloned());
        }
    }
    all
}

fn drop_some(pieces: &mut Vec<String>, choices: &mut Choices) {
    for _ in 0..choices.below(4) / 2 {
        if pieces.len() > 1 {
            let place = choices.below(pieces.len());
            pieces.swap_remove(place);
        }
    }
}

fn choices() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(any::<u32>(), 40)
}

/// How often covering and not covering came up: a test of one answer only would show little.
#[derive(Default)]
struct Tally(core::cell::Cell<(u32, u32)>);

impl Tally {
    fn count(&self, examples: &[String]) {
        let (covered, not) = self.0.get();
        self.0.set(if examples.is_empty() { (covered + 1, not) } else { (covered, not + 1) });
    }

    fn assert_both(&self, least: u32) {
        let (covered, not) = self.0.get();
        assert!(covered >= least && not >= least, "{covered} times covered, {not} times not");
    }
}

#[test]
fn globs_below_a_long_base() {
    let tally = Tally::default();
    proptest!(ProptestConfig { max_shrink_iters: 20, ..ProptestConfig::with_cases(250) }, |(
        seed in choices(),
        around in proptest::sample::select(&[("a", ""), ("", "a"), ("a", "b"), ("!", ""), ("-", "~")][..]),
        free in 1usize..=2,
        any_port in proptest::bool::weighted(0.3),
    )| {
        let mut choices = Choices(seed);
        let (prefix, suffix) = around;
        let port = if any_port { ":*" } else { "" };
        // An origin with a port has two bytes less for its labels.
        let below = Below::new("https", prefix.len() + suffix.len() + free + if any_port { 1 } else { 0 });
        let mut pieces = Vec::new();
        below.partition(prefix, suffix, port, &mut choices, &mut pieces);
        pieces.retain(|text| text.len() <= MAX_ORIGIN_LENGTH);
        drop_some(&mut pieces, &mut choices);
        let glob = [below.origin(&format!("{prefix}*{suffix}"), port)];
        prop_assume!(glob[0].len() <= MAX_ORIGIN_LENGTH && !pieces.is_empty());
        let middles = words(GLOB, 1..=below.room - prefix.len() - suffix.len());
        let universe = middles.iter().flat_map(|middle| {
            let labels = format!("{prefix}{middle}{suffix}");
            ["", ":1", ":9", ":81"].map(|port| below.origin(&labels, port))
        });
        match check(&glob, &pieces, universe) {
            Ok(examples) => tally.count(&examples),
            Err(error) => prop_assert!(false, "{error}\n{} pieces", pieces.len()),
        }
    });
    tally.assert_both(40);
}

#[test]
fn subdomains_below_a_long_base() {
    let tally = Tally::default();
    let alphabet = format!("{GLOB}{OTHERS}");
    proptest!(ProptestConfig { max_shrink_iters: 20, ..ProptestConfig::with_cases(50) }, |(seed in choices(), room in 1usize..=2, scheme in 0usize..2)| {
        let mut choices = Choices(seed);
        let below = Below::new(["https", "http"][scheme], room);
        let mut pieces: Vec<String> = words(&alphabet, 1..=room).iter().map(|word| below.origin(word, "")).collect();
        // Globs take the place of the hosts that they cover, but for some that they only seem to cover.
        for _ in 0..choices.below(3) {
            let byte = &alphabet[choices.below(alphabet.len())..][..1];
            let (glob, starts) = ([format!("{byte}*"), format!("*{byte}")], choices.below(2) == 0);
            let covered = |text: &String| {
                let label = &text[below.scheme.len() + 3..][..2];
                let (kept, star) = if starts { label.split_at(1) } else { (&label[1..], &label[..1]) };
                !text.contains('*') && label.len() == 2 && kept == byte && GLOB.contains(star)
            };
            if room == 2 {
                pieces.retain(|text| !covered(text));
                pieces.push(below.origin(&glob[usize::from(!starts)], ""));
            }
        }
        drop_some(&mut pieces, &mut choices);
        let universe = words(&alphabet, 1..=room).into_iter().map(|word| below.origin(&word, ""));
        match check(&[below.origin("*", "")], &pieces, universe) {
            Ok(examples) => tally.count(&examples),
            Err(error) => prop_assert!(false, "{error}"),
        }
    });
    tally.assert_both(5);
}

/// Three bytes leave room for two labels. Everything is covered, piece by piece; then one piece is left out.
#[test]
fn subdomains_with_room_for_two_labels() {
    let below = Below::new("https", 3);
    let alphabet = format!("{GLOB}{OTHERS}");
    let mut pieces: Vec<String> = words(&alphabet, 1..=3).iter().map(|word| below.origin(word, "")).collect();
    for last in alphabet.chars() {
        pieces.push(match last {
            'a' => below.origin("!.a", ""),
            _ => below.origin(&format!("*.{last}"), ""),
        });
    }
    let below_a: Vec<String> =
        alphabet.chars().filter(|byte| *byte != '!').map(|first| below.origin(&format!("{first}.a"), "")).collect();
    let any = crate::compile(&[below.origin("*", "")]);
    let first = |pieces: &[String]| {
        let policy = crate::compile(pieces);
        any.as_policy().origins_beyond(&policy.as_policy()).next().map(|found| found.example.to_string())
    };
    let missing = first(&pieces).unwrap();
    assert!(below_a.contains(&missing), "{missing}");
    pieces.extend(below_a.iter().filter(|text| **text != missing).cloned());
    assert_eq!(first(&pieces), Some(missing.clone()));
    pieces.push(missing);
    assert_eq!(first(&pieces), None);
    for missing in ["a~a", "~~~", "!~"] {
        let missing = below.origin(missing, "");
        let place = pieces.iter().position(|text| *text == missing).unwrap();
        let removed = pieces.remove(place);
        assert_eq!(first(&pieces), Some(removed.clone()));
        pieces.push(removed);
    }
}
