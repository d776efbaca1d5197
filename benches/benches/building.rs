//! What a client adds to the first build of a small service, as `.ci/cold-build`
//! measures it in one round. Builds the last commit.

use std::process::Command;

use benches::{
    Result,
    figure::{self, Figure, Goal, Unit},
    folders,
};

const RIVAL: &str = "the same without the client";

fn main() -> Result<()> {
    let table = said(Command::new(folders::repository().join(".ci/cold-build")).arg("1"))?;
    // Columns: wall seconds, ratio, CPU seconds, ratio, crates.
    let column = |consumer: &str, column: usize| -> Result<f64> {
        let row = table.lines().find_map(|line| line.strip_prefix(&format!("| {consumer} | ")));
        let cell = row.and_then(|row| row.trim_end_matches(" |").split(" | ").nth(column));
        Ok(cell.ok_or_else(|| format!("the cold build tells nothing of `{consumer}`:\n{table}"))?.parse()?)
    };
    let mut figures = Vec::new();
    for client in ["alice-client", "awareid-client"] {
        for (consumer, name, goal) in [
            (client.to_owned(), client.to_owned(), Goal::RatioAtMost(1.05)),
            (format!("{client}+build-codegen"), format!("{client}, `build-codegen`"), Goal::None),
        ] {
            let figure = |what: &str, unit, at, goal| -> Result<Figure> {
                let name = format!("{what} with {name}");
                Ok(Figure::of_values(name, unit, column(&consumer, at)?, RIVAL, column("without", at)?, goal))
            };
            figures.push(figure("Cold build", Unit::Time, 0, goal)?);
            figures.push(figure("CPU time of it", Unit::Time, 2, Goal::None)?);
            figures.push(figure("Crates", Unit::Count, 4, Goal::None)?);
        }
    }
    figure::save("building", &figures)
}

fn said(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}
