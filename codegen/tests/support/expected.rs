//! Comparing texts with committed files.

use std::{fs, path::Path};

/// The names of what lies in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().expect("a name in UTF-8")).collect();
    names.sort();
    names
}

/// Gathers every file that differs, so that one run shows all.
#[derive(Default)]
pub struct Expected(Vec<String>);

impl Expected {
    /// Compares; with `UPDATE_GOLDEN=1`, writes instead.
    pub fn compare(&mut self, path: &Path, actual: &str) {
        if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
            return fs::write(path, actual).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
        let expected = fs::read_to_string(path).map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
        if expected != actual {
            self.0.push(format!("{}\n{}", path.display(), difference(&expected, actual)));
        }
    }

    /// Fails if any file differs.
    pub fn finish(self) {
        assert!(
            self.0.is_empty(),
            "{}\n\n{} file(s) differ. If the change is meant, run\n\n    \
             UPDATE_GOLDEN=1 cargo test -p contract-codegen --features examples\n\nand review `git diff`.",
            self.0.join("\n"),
            self.0.len()
        );
    }
}

/// The lines between the first and the last difference.
fn difference(expected: &str, actual: &str) -> String {
    const MOST: usize = 40;
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(old, new)| old == new).count();
    let mut text = format!("  from line {}:\n", start + 1);
    for (sign, lines) in [('-', &old[start..old.len() - end]), ('+', &new[start..new.len() - end])] {
        for line in lines.iter().take(MOST) {
            text.push_str(&format!("  {sign} {line}\n"));
        }
        if lines.len() > MOST {
            text.push_str(&format!("  {sign} ... {} more lines\n", lines.len() - MOST));
        }
    }
    text
}
