//! Finds the scenario of a call.

use super::{
    bounded::{Bounded, Weigh},
    scenario::Scenario,
};

/// The name under which a scenario is chosen for every call.
pub const EVERYONE: &str = "*";

/// The user of a call, and the scenarios in its names.
#[derive(Default)]
pub struct Subject {
    /// The names under which a scenario may have been chosen for the user.
    pub names: Vec<String>,
    /// The scenario in the uploaded file's name. It overrides everything else.
    pub upload: Option<Scenario>,
    /// The scenario in the user's name. Everything else overrides it.
    pub user_name: Option<Scenario>,
}

/// The scenarios that were chosen.
pub(crate) struct Scenarios {
    chosen: Bounded<Scenario>,
    /// Users who were limited because of a name; their next call is let through.
    limited: Bounded<Limited>,
}

struct Limited;

impl Weigh for Limited {
    fn weight(&self) -> usize {
        0
    }
}

impl Weigh for Scenario {
    fn weight(&self) -> usize {
        size_of::<Self>()
    }
}

impl Scenarios {
    /// No scenarios yet, for at most this many users and bytes.
    pub fn new(most: usize, bytes: usize) -> Self {
        Self { chosen: Bounded::new(most, bytes / 2), limited: Bounded::new(most, bytes / 2) }
    }

    pub fn choose(&mut self, user: &str, scenario: Scenario) {
        self.chosen.insert(user, scenario);
    }

    /// Whether there was one to remove.
    pub fn forget(&mut self, user: &str) -> bool {
        self.chosen.remove(user).is_some()
    }

    /// The scenario of one call. Counts the call if it is to be limited.
    pub fn meet(&mut self, subject: &Subject) -> Scenario {
        if let Some(scenario) = subject.upload {
            return self.named(subject, scenario);
        }
        for user in subject.names.iter().map(String::as_str).chain([EVERYONE]) {
            match self.chosen.get_mut(user).as_deref_mut() {
                // The count is used up, so it is as if nothing had been chosen under this
                // name.
                Some(Scenario::RateLimited { times: 0, .. }) | None => {}
                Some(Scenario::RateLimited { times, retry_after }) => {
                    *times -= 1;
                    return Scenario::RateLimited { times: *times, retry_after: *retry_after };
                }
                Some(scenario) => return *scenario,
            }
        }
        subject.user_name.map_or(Scenario::Live, |scenario| self.named(subject, scenario))
    }

    /// A name cannot count, so it limits every other call.
    fn named(&mut self, subject: &Subject, scenario: Scenario) -> Scenario {
        if !matches!(scenario, Scenario::RateLimited { .. }) {
            return scenario;
        }
        let user = subject.names.first().map_or(EVERYONE, String::as_str);
        if self.limited.remove(user).is_some() {
            return Scenario::Live;
        }
        self.limited.insert(user, Limited);
        scenario
    }
}

#[cfg(test)]
mod tests {
    use super::{EVERYONE, Scenario, Scenarios, Subject};

    fn user(name: &str) -> Subject {
        Subject { names: vec![name.to_owned()], ..Subject::default() }
    }

    #[test]
    fn the_closer_choice_goes_before() {
        let mut scenarios = Scenarios::new(10, 10_000);
        assert_eq!(scenarios.meet(&user("a")), Scenario::Live);
        scenarios.choose(EVERYONE, Scenario::Down);
        scenarios.choose("a", Scenario::Spoof);
        assert_eq!(scenarios.meet(&user("a")), Scenario::Spoof);
        assert_eq!(scenarios.meet(&user("b")), Scenario::Down);
        let named = Subject { user_name: Some(Scenario::NoMatch), ..user("a") };
        assert_eq!(scenarios.meet(&named), Scenario::Spoof);
        let uploaded = Subject { upload: Some(Scenario::NoFace), ..user("a") };
        assert_eq!(scenarios.meet(&uploaded), Scenario::NoFace);
        assert!(scenarios.forget("a") && scenarios.forget(EVERYONE) && !scenarios.forget("a"));
        assert_eq!(scenarios.meet(&named), Scenario::NoMatch);
    }

    #[test]
    fn a_limit_that_has_ended_leaves_what_else_was_chosen() {
        let mut scenarios = Scenarios::new(10, 10_000);
        scenarios.choose("a", Scenario::rate_limited(1));
        scenarios.choose("b", Scenario::rate_limited(1));
        scenarios.choose("a@example.com", Scenario::Spoof);
        scenarios.choose(EVERYONE, Scenario::Down);
        let both = Subject { names: vec!["a".to_owned(), "a@example.com".to_owned()], ..Subject::default() };
        assert_eq!([(); 2].map(|()| scenarios.meet(&both).name()), ["rate-limited", "spoof"]);
        assert_eq!([(); 2].map(|()| scenarios.meet(&user("b")).name()), ["rate-limited", "down"]);
        assert!(scenarios.forget(EVERYONE));
        let named = Subject { user_name: Some(Scenario::NoMatch), ..user("b") };
        assert_eq!(scenarios.meet(&named), Scenario::NoMatch);
    }

    #[test]
    fn limits_end() {
        let mut scenarios = Scenarios::new(10, 10_000);
        scenarios.choose("a", Scenario::rate_limited(2));
        let limited = |scenario| matches!(scenario, Scenario::RateLimited { .. });
        let met: Vec<bool> = (0..4).map(|_| limited(scenarios.meet(&user("a")))).collect();
        assert_eq!(met, [true, true, false, false]);
        let uploaded = Subject { upload: Some(Scenario::rate_limited(1)), ..user("b") };
        let met: Vec<bool> = (0..4).map(|_| limited(scenarios.meet(&uploaded))).collect();
        assert_eq!(met, [true, false, true, false]);
    }
}
