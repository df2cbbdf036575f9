//! What docs/diagnostics.md says of each code, without its examples.

/// A link to the file in docs/, so that it is in the package.
const DOCUMENT: &str = include_str!("../../diagnostics.md");

// A checkout without symbolic links has a path there.
const _: () = assert!(DOCUMENT.len() > 1_000, "cli/diagnostics.md is to be a link to docs/diagnostics.md");

/// The paragraphs about a code in one line each, as plain text; for problems of files, which no policy has, others.
pub(super) fn of(code: &str) -> Option<String> {
    let heading = format!("#### `{code}`\n");
    let Some((_, section)) = DOCUMENT.split_once(&heading) else { return of_problem(code).map(str::to_string) };
    let end = section.find("```").into_iter().chain(section.find("\n#")).min().unwrap_or(section.len());
    let paragraphs =
        section[..end].split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    Some(without_links(&paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n")))
}

fn of_problem(code: &str) -> Option<&'static str> {
    Some(match code {
        "invalid-encoding" => "A policy document is UTF-8 text.",
        "invalid-syntax" => "The document is not TOML, JSON or YAML, whichever its name or its text promises.",
        "invalid-document" => "The document holds something that no policy has: see the list of keys in docs/cli.md.",
        "invalid-image" => "The file begins as the image of a policy does, but is not one: it was cut off or changed.",
        _ => return None,
    })
}

/// `[words](address)` becomes `words`.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, words, after)) = first_link(rest) {
        plain.push_str(before);
        plain.push_str(words);
        rest = after;
    }
    plain + rest
}

fn first_link(text: &str) -> Option<(&str, &str, &str)> {
    let middle = text.find("](")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some((&text[..start], &text[start + 1..middle], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_in_plain_text() {
        for code in corsac::Code::ALL {
            let text = of(code.as_str()).unwrap_or_default();
            assert!(text.len() > 20 && text.ends_with(['.', ')']), "{code:?}: {text:?}");
            assert!(!text.contains("](") && !text.contains("```"), "{code:?}: {text:?}");
        }
    }

    #[test]
    fn links_become_their_words() {
        assert_eq!(without_links("a ([b c](https://d)) e [f](g)"), "a (b c) e f");
    }
}
