//! Tells the crate where the contracts are.

use std::{env, error::Error, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let krate = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    for (variable, contract) in [("ALICE_CONTRACT", "specs/alice.yaml"), ("AWAREID_CONTRACT", "specs/awareid.yaml")] {
        // In the repository they lie beside the crate. The links to them inside the
        // crate are for packages: Git on Windows may write a link as a text.
        let beside = krate.join("..").join(contract);
        println!("cargo::rerun-if-changed={}", beside.display());
        let path = if beside.exists() { beside } else { krate.join(contract) };
        println!("cargo::rustc-env={variable}={}", path.display());
    }
    Ok(())
}
