//! Each kind of violation in a request, whole.

use validator::Checked;

use crate::support::{MULTIPART, file_part, json, lamp, multipart, request, text_part, unknown, violations};

const LIGHT: &str = "/any/base/lamps/7-lamp/light";
const MODE: (&str, &str) = ("lamp-mode", "BRIGHT");
const KEY: (&str, &str) = ("other", "key-1");
const JSON: (&str, &str) = ("content-type", "application/json");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const PARTS: (&str, &str) = ("content-type", MULTIPART);
const ON: &str = r#"{"mode": "BRIGHT", "level": 1}"#;

fn get(query: &str, headers: &[(&str, &str)]) -> Checked {
    lamp().request(&request("GET", &format!("{LIGHT}?{query}"), headers, ""))
}

fn put(headers: &[(&str, &str)], body: &[u8]) -> Checked {
    lamp().request(&request("PUT", LIGHT, headers, body.to_vec()))
}

fn form(body: &str) -> Checked {
    lamp().request(&request("POST", "/form", &[FORM], body.to_owned()))
}

fn parts(parts: &[Vec<u8>]) -> Checked {
    lamp().request(&request("POST", "/parts", &[PARTS], multipart(parts)))
}

#[test]
fn what_is_allowed_conforms() {
    let all = "room=a&tags=1&tags=2&dim=true&warmth=1.5";
    assert_eq!(violations(&get(all, &[MODE, KEY])), "");
    assert_eq!(violations(&get(all, &[MODE, ("authorization", "bearer a.b-c_d~e+f/g=="), ("apikey", "key-1")])), "");
    assert_eq!(violations(&put(&[("content-type", "Application/JSON; charset=latin1")], ON.as_bytes())), "");
    assert_eq!(violations(&form("name=&on=false&count=-3&mode=BRIGHT&rooms=1&rooms=2")), "");
    let with_file = [file_part("photo", b"\0"), text_part("on", "true"), text_part("mode", "BRIGHT")];
    assert_eq!(violations(&parts(&with_file)), "");
    assert_eq!(violations(&lamp().request(&request("POST", "/parts", &[], ""))), "");
}

#[test]
fn unknown_path() {
    let checked = lamp().request(&request("GET", "/base/lamps/7/light", &[], ""));
    assert_eq!(checked.operation, None);
    assert_eq!(
        violations(&checked),
        "no operation: path: expected a path of the contract, found /*/lamps/*/light (line 4)\n"
    );
}

#[test]
fn known_path_with_another_method() {
    let checked = lamp().request(&request("DELETE", LIGHT, &[], ""));
    assert_eq!(
        violations(&checked),
        "no operation: method: expected GET or PUT, found DELETE /lamps/{lamp_id}-lamp/light (line 5)\n"
    );
}

#[test]
fn path_parameter_of_another_type() {
    let checked = lamp().request(&request("PUT", "/lamps/x-lamp/light", &[JSON], ON));
    assert_eq!(
        violations(&checked),
        "put_light: path lamp_id: expected an integer, found a string of 1 character (line 7)\n"
    );
    let checked = lamp().request(&request("PUT", "/lamps/3000000000-lamp/light", &[JSON], ON));
    assert_eq!(
        violations(&checked),
        "put_light: path lamp_id: expected an integer of 32 bits, found an integer out of range (line 7)\n"
    );
}

#[test]
fn query_parameter_missing() {
    assert_eq!(
        violations(&get("", &[MODE, KEY])),
        "get_light: query room: expected a value, found nothing (line 12)\n"
    );
}

#[test]
fn query_parameter_repeated() {
    assert_eq!(
        violations(&get("room=a&room=b", &[MODE, KEY])),
        "get_light: query room: expected one value, found 2 values (line 12)\n"
    );
}

#[test]
fn query_parameters_of_other_types() {
    assert_eq!(
        violations(&get("room=a&tags=x&dim=True&warmth=0.5", &[MODE, KEY])),
        "get_light: query tags: expected an integer, found a string of 1 character (line 13)
get_light: query dim: expected a boolean, found a string of 4 characters (line 14)
get_light: query warmth: expected 1 or more, found a number below that (line 15)
"
    );
}

#[test]
fn query_parameter_unknown() {
    let checked = get("room=a&sort=up&user%40example.com=1", &[MODE, KEY]);
    assert!(checked.conforms());
    assert_eq!(unknown(&checked), ["query *: a string"]);
    let strict = lamp().strict().request(&request("GET", &format!("{LIGHT}?room=a&sort=up"), &[MODE, KEY], ""));
    assert_eq!(
        violations(&strict),
        "get_light: query *: expected only what the contract knows, found a string of 2 characters (line 8)\n"
    );
}

#[test]
fn header_missing_or_repeated() {
    assert_eq!(
        violations(&get("room=a", &[KEY])),
        "get_light: header Lamp-Mode: expected a value, found nothing (line 16)\n"
    );
    assert_eq!(
        violations(&get("room=a", &[MODE, MODE, KEY])),
        "get_light: header Lamp-Mode: expected one value, found 2 values (line 16)\n"
    );
}

#[test]
fn header_with_a_new_enum_value() {
    let checked = get("room=a", &[("lamp-mode", "DARK"), KEY]);
    assert!(checked.conforms());
    let [new] = checked.new_values.as_slice() else { panic!("{:?}", checked.new_values) };
    assert_eq!((&*new.at, &*new.schema, new.value.as_deref()), ("header Lamp-Mode", "Mode", None));
}

#[test]
fn credentials_missing() {
    assert_eq!(
        violations(&get("room=a", &[MODE])),
        "get_light: header other: expected a key (other_key), found nothing (line 10)\n"
    );
    assert!(lamp().without_credentials().request(&request("GET", &format!("{LIGHT}?room=a"), &[MODE], "")).conforms());
}

/// Of the alternatives, the one that lacks least; here both lack one.
#[test]
fn credentials_that_are_not_well_formed() {
    let of = |text: &str| violations(&get("room=a", &[MODE, ("apikey", "key-1"), ("authorization", text)]));
    let expected = "get_light: header authorization: expected a bearer token (token), found";
    assert_eq!(of("Basic abc"), format!("{expected} another scheme (line 10)\n"));
    assert_eq!(of("Bearer"), format!("{expected} a string of 6 characters without a space (line 10)\n"));
    assert_eq!(of("Bearer a b"), format!("{expected} a string of 3 characters that is no token (line 10)\n"));
    let empty = violations(&get("room=a", &[MODE, ("authorization", "Bearer a"), ("apikey", " ")]));
    assert_eq!(empty, "get_light: header apikey: expected a key (key), found an empty value (line 10)\n");
}

#[test]
fn body_missing() {
    assert_eq!(violations(&put(&[JSON], b"")), "put_light: body: expected application/json, found nothing (line 37)\n");
}

#[test]
fn body_where_there_is_none() {
    let checked = lamp().request(&request("GET", &format!("{LIGHT}?room=a"), &[MODE, KEY], "12345"));
    assert_eq!(violations(&checked), "get_light: body: expected nothing, found 5 bytes (line 8)\n");
}

#[test]
fn media_type_missing_another_or_none() {
    let of =
        |found: &str| format!("put_light: header content-type: expected application/json, found {found} (line 38)\n");
    assert_eq!(violations(&put(&[], ON.as_bytes())), of("nothing"));
    assert_eq!(violations(&put(&[("content-type", "text/plain")], ON.as_bytes())), of("text/plain"));
    assert_eq!(violations(&put(&[("content-type", "own/type")], ON.as_bytes())), of("another media type"));
    assert_eq!(violations(&put(&[("content-type", "json")], ON.as_bytes())), of("a value that is no media type"));
    assert_eq!(violations(&put(&[JSON, JSON], ON.as_bytes())), of("the header 2 times"));
}

#[test]
fn body_that_is_no_json() {
    assert_eq!(
        violations(&put(&[JSON], b"{\"mode\":\n BRIGHT}")),
        "put_light: body: expected JSON, found 17 bytes, none from line 2, column 2 (line 39)\n"
    );
}

#[test]
fn body_packed() {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(b"{}").unwrap();
    let gzip = [JSON, ("content-encoding", "gzip")];
    assert_eq!(put(&gzip, &packer.finish().unwrap()).violations.len(), 2);
    assert_eq!(
        violations(&put(&gzip, b"{}")),
        "put_light: body: expected gzip data, found 2 bytes that cannot be unpacked (line 39)\n"
    );
    let checked = put(&[JSON, ("content-encoding", "lzma")], b"{}");
    assert!(checked.conforms());
    assert_eq!(checked.unchecked, ["body: its encoding (unknown) is not read here"]);
}

/// `{}` in every encoding of the web: both members of a light are missing.
#[test]
fn body_packed_in_any_encoding() {
    use std::io::Write;
    let raw = {
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"{}").unwrap();
        packer.finish().unwrap()
    };
    let zlib = {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"{}").unwrap();
        packer.finish().unwrap()
    };
    let brotli = vec![139, 0, 128, 123, 125, 3];
    let zstd = ruzstd::encoding::compress_to_vec(&b"{}"[..], ruzstd::encoding::CompressionLevel::Fastest);
    let twice = ruzstd::encoding::compress_to_vec(&zlib[..], ruzstd::encoding::CompressionLevel::Fastest);
    for (encoding, body) in
        [("deflate", raw), ("Deflate", zlib), ("br", brotli), ("zstd", zstd.clone()), ("deflate, zstd", twice)]
    {
        let checked = put(&[JSON, ("content-encoding", encoding)], &body);
        assert_eq!((checked.violations.len(), checked.unchecked.len()), (2, 0), "{encoding}: {checked:?}");
    }
    // Two frames are one body.
    let frames = [b"{".as_slice(), b"}"]
        .map(|half| ruzstd::encoding::compress_to_vec(half, ruzstd::encoding::CompressionLevel::Fastest));
    assert_eq!(put(&[JSON, ("content-encoding", "zstd")], &frames.concat()).violations.len(), 2);
    for encoding in ["gzip", "br", "zstd"] {
        let found = violations(&put(&[JSON, ("content-encoding", encoding)], b"no such thing"));
        assert!(found.contains(&format!("expected {encoding} data")), "{encoding}: {found}");
    }
}

/// A few bytes may stand for any number of them.
#[test]
fn body_that_grows_without_end() {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..130 {
        packer.write_all(&[b' '; 1 << 20]).unwrap();
    }
    let checked = put(&[JSON, ("content-encoding", "gzip")], &packer.finish().unwrap());
    assert_eq!(checked.unchecked, ["body: too long once it is unpacked"]);
}

#[test]
fn field_missing_repeated_or_of_another_type() {
    assert_eq!(
        violations(&form("on=1&count=many&rooms=1&rooms=x&mode=BRIGHT&mode=BRIGHT")),
        "send_form: field on: expected a boolean, found a string of 1 character (line 120)
send_form: field count: expected an integer, found a string of 4 characters (line 121)
send_form: field rooms: expected an integer, found a string of 1 character (line 123)
send_form: field name: expected a value, found nothing (line 117)
send_form: field mode: expected one value, found 2 values (line 122)
"
    );
}

#[test]
fn field_unknown_or_with_a_new_value() {
    let checked = form("name=a&mode=DARK&colour=red");
    assert!(checked.conforms());
    assert_eq!(unknown(&checked), ["field *: a string"]);
    assert_eq!(checked.new_values[0].at, "field mode");
}

#[test]
fn boundary_missing() {
    let checked = lamp().request(&request("POST", "/parts", &[("content-type", "multipart/form-data")], "x"));
    assert_eq!(violations(&checked), "send_parts: header content-type: expected a boundary, found none (line 57)\n");
}

#[test]
fn body_that_has_no_parts() {
    let checked = lamp().request(&request("POST", "/parts", &[PARTS], "12345"));
    assert_eq!(
        violations(&checked),
        "send_parts: body: expected parts between the boundary, found 5 bytes without such parts (line 57)\n"
    );
}

#[test]
fn part_missing_repeated_or_of_another_type() {
    assert_eq!(
        violations(&parts(&[text_part("on", "yes"), text_part("mode", "BRIGHT"), text_part("mode", "BRIGHT")])),
        "send_parts: part on: expected a boolean, found a string of 3 characters (line 129)
send_parts: part photo: expected a file, found nothing (line 126)
send_parts: part mode: expected one part, found 2 parts (line 130)
"
    );
}

#[test]
fn part_that_is_text_for_a_file_or_a_file_for_text() {
    assert_eq!(
        violations(&parts(&[text_part("photo", "abc"), file_part("on", b"\0\0")])),
        "send_parts: part photo: expected a file, found text of 3 bytes (line 128)
send_parts: part on: expected text, found a file of 2 bytes (line 129)
"
    );
}

#[test]
fn part_that_is_no_text_or_has_no_name() {
    let nameless = b"--edge\r\ncontent-disposition: form-data\r\n\r\nabc\r\n".to_vec();
    let broken = b"--edge\r\ncontent-disposition: form-data; name=\"mode\"\r\n\r\na\xff\r\n".to_vec();
    assert_eq!(
        violations(&parts(&[file_part("photo", b"\0"), broken, nameless])),
        "send_parts: part mode: expected UTF-8 text, found 2 bytes, none from byte 2 (line 130)
send_parts: part: expected a name, found text of 3 bytes without one (line 57)
"
    );
}

#[test]
fn part_unknown() {
    let checked = parts(&[file_part("photo", b"\0"), text_part("note", "abc")]);
    assert!(checked.conforms());
    assert_eq!(unknown(&checked), ["part *: text"]);
}

#[test]
fn a_large_file_is_read_whole() {
    let checked = parts(&[file_part("photo", &vec![7; 5 << 20])]);
    assert_eq!(violations(&checked), "");
}

/// Without its body, a request is held to all the rest.
#[test]
fn the_head_alone() {
    let head = request("POST", "/parts?sort=up", &[], "");
    let checked = lamp().request_head(&head);
    assert!(checked.conforms());
    assert_eq!(unknown(&checked), ["query *: a string"]);
    assert!(lamp().request_head(&json("PUT", LIGHT, "no JSON")).conforms());
}
