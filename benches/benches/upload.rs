//! A video from disk through the client, against `curl` and against `reqwest` by hand.
//!
//! Each upload by us is a process of its own, this same program, so that its peak of
//! memory is that of an upload alone. Linux tells the peak; elsewhere this fails.

use std::{
    env, fs,
    io::{Error, ErrorKind},
    path::Path,
    process::Command,
};

use alice_client::{Client, FilePart, operations::ADD_SELFIE, reqwest, types::AddSelfieRequest};
use axum::{Router, extract::Request, http::header::CONTENT_TYPE};
use benches::{
    Result,
    command::said,
    figure::{self, Figure, Goal, Unit},
    rounds::{Pairs, interleave, time},
    server,
    tell::say,
};
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};

const GIB: u64 = 1 << 30;
const MIB: f64 = 1_048_576.0;
/// `curl` has good and bad rounds here, up to three times apart.
const ROUNDS: usize = 31;
/// `reqwest` by hand takes seconds for each.
const SLOW_ROUNDS: usize = 3;
const TOKEN: &str = "made-up-token";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "ours" | "reqwest", ..] if arguments.len() == 4 => child(&arguments[1], &arguments[2], &arguments[3]),
        _ => compare(),
    }
}

fn compare() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let video = folder.path().join("selfie.mp4");
    fs::File::create(&video)?.set_len(GIB)?;
    let video = video.to_str().ok_or("the folder for temporary files has no plain name")?;
    let base = server::start(Router::new().fallback(sink))?;
    let upload = |how: &str| -> Result<Upload> {
        Ok(serde_json::from_str(&said(Command::new(env::current_exe()?).args([how, &base, video]))?)?)
    };
    let [ours, curls] = interleave(ROUNDS, [&mut || upload("ours"), &mut || curl(&base, video)])?;
    let [ours_then, by_hand] = interleave(SLOW_ROUNDS, [&mut || upload("ours"), &mut || upload("reqwest")])?;
    let throughput = |uploads: &[Upload]| uploads.iter().map(|upload| GIB as f64 / upload.seconds).collect();
    let memory = |uploads: &[Upload]| uploads.iter().map(|upload| upload.peak - upload.idle).collect();
    let version = said(Command::new("curl").arg("--version"))?;
    let curl = version.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let by = "`reqwest` by hand";
    figure::save(
        "upload",
        &[
            Figure::of_rounds(
                "Upload of 1 GiB",
                Unit::Throughput,
                &format!("`{curl}`"),
                &Pairs::of(throughput(&ours), throughput(&curls)),
                Goal::RatioAtLeast(0.95),
            ),
            Figure::of_rounds(
                "Upload of 1 GiB",
                Unit::Throughput,
                by,
                &Pairs::of(throughput(&ours_then), throughput(&by_hand)),
                Goal::None,
            ),
            Figure::of_rounds(
                "Memory for the upload, above idle",
                Unit::Memory,
                by,
                &Pairs::of(memory(&ours_then), memory(&by_hand)),
                Goal::AtMost(16.0 * MIB),
            ),
        ],
    )
}

/// Reads everything and keeps nothing.
async fn sink(request: Request) -> ([(axum::http::HeaderName, &'static str); 1], &'static str) {
    let mut body = request.into_body().into_data_stream();
    while let Some(Ok(_)) = body.next().await {}
    ([(CONTENT_TYPE, ADD_SELFIE.accept)], "{}")
}

/// What an upload cost: seconds, and bytes of memory at most before and during it.
#[derive(Serialize, Deserialize)]
struct Upload {
    seconds: f64,
    idle: f64,
    peak: f64,
}

fn curl(base: &str, video: &str) -> Result<Upload> {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--output"]).arg(if cfg!(windows) { "NUL" } else { "/dev/null" });
    // What it says of its own transfer, without the start of its process.
    curl.args(["--write-out", "%{time_total}", "--header", &format!("Authorization: Bearer {TOKEN}")]);
    curl.args(["--form", &format!("video=@{video};type=video/mp4"), &format!("{base}{}", ADD_SELFIE.path)]);
    let seconds = said(&mut curl)?.trim().parse()?;
    Ok(Upload { seconds, idle: f64::NAN, peak: f64::NAN })
}

fn child(how: &str, base: &str, video: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let client = Client::builder(base).build()?.with_user_token(TOKEN);
    let http = reqwest::Client::new();
    // All that a first call needs is there. The sink's answer is not a status.
    runtime.block_on(async { http.get(base).send().await?.bytes().await })?;
    let _ = runtime.block_on(client.get_user_status().send());
    let idle = peak()?;
    let seconds = time(|| {
        runtime.block_on(async {
            if how == "ours" {
                client.add_selfie().body(AddSelfieRequest::builder().video(FilePart::path(video))).send().await?;
                return Result::Ok(());
            }
            let part = reqwest::multipart::Part::file(Path::new(video)).await?;
            let form = reqwest::multipart::Form::new().part("video", part);
            let url = format!("{base}{}", ADD_SELFIE.path);
            http.post(url).bearer_auth(TOKEN).multipart(form).send().await?.error_for_status()?.bytes().await?;
            Ok(())
        })
    })?;
    say(format_args!("{}", serde_json::to_string(&Upload { seconds, idle, peak: peak()? })?));
    Ok(())
}

/// The most memory that this process has had, in bytes.
fn peak() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")).ok_or_else(|| Error::from(ErrorKind::NotFound))?;
    Ok(kib.parse::<f64>()? * 1024.0)
}
