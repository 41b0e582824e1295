//! What should the eye see? Finished figures, as SVG and PNG from one description. Knows no documents.
//!
//! A drawing function takes plain values and a [`Sheet`] (language and width) and returns a [`Figure`]: a list of marks
//! in figure units, from which [`Figure::svg`] and [`Figure::png`] are both made.
//!
//! One visual language: what is treated is dark blue, what is not is pale; a comparison is vermillion with another
//! shape or dash, so that nothing is said by colour alone; labels stand at the thing they name; the colours are those of
//! Okabe & Ito (2008), which people with the common colour-vision deficiencies can tell apart.

mod arms;
mod axes;
mod bitmap;
mod calibration;
mod comparison;
mod curves;
mod dots;
mod exposure;
mod figure;
mod flow;
mod forest;
mod glyphs;
mod grid;
mod hatch;
mod letters;
mod love;
mod means;
mod pairs;
mod palette;
mod png;
mod power_curve;
mod randomization;
mod rollout;
mod schools;
mod sheet;
mod slide;
mod source;
mod strategies;
mod svg;
mod target;

pub use arms::{Arms, arms};
pub use calibration::{Calibration, CalibrationBin, calibration};
pub use comparison::{Overlap, OverlapRow, overlap};
pub use curves::{Curve, CurveKind, Curves, curves};
pub use dots::{DotGroup, Dots, dots};
pub use exposure::{Exposure, LagPoint, exposure};
pub use figure::{Anchor, Figure, Mark, Point, Weight};
pub use flow::{Flow, FlowWave, flow};
pub use forest::{Forest, ForestRow, forest};
pub use grid::{Grid, GridCell, GridRow, grid};
pub use letters::width as text_width;
pub use love::{Love, LoveRow, love};
pub use means::{Means, WaveLine, means};
pub use pairs::{PairLot, Pairs, pairs};
pub use palette::Color;
pub use power_curve::{PowerCurve, power_curve};
pub use randomization::{Randomization, StatisticScale, randomization};
pub use rollout::{Rollout, RolloutRow, rollout};
pub use schools::{SchoolKind, SchoolPanel, SchoolRow, Schools, schools};
pub use sheet::Sheet;
pub use slide::slide;
pub use strategies::{Look, Strategies, Strategy, strategies};
pub use target::{Target, TargetRow, target};

/// The faces of every figure, for documents that embed them: CSS weight and the bytes of a TrueType font.
pub const FACES: [(u32, &[u8]); 2] = [(400, letters::REGULAR), (600, letters::SEMIBOLD)];
