//! Webhook deliveries: verified first, read afterwards.
//!
//! The vendor sends a delivery as a POST to the receiver's URL. [`Verifier::verify`] takes its
//! headers and its body and gives a [`Delivery`], or refuses it. There is no other way to a
//! delivery, so nobody reads a body that was not verified. No HTTP library is needed.
//!
//! ```
//! use alice_client::webhook::{Body, Refused, Verifier};
//!
//! /// The status to respond with. Do the work afterwards: the vendor waits for 25 seconds.
//! fn receive(verifier: &Verifier, headers: &[(String, String)], body: &[u8]) -> u16 {
//!     let delivery = match verifier.verify(headers.iter().map(|(name, value)| (name, value)), body) {
//!         Ok(delivery) => delivery,
//!         Err(refused) => {
//!             eprintln!("{refused}");
//!             return 401;
//!         }
//!     };
//!     // Store the id, and drop a delivery whose id is known already.
//!     println!("{:?}: {}", delivery.id(), delivery.event());
//!     match delivery.body() {
//!         Body::Ping => println!("the webhook works"),
//!         body => println!("{body:?}"),
//!     }
//!     200
//! }
//!
//! let verifier = Verifier::new("<secret of the webhook>");
//! assert_eq!(receive(&verifier, &[], b"{}"), 401);
//! ```
//!
//! The signature covers the event, its version, the time of sending and the body. It does not
//! cover the ids of the delivery and of the webhook.
//!
//! Source: the vendor's own server framework and SDK; the vendor's pages say only that the
//! secret shows where a request comes from.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use client_runtime::{Secret, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Sha256, Sha512};

/// How the vendor signs, as the webhook is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256, which is the vendor's default.
    #[default]
    Sha256,
    /// HMAC with SHA-512.
    Sha512,
}

/// Verifies deliveries of one webhook.
#[derive(Debug, Clone)]
pub struct Verifier {
    secrets: Vec<Secret>,
    algorithm: Algorithm,
    prefix: String,
    max_age: Duration,
}

impl Verifier {
    /// With the secret of the webhook, as it was set up: 40 hexadecimal digits.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self {
            secrets: vec![secret.into()],
            algorithm: Algorithm::default(),
            prefix: "Alice".to_owned(),
            max_age: Duration::from_secs(5 * 60),
        }
    }

    /// Accepts this secret as well, while the webhook changes from one to the other.
    #[must_use]
    pub fn or_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// How the vendor signs; [`Algorithm::Sha256`] unless set.
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// What stands after `X-` in the names of the headers; `Alice` unless set.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How far the time of sending may be from now, in either direction, as clocks differ;
    /// five minutes unless set. This limits how long a copied delivery can be used again.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// Verifies a delivery, with the system's clock. `body` are the bytes as they arrived.
    ///
    /// # Errors
    ///
    /// When the delivery is not the vendor's, or too old.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Delivery, Refused> {
        self.verify_at(SystemTime::now(), headers, body)
    }

    /// Verifies a delivery as of a moment.
    ///
    /// # Errors
    ///
    /// When the delivery is not the vendor's, or too old.
    pub fn verify_at<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        now: SystemTime,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Delivery, Refused> {
        let found = self.find(headers)?;
        let [signature, event, version, timestamp, id, webhook_id] = found;
        let signature = signature.ok_or(Refused::Missing("Signature"))?;
        let event = event.ok_or(Refused::Missing("Event"))?;
        let version = version.ok_or(Refused::Missing("Event-Version"))?;
        let timestamp = timestamp.ok_or(Refused::Missing("Request-Timestamp"))?;
        // Otherwise another event and version could be signed with the same text.
        if event.contains(':') || version.contains(['.', ':']) {
            return Err(Refused::Ambiguous);
        }
        let signed = [event.as_bytes(), b".", version.as_bytes(), b":", timestamp.as_bytes(), b":", body];
        let expected = bytes(&signature).ok_or(Refused::Signature)?;
        // Every secret is tried, so that the time says nothing about which one fits.
        let fits = self.secrets.iter().filter(|secret| self.fits(secret, &signed, &expected)).count();
        if fits == 0 {
            return Err(Refused::Signature);
        }
        let sent_at = Timestamp::from(timestamp);
        let moment = sent_at.to_utc_assumed().ok_or(Refused::Timestamp)?;
        let age = now.duration_since(SystemTime::from(moment)).unwrap_or_else(|ahead| ahead.duration());
        if age > self.max_age {
            return Err(Refused::Age { age });
        }
        let content = serde_json::from_slice(body).map_err(|_| Refused::Body)?;
        Ok(Delivery { event, version, sent_at, id, webhook_id, body: Body::of(content) })
    }

    /// The headers of a delivery: those that are signed, then the ids.
    fn find<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<[Option<String>; 6], Refused> {
        const NAMES: [&str; 6] = ["Signature", "Event", "Event-Version", "Request-Timestamp", "Delivery", "WebhookId"];
        let names = NAMES.map(|name| format!("X-{}-{name}", self.prefix));
        let mut found = [const { None }; 6];
        for (name, value) in headers {
            let Some(at) = names.iter().position(|known| known.eq_ignore_ascii_case(name.as_ref())) else { continue };
            let value = std::str::from_utf8(value.as_ref()).map_err(|_| Refused::Header(NAMES[at]))?;
            // Of two, another program may take the other one.
            if found[at].replace(value.to_owned()).is_some() {
                return Err(Refused::Header(NAMES[at]));
            }
        }
        Ok(found)
    }

    fn fits(&self, secret: &Secret, signed: &[&[u8]], expected: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Sha256 => is_signed::<Hmac<Sha256>>(secret, signed, expected),
            Algorithm::Sha512 => is_signed::<Hmac<Sha512>>(secret, signed, expected),
        }
    }
}

/// Compares in constant time. The key is the secret as it is written, not what its digits say.
fn is_signed<M: Mac + KeyInit>(secret: &Secret, signed: &[&[u8]], expected: &[u8]) -> bool {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret.expose().as_bytes()) else { return false };
    signed.iter().for_each(|part| mac.update(part));
    mac.verify_slice(expected).is_ok()
}

/// The bytes of a signature in lower-case hexadecimal digits, as the vendor writes it.
fn bytes(signature: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pairs = signature.as_bytes().chunks(2);
    pairs.map(|pair| if let [high, low] = pair { Some(digit(*high)? << 4 | digit(*low)?) } else { None }).collect()
}

/// A delivery that the vendor has signed. `Debug` shows nothing of its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    event: String,
    version: String,
    sent_at: Timestamp,
    id: Option<String>,
    webhook_id: Option<String>,
    body: Body,
}

impl Delivery {
    /// The name of the event, such as `user_created`. The names are those that the vendor
    /// lists; they are not closed.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The version of the event, such as `1`.
    pub fn event_version(&self) -> &str {
        &self.version
    }

    /// When it was sent.
    pub fn sent_at(&self) -> &Timestamp {
        &self.sent_at
    }

    /// The id of the delivery, by which a repeat is known. It is not signed.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The id of the webhook. It is not signed.
    pub fn webhook_id(&self) -> Option<&str> {
        self.webhook_id.as_deref()
    }

    /// What it says.
    pub fn body(&self) -> &Body {
        &self.body
    }
}

/// What a delivery says. `Debug` shows no value, as an event may be about a person.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// A test of the webhook.
    Ping,
    /// An event. Its form is not public; this is what the vendor's framework writes.
    Event(Event),
    /// Any other JSON.
    Other(Value),
}

impl Body {
    fn of(content: Value) -> Self {
        if content.get("is_ping") == Some(&Value::Bool(true)) {
            return Self::Ping;
        }
        match content.get("data").and_then(Value::as_object) {
            Some(data) if data.get("type").is_some_and(Value::is_string) => Self::Event(Event(content)),
            _ => Self::Other(content),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ping => "Ping",
            Self::Event(_) => "Event([hidden])",
            Self::Other(_) => "Other([hidden])",
        })
    }
}

/// An event.
#[derive(Clone, PartialEq)]
pub struct Event(Value);

impl Event {
    fn member(&self, name: &str) -> Option<&Value> {
        self.0.get("data")?.get(name)
    }

    /// What happened, such as `user.created`. The header spells it in another way.
    pub fn kind(&self) -> &str {
        self.member("type").and_then(Value::as_str).unwrap_or_default()
    }

    /// The id of the event.
    pub fn id(&self) -> Option<&str> {
        self.member("id")?.as_str()
    }

    /// When it happened.
    pub fn occurred_on(&self) -> Option<Timestamp> {
        Some(Timestamp::from(self.member("occurred_on")?.as_str()?))
    }

    /// A value of the event, such as `user_id`.
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.member("attributes")?.get(name)
    }

    /// The whole JSON.
    pub fn json(&self) -> &Value {
        &self.0
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Event([hidden])")
    }
}

/// Why a delivery was refused. Shows nothing of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A header is missing. The text is its name after the prefix.
    #[error("the header `X-...-{0}` is missing; is this a delivery of the vendor, and is the prefix right?")]
    Missing(&'static str),
    /// A header came twice, or is not text.
    #[error("the header `X-...-{0}` came twice or is not text")]
    Header(&'static str),
    /// The event or its version has characters that make it unclear what was signed.
    #[error("the event or its version could be read in two ways")]
    Ambiguous,
    /// No secret gives this signature.
    #[error("the signature does not fit; check the secret and the algorithm of the webhook")]
    Signature,
    /// The time of sending does not read as a time.
    #[error("the time of sending does not read as a time")]
    Timestamp,
    /// The time of sending is too far from now.
    #[error("the delivery was sent {} s away from now, which is more than is allowed; is the clock right?", age.as_secs())]
    #[non_exhaustive]
    Age {
        /// How far it is.
        age: Duration,
    },
    /// The body is signed, but not JSON.
    #[error("the body is not JSON")]
    Body,
}
