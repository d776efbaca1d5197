//! An image in dark and light.

use super::super::image::Grey;

/// The pixels of an image, each dark or light.
pub(super) struct Bits {
    pub width: usize,
    pub height: usize,
    dark: Vec<bool>,
    #[cfg(test)]
    looks: std::cell::Cell<usize>,
}

impl Bits {
    /// A pixel is dark when it is darker than the average of the pixels around it. So
    /// uneven light does no harm.
    pub fn of(image: &Grey) -> Self {
        let (width, height) = (image.width, image.height);
        let reach = (width.max(height) / 12).max(8);
        let mut dark = Vec::with_capacity(width * height);
        // For each column the sum of its pixels from `reach` above to `reach` below.
        let mut columns = vec![0_u64; width];
        let row = |y: usize| &image.shades[y * width..][..width];
        for y in 0..reach.min(height) {
            add(&mut columns, row(y));
        }
        for y in 0..height {
            if y + reach < height {
                add(&mut columns, row(y + reach));
            }
            if y > reach {
                columns.iter_mut().zip(row(y - reach - 1)).for_each(|(sum, shade)| *sum -= u64::from(*shade));
            }
            let rows = ((y + reach + 1).min(height) - y.saturating_sub(reach)) as u64;
            let mut sum: u64 = columns.iter().take(reach).sum();
            for (x, shade) in row(y).iter().enumerate() {
                if x + reach < width {
                    sum += columns[x + reach];
                }
                if x > reach {
                    sum -= columns[x - reach - 1];
                }
                let area = rows * ((x + reach + 1).min(width) - x.saturating_sub(reach)) as u64;
                dark.push(u64::from(*shade) * area * 20 < sum * 19);
            }
        }
        Self {
            width,
            height,
            dark,
            #[cfg(test)]
            looks: std::cell::Cell::new(0),
        }
    }

    /// The pixels of a row from the left.
    pub fn row(&self, y: usize) -> &[bool] {
        &self.dark[y * self.width..][..self.width]
    }

    /// Whether the pixel at this point is dark; none outside of the image is.
    pub fn is_dark(&self, at: Point) -> bool {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        self.contains(at) && self.dark[at.y as usize * self.width + at.x as usize]
    }

    /// Whether the point lies in the image.
    pub fn contains(&self, at: Point) -> bool {
        at.x >= 0.0 && at.y >= 0.0 && at.x < self.width as f64 && at.y < self.height as f64
    }

    /// How many times a pixel was looked at by its place.
    #[cfg(test)]
    pub fn looks(&self) -> usize {
        self.looks.get()
    }
}

fn add(sums: &mut [u64], row: &[u8]) {
    sums.iter_mut().zip(row).for_each(|(sum, shade)| *sum += u64::from(*shade));
}

/// A point of the image in pixels from its top left corner, or the vector between two
/// points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    pub fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// Above 0 when the other vector points to the right of this one.
    pub fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }
}

impl std::ops::Add for Point {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y }
    }
}

impl std::ops::Sub for Point {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }
}

impl std::ops::Mul<f64> for Point {
    type Output = Self;

    fn mul(self, times: f64) -> Self {
        Self { x: self.x * times, y: self.y * times }
    }
}
