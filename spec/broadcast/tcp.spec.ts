import { describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, timer } from 'rxjs';
import { bitcoin, InventoryType, lbry, type Message, type Network } from '../../lib/index.js';
import { broadcast, broadcastResult, connect, createPool } from '../../lib/node.js';
import { startReceiver, type Receiver } from './receivers.js';
import { TRANSACTION, TXID } from './virtualBroadcast.js';

const COMMANDS = ['version', 'verack', 'inv', 'tx', 'ping'];
const commandsOf = (messages: readonly Message[]): string[] => messages.map(({ command }) => command);

/** Announces the transaction to the peers of this node until none is connected. */
function announceSoon({ peers }: Receiver): void {
  for (const peer of peers) {
    void peer.send({ command: 'inv', items: [{ type: InventoryType.transaction, hash: TXID }] });
  }
}

describe('a broadcast over TCP', () => {
  it.each<[string, Network]>([
    ['Bitcoin', bitcoin.regtest],
    ['LBRY', lbry.regtest],
  ])('reaches three nodes of %s, and closes its connections', async (_, network) => {
    const receivers = await Promise.all([1, 2, 3].map(() => startReceiver({ network })));
    const addresses = receivers.map(({ address }) => address);
    const result = await broadcastResult(broadcast(TRANSACTION, { network, addresses, timeoutMs: 10_000 }));
    expect(result).toMatchObject({ copies: 3, txid: TXID, echo: undefined });
    expect(result.outcomes.map(({ address }) => address).sort()).toEqual([...addresses].sort());
    for (const { received } of receivers) expect(received.map(commandsOf)).toEqual([COMMANDS]);
    const ends = receivers.map(({ peers }) => firstValueFrom(peers[0]!.closed$));
    expect((await Promise.all(ends)).map(({ by }) => by)).toEqual(['remote', 'remote', 'remote']);
  });

  it('replaces a port at which no node listens', async () => {
    const network = bitcoin.regtest;
    const { address } = await startReceiver();
    const closed = '127.0.0.1:1';
    const result = await broadcastResult(
      broadcast(TRANSACTION, { network, addresses: [closed, address], copies: 1, timeoutMs: 10_000 }),
    );
    expect(result.outcomes).toMatchObject([
      { address: closed, result: 'failedToConnect', error: { code: 'CONNECT_FAILED' } },
      { address, result: 'delivered' },
    ]);
  });

  it.each(['connect', 'a pool'])('watches the echo on the peers of %s', async (kind) => {
    const network = bitcoin.regtest;
    const [target, other] = [await startReceiver(), await startReceiver()];
    const [host = '', port] = other.address.split(':');
    const pool = createPool({ network, addresses: [other.address], connectOnly: true });
    const echoFrom = kind === 'connect' ? connect({ network, host, port: Number(port) }) : pool;
    if (kind !== 'connect') pool.start();
    const announcing = timer(0, 20).subscribe(() => announceSoon(other));
    const result = await broadcastResult(
      broadcast(TRANSACTION, { network, addresses: [target.address], timeoutMs: 10_000, echoFrom }),
    );
    announcing.unsubscribe();
    pool.close();
    expect(result.echo).toMatchObject({ address: other.address });
  });

  it('passes the proxy to connect, which refuses one that it cannot use', () => {
    const options = { network: bitcoin.regtest, addresses: ['127.0.0.1:1'], proxy: 'gopher://127.0.0.1:70' };
    expect(() => broadcast(TRANSACTION, options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: 'proxy' }),
    );
  });

  it('closes its connections when it is unsubscribed', async () => {
    const { address, connections } = await startReceiver({ requests: false });
    const event$ = broadcast(TRANSACTION, { network: bitcoin.regtest, addresses: [address], timeoutMs: 10_000 });
    // firstValueFrom unsubscribes.
    await firstValueFrom(event$.pipe(filter((event) => event.kind === 'progress' && event.stage === 'announced')));
    const { by, error } = await firstValueFrom(connections[0]!.closed$);
    expect(error?.code ?? by).toMatch(/^(remote|CONNECTION_LOST)$/);
  });
});
