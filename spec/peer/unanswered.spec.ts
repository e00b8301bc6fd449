import { describe, expect, it } from '@jest/globals';
import type { Observable } from 'rxjs';
import type { Peer } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { hash } from '../helpers/samples.js';

const timeoutMs = 1500;
const core = 'and Bitcoin Core sends nothing for a block that it does not have';

describe('a request without an answer', () => {
  it.each<[string, (peer: Peer) => Observable<unknown>]>([
    [
      `getdata unanswered for 1500 ms: the remote may not have block ${hash(7)}, ${core}`,
      (peer) => peer.request.blocks([hash(7)], { timeoutMs }),
    ],
    [
      `getdata unanswered for 1500 ms: the remote may not have all of these blocks, ${core}`,
      (peer) => peer.request.blocks([hash(7), hash(8)], { timeoutMs }),
    ],
    ['getdata unanswered for 1500 ms', (peer) => peer.request.transactions([hash(7)], { timeoutMs })],
    [
      'mempool unanswered for 1500 ms: a node without NODE_BLOOM, and one whose mempool is empty, does not answer',
      (peer) => peer.request.mempool({ timeoutMs }),
    ],
    [
      'getaddr unanswered for 1500 ms: a node that dialled us, and one that was asked before, does not answer',
      (peer) => peer.request.addresses({ timeoutMs }),
    ],
    ['ping unanswered for 1500 ms', (peer) => peer.request.ping({ timeoutMs })],
  ])('names the possible cause in its error: %s', (message, ask$) => {
    const time = new VirtualTime();
    const { peer } = readyRemote({ scheduler: time });
    const outcome = outcomeOf(ask$(peer));
    time.advance(timeoutMs);
    expect(outcome.error).toMatchObject({ code: 'REQUEST_TIMEOUT', timeoutMs, message });
  });
});
