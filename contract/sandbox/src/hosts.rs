//! The hosts for which the sandbox's own paths respond.
//!
//! Any web page can point its own host name to this machine (DNS rebinding). Its visitor's
//! browser then treats the sandbox as a part of that page. But the page's name is still in
//! `Host`.

use std::net::IpAddr;

use http::{HeaderMap, Uri, header::HOST, uri::Authority};
use url::Url;

/// The hosts under which the sandbox's owner calls it.
pub(crate) struct Hosts {
    bound: IpAddr,
    public: Option<String>,
}

impl Hosts {
    pub fn new(bound: IpAddr, public_url: Option<&str>) -> Self {
        let public = public_url.and_then(|url| Some(plain(url.parse::<Url>().ok()?.host_str()?)));
        Self { bound, public }
    }

    /// Whether a request names one of them.
    pub fn are_asked(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let named = headers.get_all(HOST).iter().map(|value| value.to_str().unwrap_or_default());
        let mut asked = uri.authority().map(Authority::as_str).into_iter().chain(named).peekable();
        asked.peek().is_some() && asked.all(|authority| self.has(authority))
    }

    fn has(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else { return false };
        let host = plain(authority.host());
        if let Ok(address) = host.parse::<IpAddr>() {
            // An IP address is safe, because nobody else can point it to this machine.
            return address.is_loopback() || address == self.bound || self.bound.is_unspecified();
        }
        host == "localhost" || host.ends_with(".localhost") || self.public.as_ref() == Some(&host)
    }
}

fn plain(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches([']', '.']).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn asked(hosts: &Hosts, host: &str) -> bool {
        let headers = HeaderMap::from_iter([(HOST, host.parse().unwrap())]);
        hosts.are_asked(&Uri::from_static("/"), &headers)
    }

    #[test]
    fn loopback_names_and_what_was_bound() {
        let hosts = Hosts::new(Ipv4Addr::new(192, 0, 2, 1).into(), Some("https://Sandbox.example.com/base"));
        for host in [
            "localhost",
            "LOCALHOST:80",
            "alice.localhost:8081",
            "127.0.0.1:8081",
            "127.1.2.3",
            "[::1]:8081",
            "192.0.2.1",
            "sandbox.example.com:1",
            "sandbox.example.com.",
        ] {
            assert!(asked(&hosts, host), "{host}");
        }
        for host in
            ["evil.example.com", "localhost.example.com", "192.0.2.2", "example.com", "", "a b", "evil@x", "[::2]"]
        {
            assert!(!asked(&hosts, host), "{host}");
        }
        let two = HeaderMap::from_iter([(HOST, "localhost".parse().unwrap())]);
        assert!(!hosts.are_asked(&Uri::from_static("http://evil.example.com/"), &two));
        assert!(!hosts.are_asked(&Uri::from_static("/"), &HeaderMap::new()));
    }

    #[test]
    fn any_address_where_all_were_bound() {
        for bound in [IpAddr::from(Ipv4Addr::UNSPECIFIED), Ipv6Addr::UNSPECIFIED.into()] {
            let hosts = Hosts::new(bound, None);
            assert!(asked(&hosts, "192.0.2.2:80") && asked(&hosts, "[2001:db8::1]:80"));
            assert!(!asked(&hosts, "sandbox:80"));
        }
    }
}
