//! Bodies of the type `application/x-www-form-urlencoded`.

use super::{checker::Checker, model::Field, words};

pub(super) fn check(checker: &mut Checker<'_>, fields: &[Field], body: &[u8], pointer: &str) {
    let Ok(pairs) = serde_urlencoded::from_bytes::<Vec<(String, String)>>(body) else {
        return checker.violation("body", "a form", words::count(body.len(), "byte"), pointer);
    };
    for field in fields {
        let at = format!("field {}", field.name);
        let texts: Vec<&String> = pairs.iter().filter(|(name, _)| *name == field.name).map(|(_, text)| text).collect();
        match texts.len() {
            0 if field.required => checker.violation(at, "a value", "nothing", &field.pointer),
            more if more > 1 && !field.list => {
                checker.violation(at, "one value", format!("{more} values"), &field.pointer);
            }
            _ => texts.into_iter().for_each(|text| checker.text(&at, &field.schema, text)),
        }
    }
    for (name, text) in pairs.iter().filter(|(name, _)| !fields.iter().any(|field| field.name == *name)) {
        checker.unknown(format!("field {}", words::name(name)), words::found_text(text), pointer);
    }
}
