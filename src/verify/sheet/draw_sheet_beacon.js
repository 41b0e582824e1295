"use strict";
// Is this the signature of drand's chain quicknet for a round? The curve BLS12-381 in plain BigInt, no library.
// A signature holds when it lies in the subgroup of prime order and e(-signature, g2) * e(H(message), key) = 1; without the
// first test a point of small order could be added to a true signature and the randomness be chosen.
// Fp12 is written as polynomials in w over Fp with w^12 = 2 w^6 - 2, so i = w^6 - 1; slopes of lines are kept in Fp2 = [re, im].
const quicknet = (() => {
  const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
  const R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n, Z = 0xd201000000010000n;
  const A = 0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1dn;
  const B = 0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0n;
  const KERNEL = [0x133341fb0962a34cb0504a9c4fada0a5090d38679b4c040d5d1c3afb023a3409fcc0815fea66d8b02bbef9c8b5a66e07n, 0x264908af037bcede00d054cf5d4775e83eb6cf63c76b969f8ed174fb59fcff78d201f46f6cfc4ed6552e59ce75177b0n,
    0x1335c502c1f54c49aceea65e87fd7203ba0f626f305fc0cfd606a5dae9f3c8e81a4b3b69600129fabd307c69bf319d39n, 0x94440f65f408a6e930e16e3e92dd17bf60d6e9679a8d3d58593de55ac23703042d609537eb3549aac234d896ca82944n,
    0x4afe09d5cf4956a23b6b71f59d2b3407b415a774b7be81bbb6fa99cbc798e0ac98ba725a5bc328016b1c268b4766e85n, 1n];
  const U = 0x17a3e1bda8a2d1a38a19241a0ea1e2f25b552d6197903f96bae690ef6be6b1381be22e8a72a9745cd7a1ffffffffb26dn;
  const G2 = [[0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n, 0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en],
    [0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n, 0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben]];
  const KEY = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
  const mod = (a) => { const r = a % P; return r < 0n ? r + P : r; };
  const power = (a, n) => { let y = 1n; for (a = mod(a); n > 0n; n >>= 1n, a = (a * a) % P) if (n & 1n) y = (y * a) % P; return y; };
  const inverse = (a) => { let [x, y, s, t] = [mod(a), P, 1n, 0n]; while (x > 1n) { const q = y / x; [x, y, s, t] = [y - q * x, x, t - q * s, s]; } return mod(s); };
  const sqrt = (a) => power(a, (P + 1n) / 4n);
  const big = (bytes) => bytes.reduce((n, b) => (n << 8n) | BigInt(b), 0n);
  const bits = (n) => n.toString(2).slice(1);
  // G1 in Jacobian coordinates [X, Y, Z]; Z = 0 is the point at infinity.
  const twice = ([x, y, z]) => {
    const a = mod(x * x), b = mod(y * y), c = mod(b * b), d = mod(2n * ((x + b) ** 2n - a - c)), e = 3n * a, f = mod(e * e - 2n * d);
    return [f, mod(e * (d - f) - 8n * c), mod(2n * y * z)];
  };
  const plus = (p, q) => {
    if (p[2] === 0n) return q;
    if (q[2] === 0n) return p;
    const z1 = mod(p[2] * p[2]), z2 = mod(q[2] * q[2]), u1 = mod(p[0] * z2), u2 = mod(q[0] * z1), s1 = mod(p[1] * q[2] * z2), s2 = mod(q[1] * p[2] * z1);
    if (u1 === u2) return s1 === s2 ? twice(p) : [1n, 1n, 0n];
    const h = mod(u2 - u1), r = mod(s2 - s1), hh = mod(h * h), hhh = mod(h * hh), v = mod(u1 * hh), x = mod(r * r - hhh - 2n * v);
    return [x, mod(r * (v - x) - s1 * hhh), mod(p[2] * q[2] * h)];
  };
  const times = (n, p) => { let q = p; for (const b of bits(n)) { q = twice(q); if (b === "1") q = plus(q, p); } return q; };
  const affine = ([x, y, z]) => { const i = inverse(z), j = mod(i * i); return [mod(x * j), mod(y * j * i)]; };
  const g1 = (data) => {
    const x = big(data) & ((1n << 381n) - 1n), flags = data[0] >> 5;
    if (data.length !== 48 || !(flags & 4) || flags & 2 || x >= P) return null;
    let y = sqrt(x ** 3n + 4n);
    if (mod(y * y - x ** 3n - 4n) !== 0n) return null;
    if (y > (P - 1n) / 2n !== Boolean(flags & 1)) y = P - y;
    return times(R, [x, y, 1n])[2] === 0n ? [x, y] : null;
  };
  // RFC 9380: expand_message_xmd, simplified SWU on the map's curve, 11-isogeny from its kernel, cofactor.
  const expand = async (message) => {
    const sha = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(parts.flatMap((p) => [...p]))));
    const dst = [...new TextEncoder().encode("BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"), 43], out = [];
    const b0 = await sha(new Uint8Array(64), message, [0, 128, 0], dst);
    for (let i = 1, b = new Uint8Array(32); i <= 4; i++) out.push(...(b = await sha(b0.map((v, k) => v ^ b[k]), [i], dst)));
    return [big(out.slice(0, 64)) % P, big(out.slice(64)) % P];
  };
  const curve = (x) => mod(x ** 3n + A * x + B);
  const map = (u) => {
    const t = mod(11n * u * u), d = mod(t * t + t);
    let x = mod(-B * inverse(d ? A : -11n * A) * (d ? 1n + inverse(d) : 1n)), y;
    if (!d) x = mod(B * inverse(11n * A));
    y = sqrt(curve(x));
    if (mod(y * y) !== curve(x)) { x = mod(t * x); y = sqrt(curve(x)); }
    return [x, (y & 1n) === (u & 1n) ? y : P - y];
  };
  const isogeny = ([x, y]) => {
    const at = [];
    for (let h = KERNEL, k = 0; k < 4; k++) { at.push(h.reduceRight((v, c) => mod(v * x + c), 0n)); h = h.slice(1).map((c, i) => c * BigInt(i + 1)); }
    const i = inverse(at[0]), [, a, b, c] = at.map((v) => mod(v * i)), half = (P + 1n) / 2n;
    const p = a, q = mod(a * a - b), r = mod(a ** 3n + half * (c - 3n * a * b)), f = curve(x), g = mod(3n * x * x + A);
    const X = 11n * x + 2n * KERNEL[4] - 2n * g * p + 4n * f * q, dX = 11n - 12n * x * p + 6n * g * q - 8n * f * r;
    return [mod(U * U * mod(X)), mod(U ** 3n * y * mod(dX)), 1n];
  };
  const hash = async (message) => affine(times(Z + 1n, plus(...(await expand(message)).map((u) => isogeny(map(u))))));
  // Pairing.
  const f2 = (a, b) => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])], less = (a, b) => [mod(a[0] - b[0]), mod(a[1] - b[1])];
  const under = (a) => { const n = inverse(a[0] * a[0] + a[1] * a[1]); return [mod(a[0] * n), mod(-a[1] * n)]; };
  const f12 = (a, b) => {
    const c = new Array(23).fill(0n);
    for (let i = 0; i < 12; i++) if (a[i]) for (let j = 0; j < 12; j++) if (b[j]) c[i + j] += a[i] * b[j];
    for (let k = 22; k > 11; k--) { c[k - 6] += 2n * c[k]; c[k - 12] -= 2n * c[k]; }
    return c.slice(0, 12).map(mod);
  };
  // an Fp2 element v at power k of w: (re - im) w^k + im w^(k+6)
  const put = (f, k, v) => { f[k] += v[0] - v[1]; f[k + 6] += v[1]; return f; };
  const miller = ([px, py], q) => {
    let f = null, t = q;
    const step = (s) => {
      const x = less(less(f2(s, s), t[0]), s.other[0]), l = new Array(12).fill(0n);
      put(l, 0, less(f2(s, t[0]), t[1])), put(l, 2, [-s[0] * px, -s[1] * px]), (l[3] += py);
      t = [x, less(f2(s, less(t[0], x)), t[1])];
      f = f ? f12(f, l.map(mod)) : l.map(mod);
    };
    for (const b of bits(Z)) {
      if (f) f = f12(f, f);
      step(Object.assign(f2(f2([3n, 0n], f2(t[0], t[0])), under([2n * t[1][0], 2n * t[1][1]])), { other: t }));
      if (b === "1") step(Object.assign(f2(less(q[1], t[1]), under(less(q[0], t[0]))), { other: q }));
    }
    return f;
  };
  // f^((P^12-1)/R) = 1 exactly when f^((P^6+1)/R) has no odd power of w.
  const one = (f) => {
    let y = f;
    for (const b of bits((P ** 6n + 1n) / R)) { y = f12(y, y); if (b === "1") y = f12(y, f); }
    return [1, 3, 5, 7, 9, 11].every((k) => y[k] === 0n);
  };
  const unhex = (hex) => Uint8Array.from(hex.match(/../g) || [], (h) => parseInt(h, 16));
  const key = () => {
    const data = unhex(KEY), x = [big(data.slice(48)), big(data.slice(0, 48)) & ((1n << 381n) - 1n)], c = f2(f2(x, x), x).map((v) => v + 4n);
    for (let n = sqrt(c[0] * c[0] + c[1] * c[1]), k = 0; k < 2; k++, n = P - n) {
      const a = sqrt((c[0] + n) * ((P + 1n) / 2n));
      if (!a) continue;
      const y = [a, mod(c[1] * inverse(2n * a))], s = f2(y, y);
      if (s[0] !== mod(c[0]) || s[1] !== mod(c[1])) continue;
      const high = (y[1] || y[0]) > (P - 1n) / 2n;
      return [x, high === Boolean(data[0] & 32) ? y : y.map((v) => mod(-v))];
    }
  };
  return async (round, signature) => {
    const s = /^[0-9a-f]{96}$/.test(signature) && g1(unhex(signature));
    if (!s) return false;
    const message = new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(BigInt(round).toString(16).padStart(16, "0").match(/../g), (h) => parseInt(h, 16))));
    return one(f12(miller([s[0], P - s[1]], G2), miller(await hash(message), key())));
  };
})();
if (typeof module !== "undefined") module.exports = quicknet;
