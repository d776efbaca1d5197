//! What happens to a user's calls.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What happens to a user's calls. Choose it for a user with
/// [`RunningSandbox::scenario`](super::RunningSandbox::scenario) or over HTTP. Or put the
/// words of a scenario into the name of an uploaded file (Alice) or into a user name
/// (AwareID), such as `selfie-no-face.mp4` or `spoof@example.com`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(tag = "scenario", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Scenario {
    /// A living person, and the right one. This is the default.
    #[default]
    Live,
    /// A picture of a person: liveness does not pass.
    Spoof,
    /// No face is found in what is sent.
    NoFace,
    /// A living person, but not the enrolled one.
    NoMatch,
    /// A living person who is enrolled already, under another name.
    Duplicate,
    /// The responses to the next calls have status 429 and `Retry-After`. Later calls run
    /// as if nothing had been chosen.
    RateLimited {
        /// How many calls.
        #[serde(default = "once")]
        times: u32,
        /// What `Retry-After` says, in seconds.
        #[serde(default = "one_second")]
        retry_after: u64,
    },
    /// Every response is late.
    Slow {
        /// How late, in milliseconds, by the sandbox's clock.
        #[serde(default = "two_seconds")]
        delay_ms: u64,
    },
    /// Every response has status 503.
    Down,
    /// Every response has members and values that the contract does not know.
    DriftingSchema,
}

fn once() -> u32 {
    1
}

fn one_second() -> u64 {
    1
}

fn two_seconds() -> u64 {
    2_000
}

impl Scenario {
    /// Limits this many calls, with a `Retry-After` of one second.
    pub fn rate_limited(times: u32) -> Self {
        Self::RateLimited { times, retry_after: one_second() }
    }

    /// All scenarios; those with settings have their defaults.
    pub const ALL: [Self; 9] = [
        Self::Live,
        Self::Spoof,
        Self::NoFace,
        Self::NoMatch,
        Self::Duplicate,
        Self::RateLimited { times: 1, retry_after: 1 },
        Self::Slow { delay_ms: 2_000 },
        Self::Down,
        Self::DriftingSchema,
    ];

    /// The name, as it stands in file names, user names and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Spoof => "spoof",
            Self::NoFace => "no-face",
            Self::NoMatch => "no-match",
            Self::Duplicate => "duplicate",
            Self::RateLimited { .. } => "rate-limited",
            Self::Slow { .. } => "slow",
            Self::Down => "down",
            Self::DriftingSchema => "drifting-schema",
        }
    }

    /// What happens, in a few words.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Live => "a living person, and the right one; so it is unless something else is chosen",
            Self::Spoof => "a picture of a person: liveness does not pass",
            Self::NoFace => "no face is found",
            Self::NoMatch => "a living person, but not the enrolled one",
            Self::Duplicate => "a living person who is enrolled already, under another name",
            Self::RateLimited { .. } => "the next calls are answered with 429; settings: times, retry_after (seconds)",
            Self::Slow { .. } => "every call is answered late; settings: delay_ms",
            Self::Down => "every call is answered with 503",
            Self::DriftingSchema => "every answer has members and values that the contract does not know",
        }
    }

    /// The scenario that a text names with whole words, in any case and with
    /// anything between them: `No_Face (2).mp4` names `no-face`, `download.mp4`
    /// does not name `down`.
    pub fn within(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        Self::ALL.into_iter().find(|scenario| {
            let wanted: Vec<&str> = scenario.name().split('-').collect();
            words.windows(wanted.len()).any(|window| window == wanted)
        })
    }
}

/// No scenario has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no scenario has this name; there are live, spoof, no-face, no-match, duplicate, rate-limited, slow, down and drifting-schema"
)]
pub struct UnknownScenario;

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(name: &str) -> Result<Self, UnknownScenario> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name).ok_or(UnknownScenario)
    }
}

#[cfg(test)]
mod tests {
    use super::Scenario;

    #[test]
    fn names_and_json_agree() {
        for scenario in Scenario::ALL {
            assert_eq!(scenario.name().parse(), Ok(scenario));
            let json = serde_json::to_value(scenario).unwrap();
            assert_eq!(json["scenario"], scenario.name());
            let short = serde_json::json!({ "scenario": scenario.name() });
            assert_eq!(serde_json::from_value::<Scenario>(short).unwrap(), scenario);
        }
    }

    #[test]
    fn whole_words_name_a_scenario() {
        assert_eq!(Scenario::within("selfie-no-face.mp4"), Some(Scenario::NoFace));
        assert_eq!(Scenario::within("No_Face (2).MP4"), Some(Scenario::NoFace));
        assert_eq!(Scenario::within("spoof@example.com"), Some(Scenario::Spoof));
        assert_eq!(Scenario::within("video"), None);
        assert_eq!(Scenario::within("download.mp4"), None);
        assert_eq!(Scenario::within("alive.mp4"), None);
    }
}
