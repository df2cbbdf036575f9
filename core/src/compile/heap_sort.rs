//! Heap sort over anything that can compare and swap two places: no memory, no worst case, little code.

/// Sorts `len` places so that none is `less` than one before it.
pub(super) fn heap_sort<T: ?Sized>(
    items: &mut T,
    len: u32,
    less: fn(&T, u32, u32) -> bool,
    swap: fn(&mut T, u32, u32),
) {
    let sift_down = |items: &mut T, mut parent: u32, end: u32| {
        loop {
            let mut child = parent.saturating_mul(2).saturating_add(1);
            if child >= end {
                return;
            }
            let right = child.saturating_add(1);
            if right < end && less(items, child, right) {
                child = right;
            }
            if !less(items, parent, child) {
                return;
            }
            swap(items, parent, child);
            parent = child;
        }
    };
    for parent in (0..len.div_euclid(2)).rev() {
        sift_down(items, parent, len);
    }
    for end in (1..len).rev() {
        swap(items, 0, end);
        sift_down(items, 0, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_like_the_standard_library(mut values in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut expected = values.clone();
            expected.sort();
            let len = values.len() as u32;
            heap_sort(
                values.as_mut_slice(),
                len,
                |values, a, b| values[a as usize] < values[b as usize],
                |values, a, b| values.swap(a as usize, b as usize),
            );
            prop_assert_eq!(values, expected);
        }
    }
}
