//! The versions of other libraries, from the lock file that this program was built with.

const LOCK: &str = include_str!("../../Cargo.lock");

/// A subject's name with the version of its package: `tower-http 0.7.1 (list)` for `tower-http (list)`.
///
/// A name that is no package of the lock file stays as it is, and so do corsac's own.
pub fn title(subject: &str) -> String {
    let (package, rest) = subject.split_once(' ').unwrap_or((subject, ""));
    match of(package) {
        Some(version) if package != "corsac" => format!("{package} {version} {rest}").trim_end().to_owned(),
        _ => subject.to_owned(),
    }
}

/// The version of a package; `None` if the lock file holds none, or several.
pub fn of(package: &str) -> Option<&'static str> {
    let mut versions = LOCK.split("[[package]]").filter_map(|entry| {
        let mut lines = entry.trim_start().lines();
        let name = lines.next()?.strip_prefix("name = \"")?.strip_suffix('"')?;
        let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
        (name == package).then_some(version)
    });
    versions.next().filter(|_| versions.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::building::libraries;
    use crate::case::CORSAC;

    #[test]
    fn every_other_library_has_a_version() {
        for library in libraries().iter().filter(|library| library.name != CORSAC) {
            let title = title(library.name);
            assert!(title.split(' ').nth(1).is_some_and(|version| version.contains('.')), "{title}");
        }
        assert_eq!((of("no such package"), title("corsac").as_str()), (None, "corsac"));
    }
}
