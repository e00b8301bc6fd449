import { describe, expect, it } from '@jest/globals';
import { rawRemote } from '../helpers/rawRemote.js';
import { versionMessage } from '../helpers/samples.js';

describe('acceptRemote', () => {
  it('receives the peer after the data of the remote version is set', () => {
    const seen: unknown[] = [];
    const { peer, sendToPeer } = rawRemote({
      acceptRemote: () => void seen.push([peer.remote?.userAgent, peer.protocolVersion, peer.features.witness]),
    });
    sendToPeer(versionMessage({ version: 70_015 }));
    expect(seen).toEqual([['/remote:1.0/', 70_015, true]]);
  });
});
