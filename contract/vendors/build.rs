//! Lists the contracts, wherever they are: one line in Rust for each file of `specs`.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let krate = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    // In the repository they lie at its top. The links to them inside the crate are for
    // packages: Git on Windows may write a link as a text.
    let top = krate.join("../../specs");
    let folder = if top.exists() { top } else { krate.join("specs") };
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut lines = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_stem().and_then(|name| name.to_str()).ok_or("a contract's name is no text")?;
        let (file, path) = (format!("specs/{name}.yaml"), path.display().to_string());
        lines.push(format!("Vendor {{ name: {name:?}, file: {file:?}, contract: include_str!({path:?}) }},\n"));
    }
    lines.sort();
    let table = format!("&[\n{}]\n", lines.concat());
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("vendors.rs"), table)?;
    Ok(())
}
