//! How much stack an answer takes: the program runs in QEMU, paints its stack, answers, and says how much is left.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// Requests to the policy of the programs, and whether their origins are allowed.
const REQUESTS: [(&str, bool); 9] = [
    ("GET / HTTP/1.1\r\n\r\n", false),
    ("GET / HTTP/1.1\r\nOrigin: https://app.example\r\n\r\n", true),
    ("GET / HTTP/1.1\r\nOrigin: https://a.b.example.com\r\n\r\n", true),
    ("GET / HTTP/1.1\r\nOrigin: https://app.example.com.evil.example\r\n\r\n", false),
    ("GET / HTTP/1.1\r\nOrigin: https://[2001:db8::1:0:0:127.0.0.1]:8443\r\n\r\n", false),
    (
        "OPTIONS / HTTP/1.1\r\nOrigin: https://app.example\r\nAccess-Control-Request-Method: PUT\r\n\
         Access-Control-Request-Headers: authorization,content-type\r\n\r\n",
        true,
    ),
    (
        "OPTIONS / HTTP/1.1\r\nOrigin: https://a.example.com\r\nAccess-Control-Request-Method: DELETE\r\n\
         Access-Control-Request-Headers: content-type , authorization\r\n\r\n",
        true,
    ),
    (
        "OPTIONS / HTTP/1.1\r\nOrigin: http://localhost:8080\r\nAccess-Control-Request-Method: PATCH\r\n\
         Access-Control-Request-Headers: x-unknown\r\n\r\n",
        true,
    ),
    ("OPTIONS / HTTP/1.1\r\nOrigin: null\r\nAccess-Control-Request-Method: PUT\r\n\r\n", false),
];

/// The most bytes of stack that any of the requests takes. Every answer is checked.
pub(crate) fn deepest(target: &str, program: &Path, has_policy: bool) -> Result<u64, String> {
    let mut deepest = 0;
    for (request, is_allowed) in REQUESTS {
        let (stack, response) = run(target, program, request)?;
        let has_header = response.contains("access-control-allow-origin: ");
        if !response.starts_with("HTTP/1.1 ") || has_header != (is_allowed && has_policy) {
            return Err(format!("{} answers {request:?} with {response:?}", program.display()));
        }
        deepest = deepest.max(stack);
    }
    Ok(deepest)
}

fn run(target: &str, program: &Path, request: &str) -> Result<(u64, String), String> {
    let machine = match target {
        "thumbv6m-none-eabi" => "microbit",
        "thumbv7m-none-eabi" => "lm3s6965evb",
        _ => return Err(format!("no machine for {target} is known here")),
    };
    let mut qemu = Command::new("timeout");
    qemu.args(["20", "qemu-system-arm", "-M", machine, "-nographic", "-monitor", "none", "-serial", "none"]);
    qemu.args(["-semihosting-config", "enable=on,target=native", "-kernel"]).arg(program);
    qemu.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut qemu = qemu.spawn().map_err(|error| format!("qemu-system-arm: {error}"))?;
    if let Some(mut input) = qemu.stdin.take() {
        input.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
    }
    let mut output = Vec::new();
    if let Some(mut from) = qemu.stdout.take() {
        from.read_to_end(&mut output).map_err(|error| error.to_string())?;
    }
    let status = qemu.wait().map_err(|error| error.to_string())?;
    match output.split_first_chunk::<4>() {
        Some((stack, response)) if status.success() => {
            Ok((u32::from_le_bytes(*stack).into(), String::from_utf8_lossy(response).into_owned()))
        }
        _ => Err(format!("{} did not answer in QEMU: {status}", program.display())),
    }
}
