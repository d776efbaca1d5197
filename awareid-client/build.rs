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

/// The contract lies beside the crate, in the repository.
#[cfg(feature = "build-codegen")]
fn compile() -> Result<(), Box<dyn std::error::Error>> {
    const CONTRACT: &str = "specs/awareid.yaml";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(CONTRACT);
    println!("cargo::rerun-if-changed={}", path.display());
    let spec = std::fs::read_to_string(&path).map_err(|error| {
        format!("{}: {error}; the feature `build-codegen` works inside the repository only", path.display())
    })?;
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    for output in codegen::compile(CONTRACT, &spec)?.outputs {
        std::fs::write(out.join(output.path), output.contents)?;
    }
    Ok(())
}
