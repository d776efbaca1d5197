//! Members that go one way alone, members that the contract allows without naming them,
//! and integers of every size.

use serde_json::{Value, json};
use validator::{Checked, Validator};

use crate::support::{self, MULTIPART, file_part, multipart, request, text_part, unknown, violations};

const ACCOUNTS: &str = r"
openapi: 3.0.3
info: {title: Accounts, version: '1'}
security: []
paths:
  /accounts:
    put:
      operationId: put_account
      parameters: [{name: size, in: query, schema: {type: integer}}]
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}
      responses:
        '200':
          description: The account.
          headers: {Account-Size: {schema: {type: integer, format: uint64}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}
  /form:
    post:
      operationId: send_form
      requestBody:
        content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Form'}}}
      responses: {'204': {description: Taken.}}
  /parts:
    post:
      operationId: send_parts
      requestBody:
        content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Form'}}}
      responses: {'204': {description: Taken.}}
  /free-form:
    post:
      operationId: send_free_form
      requestBody:
        content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/FreeForm'}}}
      responses: {'204': {description: Taken.}}
components:
  schemas:
    Account:
      type: object
      required: [id, name, password]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
        password: {$ref: '#/components/schemas/Password'}
        owner: {anyOf: [{$ref: '#/components/schemas/Owner'}, {enum: [null]}]}
        owners: {type: array, items: {$ref: '#/components/schemas/Owner'}}
        labels: {$ref: '#/components/schemas/Labels'}
        notes: {$ref: '#/components/schemas/Notes'}
        closed: {$ref: '#/components/schemas/Closed'}
        proof: {$ref: '#/components/schemas/Proof'}
        number: {type: integer, format: uint64}
        size: {type: integer}
    # What a member refers to says so as well.
    Password: {type: string, writeOnly: true}
    Owner:
      type: object
      required: [since, pin, mail]
      properties:
        since: {allOf: [{$ref: '#/components/schemas/Since'}], readOnly: true}
        pin: {type: integer, writeOnly: true}
        mail: {type: string}
    Since: {type: string}
    Labels:
      type: object
      properties: {color: {type: string}}
      additionalProperties: {type: integer, maximum: 9}
    Notes:
      type: object
      properties: {first: {type: string}}
      additionalProperties: {}
    Closed:
      type: object
      properties: {a: {type: string}}
      additionalProperties: false
    # Nothing tells the two apart.
    Proof:
      oneOf:
        - {type: object, required: [key, id], properties: {key: {type: string}, id: {type: string, readOnly: true}}}
        - {type: object, required: [code, at], properties: {code: {type: string, writeOnly: true}, at: {type: string}}}
    Form:
      type: object
      required: [id, name]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
      additionalProperties: {type: integer}
    FreeForm:
      type: object
      properties: {name: {type: string}}
      additionalProperties: true
";

fn accounts() -> Validator {
    Validator::read("accounts.yaml", ACCOUNTS).expect("the contract is in order")
}

fn sent(members: &Value) -> Checked {
    accounts().request(&support::json("PUT", "/accounts", &members.to_string()))
}

fn answered(members: &Value) -> Checked {
    accounts().response("put_account", &answer(members))
}

fn answer(members: &Value) -> validator::message::Response {
    support::response(200, &[("content-type", "application/json")], members.to_string())
}

/// Members of an account, with those that a request needs.
fn request_with(members: &Value) -> Value {
    let mut all = json!({"name": "a", "password": "b"});
    all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    all
}

fn answer_with(members: &Value) -> Value {
    let mut all = json!({"name": "a", "id": "b"});
    all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    all
}

#[test]
fn what_goes_the_other_way_is_not_asked_for() {
    assert_eq!(violations(&sent(&request_with(&json!({})))), "");
    assert_eq!(violations(&answered(&answer_with(&json!({})))), "");
    let owner = json!({"pin": 1, "mail": "a"});
    assert_eq!(violations(&sent(&request_with(&json!({"owner": owner, "owners": [owner]})))), "");
    let owner = json!({"since": "a", "mail": "a"});
    assert_eq!(violations(&answered(&answer_with(&json!({"owner": owner, "owners": [owner]})))), "");
}

#[test]
fn what_goes_this_way_is_asked_for() {
    assert_eq!(
        violations(&sent(&json!({"name": "a", "owner": {}}))),
        "put_account: body#/owner/pin: expected an integer, found nothing (line 56)
put_account: body#/owner/mail: expected a string, found nothing (line 56)
put_account: body#/password: expected a string, found nothing (line 39)
"
    );
    assert_eq!(
        violations(&answered(&json!({"name": "a", "owner": {}}))),
        "put_account: body#/owner/since: expected a string, found nothing (line 56)
put_account: body#/owner/mail: expected a string, found nothing (line 56)
put_account: body#/id: expected a string, found nothing (line 39)
"
    );
}

/// The finding says what is wrong with it, and its value is not looked at.
#[test]
fn what_goes_the_other_way_is_reported_where_it_is() {
    let owner = json!({"since": {"odd": 1}, "pin": 1, "mail": "a"});
    assert_eq!(
        violations(&sent(&request_with(&json!({"id": 1, "owners": [owner]})))),
        "put_account: body#/id: expected nothing in a request (`readOnly`), found an integer (line 41)
put_account: body#/owners/0/since: expected nothing in a request (`readOnly`), found an object of 1 member (line 58)
"
    );
    let owner = json!({"since": "a", "pin": null, "mail": "a"});
    assert_eq!(
        violations(&answered(&answer_with(&json!({"password": "hidden", "owner": owner})))),
        "put_account: body#/password: expected nothing in an answer (`writeOnly`), found a string of 6 characters (line 53)
put_account: body#/owner/pin: expected nothing in an answer (`writeOnly`), found null (line 59)
"
    );
}

/// A report of members that were never seen would have the others for ever.
#[test]
fn members_of_the_other_way_are_none_of_the_message() {
    let members = |checked: &Checked| checked.members.keys().cloned().collect::<Vec<_>>();
    let sent = members(&sent(&request_with(&json!({"id": "a"}))));
    assert!(sent.contains(&"body#/password".to_owned()) && !sent.contains(&"body#/id".to_owned()), "{sent:?}");
    let answered = members(&answered(&answer_with(&json!({"password": "a"}))));
    assert!(answered.contains(&"body#/id".to_owned()) && !answered.contains(&"body#/password".to_owned()));
}

/// Of forms that nothing tells apart, each is what it is this way.
#[test]
fn forms_that_nothing_tells_apart() {
    for proof in [json!({"key": "a"}), json!({"code": "a", "at": "b"})] {
        assert_eq!(violations(&sent(&request_with(&json!({"proof": proof})))), "", "{proof}");
    }
    for proof in [json!({"key": "a", "id": "b"}), json!({"at": "b"})] {
        assert_eq!(violations(&answered(&answer_with(&json!({"proof": proof})))), "", "{proof}");
    }
    let wrong = "expected one of the forms, found an object of 1 member (line 76)\n";
    assert_eq!(
        violations(&sent(&request_with(&json!({"proof": {"at": "b"}})))),
        format!("put_account: body#/proof: {wrong}")
    );
    assert_eq!(
        violations(&answered(&answer_with(&json!({"proof": {"key": "b"}})))),
        format!("put_account: body#/proof: {wrong}")
    );
}

#[test]
fn other_members_are_held_against_their_schema() {
    for checked in [
        sent(&request_with(&json!({"labels": {"color": "a", "user-1": 9}, "notes": {"any": {"thing": [1]}}}))),
        answered(&answer_with(&json!({"labels": {"color": "a", "user-1": 9}, "notes": {"any": {"thing": [1]}}}))),
    ] {
        assert_eq!(violations(&checked), "");
        assert!(checked.unknown.is_empty(), "{:?}", checked.unknown);
    }
    assert_eq!(
        violations(&sent(&request_with(&json!({"labels": {"color": 1, "user-1": 10, "user-2": "a"}})))),
        "put_account: body#/labels/color: expected a string, found an integer (line 64)
put_account: body#/labels/*: expected 9 or less, found an integer above that (line 65)
put_account: body#/labels/*: expected an integer, found a string of 1 character (line 65)
"
    );
}

/// A server may refuse what its contract closes; a client reads what a vendor added.
#[test]
fn members_of_a_closed_object() {
    let closed = json!({"closed": {"a": "a", "b": 1}});
    let checked = sent(&request_with(&closed));
    assert_eq!(
        violations(&checked),
        "put_account: body#/closed/*: expected only what the contract knows, found an integer (line 73)\n"
    );
    let checked = answered(&answer_with(&closed));
    assert_eq!(violations(&checked), "");
    assert_eq!(unknown(&checked), ["body#/closed/*: an integer"]);
    let strict = accounts().strict().response("put_account", &answer(&answer_with(&closed)));
    assert_eq!(
        violations(&strict),
        "put_account: body#/closed/*: expected only what the contract knows, found an integer (line 73)\n"
    );
}

#[test]
fn fields_of_forms() {
    let form = |uri: &str, body: &str| {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        accounts().request(&request("POST", uri, &headers, body.to_owned()))
    };
    let checked = form("/form", "name=a&age=7");
    assert_eq!((violations(&checked), unknown(&checked)), (String::new(), Vec::new()));
    assert_eq!(
        violations(&form("/form", "name=a&age=old&id=1&id=2")),
        "send_form: field *: expected an integer, found a string of 3 characters (line 85)
send_form: field id: expected nothing in a request (`readOnly`), found a string of 1 character (line 83)
"
    );
    let checked = form("/free-form", "name=a&age=old");
    assert_eq!((violations(&checked), unknown(&checked)), (String::new(), Vec::new()));
}

#[test]
fn parts_of_forms() {
    let parts = |parts: &[Vec<u8>]| {
        accounts().request(&request("POST", "/parts", &[("content-type", MULTIPART)], multipart(parts)))
    };
    let checked = parts(&[text_part("name", "a"), text_part("age", "7")]);
    assert_eq!((violations(&checked), unknown(&checked)), (String::new(), Vec::new()));
    let checked = parts(&[text_part("name", "a"), file_part("age", b"7"), text_part("id", "1"), text_part("old", "x")]);
    assert_eq!(
        violations(&checked),
        "send_parts: part *: expected text, found a file of 1 byte (line 85)
send_parts: part id: expected nothing in a request (`readOnly`), found text of 1 byte (line 83)
send_parts: part *: expected an integer, found a string of 1 character (line 85)
"
    );
}

#[test]
fn integers_of_every_size() {
    let fits = |members: &str| {
        let body = format!(r#"{{"name": "a", "password": "b", {members}}}"#);
        violations(&accounts().request(&support::json("PUT", "/accounts", &body)))
    };
    assert_eq!(fits(r#""number": 18446744073709551615, "size": -170141183460469231731687303715884105728"#), "");
    for number in ["-1", "18446744073709551616"] {
        assert_eq!(
            fits(&format!(r#""number": {number}"#)),
            "put_account: body#/number: expected an integer of 64 bits without a sign, found an integer out of range (line 50)\n"
                .replace("an integer out", if number == "-1" { "an integer out" } else { "a number out" }),
            "{number}"
        );
    }
    // The same as texts.
    for size in ["9223372036854775808", "-170141183460469231731687303715884105728", "0"] {
        let uri = format!("/accounts?size={size}");
        assert_eq!(violations(&accounts().request(&request("PUT", &uri, &[], ""))), "", "{size}");
    }
    for size in ["1.5", "1e3", "12a"] {
        let uri = format!("/accounts?size={size}");
        let found = violations(&accounts().request(&request("PUT", &uri, &[], "")));
        assert!(found.contains("query size: expected an integer, found a string"), "{size}: {found}");
    }
    let mut answer = answer(&answer_with(&json!({})));
    answer.headers =
        support::headers(&[("content-type", "application/json"), ("account-size", "18446744073709551615")]);
    assert_eq!(violations(&accounts().response("put_account", &answer)), "");
}
