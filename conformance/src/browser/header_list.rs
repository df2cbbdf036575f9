//! Header lists: ordered, duplicates kept, names compared without case.

/// A header list.
///
/// Values are bytes, because field values are. Names keep the case they were given in.
///
/// <https://fetch.spec.whatwg.org/#concept-header-list>
///
/// ```
/// use corsac_conformance::browser::HeaderList;
///
/// let list: HeaderList = [("Vary", "Accept"), ("vary", "Origin")].into_iter().collect();
/// assert_eq!(list.get("VARY").as_deref(), Some(&b"Accept, Origin"[..]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderList {
    headers: Vec<(String, Vec<u8>)>,
}

impl HeaderList {
    /// An empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self { headers: Vec::new() }
    }

    /// How many headers there are, duplicates counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.headers.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }

    /// The headers in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// The values of every header called `name`, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Whether a header is called `name`.
    ///
    /// <https://fetch.spec.whatwg.org/#header-list-contains>
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// The values of every header called `name`, joined with a comma and a space.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-header-list-get>
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let mut values = self.values(name);
        let mut joined = values.next()?.to_vec();
        for value in values {
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(value);
        }
        Some(joined)
    }

    /// Adds a header at the end, in the case the name already has in the list, if it is there.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-header-list-append>
    pub fn append(&mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) {
        let name = name.into();
        let name = match self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            Some((existing, _)) => existing.clone(),
            None => name,
        };
        self.headers.push((name, value.into()));
    }

    /// Adds a value to the first header called `name`, after a comma and a space, or a new header.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-header-list-combine>
    pub fn combine(&mut self, name: impl Into<String>, value: impl AsRef<[u8]>) {
        let name = name.into();
        match self.headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            Some((_, existing)) => {
                existing.extend_from_slice(b", ");
                existing.extend_from_slice(value.as_ref());
            }
            None => self.headers.push((name, value.as_ref().to_vec())),
        }
    }

    /// Removes every header called `name`.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-header-list-delete>
    pub fn delete(&mut self, name: &str) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    /// The same list with one header per name, values combined.
    pub(super) fn combined(&self) -> Self {
        let mut list = Self::new();
        for (name, value) in self.iter() {
            list.combine(name, value);
        }
        list
    }
}

impl<N: Into<String>, V: Into<Vec<u8>>> FromIterator<(N, V)> for HeaderList {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        Self { headers: headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }
}

/// Convert header names to a sorted-lowercase set.
///
/// <https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set>
pub(super) fn sorted_lowercase_set<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut names = sorted_lowercase_list(names);
    names.dedup();
    names
}

/// The same without removing repetitions, as one engine does it.
pub(super) fn sorted_lowercase_list<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().map(str::to_ascii_lowercase).collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(headers: &[(&str, &str)]) -> HeaderList {
        headers.iter().map(|&(name, value)| (name, value)).collect()
    }

    #[test]
    fn get_joins_all_lines_and_tells_absent_from_empty() {
        let list = list(&[("A", ""), ("b", "1"), ("a", "2")]);
        assert_eq!(list.get("a").as_deref(), Some(&b", 2"[..]));
        assert_eq!(list.get("c"), None);
        assert_eq!(super::HeaderList::from_iter([("a", "")]).get("A").as_deref(), Some(&b""[..]));
    }

    #[test]
    fn append_keeps_the_first_case_and_combine_the_first_place() {
        let mut headers = list(&[("X-A", "1")]);
        headers.append("x-a", "2");
        headers.combine("x-A", "3");
        let all: Vec<_> = headers.iter().collect();
        assert_eq!(all, [("X-A", &b"1, 3"[..]), ("X-A", &b"2"[..])]);
        headers.delete("x-a");
        assert!(headers.is_empty());
    }

    #[test]
    fn sorts_by_bytes() {
        let names = ["X-B", "x_a", "x-b", "x.a", "X-A", "x1"];
        assert_eq!(sorted_lowercase_set(names), ["x-a", "x-b", "x.a", "x1", "x_a"]);
        assert_eq!(sorted_lowercase_list(["b", "B", "a"]), ["a", "b", "b"]);
    }
}
