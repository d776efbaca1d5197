//! A server on loopback with a thread and a runtime of its own, so that it neither
//! shares the client's runtime nor counts among the client's allocations.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    thread,
};

use axum::Router;

use crate::Result;

/// Serves until the process ends, on one thread; gives the base URL.
///
/// # Errors
///
/// When no port can be had.
pub fn start(router: Router) -> Result<String> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::spawn(move || {
        runtime.block_on(async {
            match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => axum::serve(listener, router).await,
                Err(error) => Err(error),
            }
        })
    });
    Ok(format!("http://{address}"))
}
