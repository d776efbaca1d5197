//! The reviewed snapshots: one small file for each case, in `tests/snapshots`.

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

/// What a snapshot is of. Each kind has a folder.
#[derive(Clone, Copy)]
pub enum SnapshotKind {
    /// What an operation sends: `<vendor>__<operation>__<case>`.
    Sent,
    /// What an operation makes of an answer: `<vendor>__<operation>__<status>__<case>`.
    Answered,
    /// What a schema says: `<vendor>__<schema>`.
    Schema,
}

impl SnapshotKind {
    /// The folder of its snapshots.
    pub fn folder(self) -> PathBuf {
        let name = match self {
            Self::Sent => "sent",
            Self::Answered => "answered",
            Self::Schema => "schema",
        };
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name)
    }

    /// The names of the snapshots there are.
    pub fn names(self) -> BTreeSet<String> {
        // A folder that is not there yet has no snapshots.
        let entries = fs::read_dir(self.folder()).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| name.strip_suffix(".snap").map(str::to_owned)).collect()
    }

    /// Compares each text with the snapshot of its name. All are compared before any fails the test.
    pub fn check(self, texts: impl IntoIterator<Item = (String, String)>) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(self.folder());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let _bound = settings.bind_to_scope();
        let mut differing = Vec::new();
        for (name, text) in texts {
            let compared = catch_unwind(AssertUnwindSafe(|| insta::assert_snapshot!(name.clone(), text)));
            if compared.is_err() {
                differing.push(name);
            }
        }
        assert!(differing.is_empty(), "{} snapshots differ: {differing:#?}", differing.len());
    }
}
