//! What the compiler promises: borrows, private constructors, and images that are validated during the build.

#[test]
fn promises_of_the_compiler() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/good_image.rs");
    cases.compile_fail("tests/ui/bad_image.rs");
    cases.compile_fail("tests/ui/bytes_change_under_policy.rs");
    cases.compile_fail("tests/ui/policy_outlives_bytes.rs");
    cases.compile_fail("tests/ui/private_constructors.rs");
    cases.compile_fail("tests/ui/value_outlives_policy.rs");
}
