//! The vocabulary of the [Fetch](https://fetch.spec.whatwg.org/) and [URL](https://url.spec.whatwg.org/) standards:
//! methods, header names, schemes, hosts, ports, origins. Every rule about a single name lives here, once.

pub(crate) mod header_name;
mod host;
mod ip;
pub(crate) mod method;
mod origin;
mod origin_buf;
pub(crate) mod port;
pub(crate) mod scheme;

pub use host::Host;
pub use origin::{MAX_ORIGIN_LENGTH, MalformedOrigin, Origin, TupleOrigin};
pub use origin_buf::OriginBuf;

#[cfg(feature = "compile")]
pub(crate) use host::last_label_is_numeric;
#[cfg(feature = "compile")]
pub(crate) use host::unusual_host_byte;
pub(crate) use host::{HostKind, host_bytes, is_host_name, is_loopback, is_name};
#[cfg(feature = "compile")]
pub(crate) use ip::{is_ipv4, is_ipv6, parse_ipv4_loosely, parse_ipv6_loosely};
pub(crate) use origin::Parts;
