//! The end of a command that runs until it is interrupted.

use std::io;

use tokio::runtime::Runtime;

use crate::tell::complain;

/// Runs a command to its end, without waiting for work that it left on other threads.
pub(super) fn run<T>(command: impl Future<Output = T>) -> io::Result<T> {
    let runtime = Runtime::new()?;
    let done = runtime.block_on(command);
    runtime.shutdown_background();
    Ok(done)
}

/// Ends with the first Ctrl-C or SIGTERM. The second ends the program at once, with the
/// exit status of a program without a handler.
pub(super) fn interrupted() -> io::Result<impl Future<Output = ()>> {
    let mut signals = Signals::new()?;
    Ok(async move {
        signals.next().await;
        complain("stopping; Ctrl-C again ends at once");
        tokio::spawn(async move { std::process::exit(128 + signals.next().await) });
    })
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// The number of the next one.
    async fn next(&mut self) -> i32 {
        const SIGINT: i32 = 2;
        const SIGTERM: i32 = 15;
        tokio::select! {
            _ = self.interrupt.recv() => SIGINT,
            _ = self.terminate.recv() => SIGTERM,
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    /// The number that it has elsewhere.
    async fn next(&mut self) -> i32 {
        self.0.recv().await;
        2
    }
}
