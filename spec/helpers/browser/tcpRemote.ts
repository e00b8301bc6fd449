import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Message, VersionMessage } from '../../../lib/index.js';
import { bytesOf, versionMessage } from '../samples.js';

/** A node on 127.0.0.1 that says what a test wants. */
export interface TcpRemote {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** Sends these messages on all its connections. */
  send(...messages: Message[]): void;
  /** Sends these bytes on all its connections. */
  write(bytes: Uint8Array): void;
  /** Closes its connections, and refuses further ones. */
  close(): void;
}

/** Starts a node that answers each connection with this version, a verack and these messages, by transport v1. Its clock is right unless `version` has another. */
export async function tcpRemote(
  version: Partial<VersionMessage> = {},
  messages: readonly Message[] = [],
): Promise<TcpRemote> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined).resume();
    const timestamp = BigInt(Math.floor(Date.now() / 1000));
    socket.write(bytesOf([versionMessage({ timestamp, ...version }), { command: 'verack' }, ...messages]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const write = (bytes: Uint8Array): void => sockets.forEach((socket) => socket.write(bytes));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    send: (...more) => write(bytesOf(more)),
    write,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
