// Transactions, blocks and headers with the structures and sizes of Bitcoin's chain in 2025; signatures are random bytes.
import { compactSize, list, sha256d, sized, u32, u64 } from './layout.mjs';

/** The kinds of outputs: frequency in percent, and script. */
const OUTPUTS = [
  [46, (random) => Buffer.concat([Buffer.of(0, 20), random.bytes(20)])],
  [26, (random) => Buffer.concat([Buffer.of(0x51, 32), random.bytes(32)])],
  [14, (random) => Buffer.concat([Buffer.of(0x76, 0xa9, 20), random.bytes(20), Buffer.of(0x88, 0xac)])],
  [9, (random) => Buffer.concat([Buffer.of(0xa9, 20), random.bytes(20), Buffer.of(0x87)])],
  [5, (random) => Buffer.concat([Buffer.of(0x6a, 40), random.bytes(40)])],
];

/** @returns {{ full: Buffer, stripped: Buffer }} the transaction with and without its witness */
export function transaction(random) {
  const inputs = random.count(6, 4);
  const isLegacy = random.chance(0.12);
  const version = u32(random.chance(0.7) ? 2 : 1);
  const body = Buffer.concat([
    list(Array.from({ length: inputs }, () => input(random, isLegacy))),
    list(Array.from({ length: random.count(12, 5) + (random.chance(0.6) ? 1 : 0) }, () => output(random))),
  ]);
  const lockTime = u32(random.chance(0.2) ? 840_000 + random.below(50_000) : 0);
  const stripped = Buffer.concat([version, body, lockTime]);
  if (isLegacy) return { full: stripped, stripped };
  const witnesses = Array.from({ length: inputs }, () => witness(random));
  return { full: Buffer.concat([version, Buffer.of(0, 1), body, ...witnesses, lockTime]), stripped };
}

/** @returns {{ header: Buffer, bytes: Buffer, transactions: { full: Buffer, stripped: Buffer }[] }} */
export function block(random, maxBytes) {
  const transactions = [coinbase(random)];
  for (let bytes = 0; bytes < maxBytes; bytes += transactions.at(-1).full.length)
    transactions.push(transaction(random));
  const header = headerOf(random, random.bytes(32), merkleRoot(transactions.map(({ stripped }) => sha256d(stripped))));
  const bytes = Buffer.concat([header, compactSize(transactions.length), ...transactions.map(({ full }) => full)]);
  return { header, bytes, transactions };
}

/** An endless chain of headers; each contains the hash of the previous one. */
export function* headers(random) {
  let previous = random.bytes(32);
  for (;;) {
    const header = headerOf(random, previous, random.bytes(32));
    previous = sha256d(header);
    yield header;
  }
}

function headerOf(random, previous, root) {
  const time = u32(1_700_000_000 + random.below(50_000_000));
  return Buffer.concat([u32(0x2000_0000), previous, root, time, u32(0x1703_4219), random.bytes(4)]);
}

function input(random, isLegacy) {
  const script = isLegacy ? Buffer.concat([sized(random.bytes(71)), sized(random.bytes(33))]) : Buffer.alloc(0);
  return Buffer.concat([random.bytes(32), u32(random.below(4)), sized(script), u32(0xffff_fffd)]);
}

function output(random) {
  let percent = random.fraction() * 100;
  const [, script] = OUTPUTS.find(([share]) => (percent -= share) < 0) ?? OUTPUTS[0];
  return Buffer.concat([u64(546 + random.below(2_000_000_000)), sized(script(random))]);
}

/** A taproot signature, or an ECDSA signature and the public key. */
function witness(random) {
  return random.chance(0.3)
    ? list([sized(random.bytes(64))])
    : list([sized(random.bytes(71)), sized(random.bytes(33))]);
}

function coinbase(random) {
  const script = Buffer.concat([Buffer.of(3), random.bytes(3), random.bytes(30)]);
  const inputs = list([Buffer.concat([Buffer.alloc(32), u32(0xffff_ffff), sized(script), u32(0xffff_ffff)])]);
  const body = Buffer.concat([inputs, list([output(random), output(random)])]);
  const stripped = Buffer.concat([u32(1), body, u32(0)]);
  return { full: Buffer.concat([u32(1), Buffer.of(0, 1), body, list([sized(Buffer.alloc(32))]), u32(0)]), stripped };
}

function merkleRoot(hashes) {
  let level = hashes;
  while (level.length > 1) {
    const below = level;
    level = Array.from({ length: (below.length + 1) >> 1 }, (_, i) =>
      sha256d(Buffer.concat([below[2 * i], below[2 * i + 1] ?? below[2 * i]])),
    );
  }
  return level[0];
}
