//! The servers, and the parts of their URLs that a caller chooses.

use url::Url;

use super::{At, Reader, docs, text};
use crate::{
    model::{Server, ServerVariable, placeholders},
    names,
};

impl<'a> Reader<'a> {
    pub(super) fn servers(&mut self) -> Vec<Server> {
        let Some(all) = self.at("/servers") else { return Vec::new() };
        let single = all.items().nth(1).is_none();
        let mut servers: Vec<Server> = Vec::new();
        // The grammar reports a server without a URL.
        for (index, at) in all.items().enumerate().filter(|(_, at)| at.text("url").is_some()) {
            let template = text(at.value, "/url");
            let environment = at.text("x-environment").map(str::to_owned);
            if let Some(name) = &environment
                && servers.iter().any(|server| server.environment.as_ref() == Some(name))
            {
                let message = format!("there are two servers of the environment `{name}`");
                self.find(&format!("{}/x-environment", at.pointer), message, "keep it on the one that clients call");
            }
            let variables = self.variables(&at, &template);
            let url = variables.iter().fold(template.clone(), |url, variable| {
                url.replace(&format!("{{{}}}", variable.wire), &variable.default)
            });
            self.usable(&at, &url);
            let usual = match &environment {
                Some(environment) => names::pascal(environment),
                None if single => "Server".to_owned(),
                None => format!("Server{}", index + 1),
            };
            let rust = names::numbered(&usual, |name| servers.iter().any(|server| server.rust == name));
            let description = text(at.value, "/description");
            servers.push(Server { template, url, rust, description, environment, variables });
        }
        servers
    }

    fn variables(&mut self, at: &At<'a>, template: &str) -> Vec<ServerVariable> {
        let Some(places) = placeholders(template) else {
            let message = format!("the URL `{template}` has braces that do not enclose a name, or a name twice");
            self.find(
                &format!("{}/url", at.pointer),
                message,
                "write each variable once, as in `https://{region}.example.com`",
            );
            return Vec::new();
        };
        let described: Vec<(&str, At<'a>)> = at.members_of("variables").collect();
        for place in &places {
            if !described.iter().any(|(name, _)| name == place) {
                let message = format!("the URL's `{{{place}}}` is not described");
                self.find(
                    &format!("{}/url", at.pointer),
                    message,
                    format!("add `{place}` to `variables`, with a `default`"),
                );
            }
        }
        let wires: Vec<&str> = described.iter().map(|(name, _)| *name).collect();
        let mut variables = Vec::new();
        for ((name, at), rust) in described.into_iter().zip(names::fields(&wires)) {
            if !places.contains(&name) {
                let message = format!("the URL has no place for the variable `{name}`");
                self.find(&at.pointer, message, format!("write `{{{name}}}` in the URL, or remove the variable"));
            }
            let default = at.text("default").unwrap_or_default().to_owned();
            let values: Vec<&str> = at.items_of("enum").filter_map(|value| value.value.as_str()).collect();
            if at.has("enum") && !values.contains(&default.as_str()) && at.has("default") {
                let message = format!("the default `{default}` is not among the values");
                self.find(&format!("{}/default", at.pointer), message, "write one of `enum`, or add it there");
            }
            let mut taken: Vec<String> = Vec::new();
            for value in &values {
                let name = names::numbered(&names::pascal(value), |name| taken.iter().any(|taken| taken == name));
                taken.push(name);
            }
            let values = values.into_iter().map(str::to_owned).zip(taken).collect();
            variables.push(ServerVariable { wire: name.to_owned(), rust, default, values, docs: docs(&at) });
        }
        variables
    }

    /// A client must be able to call it.
    fn usable(&mut self, at: &At<'a>, url: &str) {
        let place = format!("{}/url", at.pointer);
        let (message, help) = match Url::parse(url) {
            Err(url::ParseError::RelativeUrlWithoutBase) => {
                ("is relative to where the contract is served, which no client knows", "write the whole URL")
            }
            Err(_) => ("cannot be read", "write one such as `https://api.example.com/v1`"),
            Ok(url) if !matches!(url.scheme(), "http" | "https") => {
                ("is neither http nor https", "write an `https` URL")
            }
            Ok(url) if url.query().is_some() || url.fragment().is_some() => {
                ("has a query or a fragment", "describe a query as parameters")
            }
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                ("has credentials in it", "describe them in `components`, `securitySchemes`")
            }
            Ok(_) => return,
        };
        // Faults of the braces have been reported already.
        if !url.contains(['{', '}']) {
            self.find(&place, format!("the URL `{url}` {message}"), help);
        }
    }
}
