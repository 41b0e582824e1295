//! PNG files whose bytes agree from machine to machine.

use flate2::Crc;
use miniz_oxide::deflate::compress_to_vec_zlib;

/// How hard to pack: fast, since figures are flat. The packer is plain Rust without a choice of kernels by processor, so
/// that the bytes agree from machine to machine.
const EFFORT: u8 = 2;
/// Bytes compared at once with the row above.
const BLOCK: usize = 96;

/// An RGB picture of `w` × `h` pixels, rows from the top, as a PNG file without time stamp or text.
///
/// # Reference
/// PNG (third edition), W3C 2025: signature, IHDR, pHYs, IDAT, IEND; filter `Up` in every row.
pub fn encode(rgb: &[u8], w: usize, h: usize) -> Vec<u8> {
    let mut out = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
    let mut head = Vec::with_capacity(13);
    head.extend((w as u32).to_be_bytes());
    head.extend((h as u32).to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &head);
    // 192 dots an inch: two pixels a unit
    let mut density = Vec::with_capacity(9);
    density.extend(7559u32.to_be_bytes());
    density.extend(7559u32.to_be_bytes());
    density.push(1);
    chunk(&mut out, b"pHYs", &density);
    chunk(&mut out, b"IDAT", &deflate(rgb, w));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn deflate(rgb: &[u8], w: usize) -> Vec<u8> {
    let stride = 3 * w;
    let mut raw = Vec::with_capacity(rgb.len() + rgb.len() / stride.max(1));
    let blank = vec![0u8; stride];
    let mut above: &[u8] = &blank;
    for row in rgb.chunks_exact(stride.max(1)) {
        raw.push(2);
        for (now, before) in row.chunks(BLOCK).zip(above.chunks(BLOCK)) {
            if now == before {
                raw.extend_from_slice(&blank[..now.len()]);
            } else {
                raw.extend(now.iter().zip(before).map(|(a, b)| a.wrapping_sub(*b)));
            }
        }
        above = row;
    }
    compress_to_vec_zlib(&raw, EFFORT)
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    out.extend(kind);
    out.extend(data);
    out.extend(crc.sum().to_be_bytes());
}
