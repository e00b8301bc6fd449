import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { parseIp } from '../../lib/index.js';
import { formatIp } from '../../lib/address/ipAddress.js';
import { listenAt, plainServer } from './tcp.js';

/** Bytes from numbers and Latin-1 texts. */
export const bytes = (...parts: (number | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])));

/** The reply of success, with the bound address 0.0.0.0:0. */
export const CONNECTED = bytes(5, 0, 0, 1, 0, 0, 0, 0, 0, 0);

/** A proxy that answers with these bytes, the first when it has received anything, each next one after further bytes. */
export interface ScriptedProxy {
  readonly url: string;
  /** What it received, one array per chunk; each of our messages is one chunk. */
  readonly received: Uint8Array[];
  readonly sockets: Socket[];
  /** Resolves when its first connection has been closed by us. */
  readonly closed: Promise<void>;
}

export async function scriptedProxy(
  answers: readonly Uint8Array[],
  { path, end = false }: { path?: string; end?: boolean } = {},
): Promise<ScriptedProxy> {
  const received: Uint8Array[] = [];
  const sockets: Socket[] = [];
  let onClosed = (): void => undefined;
  const closed = new Promise<void>((resolve) => (onClosed = resolve));
  const port = await listenAt(path, (socket) => {
    let next = 0;
    sockets.push(socket);
    socket.on('data', (chunk) => {
      received.push(Uint8Array.from(chunk));
      const answer = answers[next++];
      if (answer !== undefined) socket.write(answer);
      if (end && next >= answers.length) socket.end();
    });
    socket.on('close', onClosed);
  });
  return { url: path === undefined ? `socks5://127.0.0.1:${port}` : `unix:${path}`, received, sockets, closed };
}

export interface ForwardingProxy {
  readonly url: string;
  /** `host:port` of each request. */
  readonly requested: string[];
  /** User name and password of each connection; undefined without authentication. */
  readonly credentials: (string | undefined)[];
}

/** A SOCKS5 proxy that connects every request for which `portOf` returns a port to that port of 127.0.0.1; it refuses others with reply 4. */
export async function forwardingProxy(
  portOf: (host: string, port: number) => number | undefined,
): Promise<ForwardingProxy> {
  const requested: string[] = [];
  const credentials: (string | undefined)[] = [];
  const port = await plainServer((socket) => {
    void serve(socket).catch(() => socket.destroy());
  });

  async function serve(socket: Socket): Promise<void> {
    const greeting = await chunkOf(socket);
    const usesPassword = greeting.subarray(2, 2 + greeting[1]!).includes(2);
    socket.write(bytes(5, usesPassword ? 2 : 0));
    if (usesPassword) {
      const answer = await chunkOf(socket);
      const userEnd = 2 + answer[1]!;
      credentials.push(`${answer.toString('latin1', 2, userEnd)}:${answer.toString('latin1', userEnd + 1)}`);
      socket.write(bytes(1, 0));
    } else credentials.push(undefined);
    const request = await chunkOf(socket);
    const host = hostOf(request);
    const wanted = request.readUInt16BE(request.length - 2);
    requested.push(`${host}:${wanted}`);
    const to = portOf(host, wanted);
    if (to === undefined) {
      socket.end(bytes(5, 4, 0, 1, 0, 0, 0, 0, 0, 0));
      return;
    }
    const remote = createConnection({ host: '127.0.0.1', port: to });
    remote.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => remote.destroy());
    await once(remote, 'connect');
    socket.write(CONNECTED);
    socket.pipe(remote).pipe(socket);
  }

  return { url: `socks5://127.0.0.1:${port}`, requested, credentials };
}

async function chunkOf(socket: Socket): Promise<Buffer> {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk;
}

function hostOf(request: Buffer): string {
  if (request[3] === 3) return request.toString('latin1', 5, 5 + request[4]!);
  if (request[3] === 1) return request.subarray(4, 8).join('.');
  return formatIp(Uint8Array.from(request.subarray(4, 20)));
}

/** The bytes of an IPv6 address. */
export const ipv6 = (text: string): number[] => [...parseIp(text)!];
