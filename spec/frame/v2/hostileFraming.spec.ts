import { describe, expect, it } from '@jest/globals';
import { isPeerError } from '../../../lib/base/errors.js';
import { joinBytes } from '../../../lib/codec/joinBytes.js';
import { createSeededRandom, type SeededRandom } from '../../../lib/collections/seededRandom.js';
import type { KeyExchange } from '../../../lib/crypto/ephemeralKey.js';
import { DetectingFraming } from '../../../lib/frame/detectingFraming.js';
import { encodeFrame } from '../../../lib/frame/frameEncoder.js';
import type { Framing } from '../../../lib/frame/framing.js';
import { V1Framing } from '../../../lib/frame/v1/v1Framing.js';
import type { V2Framing } from '../../../lib/frame/v2/v2Framing.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { NETWORKS_BY_MAGIC } from '../../../lib/networks/knownNetworks.js';
import { framingOf } from '../../../marbles/run/v2/seededFraming.js';

const network = bitcoin.regtest;
const COMMANDS = ['ping', 'inv', 'headers', 'tx', 'version', 'notinatable'];
/** RXPEER_SEED repeats a failure, RXPEER_ROUNDS runs for longer. */
const seed = Number(process.env.RXPEER_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.RXPEER_ROUNDS ?? 50);

/** What a framing did with some bytes. */
interface Outcome {
  readonly frames: string[];
  /** The code of the error that ended the stream. */
  error?: string;
  /** The most bytes that the framing has stored before the keys were known. */
  storedBytes: number;
}

/**
 * Pushes bytes in random chunks. Fails for every error that is not a PeerError, and unless the error that ended the stream is thrown again.
 * After each chunk the chunk is overwritten, as a socket's buffer is.
 */
function feed(framing: Framing, bytes: Uint8Array, random: SeededRandom, outcome = newOutcome()): Outcome {
  const largest = [1, 3, 20, 100, 5000][random.below(5)]!;
  for (let at = 0; at < bytes.length && outcome.error === undefined;) {
    const length = Math.min(bytes.length - at, 1 + random.below(largest));
    const chunk = bytes.slice(at, at + length);
    at += length;
    framing.push(chunk);
    drain(framing, outcome);
    chunk.fill(0xa5);
    outcome.storedBytes = Math.max(outcome.storedBytes, storedBytes(framing));
  }
  return outcome;
}

function drain(framing: Framing, outcome: Outcome): void {
  for (;;) {
    try {
      const frame = framing.next();
      if (frame === undefined) return;
      outcome.frames.push(`${frame.command} ${Buffer.from(frame.payload).toString('hex')}`);
    } catch (error) {
      if (!isPeerError(error)) throw error;
      if (error.code === 'BAD_COMMAND' || error.code === 'BAD_CHECKSUM') {
        outcome.frames.push(error.code);
        continue;
      }
      outcome.error = error.code;
      expect(() => framing.next()).toThrow(error);
      return;
    }
  }
}

function newOutcome(): Outcome {
  return { frames: [], storedBytes: 0 };
}

/** The bytes that a framing stores before the keys are known; a V2Framing inside of a DetectingFraming is not looked at. */
function storedBytes(framing: Framing): number {
  const { prefix, stored, stream } = framing as unknown as {
    prefix?: Uint8Array;
    stored?: Uint8Array;
    stream?: { scanner?: { length: number } };
  };
  return (prefix?.length ?? 0) + (stored?.length ?? 0) + (stream?.scanner?.length ?? 0);
}

/** Both framings of a connection, and what each has to send at first. */
function pairOf(round: number): { us: V2Framing; them: V2Framing; isInitiator: boolean } {
  const isInitiator = round % 2 === 0;
  return { us: framingOf(isInitiator, seed + round), them: framingOf(!isInitiator, seed + round), isInitiator };
}

/** All bytes that `them` sends to `us` in a conversation, and the frames in them. */
function conversation(
  round: number,
  random: SeededRandom,
  count: number,
): { us: V2Framing; wire: Uint8Array[]; frames: string[] } {
  const { isInitiator, them, us } = pairOf(round);
  const wire: Uint8Array[] = [];
  if (isInitiator) {
    them.push(us.takeOutput()!);
    them.next();
    wire.push(them.takeOutput()!);
  } else {
    // A responder answers when it has the key: its key exchange is repeated here to learn its key.
    const hello = them.takeOutput()!;
    const twin = framingOf(false, seed + round);
    twin.push(hello);
    twin.next();
    them.push(twin.takeOutput()!);
    them.next();
    wire.push(hello, them.takeOutput()!);
  }
  const frames: string[] = [];
  for (let i = 0; i < count; i++) {
    const command = COMMANDS[random.below(COMMANDS.length)]!;
    const payload = random.bytes([0, 8, 37, 300, 2000][random.below(5)]!);
    wire.push(them.seal(command, encodeFrame(network, command, payload)));
    frames.push(`${command} ${Buffer.from(payload).toString('hex')}`);
  }
  return { us, wire, frames };
}

describe(`the framing of transport v2 and a hostile remote, seed ${seed}`, () => {
  it('delivers every frame of a long conversation, in random chunks, and keeps no bytes between packets', () => {
    for (let round = 0; round < ROUNDS / 5; round++) {
      const random = createSeededRandom(seed + round, 'conversation');
      const { frames, us, wire } = conversation(round, random, 300);
      const got = feed(us, joinBytes(wire), random);
      expect({ round, got: got.frames, error: got.error }).toEqual({ round, got: frames, error: undefined });
      expect(() => us.end()).not.toThrow();
    }
  });

  it('errors with a typed error for random bytes, and delivers nothing', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const random = createSeededRandom(seed + round, 'random bytes');
      const { isInitiator, us } = pairOf(round);
      const { error, frames, storedBytes } = feed(us, random.bytes(64 + 4095 + 16 + random.below(3)), random);
      expect({ round, error, frames }).toEqual({ round, error: 'NO_TERMINATOR', frames: [] });
      expect(storedBytes).toBeLessThanOrEqual(64 + 4095 + 16);
      // The names of the private fields in `storedBytes` are still right.
      expect(storedBytes).toBeGreaterThan(4000);
      expect(isInitiator).toBe(round % 2 === 0);
    }
  });

  it('errors with a typed error when the stream is cut at any place, and has delivered the frames before it', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const random = createSeededRandom(seed + round, 'cuts');
      const { frames, us, wire } = conversation(round, random, 5);
      const bytes = joinBytes(wire);
      const cut = random.below(bytes.length);
      const got = feed(us, bytes.subarray(0, cut), random);
      expect({ round, cut, frames: got.frames }).toEqual({ round, cut, frames: frames.slice(0, got.frames.length) });
      expect({ round, cut, error: got.error }).toEqual({ round, cut, error: undefined });
      const ends = [0, ...boundariesOf(wire)];
      const isClean = ends.includes(cut) && (cut === 0 || us.state === 'Ready');
      // The beginning of a key that is four printable characters, by chance, is taken for the text of another protocol.
      const isText = cut >= 4 && cut < 64 && /^[\x20-\x7e]{4}/.test(Buffer.from(bytes).toString('latin1', 0, 4));
      const fault = isText ? 'WRONG_MAGIC' : 'TRUNCATED';
      expect({ round, cut, isClean, end: endOf(us) }).toMatchObject({ end: isClean ? undefined : fault });
    }
  });

  it('delivers nothing of what follows a changed bit, at any place of the key exchange and of packets', () => {
    const seen = new Map<string, number>();
    for (let round = 0; round < 2 * ROUNDS; round++) {
      const random = createSeededRandom(seed + round, 'bits');
      const { frames, us, wire } = conversation(round, random, 5);
      const bytes = joinBytes([...wire, random.bytes(4200)]);
      const wireBytes = bytes.length - 4200;
      // The key exchange ends with a terminator of 16 bytes and an empty version packet of 20, whose first 3 bytes are its length.
      const keyExchangeEnd = joinBytes(wire.slice(0, wire.length - frames.length)).length;
      const at = [
        () => random.below(wireBytes),
        () => Math.max(0, wireBytes - 1 - random.below(600)),
        () => keyExchangeEnd - 36 + random.below(16),
        () => keyExchangeEnd - 17 + random.below(17),
      ][round % 4]!();
      bytes[at]! ^= 1 << random.below(8);
      const got = feed(us, bytes, random);
      const before = boundariesOf(wire).filter((end) => end <= at).length;
      const maxFrames = Math.max(0, before - (wire.length - frames.length));
      expect({ round, at, frames: got.frames }).toEqual({ round, at, frames: frames.slice(0, got.frames.length) });
      expect({ round, at, tooMany: got.frames.length > maxFrames }).toEqual({ round, at, tooMany: false });
      // A changed length can announce a packet of up to 4 MB, whose bytes do not arrive.
      const end = got.error ?? endOf(us);
      expect(['BAD_PACKET', 'BAD_GARBAGE', 'NO_TERMINATOR', 'OVERSIZED_FRAME', 'TRUNCATED']).toContain(end);
      seen.set(end!, (seen.get(end!) ?? 0) + 1);
      expect(got.storedBytes).toBeLessThanOrEqual(64 + 4095 + 16);
    }
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['BAD_PACKET', 'BAD_GARBAGE', 'NO_TERMINATOR']));
  });

  it('rejects packets that are repeated, swapped or left out', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const random = createSeededRandom(seed + round, 'order');
      const { frames, us, wire } = conversation(round, random, 6);
      const first = wire.length - frames.length;
      const at = first + random.below(frames.length - 1);
      const rest = wire.slice(at);
      const changed = [[rest[1]!, rest[0]!, ...rest.slice(2)], [rest[0]!, ...rest], rest.slice(1)][round % 3]!;
      const got = feed(us, joinBytes([...wire.slice(0, at), ...changed, random.bytes(3000)]), random);
      const delivered = at - first + (round % 3 === 1 ? 1 : 0);
      expect({ round, frames: got.frames }).toEqual({ round, frames: frames.slice(0, delivered) });
      expect(['BAD_PACKET', 'OVERSIZED_FRAME', 'TRUNCATED']).toContain(got.error ?? endOf(us));
    }
  });

  it('stores at most 64 + 4095 bytes while it waits for the permit, however many arrive', () => {
    for (let round = 0; round < 20; round++) {
      const random = createSeededRandom(seed + round, 'permit');
      let keys = 0;
      const framing = framingOf(false, 1, {
        onKey: () => undefined,
        createKeyExchange: (): KeyExchange => {
          keys += 1;
          throw new Error('not permitted');
        },
      });
      const got = feed(framing, random.bytes(64 + 4095), random);
      expect([got.error, got.storedBytes <= 64 + 4095]).toEqual([undefined, true]);
      expect(feed(framing, random.bytes(1 + random.below(100_000)), random, got).error).toBe('NO_TERMINATOR');
      expect(keys).toBe(0);
    }
  });
});

describe(`DetectingFraming and a hostile remote, seed ${seed}`, () => {
  const detecting = (): DetectingFraming =>
    new DetectingFraming({
      format: network,
      magicNames: NETWORKS_BY_MAGIC,
      createV1: () => new V1Framing(network, NETWORKS_BY_MAGIC),
      createV2: () => framingOf(false, seed),
    });
  const versionOf = (net: typeof network): Uint8Array => encodeFrame(net, 'version', new Uint8Array(100));
  const cuts = Array.from({ length: 20 }, (_, i) => i);

  it.each(cuts)('detects v1, cut after %i bytes', (cut) => {
    const [framing, bytes, outcome] = [detecting(), versionOf(network), newOutcome()];
    for (const part of [bytes.slice(0, cut), bytes.slice(cut)]) {
      framing.push(part);
      drain(framing, outcome);
      part.fill(0xa5);
      expect(framing.version).toBe(framing.state === 'Detecting' ? undefined : 1);
    }
    expect(outcome).toEqual({ frames: [`version ${'00'.repeat(100)}`], storedBytes: 0 });
    expect(framing.takeOutput()).toBeUndefined();
  });

  it.each(cuts)('refuses v1 of another network, cut after %i bytes, and sends nothing', (cut) => {
    for (const other of [bitcoin.mainnet, bitcoin.testnet4]) {
      const [framing, bytes, outcome] = [detecting(), versionOf(other), newOutcome()];
      for (const part of [bytes.slice(0, cut), bytes.slice(cut)]) {
        framing.push(part);
        drain(framing, outcome);
      }
      expect(outcome).toEqual({ frames: [], error: 'WRONG_MAGIC', storedBytes: 0 });
      expect(framing.takeOutput()).toBeUndefined();
    }
  });

  it.each(cuts.slice(0, 16))('detects v2 whose key equals a v1 version in its first %i bytes', (same) => {
    const random = createSeededRandom(seed + same, 'prefix');
    const key = random.bytes(64);
    key.set(versionOf(network).subarray(0, same));
    key[same] = versionOf(network)[same]! ^ 0x11;
    // Another magic before the command "version" is v1 of another network.
    if (same < 4) key[10] = 0xff;
    const framing = detecting();
    const { error, storedBytes } = feed(framing, key, random);
    expect([error, framing.version, framing.state, storedBytes < 16]).toEqual([
      undefined,
      2,
      'AwaitingTerminator',
      true,
    ]);
    expect(framing.takeOutput()!.length).toBeGreaterThanOrEqual(64);
  });

  it('takes random bytes for a key, at any chunk size, and ends with a typed error', () => {
    for (let round = 0; round < 40; round++) {
      const random = createSeededRandom(seed + round, 'detecting');
      const framing = detecting();
      const length = random.below(5000);
      const { error, frames } = feed(framing, random.bytes(length), random);
      expect(frames).toEqual([]);
      const end = error ?? endOf(framing);
      expect({ length, end }).toEqual({
        length,
        end: length === 0 ? undefined : length >= 64 + 4095 + 16 ? 'NO_TERMINATOR' : 'TRUNCATED',
      });
    }
  });
});

function boundariesOf(wire: readonly Uint8Array[]): number[] {
  let end = 0;
  return wire.map(({ length }) => (end += length));
}

/** The code of the error at the end of the stream. */
function endOf(framing: Framing): string | undefined {
  try {
    framing.end();
    return undefined;
  } catch (error) {
    if (!isPeerError(error)) throw error;
    return error.code;
  }
}
