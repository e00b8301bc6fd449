import { describe, expect, it } from '@jest/globals';
import { map, of } from 'rxjs';
import { blockHash } from '../../lib/digests/blockHash.js';
import type { LbryMessage, Message } from '../../lib/messages/table.js';
import type { PeerMessage } from '../../lib/monitor/peerMessage.js';
import { sightings } from '../../lib/monitor/sightings.js';
import { block } from '../helpers/peer/messages.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { hash } from '../helpers/samples.js';

describe('sightings', () => {
  it('names a block of LBRY by its header of 112 bytes', () => {
    const header = { ...block(1).header, claimTrie: hash(9) };
    const message: LbryMessage = { command: 'block', block: { header, transactions: [] } };
    const { values } = outcomeOf(of({ peer: 'p', message }).pipe(sightings()));
    expect(values).toEqual([{ peer: 'p', type: 'block', key: blockHash(header), by: 'block' }]);
    expect(values[0]!.key).not.toBe(blockHash(block(1).header));
  });

  it('keeps the type of the peer', () => {
    const peerMessage: PeerMessage<Message, { name: string }> = {
      peer: { name: 'p' },
      message: { command: 'inv', items: [{ type: 1, hash: hash(1) }] },
    };
    const name$ = of(peerMessage).pipe(
      sightings(),
      map(({ peer }): string => peer.name),
    );
    expect(outcomeOf(name$).values).toEqual(['p']);
  });
});
