//! What is known of a call, whatever became of it.

use std::{fmt, time::Duration};

use crate::operation::Operation;

/// The call that failed. `Debug` and `Display` show the operation's id, not its table row.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallInfo {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How many requests were sent or tried; 0 when none was.
    pub attempts: usize,
    /// How long the call took, pauses included.
    pub elapsed: Duration,
    /// How much of that time were pauses: between attempts, and before the first one when
    /// the vendor had asked other calls to wait.
    pub waited: Duration,
    /// Whether a retry was left out because the client's
    /// [`RetryBudget`](crate::RetryBudget) was spent.
    pub retry_budget_spent: bool,
}

impl CallInfo {
    /// A call for which nothing was sent.
    pub(crate) fn unsent(operation: &'static Operation) -> Self {
        Self { operation, attempts: 0, elapsed: Duration::ZERO, waited: Duration::ZERO, retry_budget_spent: false }
    }
}

impl fmt::Display for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation)?;
        if self.attempts > 1 {
            write!(f, " (attempt {}, after {:.1} s)", self.attempts, self.elapsed.as_secs_f64())?;
        }
        if self.retry_budget_spent {
            f.write_str(" (not tried again, as too many calls were)")?;
        }
        Ok(())
    }
}

impl fmt::Debug for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallInfo")
            .field("operation", &format_args!("{}", self.operation))
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .field("waited", &self.waited)
            .field("retry_budget_spent", &self.retry_budget_spent)
            .finish()
    }
}
