//! `cargo xtask vendor`: takes a vendor's contract in, and makes the crate of its client.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use codegen::Error as Wrong;
use openapi::Document;
use serde_json::Value;

/// Why a vendor was not taken in. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name cannot be that of a crate and of a file.
    #[error("`{0}` cannot be a vendor's name; use small letters, digits and `-`, with a letter first")]
    Name(String),
    /// There is something of that name.
    #[error("{path} is there already; choose another name, or change what is there", path = .0.display())]
    Taken(PathBuf),
    /// The contract is wrong.
    #[error(transparent)]
    Contract(#[from] Wrong),
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The workspace has no list of its own crates to add a line to.
    #[error("{path}: there is no line `client-runtime = ...` to put the client's beside", path = .0.display())]
    Workspace(PathBuf),
    /// The output could not be printed.
    #[error("the output cannot be printed: {0}")]
    Print(io::Error),
}

/// The files of a new client that are not compiled from its contract.
const TEMPLATE: [(&str, &str); 4] = [
    ("Cargo.toml", include_str!("vendor/template/Cargo.toml")),
    ("build.rs", include_str!("vendor/template/build.rs")),
    ("README.md", include_str!("vendor/template/README.md")),
    ("src/lib.rs", include_str!("vendor/template/src/lib.rs")),
];

/// Takes the contract `spec` in as that of the vendor `name`.
///
/// # Errors
///
/// When the name is taken or no name, the contract is wrong, or a file cannot be read or
/// written.
pub fn run(root: &Path, name: &str, spec: &Path, out: &mut dyn Write) -> Result<(), Error> {
    if !is_name(name) {
        return Err(Error::Name(name.to_owned()));
    }
    let text = read(spec)?;
    codegen::compile_hand_written(&spec.display().to_string(), &text)?;
    // Generated files name the contract by its place in the repository.
    let compiled = codegen::compile(&format!("specs/{name}.yaml"), &text)?;
    let document = Document::parse(&spec.display().to_string(), &text).map_err(Wrong::from)?;
    let info = |member: &str| document.value.pointer(member).and_then(Value::as_str).unwrap_or_default();
    let contract = root.join("specs").join(format!("{name}.yaml"));
    let krate = root.join(format!("{name}-client"));
    // A contract may lie in its place already.
    let other = fs::canonicalize(&contract).is_ok_and(|there| fs::canonicalize(spec).ok() != Some(there));
    if let Some(taken) =
        [(&contract, other), (&krate, krate.exists())].iter().find_map(|(path, taken)| taken.then_some(*path))
    {
        return Err(Error::Taken(taken.clone()));
    }
    let manifest = root.join("Cargo.toml");
    let listed = with_line(&read(&manifest)?, name).ok_or_else(|| Error::Workspace(manifest.clone()))?;

    // The crate is made beside its place and moved there last, so that there is never half of one.
    let staged = root.join(format!(".{name}-client"));
    let made = make(&staged, name, info("/info/title"), &build_metadata(info("/info/version")), &compiled.outputs);
    let moved = made.and_then(|()| fs::rename(&staged, &krate).map_err(|source| Error::Io { path: krate, source }));
    if moved.is_err() {
        // What is left is in nobody's way, and what went wrong is said already.
        let _ = fs::remove_dir_all(&staged);
        return moved;
    }
    write(&contract, &text)?;
    write(&manifest, &listed)?;
    let (operations, schemas) = (compiled.operations, compiled.schemas);
    writeln!(out, "{name}: {operations} operations, {schemas} schemas").map_err(Error::Print)?;
    for made in [format!("specs/{name}.yaml"), format!("{name}-client/"), "Cargo.toml: one line".to_owned()] {
        writeln!(out, "  {made}").map_err(Error::Print)?;
    }
    writeln!(out, "build it with `cargo build -p {name}-client`").map_err(Error::Print)
}

fn make(krate: &Path, name: &str, title: &str, version: &str, outputs: &[codegen::Output]) -> Result<(), Error> {
    for folder in ["src", "specs"] {
        let path = krate.join(folder);
        fs::create_dir_all(&path).map_err(|source| Error::Io { path, source })?;
    }
    let title = title.replace(['"', '\\'], "'");
    for (path, template) in TEMPLATE {
        let text = template.replace("{name}", name).replace("{title}", &title).replace("{version}", version);
        write(&krate.join(path), &text.replace("{crate}", &format!("{}_client", name.replace('-', "_"))))?;
    }
    for output in outputs {
        write(&krate.join("src").join(output.path), &output.contents)?;
    }
    let links = ["LICENSE-APACHE".to_owned(), "LICENSE-MIT".to_owned(), format!("specs/{name}.yaml")];
    for link in links {
        let up = if link.contains('/') { "../.." } else { ".." };
        self::link(&format!("{up}/{link}"), &krate.join(&link))?;
    }
    Ok(())
}

/// A link where there are any; the build script looks beside the crate first.
#[cfg(unix)]
fn link(target: &str, path: &Path) -> Result<(), Error> {
    std::os::unix::fs::symlink(target, path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// Git writes a link as its text where the system has none.
#[cfg(not(unix))]
fn link(target: &str, path: &Path) -> Result<(), Error> {
    write(path, target)
}

/// The manifest of the workspace with the line of a client, beside those of the others.
fn with_line(manifest: &str, name: &str) -> Option<String> {
    let line =
        format!("{name}-client = {{ path = \"{name}-client\", version = \"0.1.0\", default-features = false }}\n");
    let at = manifest.find("\nclient-runtime = ")? + 1;
    Some(format!("{}{line}{}", &manifest[..at], &manifest[at..]))
}

/// A contract's version as what stands after `+` in a crate's: letters, digits, `-` and `.`.
fn build_metadata(version: &str) -> String {
    let legal: String = version.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '.' }).collect();
    let parts: Vec<&str> = legal.split('.').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "0".to_owned() } else { parts.join(".") }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|source| Error::Io { path: path.to_owned(), source })
}
