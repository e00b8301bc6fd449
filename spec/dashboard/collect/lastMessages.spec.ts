import { describe, expect, it } from '@jest/globals';
import { lastMessages } from '../../../lib/dashboard/collect/lastMessages.js';
import { readyRemote } from '../../helpers/rawRemote.js';

const none = { messages: 0, bytes: 0, byCommand: {} };

describe('the last messages of a peer', () => {
  it('are the last command and time of each direction', () => {
    const { peer, sendToPeer } = readyRemote();
    sendToPeer({ command: 'ping', nonce: 1n });
    const { received, sent } = peer.stats();
    expect(lastMessages(peer.stats())).toEqual({
      received: { command: 'ping', atMs: received.lastMs },
      sent: { command: 'pong', atMs: sent.lastMs },
    });
    sendToPeer({ command: 'unknown', name: 'whatever', payload: new Uint8Array(1) });
    expect(lastMessages(peer.stats()).received).toMatchObject({ command: 'unknown' });
  });

  it('are absent before the first message, and unknown if a publisher leaves the command out', () => {
    expect(lastMessages({ received: none, sent: { ...none, lastMs: 5 } })).toEqual({
      sent: { command: 'unknown', atMs: 5 },
    });
  });

  it('are cut after 12 characters, and escaped', () => {
    const received = { ...none, lastMs: 1, lastCommand: `\u202e${'x'.repeat(20)}` };
    expect(lastMessages({ received, sent: none }).received!.command).toBe(`\\u{202e}${'x'.repeat(11)}`);
  });
});
