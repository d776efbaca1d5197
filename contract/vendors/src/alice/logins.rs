//! Login by face: authorisation, attempts and results.

use http::StatusCode;
use sandbox::{
    Scenario,
    behaviours::{Call, respond, time},
};
use serde_json::{Value, json};
use validator::message::Response;

use super::{
    Service, message, not_found,
    selfies::refused_media,
    state::{Login, User},
};

impl Service {
    pub(super) fn authorize(&self, user: &mut User, authorized: bool, text: &str) -> Response {
        user.authorized = authorized;
        user.updated_at = self.core.clock().now();
        message(text)
    }

    /// What the vendor answers for a user who may not log in is not known; this is
    /// its response where a feature is not switched on.
    pub(super) fn authenticate(&self, user: &mut User, count: &mut u64, call: &Call, scenario: Scenario) -> Response {
        if let Some(refusal) = refused_media(call) {
            return refusal;
        }
        if !user.authorized {
            let error =
                json!({ "message": "sandbox: the user is not authorized", "type": "EntryPointNotAvailableHttpError" });
            return respond::json(StatusCode::METHOD_NOT_ALLOWED, &json!({ "error": error }));
        }
        if scenario == Scenario::NoFace {
            return respond::empty(StatusCode::NO_CONTENT);
        }
        *count += 1;
        let id = self.core.seed().uuid(&format!("authentication {count}"));
        let (lowest, highest) = if scenario == Scenario::NoMatch { (100, 500) } else { (800, 1_000) };
        let login = Login {
            created_at: self.core.clock().now(),
            liveness: self.liveness(&id, scenario),
            face_match: user.active().map(|_| self.core.seed().score(&format!("face match of {id}"), lowest, highest)),
            media_id: format!("{}.png", self.core.seed().uuid(&format!("media of {id}"))),
        };
        user.logins.insert(id.clone(), login);
        respond::json(StatusCode::OK, &json!({ "authentication_id": id }))
    }

    pub(super) fn authentication(&self, user: &User, id: &str) -> Response {
        match user.logins.get(id) {
            Some(login) => respond::json(StatusCode::OK, &json!({ "authentication": version_0(user, login) })),
            None => not_found("authentication not found"),
        }
    }

    /// The newest first.
    pub(super) fn authentication_ids(&self, user: &User) -> Response {
        let ids: Vec<&String> = user.logins.iter().rev().map(|(id, _)| id).collect();
        respond::json(StatusCode::OK, &json!({ "authentication_ids": ids }))
    }

    /// The vendor's form of a page is not public; this one is the sandbox's.
    pub(super) fn authentications(&self, user: &User, call: &Call) -> Response {
        let number = |name, default| call.in_query(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        let (page, size): (usize, usize) = (number("page", 1), number("page_size", 0));
        let descending = call.in_query("descending").is_none_or(|text| text != "False");
        let one = |(id, login): (&String, &Login)| {
            let mut value = version_0(user, login);
            value["authentication_id"] = json!(id);
            value
        };
        let mut all: Vec<Value> = user.logins.iter().map(one).collect();
        if descending {
            all.reverse();
        }
        let count = all.len();
        if size > 0 {
            all = all.into_iter().skip(page.saturating_sub(1).saturating_mul(size)).take(size).collect();
        }
        let page = json!({ "page": page, "page_size": size, "total": count, "authentications": all });
        respond::json(StatusCode::OK, &page)
    }
}

fn version_0(user: &User, login: &Login) -> Value {
    // This fits the one public sample, and maps the documented threshold of 0.7 to 0.5.
    let normalized = |score: f64| if score < 0.7 { score / 1.4 } else { (score - 0.4) / 0.6 };
    json!({
        "created_at": time::seconds(login.created_at),
        "liveness_result": { "score": login.liveness },
        "match_result": login.face_match.map(|score| json!({ "normalized": normalized(score), "score": score })),
        "media_id": login.media_id,
        "user_id": user.id,
    })
}
