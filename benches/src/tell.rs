//! What a command says to whoever called it. `println!` and `eprintln!` panic when
//! nobody reads the stream any more.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// Says a line on standard output, as long as somebody listens.
pub fn say(line: impl Display) {
    // Who has closed the stream wants to hear no more.
    let _ = writeln!(io::stdout(), "{line}");
}

/// Says a line on standard error, as long as somebody listens.
pub fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
