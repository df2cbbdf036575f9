//! What all subcommands share: help, completions, manual pages, closed pipes.

use std::fs;
use std::process::{Command, Stdio};

use super::support::{assert_error, assert_says, command, corsac, corsac_with_input, root, stderr, stdout};

/// In the order of the help.
const SUBCOMMANDS: [&str; 10] =
    ["check", "explain", "compile", "inspect", "decide", "diff", "audit", "serve", "completions", "man"];

#[test]
fn help_names_every_subcommand_and_the_exit_codes() {
    let help = corsac(&["--help"]);
    assert_says(stdout(&help), &SUBCOMMANDS);
    assert_says(stdout(&help), &["Exit codes:", "0  fine", "--format", "--color"]);
    for subcommand in SUBCOMMANDS {
        let help = corsac(&[subcommand, "--help"]);
        assert_eq!(help.status.code(), Some(0));
        assert_says(stdout(&help), &["--format"]);
    }
}

#[test]
fn every_subcommand_is_documented() {
    let document = fs::read_to_string(root().join("docs/cli.md")).unwrap();
    for subcommand in SUBCOMMANDS {
        assert!(document.contains(&format!("\n## {subcommand}\n")), "{subcommand} has no section in docs/cli.md");
    }
}

#[test]
fn wrong_usage_is_two() {
    for arguments in [&[][..], &["chek"], &["check", "--format", "xml"], &["explain", "examples/strict.toml"]] {
        let output = corsac(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stdout(&output).is_empty() && !stderr(&output).is_empty());
    }
}

#[test]
fn completions_know_the_subcommands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = corsac(&["completions", shell]);
        assert_eq!(script.status.code(), Some(0), "{shell}");
        assert_says(stdout(&script), &SUBCOMMANDS);
    }
    let script = corsac(&["completions", "bash"]);
    // Without bash there is nobody to ask.
    if let Ok(mut bash) = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn() {
        std::io::Write::write_all(&mut bash.stdin.take().unwrap(), &script.stdout).unwrap();
        assert!(bash.wait().unwrap().success());
    }
}

#[test]
fn there_is_a_manual_page_for_each_subcommand() {
    let page = corsac(&["man"]);
    assert_says(stdout(&page), &[".TH corsac 1", "corsac\\-check(1)", "Exit codes:"]);
    for subcommand in SUBCOMMANDS {
        let page = corsac(&["man", subcommand]);
        assert_says(stdout(&page), &[&format!(".TH corsac-{subcommand} 1")]);
    }
    assert_error(&corsac(&["man", "\u{1b}"]), &["no subcommand \"\\u{1b}\""]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    for (arguments, code) in [
        (&["explain", "examples/tutorial.toml", "--origin", "https://a.example"][..], 0),
        (&["check", "cli/tests/policies/bad.toml"], 1),
        (&["check", "cli/tests/policies/bad.toml", "--format", "json"], 1),
        (&["compile", "examples/strict.toml", "-o", "-"], 0),
        (&["completions", "zsh"], 0),
    ] {
        let mut child = command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(!stderr(&output).contains("corsac:"), "{arguments:?}: {}", stderr(&output));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command(&["check", "examples/strict.toml"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_says(stderr(&output), &["corsac: cannot write: No space left on device"]);
    let output = corsac(&["compile", "examples/strict.toml", "-o", "/dev/full"]);
    assert_error(&output, &["/dev/full: No space left on device"]);
}

#[test]
fn any_bytes_are_read_without_a_panic() {
    let mut state = 1u32;
    for length in [0, 1, 5, 100, 5_000] {
        let bytes: Vec<u8> = (0..length)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            })
            .collect();
        for arguments in
            [&["check", "-"][..], &["inspect", "-"], &["compile", "-", "-o", "-"], &["decide", "examples/strict.toml"]]
        {
            let output = corsac_with_input(arguments, &bytes);
            assert!(matches!(output.status.code(), Some(0..=2)), "{arguments:?}");
            assert!(!stderr(&output).contains("panicked"), "{arguments:?}: {}", stderr(&output));
        }
    }
}
