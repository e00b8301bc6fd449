import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { bitcoin, createIdentity, encodeMessage, type Network, type PeerError } from '../../lib/index.js';
import { connect, createPool, dial, type ConnectOptions } from '../../lib/node.js';
import { afterTest, plainServer } from '../helpers/tcp.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';
import { firstValueFrom, lastValueFrom, Subscription } from 'rxjs';

function options(port: number, more: Partial<ConnectOptions> = {}): ConnectOptions {
  return { network: bitcoin.regtest, host: '127.0.0.1', port, identity: createIdentity(), ...more };
}

const failureOf = (port: number, more?: Partial<ConnectOptions>): Promise<PeerError> =>
  lastValueFrom(connect(options(port, more))).then(
    () => {
      throw new Error('connected');
    },
    (error: unknown) => error as PeerError,
  );

/** The action of the remote after our first bytes. */
const onFirstBytes = (act: (socket: Socket) => void) => (socket: Socket) => void socket.once('data', () => act(socket));

const version = bytesOf([versionMessage()]);
const BEFORE = 'within the handshake on bitcoin.regtest, before its version';
const AFTER = 'within the handshake on bitcoin.regtest, after its version: it refuses our version or services';
const CAUSES = 'it may be on another network, not be a node, or refuse us';

describe('a connection that ends within the handshake', () => {
  it('is reported as such, before the version of the remote', async () => {
    const port = await plainServer(onFirstBytes((socket) => socket.end()));
    expect(await failureOf(port)).toMatchObject({
      name: 'TransportError',
      code: 'REMOTE_CLOSED',
      message: `127.0.0.1:${port} closed the connection ${BEFORE}: ${CAUSES}`,
    });
  });

  it('is reported as such, after the version of the remote', async () => {
    const port = await plainServer(onFirstBytes((socket) => socket.end(version)));
    expect(await failureOf(port)).toMatchObject({
      code: 'REMOTE_CLOSED',
      message: `127.0.0.1:${port} closed the connection ${AFTER}`,
    });
  });

  it('is reported as such when it is reset', async () => {
    const port = await plainServer(onFirstBytes((socket) => socket.resetAndDestroy()));
    const error = await failureOf(port);
    expect(error).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `connection to 127.0.0.1:${port} lost: ECONNRESET ${BEFORE}: ${CAUSES}`,
      cause: { code: 'ECONNRESET' },
    });
  });

  it('is reported as such when the remote is silent', async () => {
    const port = await plainServer(() => undefined);
    expect(await failureOf(port, { negotiationTimeoutMs: 20 })).toMatchObject({
      code: 'NEGOTIATION_TIMEOUT',
      timeoutMs: 20,
      message: `no handshake within 20 ms from 127.0.0.1:${port}: ended ${BEFORE}: ${CAUSES}`,
    });
  });

  it.each<[string, Network, Uint8Array, string]>([
    [
      'another network',
      bitcoin.mainnet,
      encodeMessage({ command: 'verack' }, { network: bitcoin.regtest }),
      'magic fabfb5da of bitcoin.regtest, f9beb4d9 of bitcoin.mainnet expected: the remote is on another network',
    ],
    [
      'an RPC port',
      bitcoin.regtest,
      Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'magic 48545450, fabfb5da of bitcoin.regtest expected: this is HTTP, so the port is perhaps one for RPC or web',
    ],
  ])('names the protocol or network of the remote: %s', async (_, network, answer, message) => {
    const port = await plainServer(onFirstBytes((socket) => socket.end(answer)));
    expect(await failureOf(port, { network })).toMatchObject({ code: 'WRONG_MAGIC', message });
  });

  it('has the same error in dial() and in a pool', async () => {
    const port = await plainServer(onFirstBytes((socket) => socket.end()));
    const message = `127.0.0.1:${port} closed the connection ${BEFORE}: ${CAUSES}`;
    await expect(dial(options(port))).rejects.toMatchObject({ code: 'REMOTE_CLOSED', message });
    const pool = createPool({
      network: bitcoin.regtest,
      addresses: [`127.0.0.1:${port}`],
      dnsSeeds: [],
      gossip: false,
    });
    afterTest(new Subscription(() => pool.close()));
    const failed = firstValueFrom(pool.failed$);
    pool.start();
    expect((await failed).error).toMatchObject({ code: 'REMOTE_CLOSED', message });
  });

  it('has another text after the handshake', async () => {
    const verack = bytesOf([{ command: 'verack' }]);
    const port = await plainServer(onFirstBytes((socket) => socket.end(Buffer.concat([version, verack]))));
    expect(await failureOf(port)).toMatchObject({
      code: 'REMOTE_CLOSED',
      message: `127.0.0.1:${port} closed the connection`,
    });
  });
});
