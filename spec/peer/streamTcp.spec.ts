import { expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { bitcoin, createIdentity } from '../../lib/index.js';
import { dial } from '../../lib/node.js';
import { numberOf, sized } from '../helpers/peer/messages.js';
import { eventually } from '../helpers/nodes/soon.js';
import { ourListener } from '../helpers/tcp.js';

const MESSAGES = 400;
const MESSAGE_BYTES = 100_000;
const BUDGET_BYTES = 1_000_000;
/** A chunk of TCP (READ_BUFFER in transport/tcpDuplex.ts), and a message that was incomplete when reading stopped. */
const SLACK_BYTES = 1024 * 1024 + MESSAGE_BYTES;

it('a busy loop stops the socket of a real connection within the budget, and then gets every message in order', async () => {
  const { port, peer$ } = await ourListener({ sendBudgetBytes: 64 * 1024 * 1024 });
  const accepted = firstValueFrom(peer$);
  await using peer = await dial({
    network: bitcoin.regtest,
    host: '127.0.0.1',
    port,
    identity: createIdentity(),
    readBudgetBytes: BUDGET_BYTES,
  });
  const remote = await accepted;
  const stream = peer.stream('unknown');
  const sent = Array.from({ length: MESSAGES }, (_, n) => remote.send(sized(n, MESSAGE_BYTES)));

  // The loop does not ask: the operating system's buffers fill, and the remote keeps the rest.
  const stopped = await eventually(
    () => Promise.resolve(`${peer.stats().received.bytes} ${peer.stats().isPaused}`),
    (() => {
      let previous = '';
      let same = 0;
      return (now) => {
        same = now === previous && now.endsWith('true') ? same + 1 : 0;
        previous = now;
        return same >= 4;
      };
    })(),
    'paused socket',
  );
  expect(peer.stats().unfinishedBytes).toBeLessThan(BUDGET_BYTES + SLACK_BYTES);
  expect(parseInt(stopped)).toBeLessThan(BUDGET_BYTES + SLACK_BYTES + 10_000);
  expect(remote.stats().queuedBytes).toBeGreaterThan(0);

  const values: number[] = [];
  let mostUnfinished = 0;
  for await (const message of stream) {
    values.push(numberOf(message));
    mostUnfinished = Math.max(mostUnfinished, peer.stats().unfinishedBytes);
    if (values.length === MESSAGES) break;
  }
  expect(values).toEqual(Array.from({ length: MESSAGES }, (_, n) => n));
  expect(mostUnfinished).toBeLessThan(BUDGET_BYTES + SLACK_BYTES);
  expect(await Promise.all(sent)).toEqual(sent.map(() => true));
  expect(peer.stats()).toMatchObject({ isPaused: false, unfinishedBytes: 0 });
}, 30_000);
