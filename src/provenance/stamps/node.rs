//! Elements of DER as slices of the bytes they came from, so that what is signed is what was sent.

use super::fault::{Checked, Kind, form, need};
use der::asn1::ObjectIdentifier;
use der::{Decode, Header, Reader, SliceReader};

/// One element: all its bytes, its tag, its content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    /// Header and content.
    pub raw: &'a [u8],
    /// The first byte of the header.
    pub tag: u8,
    /// The content.
    pub body: &'a [u8],
}

/// Tags that are asked for by number.
pub(super) mod tag {
    /// INTEGER
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING
    pub const BITS: u8 = 0x03;
    /// OCTET STRING
    pub const OCTETS: u8 = 0x04;
    /// OBJECT IDENTIFIER
    pub const OID: u8 = 0x06;
    /// BOOLEAN
    pub const BOOLEAN: u8 = 0x01;
    /// SEQUENCE
    pub const SEQUENCE: u8 = 0x30;
    /// SET
    pub const SET: u8 = 0x31;
    /// UTCTime
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// `[0]`, constructed
    pub const ZERO: u8 = 0xa0;
    /// `[3]`, constructed
    pub const THREE: u8 = 0xa3;
}

impl<'a> Node<'a> {
    /// The one element that these bytes are.
    pub fn whole(bytes: &'a [u8]) -> Checked<Node<'a>> {
        let mut elements = elements(bytes)?;
        need(elements.len() == 1, Kind::Form, "not one element of DER")?;
        elements.pop().ok_or_else(|| form("no element"))
    }

    /// The elements inside a constructed one.
    pub fn kids(&self) -> Checked<Vec<Node<'a>>> {
        need(self.tag & 0x20 != 0, Kind::Form, "a value where a structure should be")?;
        elements(self.body)
    }

    /// The elements inside, as many as asked for at least.
    pub fn at_least(&self, n: usize) -> Checked<Vec<Node<'a>>> {
        let kids = self.kids()?;
        need(kids.len() >= n, Kind::Form, "a structure with too few parts")?;
        Ok(kids)
    }

    /// The element itself, where its tag is the one expected.
    pub fn is(self, tag: u8) -> Checked<Node<'a>> {
        need(self.tag == tag, Kind::Form, "an element of another kind")?;
        Ok(self)
    }

    /// An object identifier.
    pub fn oid(&self) -> Checked<ObjectIdentifier> {
        ObjectIdentifier::from_der(self.is(tag::OID)?.raw).map_err(|_| form("not an object identifier"))
    }

    /// A whole number of minimal length, as its bytes in two's complement.
    pub fn integer(&self) -> Checked<&'a [u8]> {
        let b = self.is(tag::INTEGER)?.body;
        let long = b.len() > 1 && ((b[0] == 0 && b[1] < 0x80) || (b[0] == 0xff && b[1] >= 0x80));
        need(!b.is_empty() && !long, Kind::Form, "a number that is not written in its shortest form")?;
        Ok(b)
    }

    /// A whole number from 0 on that fits in 64 bits.
    pub fn small(&self) -> Checked<u64> {
        unsigned(self.integer()?).ok_or_else(|| form("a number out of range"))
    }

    /// A bit string without unused bits.
    pub fn bits(&self) -> Checked<&'a [u8]> {
        match self.is(tag::BITS)?.body.split_first() {
            Some((0, rest)) => Ok(rest),
            _ => Err(form("a bit string with unused bits")),
        }
    }
}

/// A whole number from 0 on, of at most 64 bits, from its bytes.
pub(super) fn unsigned(bytes: &[u8]) -> Option<u64> {
    if bytes.first().is_none_or(|b| *b >= 0x80) || bytes.len() > 9 || (bytes.len() == 9 && bytes[0] != 0) {
        return None;
    }
    Some(bytes.iter().fold(0u64, |n, b| n << 8 | u64::from(*b)))
}

/// Elements one behind the other until the bytes end.
fn elements(bytes: &[u8]) -> Checked<Vec<Node<'_>>> {
    let bad = |_| form("not DER, or cut short");
    let mut found = Vec::new();
    let mut reader = SliceReader::new(bytes).map_err(bad)?;
    while !reader.is_finished() {
        let inside = usize::try_from(Header::peek(&reader).map_err(bad)?.length()).map_err(bad)?;
        let raw = reader.tlv_bytes().map_err(bad)?;
        let tag = raw.first().copied().unwrap_or_default();
        need(tag & 0x1f != 0x1f, Kind::Form, "a tag of several bytes")?;
        let body = raw.len().checked_sub(inside).and_then(|from| raw.get(from..)).ok_or_else(|| form("cut short"))?;
        found.push(Node { raw, tag, body });
    }
    Ok(found)
}
