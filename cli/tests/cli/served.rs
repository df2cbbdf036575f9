//! A running `corsac serve`.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::support::command;

/// The server, stopped when it goes.
pub(crate) struct Served {
    child: Child,
    pub(crate) output: Option<BufReader<ChildStdout>>,
    pub(crate) errors: BufReader<ChildStderr>,
    pub(crate) url: String,
}

impl Served {
    /// Starts it with a policy and further arguments, on a free port of its own.
    pub(crate) fn start(policy: &str, arguments: &[&str]) -> Served {
        let first = ["--format", "json", "serve", policy, "--listen", "127.0.0.1:0"];
        let mut command = command(&first);
        command.args(arguments);
        Served::spawn(command)
    }

    /// Starts it as it is told.
    pub(crate) fn spawn(mut command: Command) -> Served {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let output = child.stdout.take().map(BufReader::new);
        let errors = BufReader::new(child.stderr.take().unwrap());
        let mut served = Served { child, output, errors, url: String::new() };
        let Some(line) = served.line() else {
            let mut errors = String::new();
            let _ = std::io::Read::read_to_string(&mut served.errors, &mut errors);
            panic!("it did not start: {errors}");
        };
        assert_eq!(line["event"], "listening");
        served.url = line["url"].as_str().unwrap().trim_end_matches('/').into();
        served
    }

    /// The next line of the log.
    pub(crate) fn line(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.output.as_mut().unwrap().read_line(&mut line).unwrap();
        serde_json::from_str(&line).ok()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn wait(&mut self) -> std::process::ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
