import { randomBytes } from 'node:crypto';
import { Observable } from 'rxjs';
import { errorReason } from '../base/errorReason.js';
import { toHex } from '../codec/hex.js';
import { bytesOfText } from '../codec/text.js';
import type { Credentials, Proxy } from './proxyUrl.js';
import { Socks5Handshake, SocksError } from './socks5.js';
import type { OpenedSocket } from './tcpSocket.js';

/** A socket through which the proxy has connected to the remote. */
export interface ProxiedSocket {
  readonly opened: OpenedSocket;
  /** What the remote has sent directly after the reply of the proxy; often empty. */
  readonly firstBytes: Uint8Array;
}

/**
 * Performs the SOCKS5 handshake over a socket that is connected to the proxy, emits the socket, paused, and completes.
 *
 * Unsubscribing before the emission destroys the socket, and so does an error. Errors with SocksError.
 */
export function connectThroughProxy(
  opened: OpenedSocket,
  { credentials }: Proxy,
  { host, port }: { host: string; port: number },
): Observable<ProxiedSocket> {
  // Not fromEvent: the bytes come by a callback, and one subscription listens to several events.
  return new Observable((subscriber) => {
    const { socket } = opened;
    const handshake = new Socks5Handshake({
      host,
      port,
      credentials: credentials === 'random' ? randomCredentials() : credentials,
    });
    let isEmitted = false;
    const onEnd = (): void => subscriber.error(handshake.endError());
    const onError = (cause: Error): void =>
      subscriber.error(new SocksError(`has lost the connection: ${errorReason(cause)}`));
    socket.on('error', onError).on('end', onEnd).on('close', onEnd);
    subscriber.add(() => {
      // The listener of 'error' stays: a late error without one would end the process.
      if (!isEmitted) socket.off('end', onEnd).off('close', onEnd).destroy();
    });
    opened.onChunk = (chunk) => {
      if (subscriber.closed) return false;
      try {
        const bytes = handshake.receive(chunk);
        if (bytes !== undefined) socket.write(bytes);
      } catch (error) {
        subscriber.error(error);
        return false;
      }
      if (handshake.state !== 'connected') return true;
      socket.pause();
      isEmitted = true;
      // Before the emission: the next owner gets a socket without our listeners.
      socket.off('end', onEnd).off('close', onEnd).off('error', onError);
      subscriber.next({ opened, firstBytes: handshake.rest });
      subscriber.complete();
      return false;
    };
    socket.resume();
    socket.write(handshake.greeting);
  });
}

const RANDOM_BYTES = 16;

/**
 * Tor uses another circuit for each pair of user name and password (its option IsolateSOCKSAuth, on by default). Bitcoin Core's -proxyrandomize
 * does the same.
 */
function randomCredentials(): Credentials {
  const text = (): Uint8Array => bytesOfText(toHex(randomBytes(RANDOM_BYTES)));
  return { username: text(), password: text() };
}
