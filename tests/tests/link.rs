//! Session links: opened with the right keys, refused with a word of why otherwise.
#![allow(clippy::unwrap_used, reason = "tests")]

use awareid_client::{LinkError, LinkKeys, LinkedSession, SessionLink, TriggerRefused, types::TriggerResponse};
use wire_tests::{
    faulty::{Faulty, Reply},
    sealed::{Sealer, link_of, pem, qr_png},
};

const CONTENT: &str = "https://awareid.example.com&api-key-1&session-token-1";
const VALIDATED: &str = r#"{
    "accessToken": "access-token-1", "methodType": "enroll", "customerName": "customer", "customerLogo": "",
    "userName": "user-1", "email": "user@example.com"
}"#;

#[test]
fn a_link_opens_into_host_key_and_token() {
    let sealer = Sealer::new();
    let link = SessionLink::open(&sealer.link(CONTENT), &sealer.keys()).unwrap();
    assert_eq!(link.host, "https://awareid.example.com");
    assert_eq!((link.api_key.expose(), link.session_token.expose()), ("api-key-1", "session-token-1"));
    let from_image = SessionLink::open_png(&qr_png(&sealer.link(CONTENT)), &sealer.keys()).unwrap();
    assert_eq!(from_image.session_token, link.session_token);
    let shown = format!("{link:?} {link:#?} {:?}", sealer.keys());
    assert!(!shown.contains("api-key-1") && !shown.contains("session-token-1"), "{shown}");
}

fn refusal(link: &str, keys: &LinkKeys) -> LinkError {
    SessionLink::open(link, keys).unwrap_err()
}

#[test]
fn what_is_wrong_with_a_link_is_said() {
    let sealer = Sealer::new();
    let keys = sealer.keys();
    let data = sealer.data(CONTENT);

    assert!(matches!(refusal("not a link", &keys), LinkError::Link));
    assert!(matches!(refusal("https://portal.example.com/onboarding?dat=AAAA", &keys), LinkError::Link));
    assert!(matches!(refusal("https://portal.example.com/onboarding?data=!!!!", &keys), LinkError::Base64));
    for length in [0, 16, 255, 256, 272, data.len() - 1] {
        assert!(matches!(refusal(&link_of(&data[..length]), &keys), LinkError::Cut), "{length}");
    }
    // A whole block less: the length fits, the signature does not.
    assert!(matches!(refusal(&link_of(&data[..data.len() - 16]), &keys), LinkError::Signature));
    let mut changed = data.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert!(matches!(refusal(&link_of(&changed), &keys), LinkError::Signature));

    assert!(matches!(refusal(&link_of(&data), &Sealer::new().keys()), LinkError::Signature));
    let other_cipher_key = LinkKeys::new(&sealer.public_key_pem(), [8; 32]).unwrap();
    let error = refusal(&link_of(&data), &other_cipher_key);
    // One in some hundred wrong keys leaves a padding that looks right.
    assert!(matches!(error, LinkError::Decryption | LinkError::Content), "{error:?}");
    assert!(matches!(LinkKeys::new("no key", [0; 32]).unwrap_err(), LinkError::PublicKey));

    assert!(matches!(refusal(&sealer.link("https://a.example.com&key"), &keys), LinkError::Content));
    assert!(matches!(refusal(&sealer.link("https://a.example.com&key&token&more"), &keys), LinkError::Content));
    for content in ["https://a.example.com&&token", "https://a.example.com&key&", "https://a.example.com&a key&token"] {
        assert!(matches!(refusal(&sealer.link(content), &keys), LinkError::Content), "{content}");
    }
    assert!(matches!(refusal(&sealer.link("http://a.example.com&key&token"), &keys), LinkError::InsecureHost));

    assert!(matches!(SessionLink::open_png(b"no image", &keys).unwrap_err(), LinkError::Image));
    let half = qr_png(&sealer.link(CONTENT));
    assert!(matches!(SessionLink::open_png(&half[..half.len() / 2], &keys).unwrap_err(), LinkError::Image));
    let blank = {
        let mut image = Vec::new();
        let mut encoder = png::Encoder::new(&mut image, 64, 64);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&[255; 64 * 64]).unwrap();
        image
    };
    assert!(matches!(SessionLink::open_png(&blank, &keys).unwrap_err(), LinkError::NoQrCode));
}

/// The pixels of a square image, one byte each, and its side.
fn pixels(image: &[u8]) -> (Vec<u8>, usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(image)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let side = reader.next_frame(&mut pixels).unwrap().width as usize;
    (pixels, side)
}

#[test]
fn a_code_is_read_beside_one_that_cannot_be() {
    let sealer = Sealer::new();
    let (whole, side) = pixels(&qr_png(&sealer.link(CONTENT)));
    let mut spoilt = whole.clone();
    for row in spoilt.chunks_mut(side).skip(side * 2 / 5).take(side / 4) {
        row[side / 4..side - side / 8].fill(255);
    }
    for [left, right] in [[&whole, &spoilt], [&spoilt, &whole]] {
        let rows = left.chunks(side).zip(right.chunks(side));
        let both: Vec<u8> = rows.flat_map(|(left, right)| [left, right].concat()).collect();
        let mut image = Vec::new();
        let (width, height) = (u32::try_from(2 * side).unwrap(), u32::try_from(side).unwrap());
        let mut encoder = png::Encoder::new(&mut image, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&both).unwrap();
        SessionLink::open_png(&image, &sealer.keys()).unwrap();
    }
}

/// A palette of this many bytes for each colour, and how opaque each is.
type Palette<'a> = Option<(&'a [u8], &'a [u8])>;

/// The code with its dark and its light modules drawn by these bytes.
fn drawn(code: &[u8], color: png::ColorType, depth: png::BitDepth, [dark, light]: [&[u8]; 2], of: Palette) -> Vec<u8> {
    let (shades, side) = pixels(code);
    let data: Vec<u8> = shades.iter().flat_map(|shade| if *shade == 0 { dark } else { light }).copied().collect();
    let mut image = Vec::new();
    let side = u32::try_from(side).unwrap();
    let mut encoder = png::Encoder::new(&mut image, side, side);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if let Some((colors, opacity)) = of {
        encoder.set_palette(colors);
        encoder.set_trns(opacity);
    }
    encoder.write_header().unwrap().write_image_data(&data).unwrap();
    image
}

#[test]
fn a_code_is_read_in_every_kind_of_image() {
    use png::{
        BitDepth::{Eight, Sixteen},
        ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba},
    };
    const NOTHING: &[u8] = &[0; 8];
    let sealer = Sealer::new();
    let code = qr_png(&sealer.link(CONTENT));
    let palette = Some((&[0, 0, 0, 0, 0, 0][..], &[255, 0][..]));
    let kinds: [(&str, _, _, [&[u8]; 2], _); 10] = [
        ("grey", Grayscale, Eight, [&[0], &[255]], None),
        ("grey of 16 bits", Grayscale, Sixteen, [&[0, 255], &[255, 0]], None),
        ("grey on nothing", GrayscaleAlpha, Eight, [&[0, 255], &NOTHING[..2]], None),
        ("grey on nothing of 16 bits", GrayscaleAlpha, Sixteen, [&[0, 0, 255, 255], &NOTHING[..4]], None),
        ("red on white", Rgb, Eight, [&[255, 0, 0], &[255, 255, 255]], None),
        ("blue on yellow", Rgb, Sixteen, [&[0, 0, 0, 0, 255, 0], &[255, 0, 255, 0, 0, 0]], None),
        ("black on nothing", Rgba, Eight, [&[0, 0, 0, 255], &NOTHING[..4]], None),
        ("black on nothing of 16 bits", Rgba, Sixteen, [&[0, 0, 0, 0, 0, 0, 255, 255], NOTHING], None),
        ("half black on nothing", Rgba, Eight, [&[0, 0, 0, 128], &[9, 9, 9, 0]], None),
        ("a palette with nothing in it", Indexed, Eight, [&[0], &[1]], palette),
    ];
    for (kind, color, depth, modules, palette) in kinds {
        let image = drawn(&code, color, depth, modules, palette);
        assert!(SessionLink::open_png(&image, &sealer.keys()).is_ok(), "{kind}");
    }
}

#[test]
fn an_image_that_claims_to_be_huge_is_refused_before_memory_is_taken_for_it() {
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, 1 << 20, i32::MAX.unsigned_abs());
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[]).unwrap();
    drop(writer);
    assert!(matches!(SessionLink::open_png(&image, &Sealer::new().keys()).unwrap_err(), LinkError::ImageSize));
}

#[test]
fn a_host_is_an_address_as_the_url_standard_writes_it() {
    let sealer = Sealer::new();
    let keys = sealer.keys();
    let bad = [
        "a host",
        "",
        "https://",
        "ftp://a.example.com",
        "javascript:alert(1)",
        "//a.example.com",
        "https://user@a.example.com",
        "https://user:pass@a.example.com",
        "https://@a.example.com",
        "https:\\\\a.example.com",
        "https://a.example.com\\@b.example.com",
        "https://a.example.com?b",
        "https://a.example.com#b",
        "https://a.example.com\n",
        " https://a.example.com",
        "https://a\u{202e}moc.example.com",
        "https://\u{430}.example.com",
    ];
    for host in bad {
        let error = refusal(&sealer.link(&format!("{host}&key&token")), &keys);
        assert!(matches!(error, LinkError::Host), "{host:?}: {error:?}");
    }
    for (host, written) in [
        ("HTTPS://A.Example.com", "https://a.example.com"),
        ("https://a.example.com:443/", "https://a.example.com"),
        ("https://a.example.com:8443", "https://a.example.com:8443"),
        ("https://a.example.com/path/", "https://a.example.com/path"),
    ] {
        let link = SessionLink::open(&sealer.link(&format!("{host}&key&token")), &keys).unwrap();
        assert_eq!(link.host, written);
    }
}

#[test]
fn a_key_that_can_have_signed_no_link_is_refused() {
    use aws_lc_rs::{
        encoding::{AsDer, PublicKeyX509Der},
        rsa::{KeyPair, KeySize},
        signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
    };
    let rsa = |size| {
        let key = KeyPair::generate(size).unwrap();
        AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).unwrap().as_ref().to_vec()
    };
    let ec = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let ec = AsDer::<PublicKeyX509Der<'_>>::as_der(ec.public_key()).unwrap().as_ref().to_vec();
    let ed = Ed25519KeyPair::generate().unwrap();
    let ed = AsDer::<PublicKeyX509Der<'_>>::as_der(ed.public_key()).unwrap().as_ref().to_vec();
    for (kind, der) in [("RSA of 3072 bits", rsa(KeySize::Rsa3072)), ("EC", ec), ("Ed25519", ed), ("bytes", vec![1, 2])]
    {
        let error = LinkKeys::new(&pem(&der), [0; 32]).unwrap_err();
        assert!(matches!(error, LinkError::PublicKeyKind), "{kind}: {error:?}");
    }
    assert!(LinkKeys::new(&pem(&rsa(KeySize::Rsa2048)), [0; 32]).is_ok());
}

#[tokio::test]
async fn one_call_leads_from_the_code_to_a_session_that_is_ready() {
    let server = Faulty::serve(|_, request| match request.split(' ').nth(1).unwrap() {
        "/tokenVerify/validateSession" => Reply::json(200, VALIDATED),
        _ => Reply::answer(200, &[("content-type", "text/plain")], "-----BEGIN PUBLIC KEY-----"),
    })
    .await;
    let sealer = Sealer::new();
    let keys = sealer.keys().allow_insecure_hosts();
    let link = sealer.link(&format!("{}&api-key-1&session-token-1", server.url));

    let from_text = LinkedSession::from_link(&link, &keys).await.unwrap();
    assert_eq!(from_text.session.customer_name, "customer");
    from_text.calls.get_public_key().send().await.unwrap();
    let from_image = LinkedSession::from_png(&qr_png(&link), &keys).await.unwrap();
    from_image.calls.get_public_key().send().await.unwrap();

    let requests: Vec<String> = server.requests().iter().map(|request| request.to_lowercase()).collect();
    assert!(requests[0].contains("apikey: api-key-1") && !requests[0].contains("authorization:"), "{}", requests[0]);
    assert!(requests[0].contains(r#"{"sessiontoken":"session-token-1"}"#), "{}", requests[0]);
    assert!(requests[1].contains("authorization: bearer access-token-1"), "{}", requests[1]);
    assert!(requests[1].contains("apikey: api-key-1"), "{}", requests[1]);
}

#[tokio::test]
async fn a_refused_session_is_the_vendors_error() {
    let server = Faulty::start([Reply::json(500, r#"{"errorCode": "RestServerError"}"#)]).await;
    let sealer = Sealer::new();
    let link = sealer.link(&format!("{}&api-key-1&session-token-1", server.url));
    let error = LinkedSession::from_link(&link, &sealer.keys().allow_insecure_hosts()).await.unwrap_err();
    let LinkError::Session(error) = error else { panic!("{error:?}") };
    assert!(error.vendor().unwrap().error_code.is_some());
}

#[test]
fn a_trigger_that_failed_inside_a_success_status_is_no_session() {
    let failed: TriggerResponse = serde_json::from_str(
        r#"{"status": "FAILURE", "sessionCallbackURL": null, "qrcodeImage": null, "sessionToken": null,
            "errorSummary": "user-1 is unknown"}"#,
    )
    .unwrap();
    let refused: TriggerRefused = failed.into_session().unwrap_err();
    assert_eq!(refused.summary.as_deref(), Some("user-1 is unknown"));
    assert!(!format!("{refused} {refused:?}").contains("user-1"));
}
