//! `corsac decide`: one decision for each line of requests.

mod form;
mod lines;

use std::io::{self, Write};
use std::path::PathBuf;

use corsac::{Policy, RequestParts};

use crate::context::{Context, Failure};
use crate::policy;
use crate::text::visible;
use form::{DecisionLine, FaultyLine, RequestLine};
use lines::{Line, Lines};

/// Answer requests, one JSON document on each line of standard input, with decisions, one on each line of output.
#[derive(clap::Args)]
#[command(after_help = "\
A request:
  {\"method\":\"GET\",\"headers\":[[\"Origin\",\"https://app.example.com\"]]}
and its decision:
  {\"class\":\"actual\",\"verdict\":\"allowed\",\"reason\":null,\"pattern\":\"https://app.example.com\",\"status\":null,
   \"set\":[[\"access-control-allow-origin\",\"https://app.example.com\"]],\"remove\":[...],\"vary\":[\"origin\"]}
docs/cli.md describes both. A value of bytes that are no text is written {\"hex\":\"ff00\"}.

Exit codes:
  0  every line was answered, whatever the answer
  1  a line was malformed: it is named on standard error, and answered with {\"line\":N,\"error\":\"...\"}
  2  wrong usage, or something could not be read or written")]
pub(crate) struct Args {
    /// A policy.
    policy: PathBuf,
}

/// Answers until the input ends. Both formats are the same here.
pub(crate) fn run(arguments: &Args, context: &mut Context) -> Result<(), Failure> {
    context.is_human()?;
    if arguments.policy.as_os_str() == "-" {
        return Err(Failure::new("standard input holds the requests, so the policy has to be a file"));
    }
    let policy = policy::load_compiled(&arguments.policy)?;
    answer(policy.as_policy(), Lines::new(io::stdin().lock()), context)
}

fn answer(policy: Policy<'_>, mut lines: Lines<impl io::BufRead>, context: &mut Context) -> Result<(), Failure> {
    loop {
        // Whoever waits for the last answer before sending the next line gets it; who has sent more waits for less.
        if !lines.has_another() {
            context.flush()?;
        }
        let number = lines.number() + 1;
        let problem = match lines.next() {
            Err(error) => return Err(Failure::new(format_args!("standard input: {error}"))),
            Ok(Line::End) => return Ok(()),
            Ok(Line::Blank) => continue,
            Ok(Line::TooLong) => format!("longer than {} bytes", lines::LONGEST),
            Ok(Line::Text(line)) => match RequestLine::parse(line) {
                Ok(request) => {
                    decide(policy, &request, context.out())?;
                    continue;
                }
                Err(problem) => problem,
            },
        };
        context.found();
        write_line(context.out(), &FaultyLine { line: number, error: &problem })?;
        context.complain(format_args!("line {number}: {}", visible(&problem)));
    }
}

fn decide(policy: Policy<'_>, request: &RequestLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    let fields = request.headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()));
    let request = RequestParts::new(request.method.as_bytes(), fields);
    let decision = policy.decide(&request);
    write_line(out, &DecisionLine::new(&decision, policy, &request))
}

fn write_line(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
