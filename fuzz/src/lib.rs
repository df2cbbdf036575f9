//! What the fuzz targets share: choices taken from bytes, texts that nearly mean something, policies and requests made
//! of them, and a response that is easy to judge.

mod choices;
pub mod policy;
mod request;
mod response;
pub mod texts;

pub use choices::Choices;
pub use request::Request;
pub use response::Response;
