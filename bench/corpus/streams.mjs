// The measured streams, as generators of frames.
import { block, headers, transaction } from './chain.mjs';
import { frame, list, sized, u16be, u32, u64, compactSize } from './layout.mjs';
import { Random } from './random.mjs';

/**
 * The streams by name. The benchmark uses scale 1, the gate scale 0.02.
 *
 *  - relay: what a full node receives from a peer with a current protocol version: mostly inv, getdata and tx
 *  - legacy: the same from a peer with protocol version 70001, so that every decoder knows every message
 *  - blocks: blocks of 1.7 MB
 *  - headers: headers messages with 2000 headers each
 *  - small: ping, pong, and inv with one item
 *
 * @type {Record<string, (scale: number) => Iterable<Buffer>>}
 */
export const STREAMS = {
  relay: (scale) => relay(new Random(1), 100_000 * scale, true),
  legacy: (scale) => relay(new Random(1), 100_000 * scale, false),
  blocks: (scale) => blocks(new Random(2), 50e6 * scale),
  headers: (scale) => headerStream(new Random(3), 15e6 * scale),
  small: (scale) => small(new Random(4), 250_000 * scale),
};

const TX = 1;
const BLOCK = 2;
const COMPACT_BLOCK = 4;
const WTX = 5;
const WITNESS = 0x4000_0000;

/** Frequency of each command on a relaying connection, in percent. */
const MIX = [
  ['inv', 43],
  ['tx', 22],
  ['getdata', 14],
  ['ping', 4],
  ['pong', 4],
  ['addrv2', 4],
  ['addr', 2],
  ['feefilter', 2],
  ['notfound', 1.8],
  ['headers', 1.5],
  ['getheaders', 1],
  ['sendheaders', 0.5],
  ['cmpctblock', 0.2],
];

/** Commands that protocol version 70001 does not define. */
const MODERN = new Set(['addrv2', 'feefilter', 'sendheaders', 'cmpctblock']);

function* relay(random, messages, isModern) {
  const transactions = Array.from({ length: 2000 }, () => transaction(random));
  const chain = headers(random);
  const { header, transactions: mined } = block(random, 1_500_000);
  const makers = {
    inv: () => inventory(random, random.chance(0.002) ? 1000 : random.count(35, 1.7), isModern ? [TX, WTX] : [TX]),
    tx: () => random.oneOf(transactions)[isModern ? 'full' : 'stripped'],
    getdata() {
      if (random.chance(0.03)) return inventory(random, 1, isModern ? [COMPACT_BLOCK, BLOCK | WITNESS] : [BLOCK]);
      return inventory(random, random.count(16, 2), isModern ? [WTX, TX | WITNESS] : [TX]);
    },
    notfound: () => inventory(random, random.count(8, 2), isModern ? [WTX, TX | WITNESS] : [TX]),
    ping: () => random.bytes(8),
    pong: () => random.bytes(8),
    addr: () => addresses(random, addressV1),
    addrv2: () => addresses(random, addressV2),
    feefilter: () => u64(1000 + random.below(50_000)),
    sendheaders: () => Buffer.alloc(0),
    headers: () => headersPayload(chain, random.count(8, 3)),
    getheaders() {
      const locator = Array.from({ length: 10 + random.below(22) }, () => random.bytes(32));
      return Buffer.concat([u32(isModern ? 70_016 : 70_001), list(locator), Buffer.alloc(32)]);
    },
    cmpctblock() {
      const shortIds = list(mined.slice(1).map(() => random.bytes(6)));
      return Buffer.concat([header, random.bytes(8), shortIds, compactSize(1), compactSize(0), mined[0].full]);
    },
  };
  for (let i = 0; i < messages; i++) {
    let percent = random.fraction() * 100;
    const [command] = MIX.find(([, share]) => (percent -= share) < 0) ?? MIX[0];
    const payload = makers[command]();
    if (isModern || !MODERN.has(command)) yield frame(command, payload);
  }
}

function* blocks(random, bytes) {
  const frames = Array.from({ length: 3 }, () => frame('block', block(random, 1_700_000).bytes));
  for (let i = 0, sent = 0; sent < bytes; i++) {
    sent += frames[i % frames.length].length;
    yield frames[i % frames.length];
  }
}

function* headerStream(random, bytes) {
  const chain = headers(random);
  for (let sent = 0; sent < bytes;) {
    const bytes = frame('headers', headersPayload(chain, 2000));
    sent += bytes.length;
    yield bytes;
  }
}

function* small(random, messages) {
  for (let i = 0; i < messages; i++) {
    const command = random.oneOf(['ping', 'pong', 'inv']);
    yield frame(command, command === 'inv' ? inventory(random, 1, [TX]) : random.bytes(8));
  }
}

function inventory(random, count, types) {
  const type = u32(random.oneOf(types));
  return list(Array.from({ length: count }, () => Buffer.concat([type, random.bytes(32)])));
}

function headersPayload(chain, count) {
  return list(Array.from({ length: count }, () => Buffer.concat([chain.next().value, Buffer.alloc(1)])));
}

function addresses(random, address) {
  return list(Array.from({ length: random.chance(0.01) ? 1000 : random.count(10, 2) }, () => address(random)));
}

const SERVICES = [1, 9, 1033, 1037, 3081];

function addressV1(random) {
  const prefix = Buffer.from('00000000000000000000ffff', 'hex');
  const ip = random.chance(0.85) ? Buffer.concat([prefix, random.bytes(4)]) : random.bytes(16);
  return Buffer.concat([seenAt(random), u64(random.oneOf(SERVICES)), ip, port(random)]);
}

/** IPv4, IPv6, Tor, I2P, CJDNS (BIP155). */
function addressV2(random) {
  const [networkId, length] = random.oneOf([
    ...Array.from({ length: 6 }, () => [1, 4]),
    [2, 16],
    [4, 32],
    [4, 32],
    [5, 32],
    [6, 16],
  ]);
  const services = compactSize(random.oneOf(SERVICES));
  return Buffer.concat([seenAt(random), services, Buffer.of(networkId), sized(random.bytes(length)), port(random)]);
}

function seenAt(random) {
  return u32(1_750_000_000 - random.below(600_000));
}

function port(random) {
  return u16be(random.chance(0.9) ? 8333 : 1024 + random.below(60_000));
}
