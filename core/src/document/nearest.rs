//! The key that somebody may have meant.

/// The longest key that is compared; a longer one has no near one.
const LONGEST: usize = 48;

/// The name with the fewest letters to change, add or remove. `names` is not empty.
pub(super) fn nearest<'n>(key: &str, names: impl Iterator<Item = &'n str>) -> &'n str {
    names.min_by_key(|name| distance(key.as_bytes(), name.as_bytes())).unwrap_or_default()
}

/// The edit distance, row by row.
fn distance(key: &[u8], name: &[u8]) -> usize {
    let key = key.get(..LONGEST).unwrap_or(key);
    let mut row = [0usize; LONGEST + 1];
    for (place, cell) in row.iter_mut().enumerate() {
        *cell = place;
    }
    for (line, wanted) in name.iter().enumerate() {
        // The cell up and to the left, and the one to the left.
        let (mut diagonal, mut left) = (line, line.saturating_add(1));
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, byte) in row.iter_mut().skip(1).zip(key) {
            let changed = diagonal.saturating_add(usize::from(!byte.eq_ignore_ascii_case(wanted)));
            diagonal = *cell;
            left = changed.min(diagonal.saturating_add(1)).min(left.saturating_add(1));
            *cell = left;
        }
    }
    row.get(key.len()).copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_edits() {
        for (key, name, expected) in
            [("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("max-age", "max_age", 1), ("A", "a", 0)]
        {
            assert_eq!(distance(key.as_bytes(), name.as_bytes()), expected, "{key} {name}");
        }
    }

    #[test]
    fn a_misspelt_key_finds_its_name() {
        let names = || crate::Field::ALL.into_iter().map(crate::Field::as_str);
        for (key, expected) in [
            ("allow_origin", "allow_origins"),
            ("exposed_headers", "expose_headers"),
            ("credentials", "allow_credentials"),
            ("maxAge", "max_age"),
            ("danger_allow_null", "danger_allow_null_origin"),
        ] {
            assert_eq!(nearest(key, names()), expected);
        }
    }
}
