//! What a call is given, and what came of it.

use std::{cell::RefCell, fmt::Debug};

use client_runtime::{Error, FilePart, ResponseValue, Text};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::cases::Call;

/// Both clients, connected to the same socket.
pub struct Clients {
    /// Alice's.
    pub alice: alice_client::Client,
    /// AwareID's.
    pub awareid: awareid_client::Client,
}

/// What one call is given.
pub struct Given {
    call: Call,
    /// Stands at the end of every credential and file name.
    mark: String,
    prints: RefCell<Vec<String>>,
}

/// What came of a call.
pub struct Outcome {
    /// The variant of the outcome or error.
    pub label: String,
    /// What `Display` says of an error.
    pub message: Option<String>,
    /// What was decoded, encoded again.
    pub json: Option<Value>,
    /// What `Debug` says of what was decoded.
    pub debug: String,
    /// What every type on the way printed of itself.
    pub prints: Vec<String>,
}

/// The variant and the value encoded again, of a success.
pub type Shown = (&'static str, Option<Value>);

impl Given {
    /// For a call with ordinary credentials.
    pub fn new(call: Call) -> Self {
        Self::marked(call, "1")
    }

    /// For a call with `mark` in every credential and file name.
    pub fn marked(call: Call, mark: &str) -> Self {
        Self { call, mark: mark.to_owned(), prints: RefCell::default() }
    }

    /// A credential.
    pub fn secret(&self, name: &str) -> String {
        format!("{name}-{}", self.mark)
    }

    /// A parameter, if it is to be given.
    pub fn parameter(&self, name: &str) -> Option<&Value> {
        self.call.parameters.get(name)
    }

    /// A text parameter.
    pub fn text(&self, name: &str) -> String {
        self.parameter(name).unwrap().as_str().unwrap().to_owned()
    }

    /// The body, if there is to be one.
    pub fn body(&self) -> Option<&Value> {
        self.call.body.as_ref()
    }

    /// A text member of the body.
    pub fn member(&self, name: &str) -> Option<String> {
        self.body()?.get(name).map(|value| value.as_str().unwrap().to_owned())
    }

    /// A file member of the body.
    pub fn file(&self, name: &str) -> FilePart {
        FilePart::bytes(format!("face-{}.mp4", self.mark), "video/mp4", self.member(name).unwrap())
    }

    /// The body as its type. `B` is the type's builder, which is made only to be printed.
    pub fn typed<T: DeserializeOwned + Clone + Debug, B: From<T> + Debug>(&self) -> T {
        let body: T = serde_json::from_value(self.body().unwrap().clone()).unwrap();
        self.print(&body);
        self.print(&B::from(body.clone()));
        body
    }

    /// Notes what a value prints of itself.
    pub fn print<T: Debug + ?Sized>(&self, value: &T) {
        self.prints.borrow_mut().extend([format!("{value:?}"), format!("{value:#?}")]);
    }

    /// Takes what a call came back with.
    pub fn outcome<T: Debug, E: Debug + Serialize + Send + Sync + 'static>(
        &self,
        result: Result<ResponseValue<T>, Error<E>>,
        show: impl Fn(&T) -> Shown,
    ) -> Outcome {
        self.print(&result);
        match result {
            Ok(response) => {
                let (label, json) = show(&response);
                let debug = format!("{:#?}", *response);
                Outcome { label: label.to_owned(), message: None, json, debug, prints: self.prints.take() }
            }
            Err(error) => {
                self.prints.borrow_mut().extend(chain(&error));
                let (label, value) = match &error {
                    Error::Vendor { response, .. } => ("Vendor", response.as_ref().as_ref()),
                    Error::Undocumented { .. } => ("Undocumented", None),
                    Error::Decode { .. } => ("Decode", None),
                    Error::Transport { .. } => ("Transport", None),
                    other => panic!("nothing was sent: {other}"),
                };
                Outcome {
                    label: format!("Error::{label}"),
                    message: Some(error.to_string()),
                    json: value.map(|value| serde_json::to_value(value).unwrap()),
                    debug: format!("{value:#?}"),
                    prints: self.prints.take(),
                }
            }
        }
    }
}

/// What an error and everything behind it print of themselves.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    let errors = std::iter::successors(Some(error), |error| error.source());
    errors.flat_map(|error| [format!("{error}"), format!("{error:?}"), format!("{error:#?}")]).collect()
}

/// Shows a value that is JSON.
pub fn value<T: Serialize>(value: &T) -> Shown {
    ("value", Some(serde_json::to_value(value).unwrap()))
}

/// Shows a success that is text.
pub fn text(value: &Text) -> Shown {
    ("text", Some(Value::from(&**value)))
}

/// Shows a success that has no body.
pub fn nothing(_: &()) -> Shown {
    ("nothing", None)
}

/// Shows a success whose body may be left out.
pub fn maybe<T: Serialize>(value: &Option<T>) -> Shown {
    ("optional value", json(value))
}

/// A body that may be left out, encoded again.
pub fn json<T: Serialize>(value: &Option<T>) -> Option<Value> {
    value.as_ref().map(|value| serde_json::to_value(value).unwrap())
}
