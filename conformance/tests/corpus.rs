//! Every case of the corpus against the engine itself.

use std::collections::BTreeSet;

use corsac::Severity;
use corsac_conformance::corpus::{self, Case, Corpus};
use corsac_conformance::reference::{Reference, Response};

fn built_in() -> Corpus {
    Corpus::built_in().unwrap_or_else(|error| panic!("{error}"))
}

fn names_in_vary(response: &Response) -> Vec<String> {
    let lines = response.headers.values("vary");
    let text = lines.map(|line| String::from_utf8_lossy(line).into_owned()).collect::<Vec<_>>().join(",");
    let names = text.split(',').map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// What the engine makes of a case, in the words of the corpus.
fn differences(case: &Case, reference: &Reference) -> Vec<String> {
    let headers: Vec<(&[u8], &[u8])> =
        case.request.headers.iter().map(|(name, value)| (name.as_bytes(), value.as_slice())).collect();
    let (decision, response) = reference.answer(case.request.method.as_bytes(), &headers, || case.handler.clone());
    let mut differences = Vec::new();
    let mut compare = |what: &str, found: String, expected: String| {
        if found != expected {
            differences.push(format!("{what}: {found}, expected {expected}"));
        }
    };
    compare("class", decision.class().as_str().to_owned(), case.expect.class.clone());
    compare("verdict", decision.verdict().as_str().to_owned(), case.expect.verdict.clone());
    let reason = decision.reason().map(|reason| reason.as_str().to_owned());
    compare("reason", format!("{reason:?}"), format!("{:?}", case.expect.reason));
    compare("status", response.status.to_string(), case.expect.status.to_string());
    compare("vary", format!("{:?}", names_in_vary(&response)), format!("{:?}", case.expect.vary));
    let text = |lines: &[(String, Vec<u8>)]| {
        let lines = lines.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value)));
        lines.collect::<Vec<_>>().join("; ")
    };
    let own = |name: &str| name.to_ascii_lowercase().starts_with("access-control-");
    let mut found: Vec<_> = response.headers.0.iter().filter(|(name, _)| own(name)).cloned().collect();
    found.sort();
    compare("headers", text(&found), text(&case.expect.headers));
    differences
}

#[test]
fn the_engine_passes_every_case() {
    let corpus = built_in();
    let mut failed = Vec::new();
    for case in &corpus.cases {
        let reference = Reference::new(&corpus.policies[&case.policy]).expect("policies of the corpus compile");
        for difference in differences(case, &reference) {
            failed.push(format!("{}: `{}`: {difference}", case.group, case.name));
        }
    }
    assert!(failed.is_empty(), "{} differences\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn the_engine_says_what_must_be_said_of_policies() {
    for diagnosis in built_in().diagnoses {
        let mut codes = Vec::new();
        diagnosis.policy.config().check(|found| codes.push((found.code.as_str(), found.severity())));
        let severity = if diagnosis.is_error { Severity::Error } else { Severity::Warning };
        let expected = (diagnosis.code.as_str(), severity);
        assert!(codes.contains(&expected), "{:?}: {codes:?}, expected {expected:?}", diagnosis.policy);
        assert_eq!(diagnosis.policy.compile().is_err(), diagnosis.is_error, "{:?}", diagnosis.policy);
    }
}

#[test]
fn the_corpus_is_large_and_covers_every_outcome() {
    let corpus = built_in();
    assert!(corpus.cases.len() >= 250, "{}", corpus.cases.len());
    assert!(corpus.diagnoses.len() >= 50, "{}", corpus.diagnoses.len());
    let outcome = |case: &Case| (case.expect.class.clone(), case.expect.verdict.clone(), case.expect.reason.clone());
    let outcomes: BTreeSet<_> = corpus.cases.iter().map(outcome).collect();
    // Not CORS; allowed twice; two reasons to refuse an actual request, all six to refuse a preflight.
    assert_eq!(outcomes.len(), 1 + 2 + 2 + corsac::Reason::ALL.len(), "{outcomes:?}");
    let used: BTreeSet<_> = corpus.cases.iter().map(|case| &case.policy).collect();
    assert_eq!(used.len(), corpus.policies.len(), "a policy is not used");
    let travelling = corpus.cases.iter().filter(|case| case.can_travel()).count();
    println!("{} cases, {travelling} over the network", corpus.cases.len());
}

#[test]
fn a_wrong_expectation_is_noticed() {
    let corpus = built_in();
    let mut case = corpus.cases[0].clone();
    let reference = Reference::new(&corpus.policies[&case.policy]).expect("valid");
    assert_eq!(differences(&case, &reference), Vec::<String>::new());
    case.expect.vary.clear();
    case.expect.headers.pop();
    case.expect.status = 500;
    assert_eq!(differences(&case, &reference).len(), 3);
}

#[test]
fn what_is_not_of_the_form_is_refused() {
    let with = |text: &str| {
        let base = "title = \"t\"\nsection = \"s\"\n[policies.p]\nallow_origins = [\"https://a.example\"]\n";
        corpus::read_files(&[("file", format!("{base}{text}"))]).expect_err("refused").to_string()
    };
    let case =
        |keys: &str| format!("[[cases]]\nname = \"n\"\npolicy = \"p\"\nrequest = {{ method = \"GET\" }}\n{keys}\n");
    let expect = "expect = { class = \"not-cors\", verdict = \"none\", status = 200 }";
    for (text, part) in [
        (case(&format!("{expect}\ncolour = 1")), "unknown field `colour`"),
        (case("expect = { class = \"odd\", verdict = \"none\", status = 200 }"), "`odd` is none of"),
        (case("expect = { class = \"actual\", verdict = \"refused\", status = 200 }"), "a reason goes with"),
        (format!("{}{}", case(expect), case(expect)), "`n`: the name is there twice"),
        (case(expect).replace("\"p\"", "\"q\""), "no policy is called `q`"),
        ("[policies.q]\nallow_origins = []\n".to_owned(), "policy `q`"),
        ("[policies.Q]\nallow_origins = [\"https://a.example\"]\n".to_owned(), "a name is made of"),
        (case(expect).replace("\"GET\"", "\"GET\", headers = [[\"a\", [{ hex = \"f\" }]]]"), "not hexadecimal"),
        (
            case(expect).replace("\"GET\"", "\"GET\", headers = [[\"a\", [{ repeat = \"ab\", times = 4000000 }]]]"),
            "bytes",
        ),
    ] {
        let message = with(&text);
        assert!(message.contains(part), "{message}\nshould say: {part}");
    }
}

#[test]
fn the_files_are_those_of_the_directory() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut read = corpus::read_directory(&directory).unwrap_or_else(|error| panic!("{error}"));
    let mut built_in = built_in();
    for corpus in [&mut read, &mut built_in] {
        corpus.cases.sort_by(|a, b| a.name.cmp(&b.name));
    }
    assert!(read == built_in, "a file is missing from the list in `corpus::BUILT_IN`");
}

#[test]
fn the_page_for_framework_authors_tells_the_truth() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/conformance.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let corpus = built_in();
    for count in [format!("| {} cases |", corpus.cases.len()), format!("| {} diagnoses |", corpus.diagnoses.len())] {
        assert!(page.contains(&count), "the page should say `{count}`");
    }
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let own = corpus::read_files(&[("own", example)]).unwrap_or_else(|error| panic!("{error}"));
    let reference = Reference::new(&own.policies["ours"]).expect("valid");
    assert_eq!(differences(&own.cases[0], &reference), Vec::<String>::new());
}
