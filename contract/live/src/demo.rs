//! Runs both vendors' whole flows through the typed clients against the sandboxes, and
//! prints every step.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! live::demo::run(&mut std::io::stdout()).await?;
//! # Ok(())
//! # }
//! ```

use std::{error::Error, io::Write, time::Instant};

use sandbox::{Behaviours, RunningSandbox};
use vendors::{Alice, AwareId};

mod alice;
mod awareid;
mod transcript;

use transcript::Transcript;

/// The same scores and ids every time.
const SEED: u64 = 1;

/// Starts both sandboxes, runs every flow and prints what happens.
///
/// # Errors
///
/// When a sandbox does not start, a call fails, a verdict is not the one that the flow
/// should show, an exchange deviates from the contract, or `out` cannot be written.
pub async fn run(out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let mut log = Transcript::new(out);

    let sandbox = Alice::sandbox().seed(SEED).start().await?;
    log.title("Alice Onboarding", sandbox.base_url())?;
    alice::run(&sandbox, &mut log).await?;
    finish(sandbox, &mut log).await?;

    let sandbox = AwareId::sandbox().seed(SEED).start().await?;
    log.title("AwareID", sandbox.base_url())?;
    awareid::run(&sandbox, &mut log).await?;
    finish(sandbox, &mut log).await?;

    log.end(began.elapsed())?;
    Ok(())
}

/// Says what went over the wire, and whether the contract allows all of it.
async fn finish<V: Behaviours>(sandbox: RunningSandbox<V>, log: &mut Transcript<'_>) -> Result<(), Box<dyn Error>> {
    let journal = sandbox.journal();
    sandbox.stop().await;
    log.exchanges(&journal)?;
    match journal.iter().find(|exchange| !exchange.conforms()) {
        Some(exchange) => Err(format!("{exchange:#?}").into()),
        None => Ok(()),
    }
}

/// Checks what a flow should show; the error says what it was.
fn expect(holds: bool, what: &str) -> Result<(), Box<dyn Error>> {
    if holds { Ok(()) } else { Err(format!("expected {what}").into()) }
}
