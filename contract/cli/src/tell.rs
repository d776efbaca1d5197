//! What a command says to whoever called it. `println!` and `eprintln!` panic when
//! nobody reads the stream any more, as in `contract check traffic.har 2>&1 | head -1`.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// Says a line on standard error, as long as somebody listens.
pub fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
