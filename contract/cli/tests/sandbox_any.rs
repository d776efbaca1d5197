//! A sandbox of a contract that nothing here knows.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use contract::{
    sandbox::{AnyContract, EVERYONE, RunningSandbox, Sandbox, Scenario},
    validator::Validator,
};
use serde_json::{Value, json};

const SHOP: &str = r"
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: 'https://{region}.example.com/v1', variables: {region: {default: eu}}}]
security: [{token: []}, {key: [], tenant: []}]
paths:
  /items:
    get:
      operationId: list_items
      responses:
        '200':
          description: The items.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Item'}}
              examples:
                two: {value: [{id: 1, name: a tall chair}, {id: 2, name: a long table, parent: {id: 1, name: a tall chair}}]}
                none: {value: []}
        '404':
          description: No shop.
          content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}
    post:
      operationId: add_item
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}
      responses:
        '201':
          description: It is there.
          headers: {Location: {required: true, schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}
        '422':
          description: It cannot be.
          content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}
  /items/{id}.txt:
    get:
      operationId: print_item
      security: []
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: It., content: {text/plain: {schema: {type: string}, example: a chair}}}
  /items/{id}:
    delete:
      operationId: remove_item
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: Gone.}}
  /accounts:
    post:
      operationId: add_account
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}
      responses:
        '200':
          description: It is there.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Account'}}
        '201':
          description: It is there.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Account'}
              example: {id: a, password: b}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: x-key}
    tenant: {type: apiKey, in: header, name: x-tenant}
  schemas:
    Item:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, minimum: 1}
        name: {type: string, minLength: 10, maxLength: 12}
        kind: {type: string, enum: [seat, board]}
        photo: {type: string, format: byte}
        since: {type: string, format: date-time-local}
        tags: {type: array, minItems: 2, items: {type: string}}
        parent: {$ref: '#/components/schemas/Item'}
        owner: {anyOf: [{$ref: '#/components/schemas/Fault'}, {enum: [null]}]}
    Account:
      type: object
      required: [id, password]
      properties:
        id: {type: string, readOnly: true}
        password: {type: string, writeOnly: true}
        owner:
          type: object
          # Of what is sent and of what comes back.
          example: {id: a1, pin: 7, keys: [{id: k1, secret: b}], by_name: {x: {id: k2, secret: c}}, form: {key: d, secret: e}}
          properties:
            id: {type: string, readOnly: true}
            pin: {type: integer, writeOnly: true}
            keys: {type: array, items: {$ref: '#/components/schemas/Key'}}
            by_name: {type: object, additionalProperties: {$ref: '#/components/schemas/Key'}}
            form: {oneOf: [{type: object, required: [key], properties: {key: {type: string}, secret: {$ref: '#/components/schemas/Secret'}}}, {$ref: '#/components/schemas/Key'}]}
    Key:
      type: object
      required: [id, secret]
      properties:
        id: {type: string}
        secret: {$ref: '#/components/schemas/Secret'}
    Secret: {type: string, writeOnly: true}
    Fault:
      type: object
      required: [text]
      properties:
        text: {type: string}
        more: {type: object, additionalProperties: true}
";

async fn shop() -> RunningSandbox<AnyContract> {
    Sandbox::of(AnyContract::new(Validator::read("shop.yaml", SHOP).unwrap())).seed(1).start().await.unwrap()
}

struct Caller<'a> {
    sandbox: &'a RunningSandbox<AnyContract>,
    headers: Vec<(&'static str, String)>,
}

impl<'a> Caller<'a> {
    fn with_token(sandbox: &'a RunningSandbox<AnyContract>) -> Self {
        let token = sandbox.credentials().all().find(|(scheme, _)| *scheme == "token").unwrap().1;
        Self { sandbox, headers: vec![("authorization", format!("Bearer {token}"))] }
    }

    async fn call(
        &self,
        method: &str,
        path: &str,
        prefer: &str,
        body: Option<Value>,
    ) -> (u16, reqwest::header::HeaderMap, String) {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = reqwest::Client::new().request(method, format!("{}{path}", self.sandbox.base_url()));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !prefer.is_empty() {
            request = request.header("prefer", prefer);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.headers().clone(), answer.text().await.unwrap())
    }
}

#[tokio::test]
async fn it_answers_with_the_examples_of_the_contract() {
    let sandbox = shop().await;
    let caller = Caller::with_token(&sandbox);
    let (status, _, text) = caller.call("GET", "/items", "", None).await;
    assert_eq!(
        (status, serde_json::from_str::<Value>(&text).unwrap()[1]["name"].clone()),
        (200, json!("a long table"))
    );
    // Below the path of the contract's server, too.
    assert_eq!(caller.call("GET", "/v1/items", "example=none", None).await.2, "[]");
    let (status, headers, text) = caller.call("GET", "/items/7.txt", "", None).await;
    assert_eq!((status, headers["content-type"].to_str().unwrap(), &*text), (200, "text/plain", "a chair"));
    assert_eq!(caller.call("DELETE", "/items/7", "", None).await.0, 204);
    let (status, headers, text) = caller.call("GET", "/items", "code=418", None).await;
    assert_eq!((status, headers.contains_key("sandbox-reason")), (400, true), "{text}");
    assert_eq!(caller.call("GET", "/items", "example=three", None).await.0, 400);
    let deviating: Vec<_> =
        sandbox.journal().iter().filter(|one| !one.answer.conforms()).map(|one| one.status).collect();
    assert_eq!(deviating, [400, 400]);
}

/// Where the contract has no example, what is made up fits its schema: the sandbox itself
/// would answer 500 to anything else.
#[tokio::test]
async fn it_makes_up_what_has_no_example() {
    let sandbox = shop().await;
    let caller = Caller::with_token(&sandbox);
    let item = json!({"id": 3, "name": "a long table"});
    let (status, headers, text) = caller.call("POST", "/items", "", Some(item)).await;
    assert_eq!((status, headers["location"].to_str().unwrap()), (201, "sandbox"), "{text}");
    let item: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&item["kind"], item["tags"].as_array().unwrap().len()), (&json!("seat"), 2), "{text}");
    assert!((10..=12).contains(&item["name"].as_str().unwrap().len()), "{text}");
    let (status, _, text) = caller.call("GET", "/items", "code=404", None).await;
    assert_eq!((status, serde_json::from_str::<Value>(&text).unwrap()["text"].clone()), (404, json!("sandbox")));
    assert!(sandbox.journal().iter().all(|exchange| exchange.conforms()), "{:#?}", sandbox.journal());
}

#[tokio::test]
async fn what_is_only_sent_is_in_no_answer_that_it_makes_up() {
    let sandbox = shop().await;
    let caller = Caller::with_token(&sandbox);
    let (status, _, text) = caller.call("POST", "/accounts", "", Some(json!({"password": "b"}))).await;
    let owner = json!({"id": "a1", "keys": [{"id": "k1"}], "by_name": {"x": {"id": "k2"}}, "form": {"key": "d"}});
    let account = json!([{"id": "sandbox", "owner": owner}]);
    assert_eq!((status, serde_json::from_str::<Value>(&text).unwrap()), (200, account));
    assert!(sandbox.journal().iter().all(|exchange| exchange.conforms()), "{:#?}", sandbox.journal());
    // An answer that the contract writes out is not mended: the contract contradicts itself.
    let (status, _, text) = caller.call("POST", "/accounts", "code=201", Some(json!({"password": "b"}))).await;
    assert_eq!(status, 500, "{text}");
    assert!(text.contains("body#/password: expected nothing in an answer (`writeOnly`)"), "{text}");
    // What only comes back is refused in a request.
    let (status, headers, _) = caller.call("POST", "/accounts", "", Some(json!({"id": "a", "password": "b"}))).await;
    let reason = headers["sandbox-reason"].to_str().unwrap();
    assert_eq!(status, 400, "{reason}");
    assert!(reason.contains("body#/id: expected nothing in a request (`readOnly`)"), "{reason}");
}

#[tokio::test]
async fn it_asks_for_one_of_the_alternatives_whole() {
    let sandbox = shop().await;
    let secrets: BTreeMap<&str, &str> = sandbox.credentials().all().collect();
    assert_eq!(secrets.keys().copied().collect::<Vec<_>>(), ["key", "tenant", "token"]);
    let of = |names: &[&'static str]| -> Vec<(&'static str, String)> {
        names.iter().map(|name| (if *name == "key" { "x-key" } else { "x-tenant" }, secrets[name].to_owned())).collect()
    };
    for (headers, status) in [
        (vec![], 401),
        (of(&["key"]), 401),
        (of(&["key", "tenant"]), 200),
        (vec![("authorization", "Bearer other".to_owned())], 401),
        (vec![("authorization", format!("Bearer {}", secrets["token"]))], 200),
    ] {
        let caller = Caller { sandbox: &sandbox, headers: headers.clone() };
        assert_eq!(caller.call("GET", "/items", "", None).await.0, status, "{headers:?}");
    }
    let anybody = Caller { sandbox: &sandbox, headers: Vec::new() };
    assert_eq!(anybody.call("GET", "/items/7.txt", "", None).await.0, 200);
}

#[tokio::test]
async fn it_refuses_what_the_contract_does_not_allow() {
    let sandbox = shop().await;
    let caller = Caller::with_token(&sandbox);
    let (status, headers, _) = caller.call("POST", "/items", "", Some(json!({"id": "x"}))).await;
    let reason = headers["sandbox-reason"].to_str().unwrap();
    assert_eq!(status, 422, "{reason}");
    assert!(reason.contains("body#/id: expected an integer") && reason.contains("body#/name"), "{reason}");
    for (method, path, status) in
        [("PUT", "/items", 405), ("GET", "/things", 404), ("GET", "/v2/items", 404), ("DELETE", "/items/x", 400)]
    {
        assert_eq!(caller.call(method, path, "", None).await.0, status, "{method} {path}");
    }
    sandbox.scenario(EVERYONE, Scenario::Down);
    assert_eq!(caller.call("GET", "/items", "", None).await.0, 503);
}

/// The binary serves a file, and is told whose sandbox it is to be.
#[test]
fn the_command_wants_a_vendor_or_a_contract() {
    let contract = |args: &[&str]| {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_contract")).arg("sandbox").args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, text) = contract(&[]);
    assert!(status == Some(2) && text.contains("--vendor") && !text.contains("--port"), "{text}");
    let (status, text) = contract(&["--vendor", "alice", "--contract", "shop.yaml"]);
    assert!(status == Some(2) && text.contains("cannot be used with"), "{text}");
    let (status, text) = contract(&["--contract", "no-such-file.yaml"]);
    assert!(status == Some(2) && text.starts_with("contract: cannot read no-such-file.yaml: "), "{text}");
}
