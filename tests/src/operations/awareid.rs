//! AwareID's operations.

use awareid_client::types;

use super::{Operation, operation, typed};
use crate::given::{text, value};

pub(super) const OPERATIONS: &[Operation] = &[
    operation!(
        awareid.unauthenticated().get_access_token,
        given, call => call.customer_name(given.text("customer_name")).body(typed!(given, TokenRequest)), value
    ),
    operation!(awareid.with_bearer_and_apikey("bearer", "api-key").get_public_key, text),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").enroll,
        given, call => call.body(typed!(given, EnrollRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").add_device,
        given, call => call.body(typed!(given, AddDeviceRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").add_face,
        given, call => call.body(typed!(given, AddFaceRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").trigger_enroll,
        given, call => call.body(typed!(given, TriggerEnrollRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").trigger_authenticate,
        given, call => call.body(typed!(given, TriggerAuthenticateRequest)), value
    ),
    operation!(
        awareid.with_apikey("api-key").validate_session,
        given, call => call.body(typed!(given, ValidateSessionRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").authenticate,
        given, call => call.body(typed!(given, AuthenticateRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").verify_device,
        given, call => call.body(typed!(given, VerifyDeviceRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").verify_face,
        given, call => call.body(typed!(given, VerifyFaceRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").authenticate_by_qr,
        given, call => call.body(typed!(given, AuthenticateRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").verify_device_by_qr,
        given, call => call.body(typed!(given, VerifyDeviceRequest)), value
    ),
    operation!(
        awareid.with_bearer_and_apikey("bearer", "api-key").verify_face_by_qr,
        given, call => call.body(typed!(given, VerifyFaceRequest)), value
    ),
];
