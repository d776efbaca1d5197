//! With the feature `build-codegen`, compiles the contract into `OUT_DIR`.

fn main() -> std::process::ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "build-codegen")]
    if let Err(error) = compile() {
        println!("cargo::error={}", error.to_string().replace('\n', "\ncargo::error="));
        return std::process::ExitCode::FAILURE;
    }
    std::process::ExitCode::SUCCESS
}

/// In the repository the contract lies beside the crate. The link to it inside the
/// crate is for packages: Git on Windows may write a link as a text.
#[cfg(feature = "build-codegen")]
fn compile() -> Result<(), Box<dyn std::error::Error>> {
    const CONTRACT: &str = "specs/{name}.yaml";
    let krate = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let beside = krate.join("..").join(CONTRACT);
    let path = if beside.exists() { beside } else { krate.join(CONTRACT) };
    println!("cargo::rerun-if-changed={}", path.display());
    let spec = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    for output in codegen::compile(CONTRACT, &spec)?.outputs {
        std::fs::write(out.join(output.path), output.contents)?;
    }
    Ok(())
}
