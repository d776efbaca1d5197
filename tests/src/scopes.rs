//! A call made with the wrong kind of credentials does not compile.
//!
//! Each scope below carries documentation tests: one of its own operations, which
//! compiles, and one operation of every foreign kind, which does not.
//! `tests/scopes.rs` makes sure that no pair is missing.

/// A scope, one operation of its own, and one operation of each foreign kind.
pub type Scope = (&'static str, &'static str, &'static [&'static str]);

macro_rules! scopes {
    ($all:ident in $client:ident: $($scope:ident has $own:ident, not $($foreign:ident)+;)+) => {
        /// The scopes with the operations that were tried on them.
        $(
            #[doc = concat!(
                "```\nfn own(scope: &", stringify!($client), "::scopes::", stringify!($scope), ") { let _ = scope.",
                stringify!($own), "(); }\n```\n",
            )]
            $(
                #[doc = concat!(
                    "```compile_fail,E0599\nfn foreign(scope: &", stringify!($client), "::scopes::",
                    stringify!($scope), ") { let _ = scope.", stringify!($foreign), "(); }\n```\n",
                )]
            )+
        )+
        pub const $all: &[Scope] = &[$((stringify!($scope), stringify!($own), &[$(stringify!($foreign)),+])),+];
    };
}

scopes! { ALICE in alice_client:
    Unauthenticated has healthcheck, not get_login_token get_backend_token create_user get_report get_user_status;
    ApiKey has get_login_token, not healthcheck get_backend_token create_user get_report get_user_status;
    LoginToken has get_backend_token, not healthcheck get_login_token create_user get_report get_user_status;
    BackendToken has create_user, not healthcheck get_login_token get_backend_token get_report get_user_status;
    BackendTokenWithUserId has get_report, not healthcheck get_login_token get_backend_token create_user get_user_status;
    UserToken has get_user_status, not healthcheck get_login_token get_backend_token create_user get_report;
}

scopes! { AWAREID in awareid_client:
    Unauthenticated has get_access_token, not validate_session enroll;
    Apikey has validate_session, not get_access_token enroll;
    BearerApikey has enroll, not get_access_token validate_session;
}
