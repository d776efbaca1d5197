//! Times as the vendors write them: without a zone.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

/// To the second.
pub(crate) fn seconds(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// To the microsecond.
pub(crate) fn microseconds(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// With a space, as in errors of AwareID.
pub(crate) fn spaced(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format("%Y-%m-%d %H:%M:%S%.3f").to_string()
}
