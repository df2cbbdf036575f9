//! A policy that is replaced while requests run.

use core::cell::{Cell, Ref, RefCell, RefMut};
use core::fmt;

use corsac::{ImageError, OwnedPolicy, Policy};

use crate::source::{HeldPolicy, PolicySource};

/// A policy that is replaced at run time, without an allocator, locks or atomics.
///
/// It starts with a policy from flash. A new image is received into whichever of two buffers no request uses,
/// validated there, and put in force with [`Incoming::commit`]. Requests that began before keep the policy they were
/// decided by; an image with a fault changes nothing.
///
/// It is for one thread of execution (`!Sync`), as the executors of microcontrollers are.
///
/// ```
/// use corsac::{Config, Policy};
/// use corsac_embedded::{HeldPolicy, LivePolicy, PolicySource};
///
/// let mut flash = [0; 256];
/// let config = Config::new().allow_origins(&["https://setup.example"]).max_age(5);
/// let first = Policy::from_bytes(config.compile_into(&mut flash, |_| ()).unwrap()).unwrap();
///
/// let (mut one, mut other) = ([0; 256], [0; 256]);
/// let live = LivePolicy::new(first, [&mut one, &mut other]);
///
/// let next = Config::new().allow_origins(&["https://app.example"]).max_age(5).compile::<256>().unwrap();
/// let request = live.hold();
/// let mut incoming = live.receive().unwrap();
/// incoming.append(next.as_bytes()).unwrap();
/// incoming.commit().unwrap();
/// assert!(live.hold().policy().allows_origin(b"https://app.example"));
/// assert!(request.policy().allows_origin(b"https://setup.example"), "it began before");
/// ```
pub struct LivePolicy<'m> {
    first: Policy<'m>,
    slots: [RefCell<Slot<'m>>; 2],
    // Invariant: a slot that this names is `Loaded`, and is never borrowed mutably.
    in_force: Cell<InForce>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum InForce {
    First,
    Slot(usize),
}

enum Slot<'m> {
    Free(&'m mut [u8]),
    Loaded(OwnedPolicy<Image<'m>>),
}

/// A buffer, filled up to a length.
struct Image<'m> {
    buffer: &'m mut [u8],
    length: usize,
}

impl AsRef<[u8]> for Image<'_> {
    fn as_ref(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

/// The policy in force when a request began.
pub struct HeldSlot<'s, 'm>(Held<'s, 'm>);

enum Held<'s, 'm> {
    First(&'s Policy<'m>),
    Slot(Ref<'s, OwnedPolicy<Image<'m>>>),
}

/// An image on its way in. Dropping it leaves everything as it was.
pub struct Incoming<'s, 'm> {
    live: &'s LivePolicy<'m>,
    slot: RefMut<'s, Slot<'m>>,
    place: usize,
    length: usize,
}

/// Why an image cannot be received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiveError {
    /// Both buffers are in use: by the policy in force, and by requests that began under the one before or by another
    /// image on its way in. Later it will work.
    Busy,
    /// The image is longer than the buffer.
    TooLong,
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            ReceiveError::Busy => "both buffers for policies are in use; try again",
            ReceiveError::TooLong => "the image is longer than the buffer for policies",
        })
    }
}

impl core::error::Error for ReceiveError {}

impl<'m> LivePolicy<'m> {
    /// Starts with `first`. The length of the shorter buffer is the longest image that can be relied upon to fit.
    pub const fn new(first: Policy<'m>, buffers: [&'m mut [u8]; 2]) -> LivePolicy<'m> {
        let [one, other] = buffers;
        let slots = [RefCell::new(Slot::Free(one)), RefCell::new(Slot::Free(other))];
        LivePolicy { first, slots, in_force: Cell::new(InForce::First) }
    }

    /// Begins to receive an image, in a buffer that nothing uses.
    ///
    /// # Errors
    ///
    /// [`ReceiveError::Busy`] if there is none.
    pub fn receive(&self) -> Result<Incoming<'_, 'm>, ReceiveError> {
        for (place, slot) in self.slots.iter().enumerate() {
            if self.in_force.get() == InForce::Slot(place) {
                continue;
            }
            if let Ok(mut slot) = slot.try_borrow_mut() {
                slot.free();
                return Ok(Incoming { live: self, slot, place, length: 0 });
            }
        }
        Err(ReceiveError::Busy)
    }

    /// Puts the policy in force again that it was made with.
    pub fn reset(&self) {
        self.in_force.set(InForce::First);
    }
}

impl<'m> Slot<'m> {
    const fn policy(&self) -> Option<&OwnedPolicy<Image<'m>>> {
        match self {
            Slot::Loaded(policy) => Some(policy),
            Slot::Free(_) => None,
        }
    }

    /// Gives the buffer back.
    fn free(&mut self) {
        *self = match core::mem::replace(self, Slot::Free(&mut [])) {
            Slot::Loaded(policy) => Slot::Free(policy.into_inner().buffer),
            free => free,
        };
    }
}

impl Incoming<'_, '_> {
    /// Adds the next bytes of the image.
    ///
    /// # Errors
    ///
    /// [`ReceiveError::TooLong`] if they do not fit; then none is added.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), ReceiveError> {
        let end = self.length.saturating_add(bytes.len());
        let place = match &mut *self.slot {
            Slot::Free(buffer) => buffer.get_mut(self.length..end),
            Slot::Loaded(_) => None,
        };
        place.ok_or(ReceiveError::TooLong)?.copy_from_slice(bytes);
        self.length = end;
        Ok(())
    }

    /// Validates the image and puts it in force. Only accidents are found: whoever supplies an image chooses the
    /// policy, so check first that it comes from somebody who may.
    ///
    /// # Errors
    ///
    /// If it is not the image of a policy. Then the policy before stays in force.
    pub fn commit(mut self) -> Result<(), ImageError> {
        if let Slot::Free(buffer) = &*self.slot {
            // Also here, for the buffer is gone if `OwnedPolicy::new` refuses it.
            Policy::from_bytes(buffer.get(..self.length).unwrap_or_default())?;
        }
        if let Slot::Free(buffer) = core::mem::replace(&mut *self.slot, Slot::Free(&mut [])) {
            *self.slot = Slot::Loaded(OwnedPolicy::new(Image { buffer, length: self.length })?);
            self.live.in_force.set(InForce::Slot(self.place));
        }
        Ok(())
    }
}

impl<'m> PolicySource for LivePolicy<'m> {
    type Held<'s>
        = HeldSlot<'s, 'm>
    where
        Self: 's;

    fn hold(&self) -> HeldSlot<'_, 'm> {
        let slot = match self.in_force.get() {
            InForce::First => None,
            InForce::Slot(place) => self.slots.get(place),
        };
        // A slot in force can be borrowed and is loaded; if not, the policy that is always there will do.
        let loaded =
            slot.and_then(|slot| slot.try_borrow().ok()).and_then(|slot| Ref::filter_map(slot, Slot::policy).ok());
        HeldSlot(loaded.map_or(Held::First(&self.first), Held::Slot))
    }
}

impl<'m> PolicySource for &LivePolicy<'m> {
    type Held<'s>
        = HeldSlot<'s, 'm>
    where
        Self: 's;

    fn hold(&self) -> HeldSlot<'_, 'm> {
        (*self).hold()
    }
}

impl HeldPolicy for HeldSlot<'_, '_> {
    fn policy(&self) -> Policy<'_> {
        match &self.0 {
            Held::First(policy) => **policy,
            Held::Slot(policy) => policy.as_policy(),
        }
    }
}
