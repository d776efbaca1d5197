//! Tokens of the sandbox: JWTs signed with a key that is derived from its seed.

use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::seed::Seed;

/// Signs tokens and reads them back.
pub struct Jwt {
    key: hmac::Key,
}

/// Why a token is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is none, or was made elsewhere.
    Malformed,
    /// Its time is over.
    Expired,
}

impl Jwt {
    /// Tokens of one sandbox.
    pub fn new(seed: &Seed) -> Self {
        Self { key: hmac::Key::new(HMAC_SHA256, &seed.bytes("key of tokens")) }
    }

    /// A token with these claims that lives from `now` for `lifetime`.
    pub fn issue(&self, claims: Value, now: SystemTime, lifetime: Duration) -> String {
        let issued = seconds(now);
        // The largest integer that programs in all languages read exactly.
        let expiry = issued.saturating_add(lifetime.as_secs()).min(i64::MAX.unsigned_abs());
        let mut all = json!({ "iat": issued, "exp": expiry });
        if let (Value::Object(all), Value::Object(claims)) = (&mut all, claims) {
            all.extend(claims);
        }
        let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", text(&json!({ "alg": "HS256", "typ": "JWT" })), text(&all));
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// The claims of a token that this sandbox has signed and that has not expired.
    pub fn read(&self, token: &str, now: SystemTime) -> Result<Map<String, Value>, Refused> {
        let claims = self.claims(token).ok_or(Refused::Malformed)?;
        let expiry = claims.get("exp").and_then(Value::as_u64).ok_or(Refused::Malformed)?;
        if seconds(now) < expiry { Ok(claims) } else { Err(Refused::Expired) }
    }

    fn claims(&self, token: &str) -> Option<Map<String, Value>> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(&self.key, signed.as_bytes(), &signature).ok()?;
        let (_, claims) = signed.split_once('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use serde_json::json;

    use super::{Jwt, Refused, Seed};

    #[test]
    fn a_token_counts_until_it_expires_and_only_where_it_was_made() {
        let (here, elsewhere) = (Jwt::new(&Seed::new(1)), Jwt::new(&Seed::new(2)));
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let token = here.issue(json!({ "typ": "kind" }), now, Duration::from_secs(60));
        assert_eq!(here.read(&token, now).unwrap()["typ"], "kind");
        assert!(here.read(&token, now + Duration::from_secs(59)).is_ok());
        assert_eq!(here.read(&token, now + Duration::from_secs(60)), Err(Refused::Expired));
        assert_eq!(elsewhere.read(&token, now), Err(Refused::Malformed));
        assert_eq!(here.read("no.token", now), Err(Refused::Malformed));
    }
}
