//! What a case expects of each engine.

use std::collections::BTreeMap;

use crate::browser::{Engine, Verdict};

use super::form::{CaseForm, Deviation, Statement};

/// What one engine is expected to do. A field that is `None` is not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// How the fetch ends.
    pub verdict: Verdict,
    /// Whether any preflight is sent.
    pub preflight: Option<bool>,
    /// `Access-Control-Request-Method` of the last preflight.
    pub request_method: Option<Option<String>>,
    /// `Access-Control-Request-Headers` of the last preflight.
    pub request_headers: Option<Option<String>>,
    /// Header names, and whether the page can read each.
    pub exposed: BTreeMap<String, bool>,
    /// `Origin` of the last request sent.
    pub final_origin: Option<Option<String>>,
    /// For how long the last preflight may be kept.
    pub max_age: Option<i64>,
    /// Whether the same request made again at once is preflighted.
    pub second_preflight: Option<bool>,
}

/// What all engines are expected to do.
#[derive(Clone, Debug)]
pub(super) struct Expectations {
    // Invariant: in the order of `Engine::ALL`.
    by_engine: [Expectation; Engine::ALL.len()],
}

impl Expectations {
    pub(super) fn new(form: CaseForm) -> Self {
        let standard = Expectation {
            verdict: form.verdict,
            preflight: form.expect_preflight,
            request_method: form.expect_acrm,
            request_headers: form.expect_acrh,
            exposed: form.expect_exposed,
            final_origin: form.expect_final_origin_header,
            max_age: None,
            second_preflight: None,
        };
        let by_engine = Engine::ALL.map(|engine| {
            let mut expectation = standard.clone();
            if engine != Engine::Spec {
                // What was measured comes last and wins.
                for statements in [&form.engines, &form.live] {
                    for deviation in deviations(statements, engine) {
                        expectation.deviate(deviation);
                    }
                }
            }
            let key = if engine == Engine::Spec { "spec_uncapped" } else { engine.name() };
            expectation.max_age = form.effective_max_age_seconds.get(key).copied();
            expectation.second_preflight = form.second_request_preflights_immediately.get(engine.name()).copied();
            expectation
        });
        Self { by_engine }
    }

    pub(super) fn of(&self, engine: Engine) -> Expectation {
        self.by_engine[engine as usize].clone()
    }
}

impl Expectation {
    fn deviate(&mut self, deviation: &Deviation) {
        let deviation = deviation.clone();
        if let Some(verdict) = deviation.verdict {
            self.verdict = verdict;
        }
        if let Some(preflight) = deviation.preflight {
            self.preflight = Some(preflight);
            if !preflight {
                self.request_method = Some(None);
                self.request_headers = Some(None);
            }
        }
        self.request_method = deviation.acrm.or(self.request_method.take());
        self.request_headers = deviation.acrh.or(self.request_headers.take());
        self.final_origin = deviation.final_origin_header.or(self.final_origin.take());
        self.exposed.extend(deviation.exposed);
    }
}

fn deviations(statements: &BTreeMap<String, Statement>, engine: Engine) -> impl Iterator<Item = &Deviation> {
    statements.iter().filter_map(move |(key, statement)| match statement {
        Statement::Deviates { deviates } if key.split('-').next() == Some(engine.name()) => Some(&**deviates),
        _ => None,
    })
}
