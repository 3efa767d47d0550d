//! Panels of lines on logarithmic axes, as SVG that suits light and dark pages.

use std::fmt::Write as _;

use unchunk_peers::candidate::Side;

pub struct Panel {
    pub title: String,
    /// What is on the horizontal axis.
    pub across: &'static str,
    pub lines: Vec<Line>,
}

pub struct Line {
    pub name: &'static str,
    pub side: Side,
    /// Bytes, and nanoseconds a byte; none where it was not timed. From the smallest size to the largest.
    pub points: Vec<(f64, Option<f64>)>,
}

const WIDTH: f64 = 1000.0;
/// Of the axes within a panel.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 680.0;
const TOP: f64 = 58.0;
const BOTTOM: f64 = 440.0;
const PANEL_HEIGHT: f64 = 500.0;
/// Between two names at the right.
const NAME_STEP: f64 = 17.0;

const OWNED: [&str; 3] = ["#7c3aed", "#c026d3", "#8b7cf6"];
const PEERS: [&str; 9] = [
    "#ea580c", "#dc2626", "#a16207", "#d4a017", "#e11d74", "#8d6e63", "#f97373", "#65801d",
    "#b45309",
];
const FLOOR: &str = "#8a8a8a";

const KEY: &str =
    "bold: unchunk; dashed: streams that are fed Bytes; grey: floors, which decode nothing";

const STYLE: &str = "
text { font: 13px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #333 }
.title { font-size: 16px; font-weight: 600 }
.tick { font-size: 11.5px; fill: #666 }
.name { font-size: 12.5px }
.ours { font-weight: 600 }
.grid { stroke: #8884; stroke-width: 1 }
.minor { stroke: #8882; stroke-width: 1 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .tick { fill: #aaa } }
";

/// One panel below the other.
pub fn svg(panels: &[Panel]) -> String {
    let height = PANEL_HEIGHT * panels.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\">\n<style>{STYLE}</style>\n"
    );
    for (at, panel) in panels.iter().enumerate() {
        let top = PANEL_HEIGHT * at as f64;
        let _ = writeln!(svg, "<g transform=\"translate(0 {top})\">");
        panel.draw(&mut svg);
        svg += "</g>\n";
    }
    svg + "</svg>\n"
}

/// Maps a logarithmic range of values to one of pixels.
struct Axis {
    values: (f64, f64),
    pixels: (f64, f64),
}

impl Axis {
    fn at(&self, value: f64) -> f64 {
        let (low, high) = (self.values.0.ln(), self.values.1.ln());
        let share = (value.ln() - low) / (high - low);
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }
}

struct Style {
    color: &'static str,
    width: f64,
    dashes: &'static str,
    class: &'static str,
}

impl Panel {
    fn draw(&self, svg: &mut String) {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let sizes = || points().map(|point| point.0);
        let times = || points().filter_map(|point| point.1);
        let across = Axis {
            values: (
                sizes().fold(f64::INFINITY, f64::min),
                sizes().fold(0.0, f64::max),
            ),
            pixels: (LEFT, RIGHT),
        };
        let up = Axis {
            values: (
                times().fold(f64::INFINITY, f64::min) * 0.9,
                times().fold(0.0, f64::max) * 1.1,
            ),
            pixels: (BOTTOM, TOP),
        };
        let _ = writeln!(
            svg,
            "<text class=\"title\" x=\"{LEFT}\" y=\"26\">{}</text>\n\
             <text class=\"tick\" x=\"{LEFT}\" y=\"44\">{KEY}</text>",
            self.title
        );
        grid(svg, &across, &up);
        let _ = writeln!(
            svg,
            "<text class=\"tick\" x=\"{RIGHT}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            BOTTOM + 36.0,
            self.across
        );
        let styles = self.styles();
        for (line, style) in self.lines.iter().zip(&styles) {
            line.draw(svg, &across, &up, style);
        }
        self.names(svg, &up, &styles);
    }

    /// Peers that are fed in two ways have one colour; the stream is dashed.
    fn styles(&self) -> Vec<Style> {
        let mut peers: Vec<&str> = Vec::new();
        let (mut owned, mut floors) = (0, 0);
        let style = |line: &Line| {
            let color = match line.side {
                Side::OursLent => "#2563eb",
                Side::OursText => "#0891b2",
                Side::OursOwned => {
                    owned += 1;
                    OWNED[(owned - 1) % OWNED.len()]
                }
                Side::OursStream => "#059669",
                Side::Peer | Side::PeerStream => {
                    let name = line.name.trim_end_matches(", Bytes");
                    let at = peers.iter().position(|peer| *peer == name);
                    let at = at.unwrap_or_else(|| {
                        peers.push(name);
                        peers.len() - 1
                    });
                    PEERS[at % PEERS.len()]
                }
                Side::Floor => FLOOR,
            };
            let dashes = match line.side {
                Side::OursStream | Side::PeerStream => "6 3",
                Side::Floor => {
                    floors += 1;
                    ["1 3", "5 3", "8 3 1 3"][(floors - 1) % 3]
                }
                _ => "",
            };
            let (width, class) = match line.side.is_ours() {
                true => (2.4, "name ours"),
                false => (1.4, "name"),
            };
            Style {
                color,
                width,
                dashes,
                class,
            }
        };
        self.lines.iter().map(style).collect()
    }

    /// The names at the right, in the order of the lines' ends, none over another.
    fn names(&self, svg: &mut String, up: &Axis, styles: &[Style]) {
        let mut ends: Vec<(f64, &Line, &Style)> = self
            .lines
            .iter()
            .zip(styles)
            .filter_map(|(line, style)| Some((up.at(line.points.last()?.1?), line, style)))
            .collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let needed = NAME_STEP * ends.len() as f64;
        let mut at = f64::NEG_INFINITY;
        for (left, (end, line, style)) in (0..ends.len()).rev().zip(&ends) {
            // As near to the end as those above and those below allow.
            let lowest = BOTTOM.max(TOP + needed) - NAME_STEP * left as f64;
            at = end.min(lowest).max(at + NAME_STEP);
            let _ = writeln!(
                svg,
                "<polyline points=\"{RIGHT},{end:.1} {},{at:.1} {},{at:.1}\" fill=\"none\" stroke=\"{}\" \
                 stroke-width=\"0.8\" opacity=\"0.7\"/>\n\
                 <text class=\"{}\" x=\"{}\" y=\"{:.1}\" style=\"fill: {}\">{}</text>",
                RIGHT + 16.0,
                RIGHT + 24.0,
                style.color,
                style.class,
                RIGHT + 28.0,
                at + 4.0,
                style.color,
                line.name.replace('&', "&amp;"),
            );
        }
    }
}

impl Line {
    /// Interrupted where it was not timed; a dot for each size.
    fn draw(&self, svg: &mut String, across: &Axis, up: &Axis, style: &Style) {
        let Style {
            color,
            width,
            dashes,
            ..
        } = style;
        let (mut line, mut dots) = (String::new(), String::new());
        for timed in self.points.split(|point| point.1.is_none()) {
            let mut command = 'M';
            for (size, time) in timed {
                let Some(time) = time else { continue };
                let (x, y) = (across.at(*size), up.at(*time));
                let _ = write!(line, "{command}{x:.1} {y:.1}");
                let _ = write!(dots, "M{x:.1} {y:.1}h0");
                command = 'L';
            }
        }
        let _ = writeln!(
            svg,
            "<path d=\"{line}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" \
             stroke-dasharray=\"{dashes}\" stroke-linejoin=\"round\"/>\n\
             <path d=\"{dots}\" stroke=\"{color}\" stroke-width=\"3.6\" stroke-linecap=\"round\"/>"
        );
    }
}

/// A line for each power of four across, and for 1, 2 and 5 of each decade up.
fn grid(svg: &mut String, across: &Axis, up: &Axis) {
    let mut size = 1.0;
    while size <= across.values.1 {
        if size >= across.values.0 {
            let x = across.at(size);
            let _ = writeln!(
                svg,
                "<line class=\"minor\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{BOTTOM}\"/>\n\
                 <text class=\"tick\" x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                BOTTOM + 18.0,
                size_name(size),
            );
        }
        size *= 4.0;
    }
    for exponent in -4..6 {
        for (digit, class) in [(1.0, "grid"), (2.0, "minor"), (5.0, "minor")] {
            let time = digit * 10_f64.powi(exponent);
            if (up.values.0..=up.values.1).contains(&time) {
                let y = up.at(time);
                let _ = writeln!(
                    svg,
                    "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\n\
                     <text class=\"tick\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{time}</text>",
                    LEFT - 6.0,
                    y + 4.0,
                );
            }
        }
    }
}

fn size_name(size: f64) -> String {
    match size {
        ..1024.0 => format!("{size} B"),
        ..1_048_576.0 => format!("{} KiB", size / 1024.0),
        _ => format!("{} MiB", size / 1_048_576.0),
    }
}
