//! TLS on real servers: who is trusted, and what is said when a certificate is not.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    env,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use alice_client::{Client, ClientBuilder, Error, Secret, TlsFault, TransportError, types::ErrorBody};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use tokio::net::TcpListener;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
        server::{NoServerSessionStorage, WebPkiClientVerifier},
    },
};

const TOKEN: &str = r#"{"token": "opaque"}"#;

/// An issuer of certificates that nobody but the test trusts.
struct Issuer(CertifiedIssuer<'static, KeyPair>);

impl Issuer {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, "issuer of the tests");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for this name, good until that year, and its key.
    fn certificate(&self, name: &str, until: i32) -> (rcgen::Certificate, KeyPair) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.0).unwrap(), key)
    }

    /// A server for `localhost` with this certificate, which asks clients for one of this
    /// issuer's if it is to.
    fn config(&self, (certificate, key): (rcgen::Certificate, KeyPair), asks: bool) -> ServerConfig {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let builder = ServerConfig::builder();
        let builder = if asks {
            let mut roots = RootCertStore::empty();
            roots.add(self.0.der().clone()).unwrap();
            builder.with_client_cert_verifier(WebPkiClientVerifier::builder(Arc::new(roots)).build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config
    }

    async fn server(&self, name: &str, until: i32, asks: bool) -> Server {
        Server::start(self.config(self.certificate(name, until), asks)).await
    }
}

/// A server that answers every request with a token.
struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn start(config: ServerConfig) -> Self {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let connections = Arc::new(AtomicUsize::new(0));
        let (count, acceptor) = (Arc::clone(&connections), TlsAcceptor::from(Arc::new(config)));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::Relaxed);
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    if stream.read(&mut [0; 16_384]).await.is_ok_and(|length| length > 0) {
                        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json";
                        let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{TOKEN}", TOKEN.len());
                        let _ = stream.write_all(answer.as_bytes()).await;
                        let _ = stream.shutdown().await;
                    }
                });
            }
        });
        Self { url, connections }
    }

    fn client(&self) -> ClientBuilder<Client> {
        Client::builder(&self.url)
    }
}

async fn call(client: ClientBuilder<Client>) -> Result<(), Error<ErrorBody>> {
    client.build().unwrap().with_api_key("key").get_login_token().send().await.map(drop)
}

/// What is wrong by the error of a call, which was tried once.
async fn fault(server: &Server, client: ClientBuilder<Client>) -> TlsFault {
    let error = call(client).await.unwrap_err();
    let Error::Transport { source: TransportError::Tls { fault, .. }, .. } = &error else { panic!("{error:?}") };
    assert!(!error.is_retryable() && error.to_string().ends_with(&fault.to_string()), "{error}");
    assert_eq!((error.call().attempts, server.connections.load(Ordering::Relaxed)), (1, 1), "{error:?}");
    *fault
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said_and_not_tried_again() {
    let issuer = Issuer::new();
    let stranger = issuer.server("localhost", 2090, false).await;
    assert_eq!(fault(&stranger, stranger.client()).await, TlsFault::UnknownIssuer);
    let expired = issuer.server("localhost", 2020, false).await;
    assert_eq!(fault(&expired, expired.client().root_certificates(issuer.pem())).await, TlsFault::Expired);
    let other = issuer.server("other.example", 2090, false).await;
    assert_eq!(fault(&other, other.client().root_certificates(issuer.pem())).await, TlsFault::WrongName);
}

#[tokio::test]
async fn a_private_issuer_is_trusted_when_it_is_given() {
    let issuer = Issuer::new();
    let server = issuer.server("localhost", 2090, false).await;
    call(server.client().root_certificates(issuer.pem())).await.unwrap();
}

#[tokio::test]
async fn a_server_that_asks_who_the_client_is_gets_its_certificate() {
    let issuer = Issuer::new();
    let server = issuer.server("localhost", 2090, true).await;
    let trusting = || server.client().root_certificates(issuer.pem());
    assert_eq!(fault(&server, trusting()).await, TlsFault::ClientCertificate);
    let (certificate, key) = issuer.certificate("client.example", 2090);
    call(trusting().identity(certificate.pem(), &Secret::from(key.serialize_pem()))).await.unwrap();
}

const BASE_URL: &str = "TLS_TEST_BASE_URL";

/// The child: one call, to a server whose issuer the environment names.
#[test]
fn child() {
    let Ok(base_url) = env::var(BASE_URL) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(call(Client::builder(base_url))).unwrap();
}

#[tokio::test]
async fn the_issuers_that_the_environment_names_are_trusted() {
    let issuer = Issuer::new();
    let server = issuer.server("localhost", 2090, false).await;
    let file = env::temp_dir().join(format!("vendor-clients-issuer-{}.pem", std::process::id()));
    std::fs::write(&file, issuer.pem()).unwrap();
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["child", "--exact", "--nocapture"]).env(BASE_URL, &server.url).env("SSL_CERT_FILE", &file);
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.connections.load(Ordering::Relaxed), 1);
}
