import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filter, map, merge } from 'rxjs';
import { bitcoin, toHex } from '../../lib/index.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { RawClient, type ReceivedFrame } from '../helpers/nodes/rawClient.js';
import { soon } from '../helpers/nodes/soon.js';
import { frame, POLICY_ROWS, policyVersion, type PolicyRow, type Tip } from './policyRows.js';

/** The nonce of the ping that follows the odd message, to check that the node is still connected. */
const LAST_NONCE = 'f1f2f3f4f5f6f7f8';

const absence = await bitcoindAbsence();

describe.each([
  ['without NODE_BLOOM', '-peerbloomfilters=0', POLICY_ROWS.filter(({ bloom }) => bloom !== true)],
  ['with NODE_BLOOM', '-peerbloomfilters=1', POLICY_ROWS.filter(({ bloom }) => bloom === true)],
] as const)('%s', (_, bloomArgument, rows) => {
  describeWith(absence, 'a Bitcoin node that receives an odd message', () => {
    let node: BitcoinNode;
    let tip: Tip;

    beforeAll(async () => {
      // Other rules apply to whitelisted peers. A node with BIP324 reads a first message other than version as a key.
      node = await startBitcoind('-nowhitelist', '-v2transport=0', bloomArgument);
      const { hash, time } = await node.rpc<{ hash: string; time: number }>(
        'getblockheader',
        await node.rpc<string>('getbestblockhash'),
      );
      tip = { hash, timestamp: time };
    });

    afterAll(() => node?.stop());

    it.each(rows.map((row) => [titleOf(row), row] as const))('%s', async (_, row) => {
      const { outcome, unexpected } = await play(row, node, tip);
      expect(outcome).toBe(row.node);
      expect(unexpected).toEqual([]);
    });
  });
});

it('has a unique name for each row', () => {
  const titles = POLICY_ROWS.map((row) => `${titleOf(row)} ${row.bloom}`);
  expect(new Set(titles).size).toBe(titles.length);
});

function titleOf({ name, when, node }: PolicyRow): string {
  return `${node === 'stays' ? 'stays connected' : 'disconnects'} after ${name} (${when})`;
}

interface Played {
  readonly outcome: PolicyRow['node'];
  /** Commands that the node does not send, according to the row. */
  readonly unexpected: string[];
}

/** Sends the row's bytes at their time, completes the handshake, and waits for the answer to a last ping or for the end. */
async function play(row: PolicyRow, { host, port }: BitcoinNode, tip: Tip): Promise<Played> {
  const client = new RawClient(host, port, bitcoin.regtest);
  const received: ReceivedFrame[] = [];
  const subscription = client.frame$.subscribe((each) => received.push(each));
  try {
    const verack = frame('verack');
    if (row.when === 'beforeVersion') client.write(row.bytes(tip));
    client.write(policyVersion());
    if (row.when === 'beforeVerack') client.write(row.bytes(tip));
    client.write(verack);
    if (row.when === 'ready') {
      await soon(client.frame$.pipe(filter(({ command }) => command === 'verack')), 'verack');
      client.write(row.bytes(tip));
    }
    client.write(frame('ping', LAST_NONCE));
    const stays$ = client.frame$.pipe(
      filter(isLastPong),
      map(() => 'stays' as const),
    );
    const outcome = await soon(merge(stays$, client.ended$), 'pong or end');
    const unexpected = received.filter((each) => each.command === row.unanswered && !isLastPong(each));
    return { outcome, unexpected: unexpected.map(({ command }) => command) };
  } finally {
    subscription.unsubscribe();
    client.close();
  }
}

function isLastPong({ command, payload }: ReceivedFrame): boolean {
  return command === 'pong' && toHex(payload) === LAST_NONCE;
}
