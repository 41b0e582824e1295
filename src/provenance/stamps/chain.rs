//! From the signer's certificate up to one that was given, or as far as what is here leads.

use super::certificate::Certificate;
use super::fault::{Checked, Fault, Kind, need};
use super::signature::PublicKey;

/// Links from the signer to a given certificate at most.
const LONGEST: usize = 6;
/// Signatures that are checked at most; no honest chain comes near.
const CHECKS: usize = 400;

/// Where a chain ends.
pub(super) struct End<'a> {
    /// The topmost certificate found.
    pub top: &'a Certificate,
    /// Whether it was given.
    pub trusted: bool,
}

/// Climbs from a certificate through those at hand. Every link is signed and permitted, and valid at `second`.
///
/// # Errors
/// The first fault of an issuer of the right name, where none of that name fits.
///
/// # Reference
/// RFC 5280, section 6, without names, policies and revocation, which cannot be seen offline.
pub(super) fn climb<'a>(
    leaf: &'a Certificate,
    second: i64,
    pool: &'a [Certificate],
    given: &'a [Certificate],
) -> Checked<End<'a>> {
    Climb { second, pool, given, left: CHECKS }.from(leaf, 0, &mut vec![leaf.sha256])
}

struct Climb<'a> {
    second: i64,
    pool: &'a [Certificate],
    given: &'a [Certificate],
    left: usize,
}

impl<'a> Climb<'a> {
    fn is_given(&self, certificate: &Certificate) -> bool {
        self.given.iter().any(|g| g.sha256 == certificate.sha256)
    }

    fn from(&mut self, below: &'a Certificate, authorities: u64, path: &mut Vec<[u8; 32]>) -> Checked<End<'a>> {
        if self.is_given(below) {
            return Ok(End { top: below, trusted: true });
        }
        let (mut best, mut problem) = (None, None);
        let (given, pool) = (self.given, self.pool);
        for above in given.iter().chain(pool) {
            if above.subject != below.issuer || path.contains(&above.sha256) || path.len() > LONGEST {
                continue;
            }
            let link = self.link(below, above, authorities).and_then(|()| {
                path.push(above.sha256);
                let end = self.from(above, authorities + u64::from(above.subject != above.issuer), path);
                path.pop();
                end
            });
            match link {
                Ok(end) if end.trusted => return Ok(end),
                Ok(end) => best = best.or(Some(end)),
                Err(fault) => problem = problem.or(Some(fault)),
            }
        }
        match (best, problem) {
            (Some(end), _) => Ok(end),
            (None, Some(fault)) if below.issuer != below.subject => Err(fault),
            _ => Ok(End { top: below, trusted: false }),
        }
    }

    fn link(&mut self, below: &Certificate, above: &Certificate, authorities: u64) -> Checked<()> {
        self.left =
            self.left.checked_sub(1).ok_or_else(|| Fault::new(Kind::Chain, "too many certificates of one name"))?;
        need(
            below.signed_by(&PublicKey::read(&above.key)?)?,
            Kind::Chain,
            "a certificate is not signed by its issuer",
        )?;
        let (is, most) = above.authority()?;
        let excused = self.is_given(above) && above.version == 1;
        need(excused || (is && above.usage(5)?.unwrap_or(true)), Kind::Chain, "the issuer may not issue certificates")?;
        need(
            most.is_none_or(|m| authorities <= m),
            Kind::Chain,
            "the issuer may not have that many authorities below it",
        )?;
        need(above.issues_for_stamping()?, Kind::Chain, "the issuer may not issue for time stamping")?;
        need(!above.has_unknown_critical(), Kind::Chain, "the issuer has a critical extension that is not known")?;
        let (first, last) = above.valid;
        need(first <= self.second && self.second <= last, Kind::Validity, "the issuer's certificate was not valid then")
    }
}
