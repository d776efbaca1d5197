//! Bodies of the type `application/x-www-form-urlencoded`.

use super::{
    checker::Checker,
    model::{Fields, OtherFields},
    scalar::found_text,
};

pub(super) fn check(checker: &mut Checker<'_>, fields: &Fields, body: &[u8], pointer: &str) {
    let mut counts = vec![0_usize; fields.named.len()];
    // Any bytes read as pairs.
    for (name, text) in form_urlencoded::parse(body) {
        let Some(index) = fields.position(&name) else {
            let at = format!("field {}", checker.unknown_name(&name));
            match &fields.others {
                OtherFields::Free => {}
                OtherFields::Schema(schema) => checker.text(&at, schema, &text),
                OtherFields::Unknown => checker.unknown(at, "a string", found_text(&text), pointer),
            }
            continue;
        };
        counts[index] += 1;
        let field = &fields.named[index];
        if let Some(demand) = &field.banned {
            let at = format!("field {}", field.name);
            checker.violation(at, &demand.expected, found_text(&text), &demand.pointer);
            continue;
        }
        if field.list || counts[index] == 1 {
            checker.text(&format!("field {}", field.name), &field.schema, &text);
        }
    }
    for (field, count) in fields.named.iter().zip(counts) {
        let at = format!("field {}", field.name);
        match count {
            0 if field.required => checker.violation(at, "a value", "nothing", &field.pointer),
            more if more > 1 && !field.list && field.banned.is_none() => {
                checker.violation(at, "one value", format!("{more} values"), &field.pointer);
            }
            _ => {}
        }
    }
}
