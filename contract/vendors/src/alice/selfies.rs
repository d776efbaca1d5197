//! The enrolment selfie, and the scores of a call's media.

use http::StatusCode;
use sandbox::{
    Scenario,
    behaviours::{Call, respond},
};
use validator::message::Response;

use super::{
    Service, detail, message, not_found,
    state::{Selfie, User},
};

impl Service {
    pub(super) fn add_selfie(&self, user: &mut User, count: &mut u64, call: &Call, scenario: Scenario) -> Response {
        if let Some(refusal) = refused_media(call) {
            return refusal;
        }
        if scenario == Scenario::NoFace {
            return respond::empty(StatusCode::NO_CONTENT);
        }
        if user.selfies_sent >= self.core.limits().selfies {
            return detail(StatusCode::UNPROCESSABLE_ENTITY, "limit of selfies reached");
        }
        *count += 1;
        let id = self.core.seed().uuid(&format!("selfie {count}"));
        let now = self.core.clock().now();
        user.selfies.push(Selfie {
            liveness: self.liveness(&id, scenario),
            duplicate_of: (scenario == Scenario::Duplicate)
                .then(|| self.core.seed().uuid(&format!("duplicate of {id}"))),
            created_at: now,
            voided: false,
            id: id.clone(),
        });
        user.selfies_sent += 1;
        user.active = Some(id);
        user.updated_at = now;
        message("selfie stored")
    }

    pub(super) fn void_selfie(&self, user: &mut User) -> Response {
        let Some(id) = user.active.take() else { return not_found("there is no selfie to void") };
        for selfie in user.selfies.iter_mut().filter(|selfie| selfie.id == id) {
            selfie.voided = true;
        }
        user.updated_at = self.core.clock().now();
        message("selfie voided")
    }

    pub(super) fn delete_selfie(&self, user: &mut User) -> Response {
        let Some(id) = user.active.take() else { return not_found("there is no selfie to delete") };
        user.selfies.retain(|selfie| selfie.id != id);
        user.updated_at = self.core.clock().now();
        message("selfie deleted")
    }

    /// The liveness of what was sent, from 0 to 1; it passes from 0.5.
    pub(super) fn liveness(&self, id: &str, scenario: Scenario) -> f64 {
        let (lowest, highest) = if scenario == Scenario::Spoof { (30, 300) } else { (870, 1_000) };
        self.core.seed().score(&format!("liveness of {id}"), lowest, highest)
    }
}

/// The response to media that is missing or of a type that is no picture or video. A
/// missing type is accepted, because the vendor's own code leaves it out.
pub(super) fn refused_media(call: &Call) -> Option<Response> {
    let Some(part) = call.file("video") else {
        return Some(detail(StatusCode::UNPROCESSABLE_ENTITY, "the part video is missing"));
    };
    let media_type = part.media_type.as_deref().unwrap_or("application/octet-stream");
    let kind = media_type.split('/').next().unwrap_or_default();
    if matches!(kind, "video" | "image") || media_type == "application/octet-stream" {
        return None;
    }
    Some(detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file type not supported"))
}
