//! What may be asked of an early warning, beside the exposure.

/// Keys of `[absence]` that ask what acting on early absence would give; `None` where nothing was declared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WarningDecl {
    /// Threshold probabilities p_t, ascending: 1/p_t calls are a fair price for reaching one pupil who will drop out.
    pub risk_thresholds: Option<Vec<f64>>,
    /// Pupils that can be called per class and term, ascending.
    pub calls: Option<Vec<u32>>,
    /// The risk difference claimed.
    pub claim: Option<f64>,
    /// How far from the claim still counts as the claim; half of it where undeclared.
    pub claim_margin: Option<f64>,
    /// Share of absent pupils that the register is feared to miss.
    pub late: Option<f64>,
}

/// Threshold probabilities where none are declared.
pub const RISK_THRESHOLDS: [f64; 3] = [0.1, 0.2, 0.3];
/// Calls per class and term where none are declared.
pub const CALLS: [u32; 3] = [1, 3, 5];
/// Most threshold probabilities, and most numbers of calls.
pub const MOST_ASKED: usize = 20;
/// Most calls per class and term.
pub const MOST_CALLS: u32 = 1000;
