//! The processes below a process.

use std::collections::BTreeMap;
use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// Children, and children of children, parents first.
pub(super) fn descendants(process: u32) -> Vec<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // A process that is gone by now has no file.
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        if let Some(parent) = parent(&stat) {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut found = Vec::new();
    let mut next = children.get(&process).cloned().unwrap_or_default();
    while let Some(id) = next.pop() {
        found.push(id);
        next.extend(children.get(&id).into_iter().flatten());
    }
    found
}

/// The parent in the text of `/proc/PID/stat`, unless the process has ended and only waits to be asked why. The name
/// of the program stands before, in parentheses, and may hold any of them.
fn parent(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace();
    let is_zombie = fields.next()? == "Z";
    fields.next().filter(|_| !is_zombie)?.parse().ok()
}

/// Ends them, at once.
pub(super) fn kill(processes: &[u32]) {
    for &process in processes {
        if let Some(id) = i32::try_from(process).ok().and_then(Pid::from_raw) {
            // It may have ended by itself.
            let _ = kill_process(id, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_parent_stands_behind_the_name() {
        assert_eq!(parent("12 (a) b) S 7 1 1"), Some(7));
        assert_eq!(parent("12 (a) Z 7 1 1"), None);
        assert_eq!(parent(""), None);
    }

    #[test]
    fn children_of_children_are_found_and_ended() {
        let mut shell =
            Command::new("sh").args(["-c", "sleep 60 & wait"]).spawn().unwrap_or_else(|error| panic!("{error}"));
        let below = |minimum| {
            for _ in 0..100 {
                let found = descendants(std::process::id());
                if found.len() >= minimum {
                    return found;
                }
                std::thread::sleep(core::time::Duration::from_millis(20));
            }
            Vec::new()
        };
        let found = below(2);
        assert!(found.contains(&shell.id()) && found.len() >= 2, "{found:?}");
        // The shell waits for its child, and ends with it.
        kill(&descendants(shell.id()));
        assert!(shell.wait().is_ok());
        let left = descendants(std::process::id());
        assert!(!left.iter().any(|process| found.contains(process)), "{left:?} of {found:?}");
    }
}
