"use strict";
// Recomputes the draw from the files in this page (or dropped onto it) with the browser's own cryptography.
const words = JSON.parse(document.getElementById("words").textContent);
const files = JSON.parse(document.getElementById("files").textContent);
const bytes = (text) => new TextEncoder().encode(text);
const unhex = (hex) => Uint8Array.from(hex.match(/../g) || [], (h) => parseInt(h, 16));
const hex = (data) => Array.from(data, (b) => b.toString(16).padStart(2, "0")).join("");
const join = (parts) => {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  parts.reduce((at, p) => (all.set(p, at), at + p.length), 0);
  return all;
};
const b8 = (n) => { const d = new DataView(new ArrayBuffer(8)); d.setBigUint64(0, BigInt(n)); return new Uint8Array(d.buffer); };
const enc = (parts) => join(parts.flatMap((p) => [b8(p.length).slice(4), p]));
const sha = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));
const digest = async (text) => hex(await sha(bytes(text)));
const D = (tag, ...parts) => sha(enc([bytes("lodtrin-1"), bytes(tag), ...parts]));
const keyOf = (raw) => crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
const K = async (key, tag, ...parts) =>
  new Uint8Array(await crypto.subtle.sign("HMAC", key, enc([bytes("lodtrin-1"), bytes(tag), ...parts])));
const first8 = (data) => data.slice(0, 8).reduce((x, b) => (x << 8n) | BigInt(b), 0n);
async function below(key, n, tag, ...parts) {
  const all = 1n << 64n, bound = all - (all % BigInt(n));
  for (let c = 0; ; c++) {
    const x = first8(await K(key, tag, ...parts, b8(c)));
    if (x < bound) return Number(x % BigInt(n));
  }
}
const byHex = (a, b) => (a.ticket + a.id < b.ticket + b.id ? -1 : 1);

function keyed(text) {
  const found = Object.assign(Object.create(null), { many: Object.create(null) });
  for (const line of text.split("\n").slice(1)) {
    const at = line.indexOf("="), key = line.slice(0, at), value = line.slice(at + 1);
    found[key] = value;
    (found.many[key] = found.many[key] || []).push(value);
  }
  return found;
}

function read(frameText, designText) {
  const [header, ...rows] = frameText.trimEnd().split("\n").map((l) => l.split("\t"));
  const d = keyed(designText), many = (k) => d.many[k] || [];
  const at = Object.fromEntries(rows.map((r, i) => [r[0], i]));
  const column = (name) => rows.map((r) => BigInt(r[header.indexOf(name)]));
  const capacity = d.capacity.split(",").map(Number);
  const gcd = (a, b) => (b ? gcd(b, a % b) : a);
  return {
    ids: rows.map((r) => r[0]), strata: rows.map((r) => r[1]), window: rows.map((r) => [Number(r[2]), Number(r[3])]),
    capacity, stratified: d.stratify === "stratum", lcm: capacity.map(BigInt).reduce((a, b) => (a / gcd(a, b)) * b, 1n),
    apart: many("apart").map((v) => v.split("\t").map((i) => at[i])),
    before: many("before").map((v) => v.split("\t").map((i) => at[i])),
    limit: many("limit").map((v) => [column(v.split(":")[0]), v.split(":")[1].split(",").map(BigInt)]),
    balance: many("balance").map((v) => v.split(":")).map(([n, w, kind]) => [column(n), BigInt(w), kind]),
    threshold: d.threshold === "none" ? null : BigInt(d.threshold), tries: Number(d.max_tries),
  };
}

async function ranked(key, tag, j, names) {
  const all = [];
  for (const [item, name] of names.entries()) all.push({ item, ticket: hex(await K(key, tag, b8(j), name)), id: hex(name) });
  return all.sort(byHex);
}

async function candidate(l, key, j) {
  const N = l.ids.length, W = l.capacity.length, waves = new Array(N);
  let order = await ranked(key, "ticket", j, l.ids.map(bytes));
  let places = l.capacity.flatMap((c, w) => new Array(c).fill(w + 1));
  if (l.stratified) {
    const strata = [...new Set(l.strata)], rank = Object.create(null);
    (await ranked(key, "stratum", j, strata.map(bytes))).forEach((s, i) => (rank[strata[s.item]] = i));
    order = order.sort((a, b) => rank[l.strata[a.item]] - rank[l.strata[b.item]] || byHex(a, b));
    const slots = [];
    (await ranked(key, "wave", j, l.capacity.map((_, w) => b8(w + 1)))).forEach((w, i) => {
      for (let a = 0; a < l.capacity[w.item]; a++)
        slots.push([BigInt(2 * W * a + 2 * i + 1) * (l.lcm / BigInt(l.capacity[w.item])), i, w.item + 1]);
    });
    slots.sort((x, y) => (x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : x[1] - y[1]));
    const r = await below(key, N, "offset", b8(j));
    places = order.map((_, k) => slots[(k + r) % N][2]);
  }
  order.forEach((o, k) => (waves[o.item] = places[k]));
  return waves;
}

const sums = (l, x, waves) => l.capacity.map((_, w) => waves.reduce((s, v, i) => (v === w + 1 ? s + x[i] : s), 0n));

function feasible(l, waves) {
  return l.window.every(([a, b], i) => a <= waves[i] && waves[i] <= b)
    && l.apart.every((lots) => new Set(lots.map((i) => waves[i])).size === lots.length)
    && l.before.every(([a, b]) => waves[a] < waves[b])
    && l.limit.every(([x, most]) => sums(l, x, waves).every((s, w) => s <= most[w]));
}

function score(l, waves) {
  const N = BigInt(l.ids.length), sum = (x) => x.reduce((a, b) => a + b, 0n), w = waves.map(BigInt);
  const Vw = N * sum(w.map((v) => v * v)) - sum(w) ** 2n;
  return sum(l.balance.map(([x, weight, kind]) => {
    const T = sum(x), V = N * sum(x.map((v) => v * v)) - T * T;
    if (V === 0n || (kind === "trend" && Vw === 0n)) return 0n;
    if (kind === "trend") return (weight * 1000000n * N * (N * sum(x.map((v, i) => v * w[i])) - T * sum(w)) ** 2n) / (V * Vw);
    const apart = sums(l, x, waves).map((s, k) => (N * s - BigInt(l.capacity[k]) * T) ** 2n * (l.lcm / BigInt(l.capacity[k])));
    return (weight * 1000000n * sum(apart)) / (l.lcm * V);
  }));
}

async function draw(l, key) {
  for (let j = 0; j < l.tries; j++) {
    const waves = await candidate(l, key, j);
    if (!feasible(l, waves)) continue;
    const s = score(l, waves);
    if (l.threshold === null || s <= l.threshold) return { try: j, score: s, waves };
  }
  throw new Error(words.none);
}

// Rules between several interventions: may these schedules stand together?
function together(text, names, all) {
  const d = keyed(text), number = (k) => (d[k] === "none" ? Infinity : Number(d[k]));
  const terms = Object.fromEntries(d.many.starts.map((v) => v.split(":")));
  const starts = names.map((name) => terms[name].split(",").map(Number));
  return (draws) => {
    const school = new Map();
    for (let i = 0; i < all[0].ids.length; i++) {
      const own = draws.map((d, k) => starts[k][d.waves[i] - 1]);
      if (d.separate_starts === "yes" && new Set(own).size < own.length) return false;
      for (const t of own)
        if (own.filter((s) => s <= t && t - s < number("run_terms")).length > number("at_once")) return false;
      for (const t of own) {
        const key = JSON.stringify([all[0].strata[i], t]);
        school.set(key, (school.get(key) || 0) + 1);
      }
    }
    return Math.max(...school.values()) <= number("school_starts");
  };
}

// All interventions: each under its own key, and where rules tie them together, the first joint candidate that meets them.
async function drawAll(names, all, seed) {
  const rules = files["joint.txt"] === undefined ? null : together(files["joint.txt"], names, all);
  const last = rules ? Number(keyed(files["joint.txt"]).max_tries) : 1;
  for (let J = 0; J < last; J++) {
    const from = rules ? await K(await keyOf(seed), "joint", b8(J)) : seed, draws = [];
    for (const [k, name] of names.entries())
      draws.push(await draw(all[k], await keyOf(name ? await K(await keyOf(from), "intervention", bytes(name)) : from)));
    if (!rules || rules(draws)) return [rules ? J : undefined, draws];
  }
  throw new Error(words.none);
}

// The people at the dice and the number of their throws, where the lock names them.
function thrown(lock, dice) {
  const lines = dice.split("\n").slice(0, -1).map((l) => l.split("="));
  const names = lock.many.thrower || [], throws = Number(lock.throws || 25);
  return lines.map((l) => l[0]).join("\n") === names.join("\n") && lines.every((l) => l[1].length === throws);
}

// Were lots drawn once? The rules of `lodtrin verify`, without evidence of time and without anybody's consent.
async function* once() {
  const drawnBefore = JSON.parse(document.getElementById("drawn-before").textContent), seen = new Set();
  let place = "", lock = keyed(files["lock.txt"]);
  while (lock.kind === "replaces" && !seen.has(lock.prev)) {
    seen.add(lock.prev);
    const text = files["past/" + lock.prev + "/lock.txt"];
    if (text === undefined) return yield [words.missing + ": " + lock.prev.slice(0, 12), null];
    const old = keyed(text), note = files[place + "amend-001.txt"];
    let state = "in-time";
    if (old.source === "dice") {
      if (files["past/" + lock.prev + "/dice.txt"] !== undefined || drawnBefore.includes(lock.prev)) state = "spent";
    } else if (lock.source === "dice" || Number(lock.round) > Number(old.round)) {
      const day = new Date((1692803367 + 3 * (Number(old.round) - 1)) * 1000).toISOString().slice(0, 10);
      state = note !== undefined && keyed(note).kind === "replaces" && keyed(note).date > day ? "spent" : "not-shown";
    }
    if (state === "spent" && lock.ground) state = "ground";
    const holds = (await digest(text)) !== lock.prev || state === "spent" ? false : state === "in-time" ? true : null;
    yield [words.once + " (" + lock.prev.slice(0, 12) + ": " + state + ")", holds];
    place = "past/" + lock.prev + "/";
    lock = old;
  }
}

// Each check gives [what was checked, whether it holds; null where the reader must judge].
async function* checks() {
  const lock = keyed(files["lock.txt"]), L = await digest(files["lock.txt"]);
  const receipt = JSON.parse(files["receipt.json"]);
  yield [words.lock, L === document.body.dataset.lock && receipt.lock === L];
  const names = Object.keys(lock.many).filter((k) => k.startsWith("frame:")).map((k) => k.slice(6));
  if (names.length === 0) names.push("");
  let same = (await digest(files["plan.toml"])) === lock.plan;
  for (const name of names)
    for (const [key, file] of [["frame", "frame.tsv"], ["members", "members.tsv"], ["design", "design.txt"], ["chances", "chances.tsv"]])
      same = (await digest(files[name ? name + "/" + file : file])) === lock[name ? key + ":" + name : key] && same;
  if (lock.joint || files["joint.txt"] !== undefined) same = (await digest(files["joint.txt"])) === lock.joint && same;
  yield [words.files, same];
  yield* once();
  const given = receipt.contributions.map(unhex), committed = (lock.many.contribution || []).map((c) => c.split(":")[1]);
  const made = [];
  for (const g of given) made.push(hex(await D("commit", g)));
  yield [words.commitments, made.join() === committed.join()];
  const rehearsal = files["lock.txt"].startsWith("lodtrin-1 rehearsal\n"), practice = files["practice.txt"];
  let beacon, fits;
  if (practice !== undefined) {
    // practice randomness follows from the lock, so it decides nothing but rehearsals
    beacon = bytes(practice);
    fits = rehearsal && practice === "practice=" + hex(await D("practice", unhex(L))) + "\n" && receipt.signature === null;
  } else if (lock.source === "dice") {
    beacon = bytes(files["dice.txt"]);
    fits = receipt.signature === null;
    if (lock.throws || lock.thrower) yield [words.throwers, thrown(lock, files["dice.txt"])];
  } else {
    const b = JSON.parse(files["beacon.json"]), fallback = lock.many.fallback || [];
    beacon = await sha(unhex(b.signature));
    const decides = String(b.round) === lock.round || fallback.includes(String(b.round));
    fits = decides && b.randomness === hex(beacon) && receipt.signature === b.signature;
    yield [words.signature, await quicknet(b.round, b.signature)];
    if (String(b.round) !== lock.round) yield [words.fallback, null];
  }
  yield [words.randomness, fits && receipt.beacon === hex(beacon)];
  const seed = await D(rehearsal ? "rehearsal" : "seed", unhex(L), beacon, ...given);
  yield [words.seed, hex(seed) === receipt.seed];
  const path = (name, f) => (name ? name + "/" + f : f);
  const all = names.map((name) => read(files[path(name, "frame.tsv")], files[path(name, "design.txt")]));
  const [J, draws] = await drawAll(names, all, seed);
  for (const [k, name] of names.entries()) {
    const of = name ? name + ": " : "", said = (k) => (name ? receipt[k][name] : receipt[k]), l = all[k], d = draws[k];
    yield [of + words.candidate, d.try === said("try") && d.score === BigInt(said("score")) && receipt.joint === J];
    const text = "id\twave\n" + l.ids.map((id, i) => id + "\t" + d.waves[i] + "\n").join("");
    yield [of + words.schedule, text === files[path(name, "schedule.tsv")] && (await digest(text)) === said("schedule")];
    const shown = [...document.querySelectorAll("[data-of]")].filter((e) => e.dataset.of === name);
    const printed = Object.fromEntries(shown.map((e) => [e.dataset.lot, Number(e.dataset.wave)]));
    yield [of + words.page, shown.length === l.ids.length && l.ids.every((id, i) => printed[id] === d.waves[i])];
  }
  const text = files["receipt.json"], at = text.lastIndexOf('"receipt":');
  yield [words.receipt, (await digest(text.slice(0, at))) === receipt.receipt && text.endsWith('"}\n')];
}

let running = 0;
async function check() {
  const run = ++running, list = document.getElementById("checks");
  const lines = [];
  let good = true, open = false;
  const add = (text, holds) => {
    const li = document.createElement("li");
    li.className = holds === null ? "open" : holds ? "good" : "bad";
    li.textContent = (holds === null ? "? " : holds ? "✓ " : "✗ ") + text;
    lines.push(li);
    good = good && holds !== false;
    open = open || holds === null;
  };
  if (!globalThis.crypto || !crypto.subtle) {
    list.replaceChildren();
    document.body.className = "unknown";
    document.getElementById("answer").textContent = words.cannot;
    return;
  }
  try {
    for await (const [text, holds] of checks()) add(text, holds);
  } catch (e) {
    add(words.broken + " (" + e.message + ")", false);
  }
  for (const name of strange) add(words.unknown + ": " + name, false);
  if (run !== running) return;
  list.replaceChildren(...lines);
  document.body.className = !good ? "bad" : open ? "unknown" : "good";
  document.getElementById("answer").textContent = !good ? words.bad : open ? words.open : words.good;
}

// A file that is offered takes the place of the one of its name. Where several folders hold that name, it must be equal
// to one of them.
const strange = new Set();
function offer(name, text) {
  const places = Object.keys(files).filter((f) => f === name || f.endsWith("/" + name));
  const fits = places.find((f) => files[f] === text);
  if (places.length === 0) strange.add(name);
  else if (!fits) files[places[0]] = text;
  document.getElementById("dropped").textContent = name;
  return check();
}
document.addEventListener("dragover", (e) => e.preventDefault());
document.addEventListener("drop", async (e) => {
  e.preventDefault();
  for (const file of e.dataTransfer.files) {
    const data = await file.arrayBuffer();
    let text;
    try { text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data); } catch { text = "\ufffd"; }
    await offer(file.name, text);
  }
});
check();
