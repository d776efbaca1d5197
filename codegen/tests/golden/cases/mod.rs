//! One module for each golden case, compiled as the vendors' crates compile theirs.
#![allow(missing_docs, dead_code, clippy::all, reason = "generated")]

#[rustfmt::skip]
pub mod any_names {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod base64 {
    pub mod generated;
}

#[rustfmt::skip]
pub mod circles {
    pub mod generated;
}

#[rustfmt::skip]
pub mod deprecated {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod directions {
    pub mod generated;
}

#[rustfmt::skip]
pub mod docs {
    pub mod generated;
}

#[rustfmt::skip]
pub mod envelope {
    pub mod generated;
}

#[rustfmt::skip]
pub mod errors_by_status {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod form {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod integer_enum {
    pub mod generated;
}

#[rustfmt::skip]
pub mod limits {
    pub mod generated;
}

#[rustfmt::skip]
pub mod media_types {
    pub mod generated;
}

#[rustfmt::skip]
pub mod methods {
    pub mod generated;
}

#[rustfmt::skip]
pub mod multipart {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod multipart_optional {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod no_api_version {
    pub mod generated;
}

#[rustfmt::skip]
pub mod nullable {
    pub mod generated;
}

#[rustfmt::skip]
pub mod odd_names {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod open_string_enum {
    pub mod generated;
}

#[rustfmt::skip]
pub mod optional_body {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod other_members {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod plain_text {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod query_and_headers {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod score {
    pub mod generated;
}

#[rustfmt::skip]
pub mod secret {
    pub mod generated;
}

#[rustfmt::skip]
pub mod security {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod servers {
    pub mod generated;
}

#[rustfmt::skip]
pub mod several_successes {
    pub mod generated;
    pub mod generated_mock;
}

#[rustfmt::skip]
pub mod spellings {
    pub mod generated;
}

#[rustfmt::skip]
pub mod timestamp {
    pub mod generated;
}

#[rustfmt::skip]
pub mod version_union {
    pub mod generated;
}
