//! Hashes and signatures that are taken: SHA-2 with RSA (PKCS#1 v1.5) or ECDSA on P-256 and P-384.

use super::fault::{Checked, Fault, Kind, form, need};
use super::node::{Node, tag};
use der::asn1::ObjectIdentifier;
use rsa::{BoxedUint, Pkcs1v15Sign, PublicKey as RsaKey};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");
const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_SHA256: ObjectIdentifier = oid("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = oid("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = oid("1.2.840.113549.1.1.13");
const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
const P256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = oid("1.3.132.0.34");
const EC_SHA256: ObjectIdentifier = oid("1.2.840.10045.4.3.2");
const EC_SHA384: ObjectIdentifier = oid("1.2.840.10045.4.3.3");
const EC_SHA512: ObjectIdentifier = oid("1.2.840.10045.4.3.4");

/// Bits of an RSA key.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash of an identifier.
    pub fn of(name: ObjectIdentifier) -> Checked<Hash> {
        match name {
            SHA256 => Ok(Hash::Sha256),
            SHA384 => Ok(Hash::Sha384),
            SHA512 => Ok(Hash::Sha512),
            other => Err(Fault::new(Kind::Algorithm, format!("hash {other} is not taken (SHA-256, 384, 512 are)"))),
        }
    }

    /// The digest of bytes.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
            Hash::Sha384 => Sha384::digest(bytes).to_vec(),
            Hash::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    /// DigestInfo of PKCS#1 without the digest (RFC 8017, 9.2, note 1).
    fn prefix(self) -> Box<[u8]> {
        let (kind, size) = match self {
            Hash::Sha256 => (1, 32),
            Hash::Sha384 => (2, 48),
            Hash::Sha512 => (3, 64),
        };
        let head = [0x30, 17 + size, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, kind];
        [&head[..], &[0x05, 0x00, 0x04, size]].concat().into_boxed_slice()
    }
}

/// The kind of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Rsa,
    Ec,
}

/// Scheme and, where the identifier says it, hash of a signature algorithm.
pub(super) fn scheme(name: ObjectIdentifier) -> Checked<(Scheme, Option<Hash>)> {
    match name {
        RSA => Ok((Scheme::Rsa, None)),
        RSA_SHA256 => Ok((Scheme::Rsa, Some(Hash::Sha256))),
        RSA_SHA384 => Ok((Scheme::Rsa, Some(Hash::Sha384))),
        RSA_SHA512 => Ok((Scheme::Rsa, Some(Hash::Sha512))),
        EC_SHA256 => Ok((Scheme::Ec, Some(Hash::Sha256))),
        EC_SHA384 => Ok((Scheme::Ec, Some(Hash::Sha384))),
        EC_SHA512 => Ok((Scheme::Ec, Some(Hash::Sha512))),
        other => {
            Err(Fault::new(Kind::Algorithm, format!("signature {other} is not taken (RSA and ECDSA with SHA-2 are)")))
        }
    }
}

/// Identifier and parameter of an AlgorithmIdentifier.
pub(super) fn algorithm<'a>(node: &Node<'a>) -> Checked<(ObjectIdentifier, Option<Node<'a>>)> {
    let parts = node.is(tag::SEQUENCE)?.at_least(1)?;
    need(parts.len() <= 2, Kind::Form, "an algorithm with more than one parameter")?;
    Ok((parts[0].oid()?, parts.get(1).copied()))
}

/// A public key that is taken.
#[derive(Debug, Clone)]
pub(super) enum PublicKey {
    Rsa(Box<RsaKey>),
    P256(Box<p256::ecdsa::VerifyingKey>),
    P384(Box<p384::ecdsa::VerifyingKey>),
}

impl PublicKey {
    /// The key of a SubjectPublicKeyInfo.
    pub fn read(spki: &[u8]) -> Checked<PublicKey> {
        let refused = |what: &str| Fault::new(Kind::Algorithm, what);
        let parts = Node::whole(spki)?.at_least(2)?;
        let (name, parameter) = algorithm(&parts[0])?;
        let raw = parts[1].bits()?;
        match name {
            RSA => {
                let numbers = Node::whole(raw)?.at_least(2)?;
                let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
                let (n, e) = (numbers[0].integer()?, numbers[1].integer()?);
                need(
                    n[0] < 0x80 && e[0] < 0x80 && n.len() <= 1 + RSA_BITS.end() / 8,
                    Kind::Algorithm,
                    "an RSA key out of range",
                )?;
                need(e.len() <= 5 && e != [1], Kind::Algorithm, "an RSA exponent out of range")?;
                RsaKey::new_with_size_limits(number(n), number(e), RSA_BITS)
                    .map(|key| PublicKey::Rsa(Box::new(key)))
                    .map_err(|e| refused(&format!("an RSA key that is not taken: {e}")))
            }
            EC => match parameter.map(|p| p.oid()).transpose()? {
                Some(P256) => {
                    need(raw.len() == 65 && raw[0] == 4, Kind::Algorithm, "a point of P-256 that is not uncompressed")?;
                    p256::ecdsa::VerifyingKey::from_sec1_bytes(raw)
                        .map(|key| PublicKey::P256(Box::new(key)))
                        .map_err(|_| form("a point that is not on P-256"))
                }
                Some(P384) => {
                    need(raw.len() == 97 && raw[0] == 4, Kind::Algorithm, "a point of P-384 that is not uncompressed")?;
                    p384::ecdsa::VerifyingKey::from_sec1_bytes(raw)
                        .map(|key| PublicKey::P384(Box::new(key)))
                        .map_err(|_| form("a point that is not on P-384"))
                }
                _ => Err(refused("a curve that is not taken (P-256 and P-384 are)")),
            },
            other => Err(refused(&format!("a key of kind {other} (RSA, P-256 and P-384 are taken)"))),
        }
    }

    /// Whether a signature over bytes holds.
    pub fn holds(&self, scheme: Scheme, hash: Hash, bytes: &[u8], signature: &[u8]) -> Checked<bool> {
        use p256::ecdsa::signature::hazmat::PrehashVerifier;
        let digest = hash.digest(bytes);
        match (self, scheme) {
            (PublicKey::Rsa(key), Scheme::Rsa) => {
                let padding = Pkcs1v15Sign { hash_len: Some(digest.len()), prefix: hash.prefix() };
                Ok(key.verify(padding, &digest, signature).is_ok())
            }
            (PublicKey::P256(key), Scheme::Ec) => {
                Ok(p256::ecdsa::Signature::from_der(signature).is_ok_and(|s| key.verify_prehash(&digest, &s).is_ok()))
            }
            (PublicKey::P384(key), Scheme::Ec) => {
                Ok(p384::ecdsa::Signature::from_der(signature).is_ok_and(|s| key.verify_prehash(&digest, &s).is_ok()))
            }
            _ => Err(Fault::new(Kind::Algorithm, "key and signature are of different kinds")),
        }
    }
}
