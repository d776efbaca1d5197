//! A call through the typed client against the same call by hand on `reqwest`.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use alice_client::{Client, operations::GET_USER_STATUS, reqwest, types::UserStatusResponse};
use axum::{Router, body::Bytes, http::header::CONTENT_TYPE};
use benches::{
    Result, contract,
    figure::{self, Figure, Goal, Unit},
    rounds::{Pairs, interleave, seconds},
    server,
};
use hdrhistogram::Histogram;
use reqwest::header::ACCEPT;
use tokio::task::JoinSet;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoidXNlci0xIn0.made-up-signature";
const RIVAL: &str = "`reqwest` by hand";
const ROUNDS: usize = 101;
/// Why ours is not the same.
const MORE: &str = "Ours does more: it looks for the credentials, keeps to a limit for the call with all its attempts, and keeps headers and body with the response.";

fn main() -> Result<()> {
    let body = Bytes::from(contract::example(GET_USER_STATUS.id, "full")?.to_string());
    let answer = async move || ([(CONTENT_TYPE, GET_USER_STATUS.accept)], body.clone());
    let base = server::start(Router::new().fallback(answer))?;
    // One thread for the client, one for the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;

    let scope = Arc::new(Client::builder(&base).build()?.with_user_token(TOKEN));
    let ours = move || {
        let scope = scope.clone();
        async move { Ok(scope.get_user_status().send().await?.into_inner()) }
    };
    let http = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let service = Arc::new((http, base));
    let by_hand = move || {
        let service = service.clone();
        async move { by_hand(&service.0, &service.1, TOKEN).await }
    };

    let mut figures = Vec::new();
    for (tasks, calls) in [(1, 2_000), (64, 4_000)] {
        let [ours, rivals] = interleave(
            ROUNDS,
            [&mut || runtime.block_on(load(tasks, calls, &ours)), &mut || {
                runtime.block_on(load(tasks, calls, &by_hand))
            }],
        )?;
        let pairs = |of: fn(&Load) -> f64| Pairs::of(ours.iter().map(of).collect(), rivals.iter().map(of).collect());
        let name = if tasks == 1 { "1 task".to_owned() } else { format!("{tasks} tasks") };
        let (most, least) = (Goal::RatioAtMost(1.02), Goal::RatioAtLeast(1.0 / 1.02));
        figures.extend([
            Figure::of_rounds(format!("Calls per second, {name}"), Unit::Rate, RIVAL, &pairs(|load| load.rate), least)
                .note(MORE),
            Figure::of_rounds(format!("Call p50, {name}"), Unit::Time, RIVAL, &pairs(|load| load.p50), most),
            Figure::of_rounds(format!("Call p99, {name}"), Unit::Time, RIVAL, &pairs(|load| load.p99), most),
        ]);
    }
    let counted = |run: &dyn Fn() -> Result<Load>| {
        let mut result = Ok(());
        let info = allocation_counter::measure(|| result = run().map(|_| ()));
        result.map(|()| (info.count_total as f64, info.bytes_total as f64))
    };
    let calls = 1_000;
    let ours = counted(&|| runtime.block_on(load(1, calls, &ours)))?;
    let rivals = counted(&|| runtime.block_on(load(1, calls, &by_hand)))?;
    let each = |total: f64| (total / calls as f64).round();
    figures.extend([
        Figure::of_values("Allocations per call", Unit::Count, each(ours.0), RIVAL, each(rivals.0), Goal::None),
        Figure::of_values("Bytes allocated per call", Unit::Memory, each(ours.1), RIVAL, each(rivals.1), Goal::None),
    ]);
    figure::save("call", &figures)
}

/// What a service without the client would write.
async fn by_hand(http: &reqwest::Client, base: &str, token: &str) -> Result<UserStatusResponse> {
    let request =
        http.get(format!("{base}{}", GET_USER_STATUS.path)).bearer_auth(token).header(ACCEPT, GET_USER_STATUS.accept);
    let body = request.send().await?.error_for_status()?.bytes().await?;
    Ok(serde_json::from_slice(&body)?)
}

/// What a round of calls measured; times in seconds.
struct Load {
    rate: f64,
    p50: f64,
    p99: f64,
}

/// Makes calls from so many tasks at once.
async fn load<C, F>(tasks: usize, calls: usize, call: &C) -> Result<Load>
where
    C: Fn() -> F + Clone + Send + 'static,
    F: Future<Output = Result<UserStatusResponse>> + Send,
{
    let start = Instant::now();
    let each = calls / tasks;
    let mut running = JoinSet::new();
    for _ in 0..tasks {
        let call = call.clone();
        running.spawn(async move {
            let mut times = Vec::with_capacity(each);
            for _ in 0..each {
                let start = Instant::now();
                call().await?;
                times.push(start.elapsed());
            }
            Result::Ok(times)
        });
    }
    let times: Vec<_> = running.join_all().await.into_iter().collect::<Result<_>>()?;
    let rate = (each * tasks) as f64 / seconds(start.elapsed());
    let mut histogram = Histogram::<u64>::new(3)?;
    for time in times.into_iter().flatten() {
        histogram.record(u64::try_from(time.as_nanos())?)?;
    }
    let quantile = |quantile| histogram.value_at_quantile(quantile) as f64 * 1e-9;
    Ok(Load { rate, p50: quantile(0.5), p99: quantile(0.99) })
}
