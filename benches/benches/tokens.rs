//! Tokens: how often one is fetched for many calls at once, and what it costs to look
//! up one that is kept. The rival is the cache that one writes by hand.

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use axum::{Router, extract::Request};
use benches::{
    Result,
    criterion::interleave,
    figure::{self, Figure, Goal, Unit},
    rounds::Pairs,
    server,
};
use tokio::{runtime::Runtime, sync::RwLock, task::JoinSet};

const CALLS: usize = 10_000;
const ROUNDS: usize = 15;
const RIVAL: &str = "`RwLock<Option<_>>` by hand";

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    figure::save("tokens", &[cold(&runtime)?, warm(&runtime)?])
}

/// A token that was fetched, by hand.
#[derive(Clone)]
struct Kept {
    token: awareid_client::Secret,
    until: SystemTime,
}

/// The cache that one writes by hand: who finds nothing fetches.
#[derive(Clone, Default)]
struct ByHand(Arc<RwLock<Option<Kept>>>);

impl ByHand {
    async fn get<F>(&self, fetch: impl FnOnce() -> F) -> Result<awareid_client::Secret>
    where
        F: Future<Output = Result<Kept>>,
    {
        let kept = self.0.read().await.clone();
        if let Some(kept) = kept.filter(|kept| kept.until > SystemTime::now()) {
            return Ok(kept.token);
        }
        let kept = fetch().await?;
        *self.0.write().await = Some(kept.clone());
        Ok(kept.token)
    }
}

/// AwareID has one kind of token, so one request is the least.
fn cold(runtime: &Runtime) -> Result<Figure> {
    use awareid_client::{
        Client, ClientCredentials,
        operations::GET_ACCESS_TOKEN,
        reqwest,
        types::{GrantType, TokenRequest, TokenResponse, TokenScope},
    };

    let requests = Arc::new(AtomicUsize::new(0));
    let token = TokenResponse::builder().access_token("made-up-token").expires_in(300).token_type("Bearer");
    let token = serde_json::to_string(&TokenResponse::try_from(token)?)?;
    let counter = requests.clone();
    let base = server::start(Router::new().fallback(async move |request: Request| {
        if request.method() != GET_ACCESS_TOKEN.method {
            return "made up".to_owned();
        }
        counter.fetch_add(1, Ordering::Relaxed);
        // The vendor is not on this machine.
        tokio::time::sleep(Duration::from_millis(50)).await;
        token
    }))?;
    // One connection for all calls: not every machine has so many sockets to spare.
    let http =
        reqwest::Client::builder().http2_prior_knowledge().redirect(reqwest::redirect::Policy::none()).build()?;
    let client = Client::builder(base).http(http).build()?;

    let session = client.session(ClientCredentials::new("customer", "client", "secret"), "api-key");
    let ours = {
        let requests = requests.clone();
        runtime.block_on(at_once(&requests, move || {
            let calls = session.calls();
            async move {
                calls.get_public_key().send().await?;
                Ok(())
            }
        }))?
    };
    let cache = ByHand::default();
    let by_hand = runtime.block_on(at_once(&requests, move || {
        let (client, cache) = (client.clone(), cache.clone());
        async move {
            let fetch = async || {
                let body = TokenRequest::builder()
                    .client_id("client")
                    .client_secret("secret")
                    .scope(TokenScope::Openid)
                    .grant_type(GrantType::ClientCredentials);
                let scope = client.unauthenticated();
                let answer = scope.get_access_token().customer_name("customer").body(body).send().await?.into_inner();
                let lifetime = Duration::from_secs(u64::try_from(answer.expires_in)?);
                Ok(Kept { token: answer.access_token, until: SystemTime::now() + lifetime })
            };
            let token = cache.get(fetch).await?;
            client.with_bearer_and_apikey(token, "api-key").get_public_key().send().await?;
            Ok(())
        }
    }))?;
    let name = "Token requests of 10,000 calls at once";
    Ok(Figure::of_values(name, Unit::Count, ours, RIVAL, by_hand, Goal::AtMost(1.0)))
}

/// Makes the calls; gives how many tokens were asked for.
async fn at_once<F>(requests: &AtomicUsize, call: impl Fn() -> F) -> Result<f64>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    requests.store(0, Ordering::Relaxed);
    let mut running = JoinSet::new();
    for _ in 0..CALLS {
        running.spawn(call());
    }
    running.join_all().await.into_iter().collect::<Result<()>>()?;
    Ok(requests.load(Ordering::Relaxed) as f64)
}

/// The lookup is inside a call. So this makes calls whose token no header can carry:
/// they end right after the lookup, and nothing is sent. What such a call takes longer
/// than one with a token that was given is the lookup.
fn warm(runtime: &Runtime) -> Result<Figure> {
    use alice_client::{Client, Secret, Token, TokenKey, Tokens, schemes};

    let no_header = "a\nb";
    let hour = Duration::from_secs(3600);
    let client = Client::builder("http://127.0.0.1").build()?;
    let tokens = Tokens::default();
    let key = TokenKey::new(client.base_url(), &Secret::from("api-key"), schemes::USER_TOKEN.name, Some("user-1"));
    let clock = tokens.clone();
    let fetch = move || {
        let token = Token::lasting(no_header, clock.now(), hour);
        async { Ok(token) }
    };
    let renewed = client.with_user_token(tokens.credential(key, fetch));
    let given = client.with_user_token(no_header);
    let cache = ByHand::default();
    let fetch = async || Ok(Kept { token: Secret::from(no_header), until: SystemTime::now() + hour });

    let refused = |scope: &alice_client::scopes::UserToken| runtime.block_on(scope.get_user_status().send()).is_err();
    assert!(refused(&renewed) && refused(&given), "a token with a line break cannot be sent");
    let [given, ours, by_hand] = interleave(
        "tokens",
        ROUNDS,
        [
            ("given", &mut |bencher| bencher.iter(|| assert!(refused(&given)))),
            ("kept", &mut |bencher| bencher.iter(|| assert!(refused(&renewed)))),
            ("by hand", &mut |bencher| {
                bencher.iter(|| {
                    runtime.block_on(async {
                        assert!(black_box(cache.get(fetch).await).is_ok());
                        assert!(given.get_user_status().send().await.is_err());
                    });
                });
            }),
        ],
    )?;
    let lookups = |calls: Vec<f64>| calls.iter().zip(&given).map(|(call, given)| call - given).collect();
    let pairs = Pairs::of(lookups(ours), lookups(by_hand));
    Ok(Figure::of_rounds("Looking up a token that is kept", Unit::Time, RIVAL, &pairs, Goal::AtMost(1e-6)))
}
