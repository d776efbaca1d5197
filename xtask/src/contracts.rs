//! The contracts that there are: each is a file of `specs`.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// The folder of the contracts cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}", path = folder.display())]
pub struct Unreadable {
    folder: PathBuf,
    source: io::Error,
}

/// The names of the vendors, sorted. The contract of `name` is `specs/name.yaml`, and its
/// client is the crate in `name-client`. Either of the two makes a vendor, so that one
/// without the other is noticed.
pub fn vendors(root: &Path) -> Result<Vec<String>, Unreadable> {
    let contracts = entries(&root.join("specs"))?;
    let contracts = contracts.iter().filter_map(|file| file.strip_suffix(".yaml"));
    let folders = entries(root)?;
    let is_client = |folder: &&String| root.join(folder).join("src").exists();
    let clients = folders.iter().filter(is_client).filter_map(|folder| folder.strip_suffix("-client"));
    let names: BTreeSet<&str> = contracts.chain(clients).collect();
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// The names in a folder that are text.
fn entries(folder: &Path) -> Result<Vec<String>, Unreadable> {
    let unreadable = |source| Unreadable { folder: folder.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.extend(entry.map_err(unreadable)?.file_name().into_string().ok());
    }
    Ok(names)
}
