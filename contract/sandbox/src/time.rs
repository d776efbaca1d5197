//! Times as the vendors write them, without a zone, and as HTTP does. A clock may be wrong
//! by any amount, so a time that cannot be written becomes the nearest one that can.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use http::HeaderValue;

/// The last second of the year 9999, which is the last that HTTP and the vendors can write.
const LAST: Duration = Duration::from_secs(253_402_300_799);

/// The time, if it is from 1970 to 9999; else the nearest that is.
pub(crate) fn writable(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    // Fractions of the last second are not included.
    SystemTime::UNIX_EPOCH + since.min(LAST)
}

/// The latest time that [`writable`] leaves as it is.
pub(crate) fn last() -> SystemTime {
    SystemTime::UNIX_EPOCH + LAST
}

/// For the header `Date`.
pub(crate) fn http_date(time: SystemTime) -> Option<HeaderValue> {
    HeaderValue::try_from(httpdate::fmt_http_date(writable(time))).ok()
}

/// To the second.
pub fn seconds(time: SystemTime) -> String {
    DateTime::<Utc>::from(writable(time)).format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// To the microsecond.
pub fn microseconds(time: SystemTime) -> String {
    DateTime::<Utc>::from(writable(time)).format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// With a space, as in errors of AwareID.
pub fn spaced(time: SystemTime) -> String {
    DateTime::<Utc>::from(writable(time)).format("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn every_time_can_be_written() {
        let epoch = SystemTime::UNIX_EPOCH;
        let far = Duration::from_secs(1 << 62);
        for (time, written) in [
            (epoch.checked_sub(far).unwrap(), "1970-01-01T00:00:00"),
            (epoch - Duration::from_secs(1), "1970-01-01T00:00:00"),
            (epoch + Duration::from_secs(1), "1970-01-01T00:00:01"),
            (epoch + LAST + Duration::from_millis(500), "9999-12-31T23:59:59"),
            (epoch.checked_add(far).unwrap(), "9999-12-31T23:59:59"),
        ] {
            assert_eq!(seconds(time), written);
            assert_eq!(microseconds(time), format!("{written}.000000"));
            assert_eq!(spaced(time), format!("{}.000", written.replace('T', " ")));
            assert!(http_date(time).unwrap().to_str().unwrap().ends_with(" GMT"));
        }
    }
}
