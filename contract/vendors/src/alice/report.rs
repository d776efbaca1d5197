//! The report in both versions, made from the same facts.

use http::StatusCode;
use sandbox::behaviours::{Call, respond, time};
use serde_json::{Map, Value, json};
use validator::message::Response;

use super::{
    Service,
    state::{Selfie, User},
    users::state,
    wanted,
};

impl Service {
    /// Version 1 unless 0 is asked for.
    pub(super) fn report(&self, user: &User, call: &Call) -> Response {
        let headers = &call.request.headers;
        let report = if wanted(headers, "Alice-Report-Version") == "0" { self.v0(user) } else { self.v1(user) };
        let python = || wanted(headers, "Alice-User-Agent").starts_with("onboarding-python/");
        let wrapped = self.envelope.unwrap_or_else(python);
        respond::json(StatusCode::OK, &if wrapped { json!({ "report": report }) } else { report })
    }

    fn v0(&self, user: &User) -> Value {
        let selfies: Map<String, Value> =
            user.selfies.iter().map(|selfie| (selfie.id.clone(), self.selfie_v0(selfie))).collect();
        let fields: Map<String, Value> = ["first_name", "last_name", "email"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), json!({ "value": user.given.get(name)? }))))
            .collect();
        json!({
            "version": 0,
            "created_at": time::microseconds(self.core.clock().now()),
            "document_reports": {},
            "selfie_reports": selfies,
            "user_summary": {
                "user_id": user.id,
                "authorized": user.authorized,
                "created_at": time::seconds(user.created_at),
                "documents": {},
                "fields": fields,
                "selfie": user.active().map(|selfie| self.selfie_v0(selfie)),
            },
        })
    }

    fn selfie_v0(&self, selfie: &Selfie) -> Value {
        let media = |kind: &str, extension: &str| {
            format!("{}.{extension}", self.core.seed().uuid(&format!("{kind} of {}", selfie.id)))
        };
        json!({
            "created_at": time::seconds(selfie.created_at),
            "face_bounding_box": {},
            "liveness": { "score": selfie.liveness },
            "media_avatar_id": media("avatar", "jpeg"),
            "media_id": media("video", "webm"),
            "media_selfie_id": media("picture", "png"),
            "voided": selfie.voided,
        })
    }

    fn v1(&self, user: &User) -> Value {
        let now = self.core.clock().now();
        let liveness = user.active().map(|selfie| selfie.liveness);
        let given = |name: &str| user.given.get(name);
        let duplicates: Vec<Value> = user
            .selfies
            .iter()
            .filter_map(|selfie| Some(json!({ "user_id": selfie.duplicate_of.as_ref()? })))
            .collect();
        json!({
            "id": self.core.seed().uuid(&format!("report of {} at {}", user.id, time::microseconds(now))),
            "user_id": user.id,
            "version": 1,
            "created_at": time::microseconds(now),
            "summary": {
                "result": {
                    "selfie_security": match liveness {
                        None => "n/a",
                        Some(score) if score < 0.5 => "ko",
                        Some(_) => "ok",
                    },
                    "document_security": "n/a",
                    "document_read": "n/a",
                    "process_security": "n/a",
                },
                "face_liveness": liveness.map(hundredfold),
                "face_matching": [],
                "checks": [],
                "user_data": [],
                "external_user_data": {
                    "first_name": given("first_name"),
                    "last_name": given("last_name"),
                    "email": given("email"),
                },
                "sessions": usize::from(user.selfies_sent > 0),
                "sessions_until_first_succeeded_onboarding": Value::Null,
                "devices": [],
                "state": { "value": state(user) },
            },
            "selfies": user.selfies.iter().map(selfie_v1).collect::<Vec<_>>(),
            "documents": [],
            "other_trusted_documents": [],
            "events": [],
            "duplicates": duplicates,
        })
    }
}

fn selfie_v1(selfie: &Selfie) -> Value {
    let liveness = hundredfold(selfie.liveness);
    json!({
        "id": selfie.id,
        "created_at": time::seconds(selfie.created_at),
        "checks": [
            { "key": "liveness", "value": liveness, "detail": Value::Null },
            { "key": "only_one_face", "value": 100.0, "detail": Value::Null },
        ],
        "liveness": liveness,
        "voided": selfie.voided,
        "media": {},
        "number_of_faces": 1,
    })
}

/// The same liveness on the scale of version 1. Exact, as the score is in 1024ths.
fn hundredfold(score: f64) -> f64 {
    score * 100.0
}
