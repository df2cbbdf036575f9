//! A policy that is replaced while requests run.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use corsac::{Config, ImageErrorKind, Policy, PolicyBuf};
use corsac_embedded::{HeldPolicy as _, LivePolicy, PolicySource as _, ReceiveError};

fn policy(origin: &str) -> PolicyBuf<256> {
    Config::new().allow_origins(&[origin]).max_age(5).compile().unwrap()
}

fn receive(live: &LivePolicy<'_>, image: &[u8]) -> Result<(), String> {
    let mut incoming = live.receive().map_err(|error| error.to_string())?;
    for piece in image.chunks(7) {
        incoming.append(piece).map_err(|error| error.to_string())?;
    }
    incoming.commit().map_err(|error| error.to_string())
}

fn in_force(live: &LivePolicy<'_>) -> Vec<u8> {
    live.hold().policy().as_bytes().to_vec()
}

#[test]
fn policies_follow_one_another() {
    let first = policy("https://first.example");
    let (mut one, mut other) = ([0; 200], [0; 200]);
    let live = LivePolicy::new(first.as_policy(), [&mut one, &mut other]);
    assert_eq!(in_force(&live), first.as_bytes());
    for round in 0..5 {
        let next = policy(&format!("https://{round}.example"));
        receive(&live, next.as_bytes()).unwrap();
        assert_eq!(in_force(&live), next.as_bytes());
    }
    live.reset();
    assert_eq!(in_force(&live), first.as_bytes());
}

#[test]
fn an_image_with_a_fault_changes_nothing_and_costs_no_buffer() {
    let (first, second) = (policy("https://first.example"), policy("https://second.example"));
    let (mut one, mut other) = ([0; 200], [0; 200]);
    let live = LivePolicy::new(first.as_policy(), [&mut one, &mut other]);
    receive(&live, second.as_bytes()).unwrap();
    for place in 0..first.as_bytes().len() {
        let mut corrupt = first.as_bytes().to_vec();
        corrupt[place] ^= 1;
        let error = Policy::from_bytes(&corrupt).unwrap_err();
        assert_eq!(receive(&live, &corrupt), Err(error.to_string()));
        assert_eq!(in_force(&live), second.as_bytes());
    }
    // One that is given up, and one of no bytes.
    live.receive().unwrap().append(b"corsac").unwrap();
    assert_eq!(live.receive().unwrap().commit().unwrap_err().kind, ImageErrorKind::Truncated);
    assert_eq!(in_force(&live), second.as_bytes());
    receive(&live, first.as_bytes()).unwrap();
    assert_eq!(in_force(&live), first.as_bytes());
}

#[test]
fn a_request_keeps_the_policy_it_began_with() {
    let policies = [policy("https://0.example"), policy("https://1.example"), policy("https://2.example")];
    let (mut one, mut other) = ([0; 200], [0; 200]);
    let live = LivePolicy::new(policies[0].as_policy(), [&mut one, &mut other]);
    let zero = live.hold();
    receive(&live, policies[1].as_bytes()).unwrap();
    let first = live.hold();
    receive(&live, policies[2].as_bytes()).unwrap();
    let second = live.hold();
    for (held, policy) in [&zero, &first, &second].into_iter().zip(&policies) {
        assert_eq!(held.policy().as_bytes(), policy.as_bytes());
    }
    // Both buffers are in use now; when the request ends, one is free again.
    assert_eq!(live.receive().err(), Some(ReceiveError::Busy));
    drop(first);
    receive(&live, policies[1].as_bytes()).unwrap();
    assert_eq!(second.policy().as_bytes(), policies[2].as_bytes());
}

#[test]
fn a_buffer_that_is_being_filled_is_not_filled_twice() {
    let first = policy("https://first.example");
    let (mut one, mut other) = ([0; 200], [0; 200]);
    let live = LivePolicy::new(first.as_policy(), [&mut one, &mut other]);
    let (a, b) = (live.receive().unwrap(), live.receive().unwrap());
    assert_eq!(live.receive().err(), Some(ReceiveError::Busy));
    drop((a, b));
    assert!(live.receive().is_ok());
}

#[test]
fn what_is_too_long_is_refused() {
    let first = policy("https://first.example");
    let (mut one, mut other) = ([0; 8], [0; 8]);
    let live = LivePolicy::new(first.as_policy(), [&mut one, &mut other]);
    let mut incoming = live.receive().unwrap();
    incoming.append(b"12345678").unwrap();
    assert_eq!(incoming.append(b"9"), Err(ReceiveError::TooLong));
    assert_eq!(ReceiveError::TooLong.to_string(), "the image is longer than the buffer for policies");
    assert_eq!(ReceiveError::Busy.to_string(), "both buffers for policies are in use; try again");
}
