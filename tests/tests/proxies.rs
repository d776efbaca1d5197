//! What the proxy variables of the environment do: seen by a child process that has them set.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    env,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use alice_client::Client;

const VARIABLES: [&str; 6] = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const BASE_URL: &str = "PROXIES_TEST_BASE_URL";
const CANARY: &str = "canary-key";

/// A server that keeps what it is sent and answers every request so.
fn listener(answer: &'static str) -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let received = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&received);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream: TcpStream = stream.unwrap();
            let mut bytes = vec![0; 16_384];
            let length = stream.read(&mut bytes).unwrap();
            kept.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..length]));
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json";
            write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{answer}", answer.len()).unwrap();
        }
    });
    (address, received)
}

/// The child: one call with a credential. The parent looks whether it was answered.
#[test]
fn child() {
    let Ok(base_url) = env::var(BASE_URL) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let scope = Client::builder(&base_url).build().unwrap().with_api_key(CANARY);
    let never = alice_client::CallOptions::default().retry(alice_client::RetryPolicy::never());
    let outcome = runtime.block_on(scope.get_login_token().with_options(never).send());
    assert!(outcome.is_ok(), "the call failed");
}

/// Whether the call was answered.
fn call_in_child(base_url: &str, proxy: &str) -> bool {
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args(["child", "--exact", "--nocapture"])
        .env(BASE_URL, base_url)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    let output = child.envs(VARIABLES.map(|name| (name, format!("http://{proxy}")))).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success() || text.contains("the call failed"), "{text}");
    output.status.success()
}

#[test]
fn no_credential_goes_in_plain_text_to_the_proxy_of_the_environment() {
    let (server, at_server) = listener(r#"{"token": "opaque"}"#);
    let (proxy, at_proxy) = listener(r#"{"token": "of the proxy"}"#);
    let port = server.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost"] {
        assert!(call_in_child(&format!("http://{host}:{port}"), &proxy), "{host}");
    }
    assert_eq!(at_server.lock().unwrap().matches(CANARY).count(), 2);
    // Hosts that cannot be found: the call fails, as the proxy is not asked instead.
    for host in ["vendor.invalid", "sandbox.vendor.invalid:8080"] {
        assert!(!call_in_child(&format!("http://{host}"), &proxy), "{host}");
    }
    assert_eq!(*at_proxy.lock().unwrap(), "");
    // With https a proxy is asked for a tunnel, and told the host alone.
    assert!(!call_in_child("https://vendor.invalid", &proxy));
    let told = at_proxy.lock().unwrap().clone();
    assert!(told.starts_with("CONNECT vendor.invalid:443") && !told.contains(CANARY), "{told}");
}
