//! Replays the conformance corpus against the firmware, each policy received at run time, and prints what it costs.
//!
//! `embedded/firmware/run` starts it: `corsac-firmware-replay ADDRESS ELF`.

#![forbid(unsafe_code)]

mod device;
mod memory;

use core::time::Duration;
use std::collections::BTreeMap;
use std::process::ExitCode;

use corsac::{Config, ImageErrorKind, Policy};
use corsac_conformance::corpus::{Case, Corpus};
use corsac_conformance::runner::{Comparison, Options, Report, Target, run};
use corsac_embedded_conform::{sets_own_cors_lines, sets_own_vary, skipped};
use device::{Answer, Device};

/// Who may configure the device: see `firmware/cors.toml`.
const SETUP: &str = "https://setup.example";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, elf] = arguments.as_slice() else {
        eprintln!("usage: corsac-firmware-replay ADDRESS ELF");
        return ExitCode::from(2);
    };
    match replay(address).and_then(|report| print_costs(&Device::at(address), elf).map(|()| report)) {
        Ok(report) if report.failed() == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn replay(address: &str) -> Result<Report, String> {
    let device = Device::at(address);
    device.wait(Duration::from_secs(30))?;
    check_configuration(&device)?;
    println!("a policy is taken from an allowed origin only; a corrupt one is refused, and the one before stays");

    let corpus = Corpus::built_in().map_err(|error| error.to_string())?;
    let options = Options { comparison: Comparison::Exact, unsupported, timeout: Duration::from_secs(20) };
    let target = Target::parse(&format!("http://{address}")).ok_or("not an address")?;
    let (mut report, mut longest) = (Report::default(), 0);
    for (name, cases) in by_policy(&corpus) {
        let policy = corpus.policies.get(name).ok_or("a case without a policy")?;
        let image = policy.compile().map_err(|error| error.to_string())?.into_inner();
        longest = longest.max(image.len());
        device.put(SETUP, &image)?.expect(200)?;
        let policies = BTreeMap::from([(name.to_owned(), policy.clone())]);
        let part = Corpus { policies, cases, diagnoses: Vec::new() };
        report.results.extend(run(&part, &options, |_, _| Some(target.clone())).results);
    }
    // By files again, not by policies.
    let places: BTreeMap<&str, usize> =
        corpus.cases.iter().enumerate().map(|(place, case)| (&*case.name, place)).collect();
    report.results.sort_by_key(|result| places.get(&*result.name).copied().unwrap_or(usize::MAX));
    for (why, count) in skipped(&report) {
        println!("{count} skipped: {why}");
    }
    println!("{report}longest image {longest} bytes");
    Ok(report)
}

fn unsupported(case: &Case) -> Option<&'static str> {
    (sets_own_cors_lines(case) || sets_own_vary(case))
        .then_some("picoserve only adds headers: the handler's own lines stay")
}

/// The policies in the order of their names, each with its cases.
fn by_policy(corpus: &Corpus) -> BTreeMap<&str, Vec<Case>> {
    let mut cases: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for case in &corpus.cases {
        cases.entry(&case.policy).or_default().push(case.clone());
    }
    cases
}

/// The device takes a policy only whole, and only from whom it may.
fn check_configuration(device: &Device) -> Result<(), String> {
    let preflight = device.send(
        "OPTIONS",
        "/device/policy",
        &[
            ("Origin", SETUP),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "content-type"),
        ],
        b"",
    )?;
    preflight.expect(204)?;
    let methods = preflight.header("access-control-allow-methods").unwrap_or_default();
    if preflight.header("access-control-allow-origin") != Some(SETUP)
        || !methods.split(',').any(|method| method == "PUT")
    {
        return Err("the preflight for PUT /device/policy is not granted".to_owned());
    }
    let foreign = [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "PUT")];
    device.send("OPTIONS", "/device/policy", &foreign, b"")?.expect(403)?;

    let compile = |origin: &'static str| {
        let origins = [origin];
        let policy = Config::new().allow_origins(&origins).max_age(60).compile_boxed(|_| ()).map_err(|e| e.to_string());
        policy.map(corsac::OwnedPolicy::into_inner)
    };
    let (one, other) = (compile("https://one.example")?, compile("https://other.example")?);
    device.put(SETUP, &one)?.expect(200)?;
    let in_force = |image: &[u8]| -> Result<(), String> {
        let now = device.send("GET", "/device/policy", &[], b"")?;
        if now.body == image { Ok(()) } else { Err("another policy is in force than the one expected".to_owned()) }
    };
    in_force(&one)?;

    device.put("https://evil.example", &other)?.expect(403)?;
    device.send("PUT", "/device/policy", &[], &other)?.expect(403)?;
    device.put(SETUP, b"")?.expect(422)?;
    device.put(SETUP, &vec![0; 5000])?.expect(413)?;
    for place in 0..other.len() {
        let mut corrupt = other.to_vec();
        corrupt[place] ^= 0x20;
        let answer: Answer = device.put(SETUP, &corrupt)?;
        answer.expect(422)?;
        let reason = Policy::from_bytes(&corrupt).err().filter(|error| error.kind != ImageErrorKind::Truncated);
        if let Some(reason) = reason.map(|reason| reason.to_string()) {
            let said = String::from_utf8_lossy(&answer.body).trim_end().to_owned();
            if said != reason {
                return Err(format!("the device says `{said}`, not `{reason}`"));
            }
        }
    }
    device.put(SETUP, &other[..other.len() - 1])?.expect(422)?;
    in_force(&one)?;
    device.put(SETUP, &other)?.expect(200)?;
    in_force(&other)
}

fn print_costs(device: &Device, elf: &str) -> Result<(), String> {
    let memory::Static { flash, ram } = memory::of(elf.as_ref())?;
    println!("flash {flash} bytes\nstatic RAM {ram} bytes");
    let costs = device.send("GET", "/device/memory", &[], b"")?;
    costs.expect(200)?;
    print!("{}", String::from_utf8_lossy(&costs.body));
    Ok(())
}
