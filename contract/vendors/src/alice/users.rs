//! Users: create, delete, read.

use std::collections::BTreeMap;

use http::StatusCode;
use sandbox::behaviours::{Bounded, Call, lock, respond, time};
use serde_json::{Value, json};
use validator::message::Response;

use super::{Service, message, not_found, state::User};

const FIELDS: [&str; 7] =
    ["email", "first_name", "last_name", "device_platform", "device_platform_version", "device_model", "flow_id"];

impl Service {
    pub(super) fn create_user(&self, call: &Call) -> Response {
        let given: BTreeMap<String, String> =
            FIELDS.iter().filter_map(|name| Some(((*name).to_owned(), call.in_form(name)?))).collect();
        let now = self.core.clock().now();
        let mut state = lock(&self.state);
        state.count += 1;
        let id = self.core.seed().uuid(&format!("user {}", state.count));
        let user = User {
            id: id.clone(),
            given,
            created_at: now,
            updated_at: now,
            authorized: false,
            selfies: Vec::new(),
            selfies_sent: 0,
            active: None,
            // What they weigh counts as the user's.
            logins: Bounded::new(self.core.limits().processes, usize::MAX),
        };
        state.users.insert(id.clone(), user);
        respond::json(StatusCode::OK, &json!({ "user_id": id }))
    }

    pub(super) fn delete_user(&self, id: &str) -> Response {
        match lock(&self.state).users.remove(id) {
            Some(_) => message("user deleted"),
            None => not_found("user not found"),
        }
    }

    pub(super) fn status(&self, user: &User) -> Response {
        let given = |name: &str| user.given.get(name);
        let device =
            ["device_platform", "device_platform_version", "device_model"].iter().any(|name| given(name).is_some());
        let device = device.then(|| {
            json!({
                "agent": Value::Null,
                "agent_version": Value::Null,
                "model": given("device_model"),
                "platform": given("device_platform"),
                "platform_version": given("device_platform_version"),
            })
        });
        let status = json!({
            "user_id": user.id,
            "email": given("email"),
            "first_name": given("first_name"),
            "last_name": given("last_name"),
            "created_at": time::seconds(user.created_at),
            "updated_at": time::microseconds(user.updated_at),
            "authorized": user.authorized,
            "state": state(user),
            "device": device,
            "uploaded_face": user.active.is_some(),
            "selfie_limit_reached": user.selfies_sent >= self.core.limits().selfies,
            "uploaded_documents": false,
            "document_limit_reached": {},
            "documents": {},
            "other_trusted_documents": {},
        });
        respond::json(StatusCode::OK, &json!({ "user": status }))
    }
}

/// How far the user has come. The decision that ends an onboarding is no
/// operation of the contract.
pub(super) fn state(user: &User) -> &'static str {
    if user.selfies_sent == 0 { "NOT_STARTED" } else { "IN_PROGRESS" }
}
