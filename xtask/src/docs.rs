//! `cargo xtask docs`: an HTML reference of each contract, made by Redoc.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

use openapi::document::Document;
use serde_json::{Map, Value};

use crate::contracts::{self, Unreadable};

/// What makes the pages, from npm. `npx` fetches it once.
const RENDERER: &str = "@redocly/cli@2.77.0";

/// A page loads nothing, so nobody learns who reads it.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
                      font-src data:; worker-src blob:";

/// Why there is no reference.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The contracts could not be listed.
    #[error(transparent)]
    Contracts(#[from] Unreadable),
    /// A contract is wrong.
    #[error(transparent)]
    Contract(#[from] openapi::Findings),
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The program that fetches and runs the renderer did not start.
    #[error(
        "cannot run `{program}`: {source}\nthe reference is made by {RENDERER}: install Node.js 22.12 or newer, which \
         comes with npm and npx, from https://nodejs.org or from your system's packages"
    )]
    Npx {
        /// Its name.
        program: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The renderer failed.
    #[error("{RENDERER} made no page of {contract}:\n{output}")]
    Renderer {
        /// The contract.
        contract: String,
        /// What it printed.
        output: String,
    },
    /// The page has no head to put the policy into.
    #[error("{path}: no `<head>` in the page; another version of the renderer?", path = .0.display())]
    Page(PathBuf),
}

/// Makes `target/reference/<vendor>.html` below `root`.
///
/// # Errors
///
/// When a contract is wrong, a file cannot be read or written, or the renderer is
/// missing or fails.
pub fn run(root: &Path, out: &mut dyn Write) -> Result<(), Error> {
    let mut contracts = Vec::new();
    for vendor in contracts::vendors(root)? {
        let contract = format!("specs/{vendor}.yaml");
        let text = read(&root.join(&contract))?;
        let mut document = Document::read(&contract, &text)?.value;
        describe_enums(&mut document);
        contracts.push((vendor, contract, document));
    }
    let folder = root.join("target").join("reference");
    fs::create_dir_all(&folder).map_err(|source| Error::Io { path: folder.clone(), source })?;
    for (vendor, contract, document) in contracts {
        let input = folder.join(format!("{vendor}.json"));
        write(&input, &document.to_string())?;
        let page = folder.join(format!("{vendor}.html"));
        render(&contract, &input, &page)?;
        let sealed = seal(&read(&page)?).ok_or_else(|| Error::Page(page.clone()))?;
        write(&page, &sealed)?;
        let _ = writeln!(out, "{}: {} KiB", page.display(), sealed.len() / 1024);
    }
    Ok(())
}

fn render(contract: &str, input: &Path, page: &Path) -> Result<(), Error> {
    let program = if cfg!(windows) { "npx.cmd" } else { "npx" };
    let output = Command::new(program)
        .args(["--yes", RENDERER, "build-docs"])
        .arg(input)
        .arg("--output")
        .arg(page)
        .args(["--inlineBundle", "--openapi.showExtensions=true", "--openapi.disableTelemetry=true"])
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
        .env("NO_COLOR", "1")
        .current_dir(env::temp_dir())
        .output()
        .map_err(|source| Error::Npx { program, source })?;
    if output.status.success() {
        return Ok(());
    }
    let printed = [output.stdout, output.stderr].concat();
    Err(Error::Renderer { contract: contract.to_owned(), output: String::from_utf8_lossy(&printed).into_owned() })
}

/// Redoc knows descriptions of an enumeration's values as an object by value, not as
/// a list beside the list of values, as generators do.
fn describe_enums(value: &mut Value) {
    if let Value::Object(object) = value {
        if let (Some(values), Some(texts)) = (object.get("enum"), object.get("x-enum-descriptions")) {
            let pairs = values.as_array().into_iter().flatten().zip(texts.as_array().into_iter().flatten());
            let described: Map<_, _> = pairs
                .map(|(value, text)| (value.as_str().map_or(value.to_string(), str::to_owned), text.clone()))
                .collect();
            object.remove("x-enum-descriptions");
            object.insert("x-enumDescriptions".to_owned(), Value::Object(described));
        }
        object.values_mut().for_each(describe_enums);
    } else if let Value::Array(array) = value {
        array.iter_mut().for_each(describe_enums);
    }
}

/// With the policy in the page's head, before anything that could load something.
fn seal(page: &str) -> Option<String> {
    let (before, after) = page.split_once("<head>")?;
    Some(format!("{before}<head>\n  <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\" />{after}"))
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|source| Error::Io { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{describe_enums, seal};

    #[test]
    fn descriptions_of_an_enumeration_stand_by_their_values() {
        let mut schema =
            json!({"oneOf": [{"type": "integer", "enum": [0, 1], "x-enum-descriptions": ["Failed.", "Open."]}]});
        describe_enums(&mut schema);
        let expected = json!({"oneOf": [{"type": "integer", "enum": [0, 1], "x-enumDescriptions": {"0": "Failed.", "1": "Open."}}]});
        assert_eq!(schema, expected);
    }

    #[test]
    fn the_policy_comes_before_everything_else_in_the_head() {
        let sealed = seal("<html><head><script src=\"https://example.com\"></script></head></html>");
        let before = sealed.as_deref().and_then(|page| page.split_once("<script")).map(|(before, _)| before);
        assert!(before.is_some_and(|before| before.contains("default-src 'none'")), "{before:?}");
        assert_eq!(seal("no page"), None);
    }
}
