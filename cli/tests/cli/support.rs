//! How tests call the binary and look at what it says.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The root of the repository, where all commands run.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The binary with these arguments.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corsac"));
    command.args(arguments).current_dir(root());
    command
}

/// Runs it.
pub(crate) fn corsac(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// Runs it with this on standard input.
pub(crate) fn corsac_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = command(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // It may end before it has read everything.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().unwrap()
    })
}

/// A file of this test run, with a name of its own.
pub(crate) fn file(name: &str, content: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().into()
}

/// What it wrote on standard output.
pub(crate) fn stdout(output: &Output) -> &str {
    core::str::from_utf8(&output.stdout).unwrap()
}

/// What it wrote on standard error.
pub(crate) fn stderr(output: &Output) -> &str {
    core::str::from_utf8(&output.stderr).unwrap()
}

/// Compares standard output with a file, or writes that anew with `CORSAC_BLESS=1`. Standard error is empty.
#[track_caller]
pub(crate) fn assert_snapshot(name: &str, output: &Output, code: i32) {
    let path = root().join("cli/tests/snapshots").join(format!("{name}.txt"));
    let found = stdout(output);
    if std::env::var_os("CORSAC_BLESS").is_some() {
        fs::write(&path, found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap(), "{name}");
    assert_eq!(output.status.code(), Some(code), "{name}");
    assert!(output.stderr.is_empty(), "{name}: {}", stderr(output));
}

/// It could not do it: exit code 2, nothing on standard output, and all parts in the message.
#[track_caller]
pub(crate) fn assert_error(output: &Output, expected: &[&str]) {
    let message = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(output.stdout.is_empty());
    assert_says(message, expected);
}

/// All parts are there.
#[track_caller]
pub(crate) fn assert_says(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
}
