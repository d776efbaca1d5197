//! The credentials for the operations of a contract.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use openapi::At;
use validator::{Credential, Validator};

use crate::{call::Call, seed::Seed};

/// One secret for each security scheme.
#[derive(Debug, Clone)]
pub struct Credentials(Vec<(String, String)>);

impl Credentials {
    pub(crate) fn new(validator: &Validator, seed: &Seed) -> Self {
        let components = At::root(validator.document()).get("components");
        let schemes = components.iter().flat_map(|all| all.members_of("securitySchemes"));
        Self(schemes.map(|(name, _)| (name.to_owned(), seed.secret(name))).collect())
    }

    /// What opens each security scheme, by its name: the key, or the token that stands
    /// after `Bearer`.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, secret)| (name.as_str(), secret.as_str()))
    }

    /// Whether a call bears everything that one of the operation's alternatives asks for.
    pub(crate) fn open(&self, validator: &Validator, call: &Call) -> bool {
        let alternatives = validator.security(call.operation);
        let fits = |(scheme, credential): &(&str, Credential<'_>)| {
            let Some((_, secret)) = self.0.iter().find(|(name, _)| name == scheme) else { return false };
            let sent = match credential {
                Credential::Bearer => call.bearer(),
                Credential::Header(name) => call.header(name),
                // A credential that cannot be seen in a message counts as present.
                Credential::Other => return true,
            };
            sent.is_some_and(|sent| verify_slices_are_equal(sent.as_bytes(), secret.as_bytes()).is_ok())
        };
        alternatives.is_empty() || alternatives.iter().any(|schemes| schemes.iter().all(fits))
    }
}
