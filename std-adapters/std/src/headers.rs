//! Plans and answers, as plain header lines. Nothing is copied: every value is borrowed from the request, or lives as
//! long as the program.

use std::borrow::Cow;

use corsac::{Operation, ResponseField, Vary};
use corsac_http::{Answer, AnswerValue, Judged};

use crate::request::PlainRequest;

/// What to send without asking the application: to a preflight, or to a request that is refused. There is no body.
#[derive(Debug)]
pub struct Answered<'c, 'r, I> {
    pub(crate) judged: Judged<'c>,
    pub(crate) request: PlainRequest<'r, I>,
    pub(crate) status: u16,
}

impl<'r, I, N, V> Answered<'_, 'r, I>
where
    I: Iterator<Item = (&'r N, &'r V)> + Clone,
    N: AsRef<[u8]> + ?Sized + 'r,
    V: AsRef<[u8]> + ?Sized + 'r,
{
    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The header lines: names, in lower case, and values.
    pub fn lines(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.texts().map(|(name, text)| (name, text.as_str()))
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = (&'static str, Text<'_>)> {
        let constants = self.judged.constants();
        self.judged.plan(&self.request).filter_map(move |operation| match operation {
            Operation::Set { field, value } | Operation::Append { field, value } => {
                let text = constants.text(value.id()).map_or(Text::Request(value.as_str()), Text::Constant);
                Some((field.as_str(), text))
            }
            Operation::AddVary(vary) => Some(("vary", Text::Constant(vary.as_str()))),
            // There is nothing to remove from.
            _ => None,
        })
    }
}

/// What to do to the headers of the application's response, whatever it is: an error, too.
#[derive(Clone, Debug)]
pub struct PassedOn<'r> {
    pub(crate) answer: Answer<Cow<'r, str>>,
}

impl PassedOn<'_> {
    /// The same, without the request: for servers that use its memory again before they answer.
    pub fn into_owned(self) -> PassedOn<'static> {
        PassedOn { answer: self.answer.map_origin(|origin| Cow::Owned(origin.into_owned())) }
    }

    /// How to change the headers of a response, given the names and values that it has.
    ///
    /// Take out what is [replaced](Changes::replaces), and add [what is new](Changes::lines):
    ///
    /// ```
    /// # use corsac_std::{Config, Cors, CorsMiddleware, Outcome};
    /// # let cors = CorsMiddleware::new(Cors::compile(&Config::new().allow_origins(&["https://app.example"]).max_age(5))?);
    /// # let request = [("origin", "https://app.example")];
    /// # let Outcome::PassedOn(passed_on) = cors.decide("GET", request.into_iter()) else { unreachable!() };
    /// let mut headers = vec![("Vary", "accept"), ("Access-Control-Allow-Origin", "*")];
    /// let changes = passed_on.changes(headers.iter().copied());
    /// headers.retain(|(name, _)| !changes.replaces(name));
    /// headers.extend(changes.lines());
    /// assert_eq!(headers, [
    ///     ("Vary", "accept"),
    ///     ("access-control-allow-origin", "https://app.example"),
    ///     ("vary", "origin"),
    /// ]);
    /// # Ok::<(), corsac_std::PolicyError>(())
    /// ```
    pub fn changes<'h, N, V>(&self, existing: impl Iterator<Item = (&'h N, &'h V)> + Clone) -> Changes<'_>
    where
        N: AsRef<[u8]> + ?Sized + 'h,
        V: AsRef<[u8]> + ?Sized + 'h,
    {
        let lines = |wanted: &'static str| {
            let is_wanted = move |(name, _): &(&N, &V)| name.as_ref().eq_ignore_ascii_case(wanted.as_bytes());
            existing.clone().filter(is_wanted).map(|(_, value)| value.as_ref())
        };
        let keeps = self.answer.keeps_inner_headers() && lines(ResponseField::AllowOrigin.as_str()).next().is_some();
        Changes { answer: &self.answer, keeps, missing_vary: self.answer.vary().missing_from(lines("vary")) }
    }
}

/// How to change the headers of a response. Doing it to the result again changes nothing more.
#[derive(Clone, Copy, Debug)]
pub struct Changes<'a> {
    answer: &'a Answer<Cow<'a, str>>,
    /// Do `Access-Control-*` headers of the application stay as they are?
    keeps: bool,
    missing_vary: Vary,
}

impl<'a> Changes<'a> {
    /// Are all lines of this name to be taken out? The case of the name does not matter.
    pub fn replaces(&self, name: impl AsRef<[u8]>) -> bool {
        let is_name = |field: ResponseField| name.as_ref().eq_ignore_ascii_case(field.as_str().as_bytes());
        !self.keeps && ResponseField::ALL.into_iter().any(is_name)
    }

    /// The lines to add: names, in lower case, and values.
    pub fn lines(&self) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
        self.texts().map(|(name, text)| (name, text.as_str()))
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = (&'static str, Text<'a>)> + use<'a> {
        let answer = self.answer;
        let values = (!self.keeps).then(|| answer.values()).into_iter().flatten();
        let values = values.filter_map(move |(field, value)| {
            let text = match value {
                AnswerValue::Origin(origin) => Text::Request(origin),
                AnswerValue::Constant(id) => Text::Constant(answer.constants().text(id)?),
            };
            Some((field.as_str(), text))
        });
        let vary = (!self.missing_vary.is_empty()).then_some(("vary", Text::Constant(self.missing_vary.as_str())));
        values.chain(vary)
    }
}

/// A header value, and how long it lives.
#[derive(Clone, Copy)]
pub(crate) enum Text<'a> {
    /// As long as the program.
    Constant(&'static str),
    /// As long as the request.
    Request(&'a str),
}

impl<'a> Text<'a> {
    pub(crate) fn as_str(self) -> &'a str {
        match self {
            Text::Constant(text) | Text::Request(text) => text,
        }
    }

    /// Copied only if it is of the request.
    #[cfg(feature = "rouille")]
    pub(crate) fn into_cow(self) -> Cow<'static, str> {
        match self {
            Text::Constant(text) => Cow::Borrowed(text),
            Text::Request(text) => Cow::Owned(text.to_owned()),
        }
    }
}
