//! How tests call the binary and look at what it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn corsac(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The binary with these arguments, in the root of the repository.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corsac"));
    command.args(arguments).current_dir(root());
    command
}

/// A file of this test run, with a name of its own.
pub(crate) fn file(name: &str, content: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().into()
}

#[track_caller]
pub(crate) fn assert_snapshot(name: &str, output: &Output, code: i32) {
    let path = root().join("cli/tests/snapshots").join(format!("{name}.txt"));
    let found = String::from_utf8(output.stdout.clone()).unwrap();
    if std::env::var_os("CORSAC_BLESS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap(), "{name}");
    assert_eq!(output.status.code(), Some(code), "{name}");
    assert!(output.stderr.is_empty(), "{name}");
}

#[track_caller]
pub(crate) fn assert_error(output: &Output, expected: &[&str]) {
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(output.stdout.is_empty());
    for part in expected {
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
}
