//! Every example of both contracts conforms.

use validator::{Checked, Validator};
use vendors::{Alice, AwareId};

use crate::examples::{CONTRACTS, samples};

/// Nothing to report at all, not even something new.
fn assert_clean(name: &str, operation: &str, checked: &Checked) {
    assert_eq!(checked.operation.as_deref(), Some(operation), "{name}");
    assert!(checked.conforms(), "{name}: {:#?}", checked.violations);
    assert!(checked.unknown.is_empty(), "{name}");
    assert!(checked.new_values.is_empty(), "{name}: {:#?}", checked.new_values);
    assert_eq!(checked.unchecked, Vec::<String>::new(), "{name}");
}

#[test]
fn every_example_conforms() {
    for contract in CONTRACTS {
        let validator = Validator::read(contract.0, contract.1).unwrap().strict();
        let samples = samples(contract);
        for sample in &samples.requests {
            assert_clean(&sample.name, &sample.operation, &validator.request(&sample.message));
        }
        for sample in &samples.responses {
            assert_clean(&sample.name, &sample.operation, &validator.response(&sample.operation, &sample.message));
        }
        let operations = validator.operations().count();
        let (requests, responses) = (samples.requests.len(), samples.responses.len());
        assert!(operations > 0 && requests >= operations && responses > 2 * operations, "{requests}, {responses}");
    }
}

#[test]
fn both_contracts_are_at_hand() {
    assert_eq!(Alice::validator().unwrap().file(), "specs/alice.yaml");
    assert_eq!(AwareId::validator().unwrap().file(), "specs/awareid.yaml");
}

#[test]
fn a_validator_can_be_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<Validator>();
}
