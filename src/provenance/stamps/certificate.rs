//! X.509 certificates, as far as time stamps need them.

use super::fault::{Checked, Fault, Kind, form, need};
use super::node::{Node, tag};
use super::signature::{PublicKey, algorithm, scheme};
use crate::provenance::sha256;
use base64::Engine as _;
use der::asn1::ObjectIdentifier;
use jiff::civil::DateTime;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
const ANY_USAGE: ObjectIdentifier = oid("2.5.29.37.0");
const TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
const ORGANISATION: ObjectIdentifier = oid("2.5.4.10");
/// Extensions whose meaning is known: subject and authority key, key usage, alternative name, constraints, policies, uses.
const KNOWN: [ObjectIdentifier; 7] = [
    oid("2.5.29.14"),
    KEY_USAGE,
    oid("2.5.29.17"),
    BASIC_CONSTRAINTS,
    oid("2.5.29.32"),
    oid("2.5.29.35"),
    EXTENDED_KEY_USAGE,
];

#[derive(Debug, Clone)]
struct Extension {
    name: ObjectIdentifier,
    critical: bool,
    value: Vec<u8>,
}

/// A certificate with the bytes that its issuer signed.
#[derive(Debug, Clone)]
pub struct Certificate {
    pub(super) raw: Vec<u8>,
    signed: Vec<u8>,
    /// From 1.
    pub(super) version: u64,
    pub(super) serial: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    /// First and last second, Unix time.
    pub(super) valid: (i64, i64),
    pub(super) key: Vec<u8>,
    algorithm: ObjectIdentifier,
    algorithms_agree: bool,
    signature: Vec<u8>,
    extensions: Vec<Extension>,
    pub(super) sha256: [u8; 32],
}

impl Certificate {
    /// Reads one certificate in DER.
    pub(super) fn read(raw: &[u8]) -> Checked<Certificate> {
        let outer = Node::whole(raw)?.is(tag::SEQUENCE)?.at_least(3)?;
        let (tbs, said, signature) = (&outer[0], &outer[1], &outer[2]);
        let mut parts = tbs.is(tag::SEQUENCE)?.at_least(6)?;
        let version = match parts[0].tag {
            tag::ZERO => parts.remove(0).at_least(1)?[0].small()?.saturating_add(1),
            _ => 1,
        };
        need(parts.len() >= 6, Kind::Form, "a certificate with too few parts")?;
        let times = parts[3].is(tag::SEQUENCE)?.kids()?;
        need(times.len() == 2, Kind::Form, "a validity that is not two times")?;
        let mut extensions = Vec::new();
        for part in parts[6..].iter().filter(|p| p.tag == tag::THREE) {
            for extension in part.at_least(1)?[0].is(tag::SEQUENCE)?.kids()? {
                let fields = extension.is(tag::SEQUENCE)?.at_least(2)?;
                let critical = fields.len() == 3 && fields[1].is(tag::BOOLEAN)?.body == [0xff];
                let name = fields[0].oid()?;
                let value = fields[fields.len() - 1].is(tag::OCTETS)?.body.to_vec();
                need(extensions.iter().all(|e: &Extension| e.name != name), Kind::Form, "an extension twice")?;
                Node::whole(&value)?;
                extensions.push(Extension { name, critical, value });
            }
        }
        parts[0].integer()?;
        Ok(Certificate {
            raw: raw.to_vec(),
            signed: tbs.raw.to_vec(),
            version,
            serial: parts[0].raw.to_vec(),
            issuer: parts[2].is(tag::SEQUENCE)?.raw.to_vec(),
            subject: parts[4].is(tag::SEQUENCE)?.raw.to_vec(),
            valid: (time(&times[0])?.second, time(&times[1])?.second),
            key: parts[5].is(tag::SEQUENCE)?.raw.to_vec(),
            algorithm: algorithm(said)?.0,
            algorithms_agree: parts[1].raw == said.raw,
            signature: signature.bits()?.to_vec(),
            extensions,
            sha256: sha256(raw).0,
        })
    }

    /// Its subject's common name, else organisation, else nothing.
    pub fn name(&self) -> String {
        name(&self.subject)
    }

    /// The certificate in PEM (RFC 7468).
    pub fn pem(&self) -> String {
        let dense = base64::engine::general_purpose::STANDARD.encode(&self.raw);
        let lines: Vec<&str> = (0..dense.len()).step_by(64).map(|at| &dense[at..dense.len().min(at + 64)]).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }

    /// SHA-256 of the certificate, hex.
    pub fn fingerprint(&self) -> String {
        hex::encode(self.sha256)
    }

    fn extension(&self, name: ObjectIdentifier) -> Option<&Extension> {
        self.extensions.iter().find(|e| e.name == name)
    }

    /// Whether a bit of keyUsage stands, `None` where there is no keyUsage.
    pub(super) fn usage(&self, bit: usize) -> Checked<Option<bool>> {
        let Some(e) = self.extension(KEY_USAGE) else { return Ok(None) };
        let node = Node::whole(&e.value)?.is(tag::BITS)?;
        Ok(Some(node.body.get(1 + bit / 8).is_some_and(|byte| byte >> (7 - bit % 8) & 1 == 1)))
    }

    /// Uses of extendedKeyUsage and whether it is critical, `None` where there is none.
    fn uses(&self) -> Checked<Option<(Vec<ObjectIdentifier>, bool)>> {
        let Some(e) = self.extension(EXTENDED_KEY_USAGE) else { return Ok(None) };
        let uses = Node::whole(&e.value)?.kids()?.iter().map(Node::oid).collect::<Checked<Vec<_>>>()?;
        Ok(Some((uses, e.critical)))
    }

    /// Is it for time stamping and nothing else, and says so in a way that must be heeded?
    pub(super) fn stamps_alone(&self) -> Checked<bool> {
        Ok(self.uses()?.is_some_and(|(uses, critical)| critical && uses == [TIME_STAMPING]))
    }

    /// May it issue certificates for time stamping, as far as its uses tell?
    pub(super) fn issues_for_stamping(&self) -> Checked<bool> {
        Ok(self.uses()?.is_none_or(|(uses, _)| uses.contains(&TIME_STAMPING) || uses.contains(&ANY_USAGE)))
    }

    /// Is it an authority, and how many authorities may stand below it?
    pub(super) fn authority(&self) -> Checked<(bool, Option<u64>)> {
        let Some(e) = self.extension(BASIC_CONSTRAINTS) else { return Ok((false, None)) };
        let parts = Node::whole(&e.value)?.kids()?;
        let is = parts.first().is_some_and(|p| p.tag == tag::BOOLEAN && p.body == [0xff]);
        Ok((is, parts.get(1).map(Node::small).transpose()?))
    }

    /// Does a critical extension stand in it whose meaning is not known?
    pub(super) fn has_unknown_critical(&self) -> bool {
        self.extensions.iter().any(|e| e.critical && !KNOWN.contains(&e.name))
    }

    /// Whether it was signed with a key.
    pub(super) fn signed_by(&self, key: &PublicKey) -> Checked<bool> {
        let (kind, hash) = scheme(self.algorithm)?;
        let hash = hash.filter(|_| self.algorithms_agree);
        let hash = hash.ok_or_else(|| Fault::new(Kind::Algorithm, "a certificate whose signature names no hash"))?;
        key.holds(kind, hash, &self.signed, &self.signature)
    }
}

/// The common name, else the organisation, of a name.
pub(super) fn name(raw: &[u8]) -> String {
    let read = || -> Checked<[Option<String>; 2]> {
        let mut found = [None, None];
        for set in Node::whole(raw)?.kids()? {
            for pair in set.kids()? {
                let parts = pair.at_least(2)?;
                let text = match parts[1].tag {
                    0x1e => {
                        let units: Vec<u16> =
                            parts[1].body.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
                        String::from_utf16_lossy(&units)
                    }
                    _ => String::from_utf8_lossy(parts[1].body).into_owned(),
                };
                match parts[0].oid()? {
                    COMMON_NAME => found[0] = Some(text),
                    ORGANISATION => found[1] = Some(text),
                    _ => {}
                }
            }
        }
        Ok(found)
    };
    let [common, organisation] = read().unwrap_or_default();
    common.or(organisation).unwrap_or_default()
}

/// A time with the part of a second behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    /// Unix time.
    pub second: i64,
    /// Millionths of a second, rounded up.
    pub micro: u64,
}

/// A UTCTime or GeneralizedTime in the forms that DER allows.
pub(super) fn time(node: &Node) -> Checked<Time> {
    let wrong = || form("a time that is not written as DER asks");
    let text = std::str::from_utf8(node.body).ok().and_then(|t| t.strip_suffix('Z')).ok_or_else(wrong)?;
    let (whole, part) = text.split_once('.').map_or((text, None), |(a, b)| (a, Some(b)));
    let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
    let full = match node.tag {
        tag::UTC_TIME if part.is_none() && digits(whole, 12) => {
            format!("{}{whole}", if &whole[..2] >= "50" { "19" } else { "20" })
        }
        tag::GENERALIZED_TIME if digits(whole, 14) => whole.to_string(),
        _ => return Err(wrong()),
    };
    let micro = match part {
        None => 0,
        Some(p) if !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()) && !p.ends_with('0') => {
            let kept: String = p.chars().chain("000000".chars()).take(6).collect();
            kept.parse::<u64>().map_err(|_| wrong())? + u64::from(p.len() > 6)
        }
        Some(_) => return Err(wrong()),
    };
    let at = |a: usize, b: usize| full[a..b].parse::<i16>().map_err(|_| wrong());
    let small = |a: usize| full[a..a + 2].parse::<i8>().map_err(|_| wrong());
    let day =
        DateTime::new(at(0, 4)?, small(4)?, small(6)?, small(8)?, small(10)?, small(12)?, 0).map_err(|_| wrong())?;
    let second = day.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| wrong())?.timestamp().as_second();
    Ok(Time { second, micro })
}

/// The certificates of a file: PEM with any number of them, or one in DER.
///
/// # Errors
/// `form` where nothing in it is a certificate, or one of them is broken.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, Fault> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    let text = String::from_utf8_lossy(bytes);
    if !text.contains(BEGIN) {
        return Ok(vec![Certificate::read(bytes)?]);
    }
    let mut found = Vec::new();
    for block in text.split(BEGIN).skip(1) {
        let inside =
            block.split_once("-----END CERTIFICATE-----").ok_or_else(|| form("a certificate without its last line"))?.0;
        let dense: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
        let der = base64::engine::general_purpose::STANDARD
            .decode(dense)
            .map_err(|_| form("a certificate that is not Base64"))?;
        found.push(Certificate::read(&der)?);
    }
    Ok(found)
}
