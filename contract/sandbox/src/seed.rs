//! Ids, scores and keys that are derived from one number.

use aws_lc_rs::{
    hmac::{self, HMAC_SHA256},
    rand::{SecureRandom, SystemRandom},
};

/// Everything that looks random in a sandbox. The same seed and the same calls
/// give the same answers.
pub struct Seed {
    key: hmac::Key,
}

impl Seed {
    /// All that follows from this number.
    pub fn new(seed: u64) -> Self {
        Self { key: hmac::Key::new(HMAC_SHA256, &seed.to_be_bytes()) }
    }

    /// A seed that nobody has chosen.
    pub fn any() -> u64 {
        let mut bytes = [0; 8];
        // Without a source of randomness all sandboxes get the same seed, which does no
        // harm.
        let _ = SystemRandom::new().fill(&mut bytes);
        u64::from_be_bytes(bytes)
    }

    /// 32 bytes for a purpose.
    pub fn bytes(&self, purpose: &str) -> [u8; 32] {
        let tag = hmac::sign(&self.key, purpose.as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&tag.as_ref()[..32]);
        bytes
    }

    /// A UUID (version 4 by its form) for a purpose.
    pub fn uuid(&self, purpose: &str) -> String {
        let mut bytes = self.bytes(purpose);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = hex(&bytes[..16]);
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    /// A text that looks like a secret, for a purpose.
    pub fn secret(&self, purpose: &str) -> String {
        hex(&self.bytes(purpose)[..20])
    }

    /// A score between two bounds, both given in 1024ths. Such a number and its hundredfold
    /// are exact, so that two scales agree to the last digit.
    pub fn score(&self, purpose: &str, lowest: u32, highest: u32) -> f64 {
        let bytes = self.bytes(purpose);
        let drawn = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        f64::from(lowest + drawn % (highest - lowest + 1)) / 1024.0
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::Seed;

    #[test]
    fn a_seed_gives_the_same_and_another_seed_something_else() {
        let (one, same, other) = (Seed::new(1), Seed::new(1), Seed::new(2));
        assert_eq!(one.uuid("user 1"), same.uuid("user 1"));
        assert_ne!(one.uuid("user 1"), one.uuid("user 2"));
        assert_ne!(one.uuid("user 1"), other.uuid("user 1"));
        assert_eq!((one.uuid("user 1").len(), &one.uuid("user 1")[14..15]), (36, "4"));
    }

    #[test]
    fn scores_stay_within_their_bounds() {
        let seed = Seed::new(1);
        for number in 0..100 {
            let score = seed.score(&number.to_string(), 512, 1024);
            assert!((0.5..=1.0).contains(&score), "{score}");
        }
    }
}
