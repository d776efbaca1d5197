//! Output of the commands. `println!` and `eprintln!` panic when the stream is closed, as
//! in `contract check traffic.har 2>&1 | head -1`.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// Writes a line to standard output; a closed stream is no error.
pub fn say(line: impl Display) {
    // The reader has closed the stream and wants no more output.
    let _ = writeln!(io::stdout(), "{line}");
}

/// Writes a line to standard error; a closed stream is no error.
pub fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
