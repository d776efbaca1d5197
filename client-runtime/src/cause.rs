//! What lies behind an error of the HTTP library.
//!
//! The library gives the kind of a failure only in the sources of its own errors. That kind
//! decides whether a request may be sent again, and what to tell the user.

use std::{error::Error, fmt, io};

/// What is wrong with TLS between this client and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsFault {
    /// The server's certificate was not issued by anyone whom this machine trusts.
    UnknownIssuer,
    /// The server's certificate has expired, or the clock of this machine is ahead.
    Expired,
    /// The server's certificate is not valid yet, or the clock of this machine is behind.
    NotYetValid,
    /// The server's certificate is for another host.
    WrongName,
    /// The server's certificate was revoked.
    Revoked,
    /// The server's certificate cannot be used for another reason.
    Certificate,
    /// The server and this client have no version or cipher of TLS in common.
    Version,
    /// The server demands a client certificate, and got none or one that it refuses.
    ClientCertificate,
    /// The server ended the connection with an alert that gives no reason.
    Alert,
    /// The server did not send TLS, or another fault.
    Other,
}

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownIssuer => {
                "the server's certificate has an issuer whom this machine does not trust; \
                 if it is a private one, give its certificate to `root_certificates`"
            }
            Self::Expired => "the server's certificate has expired; check the clock of this machine too",
            Self::NotYetValid => "the server's certificate is not valid yet; check the clock of this machine too",
            Self::WrongName => "the server's certificate is for another host; check the base URL",
            Self::Revoked => "the server's certificate was revoked; tell whoever runs the server",
            Self::Certificate => "the server's certificate cannot be used; tell whoever runs the server",
            Self::Version => "the server and this client have no version of TLS in common",
            Self::ClientCertificate => {
                "the server wants a certificate of this client's that it accepts; give one to `identity`"
            }
            Self::Alert => {
                "the server ended the TLS connection with an alert; \
                 it may want another version of TLS, or a certificate of this client's"
            }
            Self::Other => "the server does not speak TLS as it must; check the port in the base URL",
        })
    }
}

/// The fault of TLS behind an error, if there is one.
pub(crate) fn tls_fault(error: &(dyn Error + 'static)) -> Option<TlsFault> {
    causes(error).find_map(|cause| rustls_fault(cause).or_else(|| native_tls_fault(cause)))
}

/// Whether the server said, or the connection shows, that the server never began to work
/// on the request: HTTP/2's REFUSED_STREAM, a GOAWAY whose last stream is an earlier one,
/// or a connection that ended before the request was written. By RFC 9113, section 8.7,
/// such a request may be sent again, whatever its method.
pub(crate) fn is_not_begun(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| {
        let refused = cause.downcast_ref::<h2::Error>().is_some_and(|error| {
            error.is_remote() && (error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM))
        });
        refused || cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled)
    })
}

/// The error and all below it.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| below(*cause))
}

/// The error below this one. An I/O error does not return the error that it wraps from
/// `source`.
fn below<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => cause.source(),
    }
}

#[cfg(feature = "rustls")]
fn rustls_fault(cause: &(dyn Error + 'static)) -> Option<TlsFault> {
    use rustls::{AlertDescription, CertificateError, Error};

    Some(match cause.downcast_ref::<Error>()? {
        Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => TlsFault::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsFault::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsFault::NotYetValid,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TlsFault::WrongName,
            CertificateError::Revoked => TlsFault::Revoked,
            _ => TlsFault::Certificate,
        },
        Error::NoCertificatesPresented => TlsFault::Certificate,
        Error::PeerIncompatible(_) | Error::AlertReceived(AlertDescription::ProtocolVersion) => TlsFault::Version,
        Error::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied,
        ) => TlsFault::ClientCertificate,
        Error::AlertReceived(_) => TlsFault::Alert,
        _ => TlsFault::Other,
    })
}

#[cfg(not(feature = "rustls"))]
fn rustls_fault(_: &(dyn Error + 'static)) -> Option<TlsFault> {
    None
}

/// The operating systems' libraries report their faults only as text. This code knows the
/// texts of OpenSSL; a fault of another library is reported without its kind.
#[cfg(feature = "native-tls")]
fn native_tls_fault(cause: &(dyn Error + 'static)) -> Option<TlsFault> {
    // While requests are sent, the errors come from OpenSSL itself, which names its parts
    // like this.
    const OPENSSL: &str = "SSL routines";

    let text = cause.to_string();
    if !cause.is::<native_tls::Error>() && !text.contains(OPENSSL) {
        return None;
    }
    let known = [
        (TlsFault::Expired, &["certificate has expired"] as &[_]),
        (TlsFault::NotYetValid, &["certificate is not yet valid"]),
        (TlsFault::WrongName, &["hostname mismatch", "IP address mismatch", "ip address mismatch"]),
        (TlsFault::Revoked, &["(certificate revoked)"]),
        (
            TlsFault::UnknownIssuer,
            &["self-signed certificate", "self signed certificate", "unable to get", "unable to verify the first"],
        ),
        (TlsFault::Certificate, &["certificate verify failed"]),
        (TlsFault::Version, &["protocol version", "unsupported protocol"]),
        (
            TlsFault::ClientCertificate,
            &[
                "alert certificate required",
                "alert bad certificate",
                "alert unsupported certificate",
                "alert certificate revoked",
                "alert certificate expired",
                "alert certificate unknown",
                "alert unknown ca",
                "alert access denied",
            ],
        ),
        (TlsFault::Alert, &[" alert "]),
    ];
    let fault = known.iter().find(|(_, texts)| texts.iter().any(|known| text.contains(known)));
    Some(fault.map_or(TlsFault::Other, |(fault, _)| *fault))
}

#[cfg(not(feature = "native-tls"))]
fn native_tls_fault(_: &(dyn Error + 'static)) -> Option<TlsFault> {
    None
}
