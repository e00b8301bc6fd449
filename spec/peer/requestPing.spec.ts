import { describe, expect, it } from '@jest/globals';
import { rawRemote } from '../helpers/rawRemote.js';
import { versionMessage } from '../helpers/samples.js';

describe('request.ping()', () => {
  it('errors at once if the protocol version of the remote has no pong', () => {
    const { peer, sendToPeer, received } = rawRemote({ conversations: [] });
    sendToPeer(versionMessage({ version: 60_000 }), { command: 'verack' });
    const errors: unknown[] = [];
    peer.request.ping().subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toMatchObject([
      { name: 'LocalProtocolError', message: 'no pong below protocol 60001, this is 60000' },
    ]);
    expect(received.map(({ command }) => command)).not.toContain('ping');
  });
});
