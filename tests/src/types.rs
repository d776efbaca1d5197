//! Every schema of the contracts that is a Rust type.

use std::fmt::Debug;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Error, Value};

use crate::contract::Vendor;

/// A generated type.
pub struct Type {
    /// Its name, in Rust and in the contract.
    pub name: &'static str,
    /// What schemars says of it: the schemas that it refers to stand under `$defs`.
    pub schema: fn() -> Value,
    /// Decodes and encodes. Also gives what the value prints of itself.
    pub recode: fn(&Value) -> Result<(Value, String), Error>,
    /// The same from text, which need not be JSON.
    pub recode_text: fn(&str) -> Result<(Value, String), Error>,
}

/// The types of a vendor.
pub fn all(vendor: Vendor) -> &'static [Type] {
    match vendor {
        Vendor::Alice => ALICE,
        Vendor::Awareid => AWAREID,
    }
}

/// A type by its name.
pub fn find(vendor: Vendor, name: &str) -> Option<&'static Type> {
    all(vendor).iter().find(|known| known.name == name)
}

fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().into()
}

fn recode<T: DeserializeOwned + Serialize + Debug>(value: &Value) -> Result<(Value, String), Error> {
    recode_text::<T>(&value.to_string())
}

fn recode_text<T: DeserializeOwned + Serialize + Debug>(text: &str) -> Result<(Value, String), Error> {
    let value: T = serde_json::from_str(text)?;
    Ok((serde_json::to_value(&value)?, format!("{value:?}{value:#?}")))
}

macro_rules! types {
    ($client:ident: $($name:ident),* $(,)?) => {
        &[$(Type {
            name: stringify!($name),
            schema: schema::<$client::types::$name>,
            recode: recode::<$client::types::$name>,
            recode_text: recode_text::<$client::types::$name>,
        }),*]
    };
}

const ALICE: &[Type] = types![alice_client:
    AuthenticateUserResponse, Authentication, AuthenticationIds, AuthenticationLivenessResult,
    AuthenticationLivenessScore, AuthenticationMatchResult, AuthenticationResponse, AuthenticationVersion,
    BoundingBox, Check, CheckScore, CreateUserResponse, Descending, Device, Document, DocumentMeta,
    DocumentReportV0, DocumentSide, DocumentSideV0, DocumentSides, DocumentSidesV0, DocumentType,
    DocumentsSummaryV0, EntityResult, ErrorBody, ErrorDetail, ExternalUserData, FaceMatchNormalized, FaceMatchScore,
    FaceMatching, FaceMatchingMeta, FaceMatchingScoreV1, FaceValidationScoreV0, FaceValidationV0, Field,
    FieldInfoV0, FieldStatusV0, FieldV0, Href, LivenessScoreV0, LivenessScoreV1, LivenessV0, Message,
    OtherTrustedDocument, OtherTrustedDocumentMeta, Report, ReportEnvelope, ReportEvent, ReportResponse, ReportV0,
    ReportV1, ReportVersion, Selfie, SelfieSummaryV0, SideMeta, SideReport, SummaryResult, SummaryState, SummaryV1,
    TokenResponse, UserFieldsV0, UserState, UserStatus, UserStatusDevice, UserStatusDocument,
    UserStatusOtherTrustedDocument, UserStatusResponse, UserSummaryV0, WaitForCompletion,
];

const AWAREID: &[Type] = types![awareid_client:
    AddDeviceRequest, AddDeviceResponse, AddFaceRequest, AddFaceResponse, AgeEstimationCheck, AgeEstimationSettings,
    AlgorithmResult, AuthStatus, AuthenticateRequest, AuthenticateResponse, AuthenticationCheck, AutocaptureResult,
    BiometricMatchResult, CheckResult, EnrollRequest, EnrollResponse, EnrollmentCheck, EnrollmentStatus, ErrorBody,
    ErrorCode, FaceDuplicateCheck, FaceLivenessData, FaceMatchResults, FaceVideo, Frame, GrantType,
    LivenessDecision, LivenessResult, LivenessResults, MethodType, NotifyOptions, OAuthError, OAuthErrorCode,
    TokenRequest, TokenResponse, TokenScope, TriggerAuthenticateRequest, TriggerEnrollRequest, TriggerResponse,
    TriggerStatus, ValidateSessionRequest, ValidateSessionResponse, VerifyDeviceRequest, VerifyDeviceResponse,
    VerifyFaceRequest, VerifyFaceResponse, VideoLiveness, VideoMetaData, WorkflowData,
];
