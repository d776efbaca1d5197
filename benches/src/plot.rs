//! The ratios as a plot.

use std::path::Path;

use benches::{
    Result,
    figure::{Figure, Goal},
};
use plotters::{
    coord::ranged1d::{IntoSegmentedCoord, SegmentValue},
    prelude::*,
};

/// The end of a bar whose figure is less, so that the other bars can be told apart.
const LEAST: f64 = 0.01;

/// Draws one bar for each figure: ours by the rival's, from 1 on a logarithmic scale,
/// and a mark where the goal is.
pub fn draw(figures: &[Figure], machine: &str, file: &Path) -> Result<()> {
    // The last row stands at the bottom, so it is drawn first.
    let figures: Vec<&Figure> = figures.iter().filter(|figure| figure.ratio.is_finite()).rev().collect();
    let height = u32::try_from(figures.len())? * 24 + 110;
    let least = figures.iter().map(|figure| figure.ratio).fold(0.1, f64::min).max(LEAST);
    let most = figures.iter().map(|figure| figure.ratio).fold(2.0, f64::max);

    let area = SVGBackend::new(file, (1000, height)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption("Ours by the rival's; the dark line is where a goal is", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(48)
        .y_label_area_size(430)
        .build_cartesian_2d((least * 0.8..most * 1.25).log_scale(), (0..figures.len() - 1).into_segmented())?;
    let label = |row: &SegmentValue<usize>| match row {
        SegmentValue::CenterOf(row) => figures.get(*row).map_or_else(String::new, |figure| {
            let rival = figure.rival.replace('`', "");
            format!("{} / {rival}", figure.name)
        }),
        _ => String::new(),
    };
    chart
        .configure_mesh()
        .disable_y_mesh()
        .y_labels(figures.len())
        .y_label_formatter(&label)
        .x_label_formatter(&|ratio| format!("{ratio}"))
        .label_style(("sans-serif", 12))
        .draw()?;
    let bar = |row: usize, from: f64, to: f64, color: RGBColor| {
        let corners = [(from, SegmentValue::Exact(row)), (to, SegmentValue::Exact(row + 1))];
        let mut bar = Rectangle::new(corners, color.filled());
        bar.set_margin(4, 4, 0, 0);
        bar
    };
    chart.draw_series(figures.iter().enumerate().map(|(row, figure)| {
        let color = match figure.is_met() {
            Some(true) => RGBColor(67, 147, 195),
            Some(false) => RGBColor(214, 96, 77),
            None => RGBColor(170, 170, 170),
        };
        let ratio = figure.ratio.max(LEAST * 0.8);
        bar(row, ratio.min(1.0), ratio.max(1.0), color)
    }))?;
    chart.draw_series(figures.iter().enumerate().filter_map(|(row, figure)| {
        let goal = match figure.goal {
            Goal::RatioAtMost(goal) | Goal::RatioAtLeast(goal) => goal,
            // In proportion, when the goal is about our value alone.
            Goal::AtMost(goal) => goal * figure.ratio / figure.ours,
            Goal::None => return None,
        };
        let ends = [(goal, SegmentValue::Exact(row)), (goal, SegmentValue::Exact(row + 1))];
        (goal >= least * 0.8 && goal <= most * 1.25).then(|| PathElement::new(ends, BLACK.stroke_width(2)))
    }))?;
    area.draw(&Text::new(machine, (12, i32::try_from(height)? - 20), ("sans-serif", 12)))?;
    area.present()?;
    Ok(())
}
