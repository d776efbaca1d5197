//! What the demo prints: a line for each call, with its verdict below.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Display,
    io::{self, Write},
    time::{Duration, Instant},
};

use client_runtime::{Operation, ResponseValue};

use sandbox::Exchange;

/// Where the text of a step begins.
const COLUMN: usize = 47;

pub(super) struct Transcript<'a> {
    out: &'a mut dyn Write,
    steps: usize,
    /// The operations of the steps since the last title.
    told: Vec<&'static str>,
}

impl<'a> Transcript<'a> {
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, steps: 0, told: Vec::new() }
    }

    pub fn title(&mut self, vendor: &str, base_url: &str) -> io::Result<()> {
        let gap = if self.steps == 0 { "" } else { "\n" };
        self.told.clear();
        writeln!(self.out, "{gap}{vendor}, played by a sandbox at {base_url}")
    }

    pub fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n  {text}")
    }

    /// Something that happens between the calls.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "      {text}")
    }

    /// Makes a call and prints its result in the words of `tell`.
    pub async fn call<T, E: Error + 'static>(
        &mut self,
        operation: &'static Operation,
        call: impl Future<Output = Result<ResponseValue<T>, E>>,
        tell: impl FnOnce(&T) -> String,
    ) -> Result<ResponseValue<T>, Box<dyn Error>> {
        let began = Instant::now();
        let answer = call.await?;
        self.step(operation, answer.status().as_u16(), began.elapsed(), &tell(&answer))?;
        Ok(answer)
    }

    /// A call that was made elsewhere.
    pub fn step(&mut self, operation: &'static Operation, status: u16, time: Duration, text: &str) -> io::Result<()> {
        self.steps += 1;
        self.told.push(operation.id);
        let time = time.as_secs_f64() * 1000.0;
        writeln!(self.out, "{:4}  {:24} {status} {time:8.1} ms  {text}", self.steps, operation.id)
    }

    pub fn verdict(&mut self, verdict: &dyn Display) -> io::Result<()> {
        writeln!(self.out, "{:COLUMN$}verdict: {verdict}", "")
    }

    /// Sums up a vendor: the calls that no step has shown, and how all calls compare with
    /// the contract.
    pub fn exchanges(&mut self, journal: &[Exchange]) -> io::Result<()> {
        let mut untold: BTreeMap<&str, usize> = BTreeMap::new();
        for operation in journal.iter().filter_map(|exchange| exchange.operation) {
            *untold.entry(operation).or_default() += 1;
        }
        for operation in &self.told {
            untold.entry(operation).and_modify(|times| *times -= 1);
        }
        let untold = untold.into_iter().filter(|(_, times)| *times > 0);
        let untold: Vec<String> = untold.map(|(operation, times)| format!("{operation} ({times})")).collect();
        writeln!(self.out, "\n  calls that the session made by itself: {}", untold.join(", "))?;
        let conform = journal.iter().filter(|exchange| exchange.conforms()).count();
        writeln!(self.out, "  exchanges that conform to the contract: {conform} of {}", journal.len())
    }

    pub fn end(&mut self, time: Duration) -> io::Result<()> {
        writeln!(self.out, "\n{} steps in {:.1} s. Every verdict is as it should be.", self.steps, time.as_secs_f64())
    }
}
