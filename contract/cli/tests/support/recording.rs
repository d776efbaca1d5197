//! Entries of a HAR file, as a browser records calls of Alice.

use serde_json::{Value, json};

pub fn entry(method: &str, url: &str, headers: &Value, status: u16, content: &Value) -> Value {
    json!({
        "startedDateTime": "2024-01-01T00:00:00Z",
        "time": 1,
        "request": {"method": method, "url": url, "httpVersion": "h2", "headers": headers, "bodySize": 0},
        "response": {
            "status": status,
            "headers": [{"name": "content-encoding", "value": "gzip"}],
            "content": content,
        },
    })
}

pub fn file(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}}).to_string()
}

pub const BASE: &str = "https://apis.alicebiometrics.com/onboarding";

pub fn bearer() -> Value {
    json!([{"name": ":authority", "value": "apis.alicebiometrics.com"}, {"name": "Authorization", "value": "Bearer token-1"}])
}

/// A login token, as a browser records it.
pub fn login() -> Value {
    // {"token":"secret-marker"}
    let content = json!({"size": 25, "mimeType": "application/json", "encoding": "base64", "text": "eyJ0b2tlbiI6InNlY3JldC1tYXJrZXIifQ=="});
    entry("GET", &format!("{BASE}/login_token"), &json!([{"name": "apikey", "value": "key-1"}]), 200, &content)
}

/// A new user, in a form of which the browser kept the text.
pub fn create() -> Value {
    let content = json!({"size": 20, "mimeType": "application/json", "text": r#"{"user_id":"user-1","tier":"gold"}"#});
    let mut create = entry("POST", &format!("{BASE}/user"), &bearer(), 200, &content);
    let text = "--edge\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nsecret@marker\r\n--edge--\r\n";
    create["request"]["postData"] =
        json!({"mimeType": "multipart/form-data; boundary=edge", "text": text, "params": []});
    create
}

/// A user whose id is missing.
pub fn deviating() -> Value {
    let content = json!({"size": 20, "mimeType": "application/json", "text": r#"{"id":"secret-marker"}"#});
    entry("POST", &format!("{BASE}/user"), &bearer(), 200, &content)
}
