//! The transcript of the demo, with times and addresses taken out.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{self, Write};

/// Replaces what differs from run to run: addresses, ids that follow from the time, and times.
fn normalised(transcript: &str) -> String {
    let lines = transcript.lines().map(|line| {
        let words = line.split(' ').collect::<Vec<_>>();
        let shown = words.iter().enumerate().map(|(index, word)| {
            let next = words.get(index + 1).map(|next| next.trim_end_matches('.'));
            match next {
                Some("ms") => "[time]".to_owned(),
                Some("s") => "[time]".to_owned(),
                _ if word.starts_with("http://127.0.0.1:") => "[base URL]".to_owned(),
                _ => (*word).to_owned(),
            }
        });
        // A longer time takes some of the spaces before it.
        let shown: Vec<String> = shown.collect();
        match shown.iter().position(|word| word == "[time]") {
            Some(time) if shown[0].is_empty() => {
                let before = shown[..time].join(" ");
                format!("{} {}", before.trim_end(), shown[time..].join(" "))
            }
            _ => shown.join(" "),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_transcript_has_every_step_and_every_verdict() {
    let mut out = Vec::new();
    live::demo::run(&mut out).await.unwrap();
    insta::assert_snapshot!("transcript", normalised(&String::from_utf8(out).unwrap()));
}

/// A pipe that nobody reads.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_cannot_be_printed_is_an_error() {
    let error = live::demo::run(&mut Closed).await.unwrap_err();
    assert_eq!(error.downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::BrokenPipe);
}
