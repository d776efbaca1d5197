//! The environments of a vendor, as clients name them.

/// There is no environment of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no environment of that name; there are {}", known.join(", "))]
pub struct UnknownEnvironment {
    known: Vec<&'static str>,
}

impl UnknownEnvironment {
    /// Names those that there are.
    #[doc(hidden)]
    pub fn new(known: impl IntoIterator<Item = &'static str>) -> Self {
        Self { known: known.into_iter().collect() }
    }
}

/// What every generated enumeration of environments has: its name as text, and its URL
/// where a URL is wanted.
#[doc(hidden)]
#[macro_export]
macro_rules! environment {
    ($environment:ident) => {
        /// The name in the contract.
        impl ::std::fmt::Display for $environment {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        /// From the name in the contract.
        impl ::std::str::FromStr for $environment {
            type Err = $crate::UnknownEnvironment;

            fn from_str(name: &str) -> ::std::result::Result<Self, $crate::UnknownEnvironment> {
                let found = Self::ALL.iter().find(|known| known.as_str() == name);
                found
                    .copied()
                    .ok_or_else(|| $crate::UnknownEnvironment::new(Self::ALL.iter().map(|known| known.as_str())))
            }
        }

        /// The base URL.
        impl ::std::convert::From<$environment> for ::std::string::String {
            fn from(environment: $environment) -> Self {
                environment.base_url().to_owned()
            }
        }
    };
}
