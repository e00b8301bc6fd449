import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../../lib/codec/hex.js';
import { createKeyExchange } from '../../../lib/crypto/keyExchangeNode.js';
import type { TransportSecrets } from '../../../lib/frame/framing.js';
import type { V2Framing, V2FramingOptions } from '../../../lib/frame/v2/v2Framing.js';
import { deriveSessionKeys } from '../../../lib/frame/v2/sessionKeys.js';
import { framingOf } from '../../../marbles/run/v2/seededFraming.js';
import { exchangeKeys, receive } from './v2Pair.js';

const REGTEST_MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);
const ROLES = [
  ['initiator', true],
  ['responder', false],
] as const;

/** Whether an object holds these bytes, in any buffer at any depth. */
function holds(value: unknown, hex: string, seen = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return toHex(new Uint8Array(value.buffer)).includes(hex);
  return Object.values(value).some((each) => holds(each, hex, seen));
}

interface Watched {
  framing: V2Framing;
  /** The shared secret that the key exchange has returned. */
  secretHex: () => string;
  handedOver: TransportSecrets[];
}

function watched(isInitiator: boolean, wantsSecrets: boolean | undefined): Watched {
  const handedOver: TransportSecrets[] = [];
  let secretHex = '';
  const options: Partial<V2FramingOptions> = {
    createKeyExchange(random) {
      const exchange = createKeyExchange(random);
      return {
        publicKey: exchange.publicKey,
        sharedSecret(...args) {
          const secret = exchange.sharedSecret(...args);
          secretHex = toHex(secret);
          return secret;
        },
      };
    },
    // The listener passes the secrets on through a closure, so that the framing does not hold them by its options.
    ...(wantsSecrets === undefined
      ? {}
      : { secretsListener: { wantsSecrets, onSecrets: (secrets) => void handedOver.push(secrets) } }),
  };
  return { framing: framingOf(isInitiator, 1, options), secretHex: () => secretHex, handedOver };
}

describe('the secrets of a v2 framing', () => {
  it.each(ROLES)('are handed over once, and dropped, by the %s', (_, isInitiator) => {
    const { framing, handedOver, secretHex } = watched(isInitiator, true);
    const other = framingOf(!isInitiator);
    let kept: boolean | undefined;
    if (isInitiator) {
      receive(other, framing.takeOutput()!);
      const answer = other.takeOutput()!;
      receive(framing, answer.subarray(0, 64));
      kept = holds(framing, secretHex());
      receive(framing, answer.subarray(64));
    } else {
      const [key, ...rest] = [other.takeOutput()!].flatMap((bytes) => [bytes.subarray(0, 64), bytes.subarray(64)]);
      receive(framing, key!);
      kept = holds(framing, secretHex());
      receive(framing, rest[0]!);
      receive(other, framing.takeOutput()!);
      receive(framing, other.takeOutput()!);
    }
    expect(kept).toBe(true);
    expect(handedOver).toHaveLength(1);
    const [secrets] = handedOver;
    expect(toHex(secrets!.sharedSecret)).toBe(secretHex());
    expect(toHex(deriveSessionKeys(secrets!.sharedSecret, REGTEST_MAGIC).sessionId)).toBe(framing.sessionId);
    expect(secrets!.receivedGarbage.length + secrets!.sentGarbage.length).toBeGreaterThan(0);
    expect(holds(framing, secretHex())).toBe(false);
  });

  it.each(ROLES)('are neither kept nor handed over if no listener wants them, by the %s', (_, isInitiator) => {
    for (const wantsSecrets of [false, undefined]) {
      const { framing, handedOver, secretHex } = watched(isInitiator, wantsSecrets);
      const other = framingOf(!isInitiator);
      const [first, second] = isInitiator ? [framing, other] : [other, framing];
      receive(second, first.takeOutput()!.subarray(0, 64));
      receive(first, second.takeOutput()!.subarray(0, 64));
      expect(secretHex()).toMatch(/^[0-9a-f]{64}$/);
      expect(framing.state).toBe('AwaitingTerminator');
      expect(holds(framing, secretHex())).toBe(false);
      expect(handedOver).toEqual([]);
    }
  });

  it('are dropped if the garbage does not end', () => {
    const { framing, handedOver, secretHex } = watched(true, true);
    const responder = framingOf(false);
    receive(responder, framing.takeOutput()!);
    receive(framing, responder.takeOutput()!.subarray(0, 64));
    expect(holds(framing, secretHex())).toBe(true);
    expect(receive(framing, new Uint8Array(4095 + 16))).toEqual(['NO_TERMINATOR']);
    expect(holds(framing, secretHex())).toBe(false);
    expect(handedOver).toEqual([]);
  });

  it('have the garbage of both sides', () => {
    const initiator = watched(true, true);
    const responder = watched(false, true);
    exchangeKeys(initiator.framing, responder.framing, 100);
    const [[ours], [theirs]] = [initiator.handedOver, responder.handedOver];
    expect(theirs).toEqual({
      ...{ sharedSecret: ours!.sharedSecret, receivedGarbage: ours!.sentGarbage, sentGarbage: ours!.receivedGarbage },
    });
  });
});
