//! Bodies of the type `application/x-www-form-urlencoded`.

use super::{checker::Checker, model::Field, words};

pub(super) fn check(checker: &mut Checker<'_>, fields: &[Field], body: &[u8], pointer: &str) {
    let mut counts = vec![0_usize; fields.len()];
    // Any bytes read as pairs.
    for (name, text) in form_urlencoded::parse(body) {
        let Some(index) = fields.iter().position(|field| field.name == name) else {
            let at = format!("field {}", checker.unknown_name(&name));
            checker.unknown(at, "a string", words::found_text(&text), pointer);
            continue;
        };
        counts[index] += 1;
        let field = &fields[index];
        if field.list || counts[index] == 1 {
            checker.text(&format!("field {}", field.name), &field.schema, &text);
        }
    }
    for (field, count) in fields.iter().zip(counts) {
        let at = format!("field {}", field.name);
        match count {
            0 if field.required => checker.violation(at, "a value", "nothing", &field.pointer),
            more if more > 1 && !field.list => {
                checker.violation(at, "one value", format!("{more} values"), &field.pointer);
            }
            _ => {}
        }
    }
}
