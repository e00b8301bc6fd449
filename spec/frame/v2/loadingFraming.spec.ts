import { describe, expect, it } from '@jest/globals';
import { isPeerError } from '../../../lib/base/errors.js';
import { joinBytes } from '../../../lib/codec/joinBytes.js';
import { encodeFrame } from '../../../lib/frame/frameEncoder.js';
import type { Framing } from '../../../lib/frame/framing.js';
import { LoadingFraming, MAX_LOADING_BYTES } from '../../../lib/frame/v2/loadingFraming.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { framingOf } from '../../../marbles/run/v2/seededFraming.js';

const ping = encodeFrame(bitcoin.regtest, 'ping', new Uint8Array(8));

/** A framing whose code is loaded, or cannot be loaded, when the test says so. */
function loading(): {
  framing: LoadingFraming;
  readonly loaded: (real: Framing) => Promise<void>;
  readonly failed: (error: Error) => Promise<void>;
  wakeCalls: () => number;
} {
  let settle!: { resolve: (framing: Framing) => void; reject: (error: Error) => void };
  const code = new Promise<Framing>((resolve, reject) => (settle = { resolve, reject }));
  let calls = 0;
  const wake = (): void => void (calls += 1);
  const isSettled = (): Promise<void> => new Promise((done) => setImmediate(done));
  return {
    framing: new LoadingFraming(code, wake),
    wakeCalls: () => calls,
    loaded: (real) => (settle.resolve(real), isSettled()),
    failed: (error) => (settle.reject(error), isSettled()),
  };
}

/** Passes what each side has to send to the other until neither has more. */
function exchange(a: Framing, b: Framing): void {
  for (
    let [fromA, fromB] = [a.takeOutput(), b.takeOutput()];
    fromA ?? fromB;
    fromA = a.takeOutput(), fromB = b.takeOutput()
  ) {
    for (const [to, bytes] of [
      [b, fromA],
      [a, fromB],
    ] as const) {
      if (bytes === undefined) continue;
      to.push(bytes);
      expect(to.next()).toBeUndefined();
    }
  }
}

function codeOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return isPeerError(error) ? error.code : String(error);
  }
  return undefined;
}

describe('the framing of transport v2 while its code is loaded', () => {
  it('sends nothing, wakes its reader once, and is the loaded framing from then on', async () => {
    const { framing, loaded, wakeCalls } = loading();
    expect([framing.version, framing.state, framing.canSend, framing.takeOutput()]).toEqual([
      2,
      'Loading',
      false,
      undefined,
    ]);
    const remote = framingOf(false, 1);
    await loaded(framingOf(true, 2));
    expect(wakeCalls()).toBe(1);
    exchange(framing, remote);
    expect([framing.state, remote.state]).toEqual(['Ready', 'Ready']);
    expect(framing.sessionId).toBe(remote.sessionId);
    remote.push(framing.seal('ping', ping));
    expect(remote.next()).toMatchObject({ command: 'ping' });
  });

  it('stores the key and the garbage of a remote that dialled, in chunks that their owner reuses', async () => {
    const { framing, loaded } = loading();
    const remote = framingOf(true, 3);
    const key = remote.takeOutput()!;
    const chunk = new Uint8Array(50);
    for (let at = 0; at < key.length; at += 50) {
      const part = chunk.subarray(0, Math.min(50, key.length - at));
      part.set(key.subarray(at, at + 50));
      framing.push(part);
      expect(framing.next()).toBeUndefined();
      part.fill(0);
    }
    expect(framing.hasReceived).toBe(true);
    await loaded(framingOf(false, 4));
    // What a reader does when it is woken.
    framing.push(new Uint8Array(0));
    expect(framing.next()).toBeUndefined();
    exchange(framing, remote);
    expect([framing.state, remote.state]).toEqual(['Ready', 'Ready']);
  });

  it.each([
    [MAX_LOADING_BYTES, undefined],
    [MAX_LOADING_BYTES + 1, 'NO_TERMINATOR'],
  ])('for %i bytes before our key: %s', (length, code) => {
    const { framing } = loading();
    framing.push(new Uint8Array(length));
    expect(codeOf(() => framing.next())).toBe(code);
    expect(codeOf(() => framing.next())).toBe(code);
  });

  it('errors with CONNECT_FAILED, the reason and the advice if the code cannot be loaded', async () => {
    const { framing, failed, wakeCalls } = loading();
    await failed(new Error('404'));
    expect(wakeCalls()).toBe(1);
    framing.push(new Uint8Array(0));
    expect(() => framing.next()).toThrow(/transport v2 cannot be loaded \(404\): check that/);
    expect(codeOf(() => framing.next())).toBe('CONNECT_FAILED');
  });

  it('ends without an error before the first byte, and TRUNCATED after it', () => {
    const { framing } = loading();
    expect(codeOf(() => framing.end())).toBeUndefined();
    framing.push(joinBytes([Uint8Array.of(1)]));
    expect(framing.next()).toBeUndefined();
    expect(codeOf(() => framing.end())).toBe('TRUNCATED');
  });
});
