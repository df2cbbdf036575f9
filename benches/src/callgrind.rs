//! Instructions, counted by callgrind. A program starts itself again below valgrind and reads what was counted.
//!
//! Only what happens inside of `corsac_counted_region` is counted, and each call of it leaves a count of its own. An
//! operation costs the difference between a batch of eleven and a batch of one, divided by ten: neither starting the
//! program, nor building policies and requests, nor the loop is a part of it.

use core::hint::black_box;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::{self, Command, Stdio};
use std::{env, fs};

use crate::measure::Work;

/// The function whose calls callgrind counts. Tools know it by name.
const REGION: &str = "corsac_counted_region";
const FEW: usize = 1;
const MANY: usize = 11;

/// glibc chooses variants of `memcpy` and `memcmp` by processor. With these left out, all processors have the same.
const SAME_EVERYWHERE: &str = "glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512F_Usable,\
                               -AVX512VL,-EVEX,-ERMS,-FSRM,-SSSE3,-SSE4_1,-SSE4_2,-Fast_Unaligned_Copy";

/// What was counted: a label, and the instructions of one operation.
pub type Count = (String, u64);

// SAFETY: nothing else has this name. Without it, link-time optimisation appends a number that differs between builds.
#[unsafe(no_mangle)]
#[inline(never)]
fn corsac_counted_region(batch: Box<dyn FnOnce() + '_>) {
    batch();
    // Keeps the call above from becoming a jump, which would end the region too early.
    black_box(());
}

/// Below valgrind: does the work in batches of two sizes, and says under which label.
pub fn run(label: &str, work: &mut dyn Work) {
    // The first operations fill caches of the allocator and of lazily made values.
    work.prepare(MANY)();
    for size in [FEW, MANY] {
        corsac_counted_region(work.prepare(size));
    }
    println!("{label}");
}

/// What decides about the counts beside the program: the C library and valgrind, as they call themselves.
pub fn tools() -> String {
    let asked = [("getconf", "GNU_LIBC_VERSION"), ("valgrind", "--version")];
    asked.map(|(program, argument)| ask(program, argument).unwrap_or_else(|| format!("no {program}"))).join(", ")
}

fn ask(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Starts this program again below valgrind, with these arguments, upon which it calls [`run`] for all that is to be
/// counted.
///
/// # Errors
///
/// If there is no valgrind, the program fails below it, or the counts do not fit the labels.
pub fn count(arguments: &[&str]) -> io::Result<Vec<Count>> {
    let directory = env::temp_dir().join(format!("corsac-callgrind-{}", process::id()));
    fs::create_dir_all(&directory)?;
    let counted = count_in(&directory, arguments);
    fs::remove_dir_all(&directory)?;
    counted
}

fn count_in(directory: &Path, arguments: &[&str]) -> io::Result<Vec<Count>> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--quiet", "--collect-atstart=no"]);
    valgrind.arg(format!("--toggle-collect={REGION}")).arg(format!("--dump-after={REGION}"));
    valgrind.arg(format!("--callgrind-out-file={}", directory.join("counts").display()));
    valgrind.arg(env::current_exe()?).args(arguments);
    // The environment lies on the stack, and the stack has its part in how memory is aligned.
    valgrind.env_clear().env("GLIBC_TUNABLES", SAME_EVERYWHERE);
    if let Some(path) = env::var_os("PATH") {
        valgrind.env("PATH", path);
    }
    let output = valgrind.stderr(Stdio::inherit()).output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => io::Error::new(error.kind(), "valgrind is not installed: apt-get install valgrind"),
        _ => error,
    })?;
    if !output.status.success() {
        return Err(io::Error::other(format!("the program failed below valgrind: {}", output.status)));
    }
    let labels = String::from_utf8_lossy(&output.stdout).into_owned();
    let counts: Vec<u64> = (1..)
        .map_while(|number| fs::read_to_string(directory.join(format!("counts.{number}"))).ok())
        .map(|dump| total(&dump).ok_or_else(|| io::Error::other("a dump of callgrind has no total")))
        .collect::<io::Result<_>>()?;
    assign(labels.lines(), &counts).ok_or_else(|| {
        io::Error::other(format!("{} counts for {} labels, two each expected", counts.len(), labels.lines().count()))
    })
}

/// The instructions that a dump holds.
fn total(dump: &str) -> Option<u64> {
    dump.lines().find_map(|line| line.strip_prefix("totals: "))?.trim().parse().ok()
}

/// Pairs each label with its two counts.
fn assign<'a>(labels: impl Iterator<Item = &'a str>, counts: &[u64]) -> Option<Vec<Count>> {
    let mut pairs = counts.chunks(2);
    let assigned: Option<Vec<Count>> = labels
        .map(|label| match pairs.next()? {
            [few, many] => Some((label.to_owned(), many.checked_sub(*few)? / (MANY - FEW) as u64)),
            _ => None,
        })
        .collect();
    assigned.filter(|_| pairs.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_differences_and_fit_the_labels() {
        let counted = |counts: &[u64]| assign(["a", "b"].into_iter(), counts);
        assert_eq!(counted(&[120, 1_120, 7, 57]), Some(vec![("a".to_owned(), 100), ("b".to_owned(), 5)]));
        assert_eq!(counted(&[120, 1_120]), None);
        assert_eq!(counted(&[120, 1_120, 7]), None);
        assert_eq!(counted(&[120, 1_120, 7, 57, 1]), None);
        assert_eq!(counted(&[1_120, 120, 7, 57]), None);
    }

    #[test]
    fn a_dump_has_one_total() {
        assert_eq!(total("summary: 7\n\nfn=(1)\ntotals: 8\n"), Some(8));
        assert_eq!(total("summary: 7\n"), None);
    }
}
