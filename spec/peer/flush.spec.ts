import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { sized } from '../helpers/peer/messages.js';
import { readyRemote } from '../helpers/rawRemote.js';

afterEach(() => void jest.useRealTimers());

describe('close({ flushTimeoutMs })', () => {
  it('settles the sends to a remote that stopped reading, within flushTimeoutMs', async () => {
    jest.useFakeTimers();
    const { peer, duplex } = readyRemote({ highWaterMarkBytes: 100, conversations: [] });
    duplex.pause();
    const results: (boolean | undefined)[] = [undefined, undefined, undefined];
    results.forEach((_, i) => void peer.send(sized(i)).then((written) => (results[i] = written)));
    peer.close({ flushTimeoutMs: 1000 });
    await jest.advanceTimersByTimeAsync(999);
    expect(results).toEqual([true, undefined, undefined]);
    await jest.advanceTimersByTimeAsync(1);
    expect(results).toEqual([true, false, false]);
  });
});

describe('a remote that closes without reading', () => {
  it('leaves nothing in the queue: each send is settled once', async () => {
    const { peer, duplex } = readyRemote({ highWaterMarkBytes: 100, conversations: [] });
    duplex.pause();
    const results = [1, 2, 3].map((n) => peer.send(sized(n)));
    duplex.close();
    expect(await Promise.all(results)).toEqual([true, false, false]);
    expect(peer.stats().queuedBytes).toBe(0);
  });
});
