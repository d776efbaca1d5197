//! Date and time texts, kept unchanged.

use std::{borrow::Cow, fmt};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::nullable::Nullable;

/// A date and time, kept as the exact text that was received or given.
///
/// ```
/// use client_runtime::Timestamp;
///
/// let time = Timestamp::from("2021-07-20T14:13:12.295516");
/// assert_eq!(time.as_str(), "2021-07-20T14:13:12.295516");
/// // The vendors give no zone.
/// assert_eq!(time.to_utc_assumed().map(|time| time.timestamp()), Some(1_626_790_392));
/// ```
///
/// Decoding takes any string, so that an odd date does not make a whole document unreadable, and encoding writes the
/// same text again. [`Debug`](fmt::Debug) shows the text only if it reads as a date and time.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// The exact text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date and time that the text states, or `None` if it does not read as one.
    ///
    /// Reads `YYYY-MM-DDTHH:MM:SS`, with a space in place of `T` too, then optionally a
    /// fraction of a second (up to nine digits), then optionally `Z` or an offset
    /// (`+02:00`, `+0200`, `+02`). A time with an offset is converted to UTC. A text
    /// without a zone is returned unchanged, in the unknown zone of its writer.
    pub fn to_civil(&self) -> Option<NaiveDateTime> {
        parse(&self.0)
    }

    /// The moment that the text states, or `None` if it does not read as a date and time.
    ///
    /// A text without a zone is taken as UTC. That is an assumption, because the vendors do
    /// not state the zone.
    pub fn to_utc_assumed(&self) -> Option<DateTime<Utc>> {
        self.to_civil().map(|civil| civil.and_utc())
    }
}

/// Parses by hand, because chrono's own parser also takes texts that are not of this form (a one-digit month).
fn parse(text: &str) -> Option<NaiveDateTime> {
    // From here on the text is ASCII, so every index is valid.
    if !text.is_ascii() {
        return None;
    }
    let (date_time, rest) = text.split_at_checked(19)?;
    let marks = [(4, "-"), (7, "-"), (13, ":"), (16, ":")];
    if marks.iter().any(|&(at, mark)| &date_time[at..=at] != mark) || !matches!(&date_time[10..11], "T" | " ") {
        return None;
    }
    let year = i32::try_from(digits(&date_time[..4])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, digits(&date_time[5..7])?, digits(&date_time[8..10])?)?;
    let (nanos, zone) = fraction(rest)?;
    let civil = date.and_hms_nano_opt(
        digits(&date_time[11..13])?,
        digits(&date_time[14..16])?,
        digits(&date_time[17..])?,
        nanos,
    )?;
    civil.checked_sub_signed(offset(zone)?)
}

/// The value of a text that holds nothing but digits.
fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Splits off the fraction of a second, in nanoseconds: 0 if there is none.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let Some(text) = text.strip_prefix('.') else { return Some((0, text)) };
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (fraction, rest) = text.split_at(end);
    let missing = 9_u32.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    Some((digits(fraction)? * 10_u32.pow(missing), rest))
}

/// How far the zone is ahead of UTC: zero for no zone and for `Z`.
fn offset(zone: &str) -> Option<TimeDelta> {
    if matches!(zone, "" | "Z") {
        return Some(TimeDelta::zero());
    }
    let (sign, zone) = zone.split_at_checked(1)?;
    let (hours, minutes) = match zone.len() {
        2 => (zone, "00"),
        4 => zone.split_at(2),
        5 => zone.split_once(':')?,
        _ => return None,
    };
    if hours.len() != 2 {
        return None;
    }
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let ahead = TimeDelta::minutes(i64::from(hours * 60 + minutes));
    match sign {
        "+" => Some(ahead),
        "-" => Some(-ahead),
        _ => None,
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_civil() {
            Some(_) => write!(f, "Timestamp({})", self.0),
            None => f.write_str("Timestamp([hidden])"),
        }
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Writes `YYYY-MM-DDTHH:MM:SS`, with a fraction only if it is not zero, and without a zone.
impl From<NaiveDateTime> for Timestamp {
    fn from(civil: NaiveDateTime) -> Self {
        Self(civil.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
    }
}

impl From<&str> for Nullable<Timestamp> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl From<String> for Nullable<Timestamp> {
    fn from(text: String) -> Self {
        Self::Value(text.into())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::redact::decode_text(deserializer, |text: Cow<'_, str>| Ok(Self(text.into_owned())))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::Timestamp").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time-local" })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn civil(text: &str) -> Option<String> {
        Timestamp::from(text).to_civil().map(|civil| civil.format("%Y-%m-%d %H:%M:%S%.f").to_string())
    }

    #[test]
    fn reads_the_known_forms() {
        for (text, expected) in [
            ("2024-02-29T23:59:58", "2024-02-29 23:59:58"),
            ("2024-02-29 23:59:58", "2024-02-29 23:59:58"),
            ("2024-02-29T23:59:58.5", "2024-02-29 23:59:58.500"),
            ("2024-02-29T23:59:58.1234567", "2024-02-29 23:59:58.123456700"),
            ("2024-02-29T23:59:58.123456789Z", "2024-02-29 23:59:58.123456789"),
            ("2024-02-29 23:59:58Z", "2024-02-29 23:59:58"),
            ("2024-02-29T23:59:58+02:00", "2024-02-29 21:59:58"),
            ("2024-02-29T23:59:58.25-0130", "2024-03-01 01:29:58.250"),
            ("2024-02-29T23:59:58+02", "2024-02-29 21:59:58"),
        ] {
            assert_eq!(civil(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn any_other_text_is_no_time() {
        for text in [
            "",
            "Ada Lovelace",
            "2024-02-29",
            "2023-02-29T00:00:00",
            "2024-13-01T00:00:00",
            "2024-2-29T023:59:58",
            "+024-02-29T23:59:58",
            "2024-02-29T24:00:00",
            "2024-02-29T23:59:60",
            "2024-02-29T23:59:+8",
            "2024-02-29x23:59:58",
            "2024-02-29T23.59.58",
            "2024-02-29T23:59:58.",
            "2024-02-29T23:59:58.1234567890",
            "2024-02-29T23:59:58 Ada",
            "2024-02-29T23:59:58ZZ",
            "2024-02-29T23:59:58+2:000",
            "2024-02-29T23:59:58+24:00",
            "2024-02-29T23:59:58+01:60",
            "2024-02-29T23:59:58*02:00",
            "2024-02-29T23:59:58+",
            "２024-02-29T23:59:58",
            "2024-02-29T23:59:5é",
            " 2024-02-29T23:59:58",
        ] {
            assert_eq!(civil(text), None, "{text}");
            assert_eq!(format!("{:?}", Timestamp::from(text)), "Timestamp([hidden])", "{text}");
        }
    }

    #[test]
    fn a_text_without_zone_is_taken_as_utc() {
        let utc = |text: &str| Timestamp::from(text).to_utc_assumed().map(|time| time.timestamp());
        assert_eq!(utc("1970-01-01T01:00:00"), Some(3600));
        assert_eq!(utc("1970-01-01T01:00:00+01:00"), Some(0));
        assert_eq!(utc("soon"), None);
    }

    #[test]
    fn encodes_exactly_the_text_it_decoded() {
        for json in [r#""2024-02-29 23:59:58.10""#, r#""not a date""#, r#""""#] {
            let time: Timestamp = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&time).unwrap(), json);
        }
        let message = serde_json::from_str::<Timestamp>("1709251198").unwrap_err().to_string();
        assert!(!message.contains("1709"), "{message}");
    }

    #[test]
    fn debug_shows_a_text_that_is_a_time() {
        assert_eq!(format!("{:?}", Timestamp::from("2024-02-29 23:59:58.10")), "Timestamp(2024-02-29 23:59:58.10)");
    }

    #[test]
    fn writes_a_civil_time() {
        let time = |millis| {
            let date = NaiveDate::from_ymd_opt(2024, 2, 9).unwrap();
            Timestamp::from(date.and_hms_milli_opt(3, 4, 5, millis).unwrap())
        };
        assert_eq!(time(0).as_str(), "2024-02-09T03:04:05");
        assert_eq!(time(60).as_str(), "2024-02-09T03:04:05.060");
        assert_eq!(Timestamp::from(time(60).to_civil().unwrap()), time(60));
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn schema_is_a_local_date_time() {
        assert_eq!(
            schemars::SchemaGenerator::default().subschema_for::<Timestamp>(),
            schemars::json_schema!({ "type": "string", "format": "date-time-local" })
        );
    }
}
