//! Where tables stand in Markdown files: between `<!-- bench:NAME:begin -->` and `<!-- bench:NAME:end -->`.

use std::path::Path;
use std::{fs, io};

use crate::tables::Table;

/// The files with tables, from the root of the repository.
pub const FILES: [&str; 2] = ["README.md", "docs/benchmarks.md"];

fn markers(name: &str) -> [String; 2] {
    ["begin", "end"].map(|edge| format!("<!-- bench:{name}:{edge} -->"))
}

/// `text` with the table between its markers; `None` if it does not hold both, once and in order.
fn replace(text: &str, table: &Table) -> Option<String> {
    let [begin, end] = markers(table.name);
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    let is_unique = [before, after].iter().all(|part| !part.contains(&begin) && !part.contains(&end));
    is_unique.then(|| format!("{before}{begin}\n{}\n{end}{after}", table.text.trim_end()))
}

/// The names of all tables that `text` has a place for.
pub fn names(text: &str) -> Vec<&str> {
    text.split("<!-- bench:").skip(1).filter_map(|rest| rest.split_once(":begin -->")).map(|(name, _)| name).collect()
}

/// Puts each table into the file that has a place for it.
///
/// # Errors
///
/// If a file cannot be read or written, a table has no place, or a place no table. Then nothing was written.
pub fn write(root: &Path, tables: &[Table]) -> io::Result<()> {
    let mut texts: Vec<String> =
        FILES.iter().map(|file| fs::read_to_string(root.join(file))).collect::<io::Result<_>>()?;
    let mut places: Vec<&str> = texts.iter().flat_map(|text| names(text)).collect();
    let mut filled: Vec<&str> = tables.iter().map(|table| table.name).collect();
    places.sort_unstable();
    filled.sort_unstable();
    if places != filled {
        return Err(io::Error::other(format!("there are places for {places:?}, and tables {filled:?}")));
    }
    for table in tables {
        let place = texts.iter_mut().find_map(|text| replace(text, table).map(|new| (text, new)));
        let (text, new) = place.ok_or_else(|| io::Error::other(format!("the markers of {} are wrong", table.name)))?;
        *text = new;
    }
    FILES.iter().zip(texts).try_for_each(|(file, text)| fs::write(root.join(file), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        Table { name: "a", text: text.to_owned() }
    }

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let [begin, end] = markers("a");
        let text = format!("one\n{begin}\nold\n{end}\ntwo\n{}\n", markers("b")[0]);
        let updated = replace(&text, &table("| new |\n")).expect("both markers");
        assert_eq!(updated, text.replace("old", "| new |"));
        assert_eq!(replace(&updated, &table("| new |")).as_deref(), Some(updated.as_str()));
        assert_eq!(names(&updated), ["a", "b"]);
        for wrong in [begin.clone(), format!("{end}{begin}"), format!("{text}{text}")] {
            assert_eq!(replace(&wrong, &table("")), None, "{wrong}");
        }
    }

    #[test]
    fn every_table_has_one_place() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let texts = FILES.map(|file| fs::read_to_string(root.join(file)).expect("the file exists"));
        let mut places: Vec<&str> = texts.iter().flat_map(|text| names(text)).collect();
        places.sort_unstable();
        assert_eq!(places, crate::tables::NAMES);
    }
}
