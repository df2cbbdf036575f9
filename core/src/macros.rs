//! Policies that are compiled while the crate that holds them is built.

/// A policy in the source, compiled while the crate is built: a [`Policy<'static>`](crate::Policy) for a `static`, a
/// `const`, or anywhere else.
///
/// The keys are those of [`Config`](crate::Config), with the same words as in a TOML document; `allow_origins` has to be
/// there. The values are literals: lists of texts, `true` or `false`, and a number of seconds.
///
/// ```
/// use corsac::{Policy, policy};
///
/// static POLICY: Policy = policy! {
///     allow_origins: ["https://example.com", "https://*.example.com"],
///     allow_methods: ["PUT", "DELETE"],
///     allow_headers: ["Authorization", "Content-Type"],
///     allow_credentials: true,
///     max_age: 7200,
/// };
///
/// assert!(POLICY.allows_origin(b"https://app.example.com"));
/// ```
///
/// The program holds the image and a [`Policy`](crate::Policy) that was validated during the build. Nothing of the
/// compiler gets into it, and this crate's feature `compile` is not needed. A thousand origins are validated in a
/// second, ten thousand in a minute or two: for more, load an image instead.
///
/// # Errors and warnings
///
/// Everything that [`Config::check`](crate::Config::check) has to say is reported at the literal it is about, all at
/// once, notes aside. The Public Suffix List and the punycode of host names are at hand. A text that no browser can send
/// does not compile:
///
/// ```compile_fail
/// static POLICY: corsac::Policy = corsac::policy! { allow_origins: ["https://example.com:443"], max_age: 7200 };
/// ```
///
/// ```text
/// error: default-port: browsers leave out the default port of a scheme; write "https://example.com"
///            "https://example.com:443"
///                                ^^^^
/// ```
///
/// On a stable compiler a macro cannot warn in its own name, so a warning is told as the use of something deprecated.
/// `#[allow(deprecated)]` on the `static` silences it where it is meant:
///
/// ```
/// #![deny(warnings)]
/// use corsac::{Policy, policy};
///
/// #[allow(deprecated, reason = "the reading room's terminals know no https")]
/// static POLICY: Policy = policy! { allow_origins: ["http://library.example"], max_age: 7200 };
/// # assert!(POLICY.allows_origin(b"http://library.example"));
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "macros")))]
#[macro_export]
macro_rules! policy {
    ($($policy:tt)*) => { $crate::__policy_of_image!($crate::__macros::policy!($($policy)*)) };
}

/// The policy in a document, compiled while the crate is built: a [`Policy<'static>`](crate::Policy), as
/// [`policy!`](crate::policy) makes it.
///
/// The path is a literal, relative to the folder of the crate's `Cargo.toml`. The document is JSON if its name ends in
/// `.json`, else TOML. When it changes, the crate is built again.
///
/// ```
/// use corsac::{Policy, include_policy};
///
/// static POLICY: Policy = include_policy!("../examples/tutorial.toml");
///
/// assert!(POLICY.allows_origin(b"https://app.example"));
/// ```
///
/// Errors and warnings are those of [`policy!`](crate::policy). They appear at the path, and each begins with the name
/// of the file, the line and the column.
#[cfg_attr(docsrs, doc(cfg(feature = "macros")))]
#[macro_export]
macro_rules! include_policy {
    ($($path:tt)*) => { $crate::__policy_of_image!($crate::__macros::include_policy!($($path)*)) };
}

/// Validates during the build.
#[doc(hidden)]
#[macro_export]
macro_rules! __policy_of_image {
    ($image:expr) => {{
        // An image of thousands of origins takes its time.
        #[allow(long_running_const_eval)]
        const COMPILED: $crate::Policy<'static> = match $crate::Policy::from_bytes($image) {
            ::core::result::Result::Ok(policy) => policy,
            ::core::result::Result::Err(_) => ::core::panic!("corsac and corsac-macros are of different versions"),
        };
        COMPILED
    }};
}
