//! What may be wrong with a stamp, in the order in which it is asked.

/// The kinds of faults; the first that holds is the stamp's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Not a time stamp in DER as RFC 3161 lays it out.
    Form,
    /// The authority did not grant the request.
    Status,
    /// A hash, signature or key that is not taken.
    Algorithm,
    /// The hash of nothing that is here.
    Imprint,
    /// The signer's certificate is absent, or another one was meant.
    Signer,
    /// The signed digest is not that of the content.
    Digest,
    /// The signature does not hold.
    Signature,
    /// The certificate is not for time stamping alone.
    Purpose,
    /// A certificate was not valid at the time stamped.
    Validity,
    /// The certificates do not lead to their issuers.
    Chain,
}

impl Kind {
    /// The word that stands in tables and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Form => "form",
            Kind::Status => "status",
            Kind::Algorithm => "algorithm",
            Kind::Imprint => "imprint",
            Kind::Signer => "signer",
            Kind::Digest => "digest",
            Kind::Signature => "signature",
            Kind::Purpose => "purpose",
            Kind::Validity => "validity",
            Kind::Chain => "chain",
        }
    }
}

/// A fault with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: Kind,
    /// What was found, a clause.
    pub says: String,
}

impl Fault {
    /// A fault of a kind.
    pub fn new(kind: Kind, says: impl Into<String>) -> Self {
        Fault { kind, says: says.into() }
    }
}

/// Something that may be faulty.
pub(super) type Checked<T> = Result<T, Fault>;

/// A fault of a kind unless something holds.
pub(super) fn need(holds: bool, kind: Kind, says: &str) -> Checked<()> {
    if holds { Ok(()) } else { Err(Fault::new(kind, says)) }
}

/// A fault of form.
pub(super) fn form(says: &str) -> Fault {
    Fault::new(Kind::Form, says)
}
