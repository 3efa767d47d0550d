//! The rows as bars.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::candidate::Side;
use crate::inputs::Input;
use crate::report::nanoseconds;
use crate::timing::Row;

const PANEL: (u32, u32) = (560, 330);
const COLUMNS: u32 = 2;
/// Left of the bars, for the names.
const NAMES: i32 = 190;
/// Right of the bars, for the numbers.
const NUMBERS: i32 = 70;
const TITLE: i32 = 34;

const OURS: RGBColor = RGBColor(0x1f, 0x77, 0xb4);
const PEER: RGBColor = RGBColor(0xb0, 0xb0, 0xb0);
const FLOOR: RGBColor = RGBColor(0xe8, 0xc4, 0x7c);
const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);

/// One panel of bars for each input: time per event in chunks of 16 KiB, the shortest first.
pub fn draw(path: &Path, measured: &[(&Input, &Row)]) -> Result<(), Box<dyn Error>> {
    let panels = u32::try_from(measured.len())?;
    let size = (PANEL.0 * COLUMNS, PANEL.1 * panels.div_ceil(COLUMNS));
    let root = SVGBackend::new(path, size).into_drawing_area();
    root.fill(&WHITE)?;
    let areas = root.split_evenly((panels.div_ceil(COLUMNS) as usize, COLUMNS as usize));
    for ((input, row), area) in measured.iter().zip(areas) {
        let mut bars: Vec<(&str, Side, f64)> = row
            .cells
            .iter()
            .filter_map(|cell| {
                let timing = cell.outcome.timing()?;
                Some((cell.candidate.name, cell.candidate.side, timing.median))
            })
            .collect();
        bars.sort_by(|a, b| a.2.total_cmp(&b.2));
        let text = |size: i32| ("sans-serif", size).into_font().color(&INK);
        area.draw(&Text::new(
            format!(
                "{}: time per item, 16 KiB chunks",
                input.what.replace('`', "")
            ),
            (12, 12),
            text(15),
        ))?;
        let Some(longest) = bars.last().map(|bar| bar.2) else {
            continue;
        };
        let step = (i32::try_from(PANEL.1)? - TITLE - 10) / i32::try_from(bars.len())?;
        let room = f64::from(i32::try_from(PANEL.0)? - NAMES - NUMBERS);
        for (at, (name, side, time)) in (0..).zip(bars) {
            let top = TITLE + at * step;
            let middle = top + step / 2;
            let end = NAMES + (time / longest * room).max(1.0) as i32;
            let color = match side {
                Side::Ours(_) => OURS,
                Side::Peer => PEER,
                Side::Floor => FLOOR,
            };
            let anchored = |hpos| text(12).pos(Pos::new(hpos, VPos::Center));
            area.draw(&Text::new(name, (NAMES - 6, middle), anchored(HPos::Right)))?;
            area.draw(&Rectangle::new(
                [(NAMES, top + 2), (end, top + step - 2)],
                color.filled(),
            ))?;
            area.draw(&Text::new(
                nanoseconds(time),
                (end + 5, middle),
                anchored(HPos::Left),
            ))?;
        }
    }
    root.present()?;
    Ok(())
}
