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
    let seconds = |consumer: &str| -> Result<f64> {
        let row = table.lines().find_map(|line| line.strip_prefix(&format!("| {consumer} | ")));
        let wall = row.and_then(|row| row.split(" | ").next());
        Ok(wall.ok_or_else(|| format!("the cold build tells nothing of `{consumer}`:\n{table}"))?.parse()?)
    };
    let without = seconds("without")?;
    let mut figures = Vec::new();
    for client in ["alice-client", "awareid-client"] {
        let (name, ours) = (format!("Cold build with {client}"), seconds(client)?);
        figures.push(Figure::of_values(name, Unit::Time, ours, RIVAL, without, Goal::None));
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
