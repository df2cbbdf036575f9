//! Which requests are sent, in which order, and what each was for.

use std::rc::Rc;

use super::exchange::{Exchange, Probe};
use super::origins::{self, FOREIGN, Trick};
use super::prober::Prober;
use super::target::Target;

/// A header that no server knows.
pub(super) const UNKNOWN_HEADER: &str = "x-corsac-audit";

/// The length of a long list of requested headers. Most servers take lines of 8 KiB.
const LIST_LENGTH: usize = 6 * 1024;

/// How often a long list is sent again before the server counts as slow.
const REPETITIONS: usize = 2;

/// An origin that the server should allow.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) origin: String,
    /// Did the user name it, or a policy? Else it is a guess.
    pub(super) is_given: bool,
}

/// A preflight with a long list of requested headers.
pub(super) struct ListProbe {
    /// What the list is made of.
    pub(super) kind: &'static str,
    /// The quickest exchange.
    pub(super) exchange: Rc<Exchange>,
    /// Was it slow each time?
    pub(super) is_slow: bool,
}

/// Everything that was sent for one URL.
pub(super) struct Survey {
    pub(super) known: Known,
    /// Without `Origin`.
    pub(super) bare: Rc<Exchange>,
    /// From the known origin.
    pub(super) allowed: Rc<Exchange>,
    /// From an origin that the server cannot know.
    pub(super) foreign: Rc<Exchange>,
    /// From `null`.
    pub(super) null: Rc<Exchange>,
    /// A preflight of the known origin that asks for nothing.
    pub(super) preflight: Rc<Exchange>,
    pub(super) preflight_foreign: Rc<Exchange>,
    /// One that asks for `Authorization`.
    pub(super) preflight_authorization: Rc<Exchange>,
    /// With a `Vary` in the request.
    pub(super) vary: Rc<Exchange>,
    /// Of something that is not there.
    pub(super) missing: Rc<Exchange>,
    /// Of a URL that is malformed.
    pub(super) malformed: Rc<Exchange>,
    pub(super) tricks: Vec<(Trick, Rc<Exchange>)>,
    pub(super) lists: Vec<ListProbe>,
}

impl Survey {
    /// Sends everything. `given` is an origin that should be allowed.
    ///
    /// # Errors
    ///
    /// When the first request gets no response.
    pub(super) fn take(prober: &mut Prober<'_>, target: &Target, given: Option<&str>) -> Result<Survey, String> {
        let url = target.url.as_str();
        let bare = prober.send(Probe::get(url));
        if let Err(error) = &bare.result {
            return Err(error.clone());
        }
        let foreign = prober.send(Probe::get(url).origin(FOREIGN));
        let (known, allowed) = find_known(prober, target, given);
        let origin = known.origin.as_str();
        let null = prober.send(Probe::get(url).origin("null"));
        let preflight = prober.send(Probe::preflight(url, origin, "GET"));
        let preflight_foreign = prober.send(Probe::preflight(url, FOREIGN, "GET"));
        let authorization = Probe::preflight(url, origin, "GET");
        let preflight_authorization =
            prober.send(authorization.header("access-control-request-headers", "authorization"));
        let vary = prober.send(Probe::get(url).origin(origin).header("vary", UNKNOWN_HEADER));
        let missing = prober.send(Probe::get(&target.missing()).origin(origin));
        let malformed = prober.send(Probe::get(&target.malformed()).origin(origin));
        // Where every origin is allowed, so are these.
        let tricks =
            if foreign.is_granted() || foreign.names_origin() { Vec::new() } else { try_tricks(prober, url, origin) };
        let usual = preflight.took.max(preflight_authorization.took);
        let lists = lists().map(|(kind, list)| {
            let probe = || Probe::preflight(url, origin, "GET").header("access-control-request-headers", list.as_str());
            let is_slow = |exchange: &Exchange| exchange.took > usual * 3 + core::time::Duration::from_millis(200);
            let mut exchange = prober.send(probe());
            for _ in 0..REPETITIONS {
                if exchange.result.is_err() || !is_slow(&exchange) {
                    break;
                }
                let again = prober.send(probe());
                if again.took < exchange.took {
                    exchange = again;
                }
            }
            ListProbe { kind, is_slow: is_slow(&exchange), exchange }
        });
        let lists = lists.into();
        Ok(Survey {
            known,
            bare,
            allowed,
            foreign,
            null,
            preflight,
            preflight_foreign,
            preflight_authorization,
            vary,
            missing,
            malformed,
            tricks,
            lists,
        })
    }

    /// Is the known origin one that the server allows somewhere, or one that it should?
    pub(super) fn is_known(&self) -> bool {
        self.known.is_given || self.grants_known()
    }

    /// Does the server allow the known origin somewhere?
    pub(super) fn grants_known(&self) -> bool {
        [&self.allowed, &self.preflight, &self.missing, &self.malformed, &self.preflight_authorization]
            .iter()
            .any(|exchange| exchange.is_granted() || exchange.names_origin())
    }

    /// Every exchange, in order.
    pub(super) fn exchanges(&self) -> impl Iterator<Item = &Rc<Exchange>> {
        let first = [&self.bare, &self.foreign, &self.allowed, &self.null, &self.preflight, &self.preflight_foreign];
        let then = [&self.preflight_authorization, &self.vary, &self.missing, &self.malformed];
        let tricks = self.tricks.iter().map(|(_, exchange)| exchange);
        let lists = self.lists.iter().map(|list| &list.exchange);
        first.into_iter().chain(then).chain(tricks).chain(lists)
    }

    /// Those of the URL itself that are no preflights: what a cache may keep.
    pub(super) fn resource(&self) -> impl Iterator<Item = &Rc<Exchange>> {
        let first = [&self.bare, &self.foreign, &self.allowed, &self.null, &self.vary];
        first.into_iter().chain(self.tricks.iter().map(|(_, exchange)| exchange))
    }
}

/// The origin that should be allowed: the one given, or the first likely one that is.
fn find_known(prober: &mut Prober<'_>, target: &Target, given: Option<&str>) -> (Known, Rc<Exchange>) {
    let mut ask = |origin: &str, is_given| {
        let exchange = prober.send(Probe::get(&target.url).origin(origin));
        (Known { origin: origin.into(), is_given }, exchange)
    };
    if let Some(origin) = given {
        return ask(origin, true);
    }
    let own = ask(&target.origin, false);
    if own.1.is_granted() || own.1.names_origin() {
        return own;
    }
    for origin in origins::likely(&target.origin) {
        let other = ask(&origin, false);
        if other.1.is_granted() || other.1.names_origin() {
            return other;
        }
    }
    own
}

/// One trick for each class is enough; one that is allowed to everybody is enough for all.
fn try_tricks(prober: &mut Prober<'_>, url: &str, known: &str) -> Vec<(Trick, Rc<Exchange>)> {
    use super::class::Class;
    let mut tried: Vec<(Trick, Rc<Exchange>)> = Vec::new();
    for trick in origins::tricks(known) {
        let allowed = |class| {
            tried.iter().any(|(other, exchange): &(Trick, Rc<Exchange>)| {
                other.class == class && !other.is_same_site && exchange.names_origin()
            })
        };
        // What lets every end through lets special characters through as well, and every beginning any character.
        let is_covered = match trick.class {
            Class::SpecialCharacter => allowed(Class::OriginPrefix),
            Class::UnescapedDot => allowed(Class::OriginSuffix),
            _ => false,
        };
        if allowed(trick.class) || allowed(Class::NearWildcard) || is_covered {
            continue;
        }
        let exchange = prober.send(Probe::get(url).origin(&trick.origin));
        tried.push((trick, exchange));
    }
    tried
}

/// Long lists, each of which some parser has been slow at.
fn lists() -> [(&'static str, String); 3] {
    let mut names = String::from(UNKNOWN_HEADER);
    for number in 0.. {
        let name = format!(",x-{number}");
        if names.len() + name.len() > LIST_LENGTH {
            break;
        }
        names.push_str(&name);
    }
    let spaces = format!("x-a{}x-b", " ".repeat(LIST_LENGTH - 6));
    [("commas", ",".repeat(LIST_LENGTH)), ("white space", spaces), ("names", names)]
}
