//! What a command says to whoever called it. `println!` and `eprintln!` panic when
//! nobody reads the stream any more.

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
