#!/usr/bin/env python3
"""Is this the signature of drand's chain quicknet for this round?  Nothing but Python's standard library.

    python3 verify_the_beacon.py ROUND SIGNATURE_HEX        exit 0 it is, 1 it is not, 2 called wrongly

Scheme bls-unchained-g1-rfc9380 on the curve BLS12-381: the signature is a point of G1 (48 bytes), the public key one of G2
(96 bytes), the message SHA256(round as eight bytes), hashed to G1 as RFC 9380 lays down. The signature holds when
e(-signature, g2) * e(H(message), key) = 1 and it lies in the subgroup of prime order: without that second test a point of
small order could be added to a true signature and the randomness be chosen.
"""
import functools, hashlib, sys

P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab  # the field
R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001                                  # the group's order
X = 0xd201000000010000                                                                                  # |x| of the curve
DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
KEY = ("83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
       "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a")
G2 = ((0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8,
       0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e),
      (0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801,
       0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be))
# RFC 9380, 8.8.1: hashing lands on y^2 = x^3 + A x + B; an 11-isogeny leads from there to y^2 = x^3 + 4. It is given by its
# kernel polynomial h (constant first) and the scale u (Velu's formulas).
A = 0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d
B = 0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0
KERNEL = [0x133341fb0962a34cb0504a9c4fada0a5090d38679b4c040d5d1c3afb023a3409fcc0815fea66d8b02bbef9c8b5a66e07,
          0x264908af037bcede00d054cf5d4775e83eb6cf63c76b969f8ed174fb59fcff78d201f46f6cfc4ed6552e59ce75177b0,
          0x1335c502c1f54c49aceea65e87fd7203ba0f626f305fc0cfd606a5dae9f3c8e81a4b3b69600129fabd307c69bf319d39,
          0x094440f65f408a6e930e16e3e92dd17bf60d6e9679a8d3d58593de55ac23703042d609537eb3549aac234d896ca82944,
          0x04afe09d5cf4956a23b6b71f59d2b3407b415a774b7be81bbb6fa99cbc798e0ac98ba725a5bc328016b1c268b4766e85, 1]
SCALE = 0x17a3e1bda8a2d1a38a19241a0ea1e2f25b552d6197903f96bae690ef6be6b1381be22e8a72a9745cd7a1ffffffffb26d

def inverse(a): return pow(a, -1, P)
def root(a): return pow(a, (P + 1) // 4, P)                     # P = 3 mod 4
def curve(x): return (x**3 + A * x + B) % P

# 1. Points of G1; None is the point at infinity.
def add(p, q):
    if p is None or q is None: return p or q
    (x1, y1), (x2, y2) = p, q
    if x1 == x2 and (y1 + y2) % P == 0: return None
    slope = 3 * x1 * x1 * inverse(2 * y1) if x1 == x2 else (y2 - y1) * inverse(x2 - x1)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P
def times(n, p):
    q = None
    for bit in bin(n)[2:]:
        q = add(q, q)
        if bit == "1": q = add(q, p)
    return q
def point(data):
    """48 bytes as a point of the subgroup, or None."""
    if len(data) != 48 or data[0] >> 6 != 2: return None        # compressed, not infinity
    x = int.from_bytes(data, "big") & (1 << 381) - 1
    y = root(x**3 + 4)
    if x >= P or (y * y - x**3 - 4) % P: return None
    if (y > (P - 1) // 2) != bool(data[0] & 32): y = P - y
    return (x, y) if times(R, (x, y)) is None else None

# 2. Hashing to G1.
def expand(message):
    """Two elements of the field from a message (expand_message_xmd with SHA-256)."""
    dst, sha = DST + bytes([len(DST)]), lambda data: hashlib.sha256(data).digest()
    first = sha(bytes(64) + message + b"\0\x80\0" + dst)
    out = [sha(first + b"\1" + dst)]
    for i in (2, 3, 4): out.append(sha(bytes(a ^ b for a, b in zip(first, out[-1])) + bytes([i]) + dst))
    return [int.from_bytes(out[i] + out[i + 1], "big") % P for i in (0, 2)]
def on_curve(u):
    """The simplified map of Shallue, van de Woestijne and Ulas, with Z = 11."""
    t = 11 * u * u % P
    d = (t * t + t) % P
    x = -B * inverse(A) * (1 + inverse(d)) % P if d else B * inverse(11 * A) % P
    if pow(curve(x), (P - 1) // 2, P) == P - 1: x = t * x % P
    y = root(curve(x))
    return x, y if y % 2 == u % 2 else P - y
def isogeny(x, y):
    h, at = KERNEL, []
    for _ in range(4):
        at.append(sum(c * pow(x, i, P) for i, c in enumerate(h)) % P)
        h = [i * c for i, c in enumerate(h)][1:]
    h1, h2, h3 = (d * inverse(at[0]) % P for d in at[1:])
    p, q, r = h1, h1 * h1 - h2, h1**3 + (h3 - 3 * h1 * h2) * ((P + 1) // 2)
    f, f1 = curve(x), 3 * x * x + A
    return (SCALE**2 * (11 * x + 2 * KERNEL[4] - 2 * f1 * p + 4 * f * q) % P,
            SCALE**3 * y * (11 - 12 * x * p + 6 * f1 * q - 8 * f * r) % P)
def hashed(message):
    a, b = expand(message)
    return times(X + 1, add(isogeny(*on_curve(a)), isogeny(*on_curve(b))))

# 3. The pairing. Fp2 = Fp[i]/(i^2 + 1); Fp12 = Fp2[w]/(w^6 - 1 - i) as six elements of Fp2.
def mul2(a, b): return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P
def sub2(a, b): return (a[0] - b[0]) % P, (a[1] - b[1]) % P
def inverse2(a):
    n = inverse(a[0] * a[0] + a[1] * a[1])
    return a[0] * n % P, -a[1] * n % P
def mul12(a, b):
    re, im = [0] * 11, [0] * 11
    for i, (x, y) in enumerate(a):
        for j, (s, t) in enumerate(b):
            re[i + j] += x * s - y * t
            im[i + j] += x * t + y * s
    for k in range(10, 5, -1):                                  # w^6 = 1 + i
        re[k - 6] += re[k] - im[k]
        im[k - 6] += re[k] + im[k]
    return [(re[k] % P, im[k] % P) for k in range(6)]
def miller(p, q):
    (px, py), t, f = p, q, [(1, 0)] + [(0, 0)] * 5
    def through(slope, other):
        nonlocal t, f
        line = [sub2(mul2(slope, t[0]), t[1]), (0, 0), (-slope[0] * px % P, -slope[1] * px % P), (py, 0), (0, 0), (0, 0)]
        x = sub2(sub2(mul2(slope, slope), t[0]), other[0])
        t, f = (x, sub2(mul2(slope, sub2(t[0], x)), t[1])), mul12(f, line)
    for bit in bin(X)[3:]:
        f = mul12(f, f)
        through(mul2((3, 0), mul2(mul2(t[0], t[0]), inverse2((2 * t[1][0], 2 * t[1][1])))), t)
        if bit == "1": through(mul2(sub2(q[1], t[1]), inverse2(sub2(q[0], t[0]))), q)
    return f                                                    # x < 0 would turn both factors alike
def is_one(f):
    """Is f^((P^12 - 1)/R) = 1? Exactly when f^((P^6 + 1)/R) has no odd power of w."""
    y = f
    for bit in bin((P**6 + 1) // R)[3:]:
        y = mul12(y, y)
        if bit == "1": y = mul12(y, f)
    return all(y[k] == (0, 0) for k in (1, 3, 5))
def key():
    data = bytes.fromhex(KEY)
    x = int.from_bytes(data[48:], "big"), int.from_bytes(data[:48], "big") & (1 << 381) - 1
    c = mul2(mul2(x, x), x)
    c, norm = ((c[0] + 4) % P, (c[1] + 4) % P), root((c[0] + 4) ** 2 + (c[1] + 4) ** 2)
    for n in (norm, P - norm):                                  # a root of c in Fp2
        a = root((c[0] + n) * (P + 1) // 2)
        if a == 0: continue
        y = a, c[1] * inverse(2 * a) % P
        if mul2(y, y) == c:
            high = (y[1] or y[0]) > (P - 1) // 2
            return x, y if high == bool(data[0] & 32) else (-y[0] % P, -y[1] % P)
@functools.lru_cache
def holds(number, signature):
    s = point(signature)
    if s is None or not 0 < number < 2**64: return False
    message = hashlib.sha256(number.to_bytes(8, "big")).digest()
    return is_one(mul12(miller((s[0], P - s[1]), G2), miller(hashed(message), key())))

if __name__ == "__main__":
    try: number, signature = int(sys.argv[1]), bytes.fromhex(sys.argv[2])
    except (IndexError, ValueError): sys.exit(print(__doc__) or 2)
    good = holds(number, signature)
    print(f"round {number}: {'the signature is quicknet’s' if good else 'NOT the signature of quicknet'}")
    sys.exit(0 if good else 1)
