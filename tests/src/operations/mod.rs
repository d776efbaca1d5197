//! Every operation, called through its typed builder.

mod alice;
mod awareid;

use std::pin::Pin;

use client_runtime::RetryPolicy;

use crate::{
    contract::{Contract, Vendor},
    given::{Clients, Given, Outcome},
    socket::Socket,
};

/// An operation as the clients have it.
pub struct Operation {
    /// Its `operationId`, which is also the name of its method.
    pub id: &'static str,
    call: for<'a> fn(&'a Clients, &'a Given) -> Calling<'a>,
}

type Calling<'a> = Pin<Box<dyn Future<Output = Outcome> + 'a>>;

/// The operations of a vendor.
pub fn all(vendor: Vendor) -> &'static [Operation] {
    match vendor {
        Vendor::Alice => alice::OPERATIONS,
        Vendor::Awareid => awareid::OPERATIONS,
    }
}

/// Calls an operation by its id.
pub async fn call(vendor: Vendor, id: &str, clients: &Clients, given: &Given) -> Outcome {
    let operation = all(vendor).iter().find(|operation| operation.id == id);
    let operation = operation.unwrap_or_else(|| panic!("{vendor}: `tests/src/operations` has no `{id}`"));
    given.print(&clients.alice);
    given.print(&clients.awareid);
    (operation.call)(clients, given).await
}

/// Calls an operation where anything may come of it; gives what was printed.
pub async fn try_call(vendor: Vendor, id: &str, clients: &Clients, given: &Given) -> Vec<String> {
    call(vendor, id, clients, given).await.prints
}

impl Clients {
    /// Connects both to a socket, each below the path of its contract's server. The
    /// socket takes one request for each call, so nothing is tried again.
    pub fn at(socket: &Socket) -> Self {
        let url = |vendor| socket.url(&Contract::of(vendor).base_path());
        let never = RetryPolicy::never();
        Self {
            alice: alice_client::Client::builder(url(Vendor::Alice)).retry(never.clone()).build().unwrap(),
            awareid: awareid_client::Client::builder(url(Vendor::Awareid)).retry(never).build().unwrap(),
        }
    }
}

/// `vendor.scope("credential").operation, given, call => parameters and body, how a success is shown`.
macro_rules! operation {
    ($vendor:ident.$scope:ident($($secret:literal),*).$id:ident, $show:expr) => {
        operation!($vendor.$scope($($secret),*).$id, given, call => call, $show)
    };
    (
        $vendor:ident.$scope:ident($($secret:literal),*).$id:ident,
        $given:ident, $call:ident => $complete:expr, $show:expr
    ) => {
        $crate::operations::Operation {
            id: stringify!($id),
            call: |clients, $given| {
                Box::pin(async move {
                    let scope = clients.$vendor.$scope($($given.secret($secret)),*);
                    $given.print(&scope);
                    let $call = scope.$id();
                    $given.print(&$call);
                    let call = $complete;
                    $given.print(&call);
                    $given.outcome(call.send().await, $show)
                })
            },
        }
    };
}

/// The body of a call as its type.
macro_rules! typed {
    ($given:ident, $name:ident) => {
        $given.typed::<types::$name, types::builder::$name>()
    };
}

pub(crate) use {operation, typed};
