//! Timing that a busy machine does not spoil: subjects take turns, in short batches, and the least of many samples
//! counts. A batch is shorter than the slice of time that a scheduler gives, so some batches are never interrupted.

use core::time::Duration;
use std::time::Instant;

/// How long a batch takes at least, unless a single operation takes longer.
const BATCH: Duration = Duration::from_micros(150);
/// How many operations a batch has at most: their requests are made beforehand and kept in memory.
const MOST: usize = 16 * 1024;
/// How long a case is measured at most, if a few samples have been taken.
const CASE: Duration = Duration::from_millis(1_500);
const SAMPLES: usize = 80;
const FEWEST_SAMPLES: usize = 3;

/// Operations of one kind.
pub trait Work {
    /// Prepares so many operations, which the closure then does.
    fn prepare(&mut self, count: usize) -> Box<dyn FnOnce() + '_>;
}

/// Operations that need no preparation.
pub struct Repeated<F>(pub F);

impl<F: FnMut()> Work for Repeated<F> {
    fn prepare(&mut self, count: usize) -> Box<dyn FnOnce() + '_> {
        Box::new(move || (0..count).for_each(|_| (self.0)()))
    }
}

/// Operations that each consume a value, which is made beforehand.
pub struct Consuming<M, F> {
    /// Makes a value.
    pub make: M,
    /// Consumes it.
    pub run: F,
}

impl<M: FnMut() -> T, F: FnMut(T), T: 'static> Work for Consuming<M, F> {
    fn prepare(&mut self, count: usize) -> Box<dyn FnOnce() + '_> {
        let values: Vec<T> = (0..count).map(|_| (self.make)()).collect();
        Box::new(move || values.into_iter().for_each(&mut self.run))
    }
}

/// Operations whose results are dropped after the time was taken.
pub struct Making<F, T> {
    make: F,
    made: Vec<T>,
}

impl<F: FnMut() -> T, T> Making<F, T> {
    /// Work that makes something.
    pub fn new(make: F) -> Making<F, T> {
        Making { make, made: Vec::new() }
    }
}

impl<F: FnMut() -> T, T> Work for Making<F, T> {
    fn prepare(&mut self, count: usize) -> Box<dyn FnOnce() + '_> {
        self.made.clear();
        self.made.reserve(count);
        Box::new(move || (0..count).for_each(|_| self.made.push((self.make)())))
    }
}

/// Work with the name of who does it.
pub struct Subject {
    /// The name in the tables.
    pub name: &'static str,
    /// What is timed and counted.
    pub work: Box<dyn Work>,
}

impl Subject {
    /// Work with the name of who does it.
    pub fn new(name: &'static str, work: impl Work + 'static) -> Subject {
        Subject { name, work: Box::new(work) }
    }
}

/// Nanoseconds that one operation of each subject takes: the least of many samples. Subjects take turns, so that all see
/// the same machine.
pub fn time(subjects: &mut [Subject]) -> Vec<f64> {
    let sizes: Vec<usize> = subjects.iter_mut().map(|subject| batch_size(subject.work.as_mut())).collect();
    let mut least = vec![f64::INFINITY; subjects.len()];
    let began = Instant::now();
    for sample in 0..SAMPLES {
        if sample >= FEWEST_SAMPLES && began.elapsed() > CASE {
            break;
        }
        for turn in 0..subjects.len() {
            // Another one begins each time.
            let place = (turn + sample) % subjects.len();
            let taken = duration(subjects[place].work.as_mut(), sizes[place]);
            least[place] = least[place].min(taken.as_secs_f64() * 1e9 / sizes[place] as f64);
        }
    }
    least
}

fn batch_size(work: &mut dyn Work) -> usize {
    let mut size = 1;
    while size < MOST && duration(work, size) < BATCH {
        size *= 2;
    }
    size
}

fn duration(work: &mut dyn Work, count: usize) -> Duration {
    let batch = work.prepare(count);
    let began = Instant::now();
    batch();
    began.elapsed()
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;
    use core::hint::black_box;
    use std::rc::Rc;

    use super::*;

    #[test]
    fn values_are_made_before_and_dropped_after() {
        let (made, run) = (Cell::new(0), Cell::new(0));
        let mut work = Consuming { make: || made.set(made.get() + 1), run: |()| run.set(run.get() + 1) };
        let batch = work.prepare(3);
        assert_eq!((made.get(), run.get()), (3, 0));
        batch();
        assert_eq!((made.get(), run.get()), (3, 3));

        let value = Rc::new(());
        let mut work = Making::new(|| Rc::clone(&value));
        work.prepare(2)();
        assert_eq!(Rc::strong_count(&value), 3);
        work.prepare(1)();
        assert_eq!(Rc::strong_count(&value), 2);
    }

    #[test]
    fn who_does_more_takes_longer() {
        let spin = |turns: u64| Repeated(move || (0..turns).for_each(|turn| _ = black_box(turn)));
        let mut subjects = [Subject::new("short", spin(100)), Subject::new("long", spin(2_000))];
        let times = time(&mut subjects);
        assert!(times[1] > 5.0 * times[0], "{times:?}");
    }
}
