//! The machine and the commit of the figures.

use std::{fs, process::Command, thread};

use benches::{Result, folders};

/// Processor, memory, system, compiler and commit, in one sentence each.
pub fn describe() -> Result<String> {
    let processor = fact("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = fact("/proc/meminfo", "MemTotal").and_then(|total| total.strip_suffix(" kB")?.parse::<f64>().ok());
    let memory = memory.map_or_else(|| "unknown".to_owned(), |kib| format!("{:.0} GiB of", kib / 1024.0 / 1024.0));
    let cores = thread::available_parallelism()?;
    let kernel = said("uname", &["-sr"]).unwrap_or_else(|| "unknown system".to_owned());
    let rustc = said("rustc", &["--version"]).unwrap_or_else(|| "unknown rustc".to_owned());
    let commit = said("git", &["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let changed =
        said("git", &["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changes| !changes.is_empty());
    let changed = if changed { " with changes" } else { "" };
    Ok(format!("Taken on {processor}, {cores} cores, {memory} memory, {kernel}, {rustc}, at commit {commit}{changed}."))
}

/// A line `name: value` of a file of the kernel's.
fn fact(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    Some(line?.split_once(':')?.1.trim().to_owned())
}

/// What a command prints.
fn said(command: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(command).args(arguments).current_dir(folders::repository()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
