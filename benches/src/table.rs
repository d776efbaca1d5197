//! The figures as a table in Markdown, and its place in `benches/README.md`.

use std::{fmt::Write as _, fs, path::Path};

use benches::{Result, figure::Figure};

const BEGIN: &str = "<!-- figures: written by `cargo xtask bench` -->";
const END: &str = "<!-- end of figures -->";

/// The table, then the notes.
pub fn markdown(figures: &[Figure]) -> String {
    let mut text =
        "| figure | ours | rival | rival's | ratio | goal | |\n| --- | ---: | --- | ---: | ---: | --- | --- |\n"
            .to_owned();
    let mut notes: Vec<&str> = Vec::new();
    for figure in figures {
        let mut name = figure.name.clone();
        if let Some(note) = &figure.note {
            let known = notes.iter().position(|known| known == note);
            let number = known.unwrap_or_else(|| {
                notes.push(note);
                notes.len() - 1
            });
            let _ = write!(name, " ({})", number + 1);
        }
        let (ours, rivals) = (figure.unit.show(figure.ours), figure.unit.show(figure.rivals));
        // Three digits, also of a small one.
        let places = if figure.ratio < 0.01 { 5 } else { 3 };
        let ratio = format!("{:.places$}", figure.ratio);
        let (rival, goal, verdict) = (&figure.rival, figure.goal(), figure.verdict());
        let _ = writeln!(text, "| {name} | {ours} | {rival} | {rivals} | {ratio} | {goal} | {verdict} |");
    }
    for (index, note) in notes.iter().enumerate() {
        let _ = write!(text, "\n{}. {note}", index + 1);
    }
    text
}

/// Puts the text between the two markers in a file.
pub fn replace(file: &Path, text: &str) -> Result<()> {
    let whole = fs::read_to_string(file)?;
    let places = whole.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = places.ok_or_else(|| format!("{}: no line `{BEGIN}` before `{END}`", file.display()))?;
    Ok(fs::write(file, format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", text.trim()))?)
}
