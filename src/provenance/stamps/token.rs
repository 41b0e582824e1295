//! A time stamp token: what it says, and whether it holds.
//!
//! CONVENTION: a token is read whole before anything in it is judged, so that bytes that no signature covers decide nothing
//! but whether it can be read. The signed attributes are hashed with the first byte 31 (SET), as RFC 5652, 5.4 asks.

use super::certificate::{Certificate, name, time};
use super::chain::climb;
use super::fault::{Checked, Fault, Kind, form, need};
use super::node::{Node, tag, unsigned};
use super::signature::{Hash, PublicKey, Scheme, algorithm, scheme};
use der::asn1::ObjectIdentifier;
use sha1::{Digest as _, Sha1};

/// Bytes of a token at most.
pub const LARGEST: usize = 65_536;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

/// Something that may have been stamped.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its name, as it is told.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What a stamp shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Name of the subject that was stamped.
    pub of: String,
    /// The authority's time, Unix seconds.
    pub time: i64,
    /// The latest second at which the subject can have been stamped: time + accuracy, rounded up.
    pub latest: i64,
    /// Common name of the signer.
    pub authority: String,
    /// Common name of the topmost certificate found.
    pub root: String,
    /// SHA-256 of that certificate, hex.
    pub root_sha256: String,
    /// Whether that certificate was given.
    pub trusted: bool,
}

impl Stamp {
    /// Whole seconds between the authority's time and the latest one.
    pub fn accuracy(&self) -> i64 {
        self.latest - self.time
    }
}

/// Checks a token: a TimeStampResp that was granted, or its bare ContentInfo.
///
/// `given` are the certificates that whoever checks relies on; `extra` help to climb and are not relied on.
///
/// # Errors
/// The first fault, in the order of [`Kind`].
///
/// # Reference
/// RFC 3161; RFC 5652 (CMS); RFC 5035 and RFC 2634 (signing certificate); RFC 5280 (certificates).
pub fn check(token: &[u8], subjects: &[Subject], given: &[Certificate], extra: &[Certificate]) -> Result<Stamp, Fault> {
    let read = Token::read(token)?;
    let (digest, scheme) = read.algorithms()?;
    let imprint = Hash::of(read.info.imprint)?;
    let of = subjects
        .iter()
        .find(|s| imprint.digest(s.bytes) == read.info.hashed)
        .ok_or_else(|| Fault::new(Kind::Imprint, "stamped something that is not here"))?;
    let signer = read.signer()?;
    need(read.message_digest == digest.digest(read.content), Kind::Digest, "the stamped content was changed")?;
    let signed = [&[tag::SET], &read.attributes[1..]].concat();
    let holds = PublicKey::read(&signer.key)?.holds(scheme, digest, &signed, read.signature)?;
    need(holds, Kind::Signature, "the authority's signature does not hold")?;
    need(signer.stamps_alone()?, Kind::Purpose, "the signer's certificate is not for time stamping alone")?;
    let may = |bit| -> Checked<bool> { Ok(signer.usage(bit)?.unwrap_or(true)) };
    need(may(0)? || may(1)?, Kind::Purpose, "the signer's key is not for signatures")?;
    let (first, last) = signer.valid;
    let time = read.info.second;
    need(first <= time && time <= last, Kind::Validity, "the signer's certificate was not valid then")?;
    need(
        !signer.has_unknown_critical(),
        Kind::Chain,
        "the signer's certificate has a critical extension that is not known",
    )?;
    let pool: Vec<Certificate> = read.certificates.iter().chain(extra).cloned().collect();
    let end = climb(signer, time, &pool, given)?;
    Ok(Stamp {
        of: of.name.to_string(),
        time,
        latest: read.info.latest,
        authority: signer.name(),
        root: name(&end.top.subject),
        root_sha256: end.top.fingerprint(),
        trusted: end.trusted,
    })
}

/// The hash that a token stamps, whatever it is of; `None` where the token cannot be read.
pub fn stamped_digest(token: &[u8]) -> Option<Vec<u8>> {
    Token::read(token).ok().map(|t| t.info.hashed.to_vec())
}

struct Info<'a> {
    imprint: ObjectIdentifier,
    hashed: &'a [u8],
    second: i64,
    latest: i64,
}

struct Token<'a> {
    content: &'a [u8],
    info: Info<'a>,
    certificates: Vec<Certificate>,
    signer: (&'a [u8], &'a [u8]),
    digest: ObjectIdentifier,
    scheme: ObjectIdentifier,
    attributes: &'a [u8],
    message_digest: &'a [u8],
    meant: Vec<Meant<'a>>,
    signature: &'a [u8],
}

/// The hash of the certificate that was meant; SHA-1 where no algorithm stands.
struct Meant<'a> {
    hash: Option<ObjectIdentifier>,
    digest: &'a [u8],
}

impl<'a> Token<'a> {
    fn read(token: &'a [u8]) -> Checked<Token<'a>> {
        need(token.len() <= LARGEST, Kind::Form, "more than 65,536 bytes")?;
        let info = content_info(Node::whole(token)?)?;
        need(info[0].oid()? == SIGNED_DATA && info[1].tag == tag::ZERO, Kind::Form, "not signed data")?;
        let data = Node::whole(info[1].body)?.is(tag::SEQUENCE)?.at_least(4)?;
        data[0].small()?;
        data[1].is(tag::SET)?;
        let wrapped = data[2].is(tag::SEQUENCE)?.kids()?;
        need(
            wrapped.len() == 2 && wrapped[0].oid()? == TST_INFO && wrapped[1].tag == tag::ZERO,
            Kind::Form,
            "not a time stamp",
        )?;
        let content = Node::whole(wrapped[1].body)?.is(tag::OCTETS)?.body;
        let mut certificates = Vec::new();
        for set in data[3..].iter().filter(|d| d.tag == tag::ZERO) {
            for one in set.kids()?.iter().filter(|c| c.tag == tag::SEQUENCE) {
                certificates.push(Certificate::read(one.raw)?);
            }
        }
        let sets: Vec<_> = data[3..].iter().filter(|d| d.tag == tag::SET).collect();
        need(sets.len() == 1, Kind::Form, "not exactly one signer")?;
        let signers = sets[0].kids()?;
        need(signers.len() == 1, Kind::Form, "not exactly one signer")?;
        let parts = signers[0].is(tag::SEQUENCE)?.at_least(6)?;
        parts[0].small()?;
        need(parts[1].tag == tag::SEQUENCE, Kind::Form, "a signer that is not named by issuer and serial number")?;
        let named = parts[1].kids()?;
        need(named.len() == 2, Kind::Form, "a signer that is not named by issuer and serial number")?;
        need(parts[3].tag == tag::ZERO, Kind::Form, "no signed attributes")?;
        let (message_digest, meant) = attributes(&parts[3])?;
        Ok(Token {
            content,
            info: info_of(content)?,
            certificates,
            signer: (named[0].raw, named[1].raw),
            digest: algorithm(&parts[2])?.0,
            scheme: algorithm(&parts[4])?.0,
            attributes: parts[3].raw,
            message_digest,
            meant,
            signature: parts[5].is(tag::OCTETS)?.body,
        })
    }

    /// Hash and scheme of the signer; where the scheme names a hash too, it is the same.
    fn algorithms(&self) -> Checked<(Hash, Scheme)> {
        let digest = Hash::of(self.digest)?;
        let (kind, hash) = scheme(self.scheme)?;
        need(hash.is_none_or(|h| h == digest), Kind::Algorithm, "digest and signature name different hashes")?;
        Ok((digest, kind))
    }

    /// The signer's certificate, which is inside and the one that the attributes mean.
    fn signer(&self) -> Checked<&Certificate> {
        let wrong = |says: &str| Fault::new(Kind::Signer, says);
        let (issuer, serial) = self.signer;
        let found = self.certificates.iter().find(|c| c.issuer == issuer && c.serial == serial);
        let found = found.ok_or_else(|| wrong("the signer's certificate is not inside"))?;
        need(!self.meant.is_empty(), Kind::Signer, "no attribute names the signer's certificate")?;
        for meant in &self.meant {
            let digest = match meant.hash {
                None => Sha1::digest(&found.raw).to_vec(),
                Some(name) => Hash::of(name)?.digest(&found.raw),
            };
            need(digest == meant.digest, Kind::Signer, "another certificate was meant")?;
        }
        Ok(found)
    }
}

/// The two parts of the ContentInfo: the token itself, or what an answer that was granted holds.
fn content_info(top: Node) -> Checked<Vec<Node>> {
    let parts = top.is(tag::SEQUENCE)?.at_least(1)?;
    if parts[0].tag != tag::SEQUENCE {
        need(parts.len() == 2, Kind::Form, "not a ContentInfo")?;
        return Ok(parts);
    }
    let status = parts[0].at_least(1)?[0].integer()?;
    need(matches!(status, [0] | [1]), Kind::Status, "the authority did not grant the request")?;
    need(parts.len() == 2, Kind::Form, "an answer without a token")?;
    let inside = parts[1].is(tag::SEQUENCE)?.kids()?;
    need(inside.len() == 2, Kind::Form, "not a ContentInfo")?;
    Ok(inside)
}

/// messageDigest, and what the signing-certificate attributes mean.
fn attributes<'a>(set: &Node<'a>) -> Checked<(&'a [u8], Vec<Meant<'a>>)> {
    let (mut seen, mut kind, mut digest, mut meant) = (Vec::new(), None, None, Vec::new());
    for attribute in set.kids()? {
        let parts = attribute.is(tag::SEQUENCE)?.at_least(2)?;
        let name = parts[0].oid()?;
        let values = parts[1].is(tag::SET)?.kids()?;
        need(!seen.contains(&name), Kind::Form, "a signed attribute twice")?;
        need(values.len() == 1, Kind::Form, "a signed attribute with not exactly one value")?;
        seen.push(name);
        match name {
            CONTENT_TYPE => kind = Some(values[0].oid()?),
            MESSAGE_DIGEST => digest = Some(values[0].is(tag::OCTETS)?.body),
            SIGNING_CERTIFICATE => meant.push(Meant { hash: None, digest: ess(&values[0])?[0].is(tag::OCTETS)?.body }),
            SIGNING_CERTIFICATE_V2 => {
                let fields = ess(&values[0])?;
                let (hash, at) = match fields[0].tag {
                    tag::OCTETS => (oid("2.16.840.1.101.3.4.2.1"), 0),
                    _ => (algorithm(&fields[0])?.0, 1),
                };
                let digest = fields.get(at).copied().ok_or_else(|| form("a signing certificate without its hash"))?;
                meant.push(Meant { hash: Some(hash), digest: digest.is(tag::OCTETS)?.body });
            }
            _ => {}
        }
    }
    need(kind == Some(TST_INFO), Kind::Form, "the content type is not signed, or another one")?;
    Ok((digest.ok_or_else(|| form("no digest is signed"))?, meant))
}

/// Fields of the first certificate that a signing-certificate attribute names.
fn ess<'a>(value: &Node<'a>) -> Checked<Vec<Node<'a>>> {
    value.at_least(1)?[0].at_least(1)?[0].at_least(1)
}

/// TSTInfo.
fn info_of(content: &[u8]) -> Checked<Info<'_>> {
    let parts = Node::whole(content)?.is(tag::SEQUENCE)?.at_least(5)?;
    need(parts[0].small()? == 1, Kind::Form, "not version 1 of a time stamp")?;
    parts[1].oid()?;
    let imprint = parts[2].is(tag::SEQUENCE)?.at_least(2)?;
    parts[3].integer()?;
    let at = time(&parts[4].is(tag::GENERALIZED_TIME)?)?;
    let mut rest = &parts[5..];
    let mut micro = at.micro;
    let mut seconds = 0;
    if let Some((accuracy, others)) = rest.split_first().filter(|(first, _)| first.tag == tag::SEQUENCE) {
        (seconds, micro) = accurate(accuracy, micro)?;
        rest = others;
    }
    need(
        rest.iter().all(|r| matches!(r.tag, tag::BOOLEAN | tag::INTEGER | tag::ZERO)),
        Kind::Form,
        "extensions of a time stamp",
    )?;
    Ok(Info {
        imprint: algorithm(&imprint[0])?.0,
        hashed: imprint[1].is(tag::OCTETS)?.body,
        second: at.second,
        latest: at.second + seconds + micro.div_ceil(1_000_000) as i64,
    })
}

/// Whole seconds of an accuracy, and its millionths added to those given.
fn accurate(accuracy: &Node, micro: u64) -> Checked<(i64, u64)> {
    let (mut seconds, mut micro) = (0, micro);
    for part in accuracy.kids()? {
        let n = unsigned(part.body).ok_or_else(|| form("an accuracy out of range"))?;
        match part.tag {
            tag::INTEGER if n < 1_000_000 => seconds = n as i64,
            0x80 if n < 1000 => micro += n * 1000,
            0x81 if n < 1000 => micro += n,
            _ => return Err(form("an accuracy out of range")),
        }
    }
    Ok((seconds, micro))
}
