//! What is being done, on a terminal, where it takes a while.

use core::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows the step that is under way, and for how long.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Shows nothing where nobody looks.
    pub(super) fn new(is_shown: bool) -> Progress {
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        if is_shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Progress(bar)
    }

    pub(super) fn step(&mut self, name: &'static str) {
        self.0.set_message(name);
    }

    /// Leaves no trace.
    pub(super) fn end(self) {
        self.0.finish_and_clear();
    }
}
