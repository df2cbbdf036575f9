//! Figures, the budgets they must keep, and the file that holds those.

use core::fmt::Write as _;

/// How much a figure may grow, in percent of its budget, before that is a failure.
const MARGIN: u64 = 5;

/// The same for another compiler than the one that the budgets were made with, and how far its bars are moved.
const OTHER_MARGIN: u64 = 10;

/// One figure of one program on one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) key: Key,
    /// In bytes, more than `empty` takes.
    pub(crate) bytes: u64,
}

/// Which figure it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) target: String,
    pub(crate) program: String,
    /// Of programs of the core: `flash`, `ram`, `stack`, or `builtins`, the part of the flash that the compiler's own
    /// functions take. Of servers: `server` alone, what the `core` adds, and then the `adapter`, all of them flash.
    pub(crate) what: String,
}

impl Key {
    /// Is it written down, but never a failure?
    fn is_informative(&self) -> bool {
        matches!(self.what.as_str(), "builtins" | "server")
    }

    /// What may never be exceeded, whatever the budget says.
    fn bar(&self) -> Option<u64> {
        self.wanted().filter(|_| matches!(self.what.as_str(), "stack" | "ram" | "adapter"))
    }

    fn name(&self) -> String {
        format!("{} of {} on {}", self.what, self.program, self.target)
    }

    fn wanted(&self) -> Option<u64> {
        match (self.program.as_str(), self.what.as_str()) {
            ("core-decide", "flash") => Some(2_560),
            ("core-validate", "flash") => Some(3_584),
            ("core-compile", "flash") => Some(8_192),
            ("core-decide", "stack") => Some(512),
            (_, "ram") => Some(0),
            ("picoserve", "adapter") => Some(4_096),
            ("edge-http", "adapter") => Some(1_536),
            _ => None,
        }
    }
}

/// Reads lines of figures: target, program, what, bytes, and more that is not looked at.
pub(crate) fn read(text: &str) -> Result<Vec<Figure>, String> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let mut word = || words.next().map(str::to_owned).ok_or_else(|| format!("a word is missing in `{line}`"));
            let key = Key { target: word()?, program: word()?, what: word()? };
            let bytes = word()?.parse().map_err(|_| format!("no number of bytes in `{line}`"))?;
            Ok(Figure { key, bytes })
        })
        .collect()
}

/// Writes figures for [`read`].
pub(crate) fn write_figure(figure: &Figure) -> String {
    let Figure { key: Key { target, program, what }, bytes } = figure;
    format!("{target} {program} {what} {bytes}")
}

/// Writes the file of budgets: what was measured is the budget from now on.
pub(crate) fn write_budgets(figures: &[Figure]) -> String {
    let mut text = String::from(
        "# The most bytes that the core may add to a firmware which has none of it, and adapters to a server that decides\n\
         # without one: 5 % more is a failure, 10 % with another compiler. `embedded/probes/run update` writes this file, and the tables in\n\
         # docs/embedded.md, from what it measures. Say in the same change why something grew. The last column is what was\n\
         # aimed at: of stack, ram and adapters it is never exceeded; of the core's flash docs/decisions.md says what keeps\n\
         # us from it. `builtins`, the part that is memcpy and the like, and `server` alone are told, and not judged.\n\
         #\n",
    );
    let _ = writeln!(text, "# {:18} {:14} {:9} {:>6} {:>6}", "target", "program", "what", "budget", "aim");
    for Figure { key, bytes } in figures {
        let wanted = key.wanted().map_or_else(|| "-".to_owned(), |wanted| wanted.to_string());
        let _ = writeln!(text, "{:20} {:14} {:9} {bytes:6} {wanted:>6}", key.target, key.program, key.what);
    }
    text
}

/// What is wrong, in sentences. Bars hold for the compiler that made the budgets; another one has a margin there, too.
pub(crate) fn judge(budgets: &[Figure], figures: &[Figure], same_compiler: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for budget in budgets {
        if !figures.iter().any(|figure| figure.key == budget.key) {
            faults.push(format!("the {} has a budget, and was not measured", budget.key.name()));
        }
    }
    for Figure { key, bytes } in figures {
        let margin = |bytes: u64| bytes * if same_compiler { MARGIN } else { OTHER_MARGIN } / 100;
        let bar = key.bar().map(|bar| if same_compiler { bar } else { bar + margin(bar) });
        if let Some(bar) = bar.filter(|bar| bytes > bar) {
            faults.push(format!("the {} is {bytes} bytes, and must never be more than {bar}", key.name()));
            continue;
        }
        match budgets.iter().find(|budget| budget.key == *key) {
            None => faults.push(format!("the {} has no budget: `embedded/probes/run update` gives it one", key.name())),
            Some(budget) if !key.is_informative() && *bytes > budget.bytes + margin(budget.bytes) => {
                faults.push(format!("the {} is {bytes} bytes, and may be {}", key.name(), budget.bytes));
            }
            Some(_) => {}
        }
    }
    faults
}

/// What keeps figures from becoming budgets: bars that are not kept, and programs that were not measured.
pub(crate) fn refuse(figures: &[Figure]) -> Vec<String> {
    let mut faults = Vec::new();
    let core = ["core-decide", "core-validate", "core-compile"];
    let of_core =
        core.into_iter().flat_map(|program| ["flash", "builtins", "ram", "stack"].map(|what| (program, what)));
    let servers = ["picoserve", "edge-http"];
    let of_servers = servers.into_iter().flat_map(|program| ["server", "core", "adapter"].map(|what| (program, what)));
    for (program, what) in of_core.chain(of_servers).chain([("raw", "flash")]) {
        for target in TARGETS {
            let key = Key { target: target.to_owned(), program: program.to_owned(), what: what.to_owned() };
            match figures.iter().find(|figure| figure.key == key) {
                None => faults.push(format!("the {} was not measured", key.name())),
                Some(Figure { bytes, .. }) => {
                    if let Some(bar) = key.bar().filter(|bar| bytes > bar) {
                        faults.push(format!("the {} is {bytes} bytes, and must never be more than {bar}", key.name()));
                    }
                }
            }
        }
    }
    faults
}

/// The targets that are judged.
pub(crate) const TARGETS: [&str; 2] = ["thumbv6m-none-eabi", "thumbv7m-none-eabi"];

/// The second table of docs/embedded.md: the core and the adapters in servers.
pub(crate) fn servers(figures: &[Figure]) -> String {
    let mut text = String::from("| | Cortex-M0 | Cortex-M3 | at most |\n|---|--:|--:|--:|\n");
    let rows = [
        ("picoserve", "server", "picoserve with one route"),
        ("picoserve", "core", "the core"),
        ("picoserve", "adapter", "adapter for picoserve"),
        ("edge-http", "server", "edge-http with one handler"),
        ("edge-http", "core", "the core"),
        ("edge-http", "adapter", "adapter for edge-http"),
        ("raw", "flash", "`embedded/raw`: httparse, the core, and nothing else"),
    ];
    for (program, what, words) in rows {
        let key = |target: &str| Key { target: target.to_owned(), program: program.to_owned(), what: what.to_owned() };
        let number = |target| {
            let found = figures.iter().find(|figure| figure.key == key(target));
            thousands(found.map_or(0, |figure| figure.bytes))
        };
        let bar = key("").bar().map(thousands).unwrap_or_default();
        let [small, large] = TARGETS.map(number);
        let _ = writeln!(text, "| {words} | {small} | {large} | {bar} |");
    }
    text
}

/// The first table of docs/embedded.md: the core alone.
pub(crate) fn table(figures: &[Figure]) -> String {
    let mut text = String::from("| bytes | Cortex-M0 | Cortex-M3 | aim |\n|---|--:|--:|--:|\n");
    let rows = [
        ("core-decide", "flash", "policy in flash, decide, plan"),
        ("core-validate", "flash", "the same, and images validated at run time"),
        ("core-compile", "flash", "the same, and policies compiled on the device, every fault explained"),
        ("core-decide", "stack", "stack of decide and plan, the deepest of nine requests"),
        ("core-validate", "stack", "stack of validating an image of 199 bytes, then the same"),
        ("core-compile", "stack", "stack of compiling a policy, then the same"),
        ("core-compile", "ram", "static RAM of any of them"),
    ];
    for (program, what, words) in rows {
        let cell = |target: &str, what: &str| {
            let found = figures
                .iter()
                .find(|Figure { key, .. }| key.program == program && key.what == what && key.target == target);
            found.map_or(0, |figure| figure.bytes)
        };
        let number = |target| match (what, cell(target, "builtins")) {
            ("flash", builtins) if builtins > 0 => {
                format!("{} ({})", thousands(cell(target, what)), thousands(builtins))
            }
            _ => thousands(cell(target, what)),
        };
        let key = Key { target: String::new(), program: program.to_owned(), what: what.to_owned() };
        let wanted = key.wanted().map(thousands).unwrap_or_default();
        let (small, large) = (number("thumbv6m-none-eabi"), number("thumbv7m-none-eabi"));
        let _ = writeln!(text, "| {words} | {small} | {large} | {wanted} |");
    }
    text
}

fn thousands(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    }
}

/// The page with what is between its markers replaced.
pub(crate) fn between(page: &str, name: &str, content: &str) -> Result<String, String> {
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let (before, rest) = page.split_once(&begin).ok_or_else(|| format!("the page has no `{begin}`"))?;
    let (_, after) = rest.split_once(&end).ok_or_else(|| format!("the page has no `{end}`"))?;
    Ok(format!("{before}{begin}{content}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(program: &str, what: &str, bytes: u64) -> Figure {
        let key = Key { target: "thumbv6m-none-eabi".to_owned(), program: program.to_owned(), what: what.to_owned() };
        Figure { key, bytes }
    }

    #[test]
    fn growth_beyond_the_margin_is_a_fault() {
        let budgets = [figure("core-decide", "flash", 1000), figure("core-decide", "ram", 0)];
        let ram = figure("core-decide", "ram", 0);
        assert_eq!(judge(&budgets, &[figure("core-decide", "flash", 1050), ram.clone()], true), [""; 0]);
        assert_eq!(judge(&budgets, &[figure("core-decide", "flash", 10), ram.clone()], true), [""; 0]);
        assert_eq!(
            judge(&budgets, &[figure("core-decide", "flash", 1051), figure("core-decide", "ram", 1)], true),
            [
                "the flash of core-decide on thumbv6m-none-eabi is 1051 bytes, and may be 1000",
                "the ram of core-decide on thumbv6m-none-eabi is 1 bytes, and must never be more than 0",
            ]
        );
    }

    #[test]
    fn what_is_missing_on_either_side_is_a_fault() {
        let (flash, stack) = (figure("core-decide", "flash", 1000), figure("core-decide", "stack", 1));
        assert_eq!(
            judge(core::slice::from_ref(&flash), core::slice::from_ref(&stack), true),
            [
                "the flash of core-decide on thumbv6m-none-eabi has a budget, and was not measured",
                "the stack of core-decide on thumbv6m-none-eabi has no budget: `embedded/probes/run update` gives it one",
            ]
        );
    }

    #[test]
    fn bars_hold_whatever_the_budget_says() {
        let stack = figure("core-decide", "stack", 513);
        let fault = "the stack of core-decide on thumbv6m-none-eabi is 513 bytes, and must never be more than 512";
        assert_eq!(judge(core::slice::from_ref(&stack), core::slice::from_ref(&stack), true), [fault]);
        assert_eq!(judge(core::slice::from_ref(&stack), core::slice::from_ref(&stack), false), [""; 0]);
        let refused = refuse(&[stack]);
        assert!(refused.iter().any(|text| text == fault));
        assert!(refused.contains(&"the adapter of edge-http on thumbv7m-none-eabi was not measured".to_owned()));
    }

    #[test]
    fn builtins_are_told_and_not_judged() {
        let (few, many) = (figure("core-decide", "builtins", 10), figure("core-decide", "builtins", 900));
        assert_eq!(judge(&[few], &[many], true), [""; 0]);
    }

    #[test]
    fn budgets_are_read_as_they_are_written() {
        let figures = [figure("core-decide", "flash", 7594), figure("core-validate", "stack", 720)];
        assert_eq!(read(&write_budgets(&figures)), Ok(figures.to_vec()));
        assert_eq!(read(&write_figure(&figures[0])), Ok(vec![figures[0].clone()]));
        assert_eq!(
            read("thumbv6m-none-eabi core-decide flash"),
            Err("a word is missing in `thumbv6m-none-eabi core-decide flash`".to_owned())
        );
        assert_eq!(read("a b c d"), Err("no number of bytes in `a b c d`".to_owned()));
    }

    #[test]
    fn pages_keep_what_is_outside_the_markers() {
        let page = "a\n<!-- core:begin -->\nold\n<!-- core:end -->\nb";
        assert_eq!(between(page, "core", "new\n").unwrap(), "a\n<!-- core:begin -->\nnew\n<!-- core:end -->\nb");
        assert!(between(page, "other", "").is_err());
        let servers = servers(&[figure("picoserve", "adapter", 2699)]);
        assert!(servers.contains("| adapter for picoserve | 2,699 | 0 | 4,096 |"), "{servers}");
        let table = table(&[figure("core-decide", "flash", 7594), figure("core-decide", "builtins", 604)]);
        assert!(table.contains("| policy in flash, decide, plan | 7,594 (604) | 0 | 2,560 |"), "{table}");
    }
}
