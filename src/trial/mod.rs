//! What do we all mean by a unit, a period, an assignment, an estimate? Nouns with checked constructors, and nothing
//! of how any of them is obtained.

mod absence_days;
mod assignment;
pub mod citations;
mod cohort_fit;
mod columns;
mod early_warning;
mod estimate;
pub mod facts;
mod fidelity;
mod fit;
mod frame;
mod gaps;
mod in_order;
mod language;
pub mod methods;
mod named;
mod offset;
mod outcome;
mod panel;
mod period_contrast;
mod planning_values;
mod power_result;
mod pupils;
mod quality;
mod registration;
mod result_file;
mod rows;
mod shifted;
mod spelled;
pub mod study;
mod sums;
mod target;
pub mod terms;
mod unseen;

pub use absence_days::{AbsenceDay, AbsenceDays};
pub use assignment::{Assignment, Start};
pub use cohort_fit::{CohortFit, CohortScores};
pub use columns::{Column, Columns, missing_column};
pub use estimate::{AbsenceRow, EstimateRow, Unit};
pub use fidelity::{Fidelity, FidelityRow};
pub use fit::{COLLINEAR, ClusterPiece, CrossProducts, Fit};
pub use frame::{Frame, Lot, Member, ProgrammeRow};
pub use gaps::Gaps;
pub use in_order::InOrder;
pub use language::Language;
pub use methods::{Estimator, Family, Named, VarianceKind};
pub use panel::{Cell, Panel, Pattern};
pub use period_contrast::PeriodContrast;
pub use power_result::{DeclaredPower, PowerRead, PowerResult, PowerRow, QuantityRow};
pub use pupils::{Departure, LateDay, Pupil, Pupils, Status};
pub use quality::{
    Account, CellCoverage, Delivery, FileForm, Finding, InterruptedCourses, LinkedPersons, NamedRows, OutcomeKnown,
    Quality,
};
pub use result_file::{AbsenceRead, AbsenceResult, EffectResult, EffectsRead, ResultFile};
pub use rows::Rows;
pub use shifted::Shifted;
pub use study::Study;
pub use target::Verdict;
