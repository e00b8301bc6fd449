import { parseIp, IPV4_PREFIX, startsWith } from '../address/ipAddress.js';
import { bytesOfText } from '../codec/text.js';
import { joinBytes } from '../codec/joinBytes.js';
import { toHex } from '../codec/hex.js';
import { show } from '../base/show.js';
import type { Credentials } from './proxyUrl.js';
import { socksReplyText } from './socksReplies.js';

/** A SOCKS5 handshake failed. The message states what the proxy did, without the names of the proxy and the target. */
export class SocksError extends Error {
  override readonly name = 'SocksError';

  constructor(
    message: string,
    /** The reply code to our request; undefined if the proxy failed before its reply, or sent one that cannot be read. */
    readonly reply?: number,
  ) {
    super(message);
  }
}

/** What a handshake waits for. */
export type SocksState = 'method' | 'authentication' | 'reply' | 'connected';

/** The options of `Socks5Handshake`. */
export interface Socks5Options {
  /** An IPv4 or IPv6 address, or a name of 1 to 255 bytes, which the proxy resolves. */
  host: string;
  /** 1 to 65535. */
  port: number;
  /** Offered in addition to no authentication, and sent if the proxy chooses them; undefined: not offered. */
  credentials: Credentials | undefined;
}

/**
 * The client's side of a SOCKS5 handshake, without I/O: RFC 1928, and RFC 1929 for user name and password.
 *
 *     method ──────────────▶ reply ─▶ connected      the proxy chose no authentication
 *        └─▶ authentication ──▲                      the proxy chose user name and password
 *
 * Write `greeting`, then pass each received chunk to `receive`, and write the bytes that it returns. In the state `connected` the
 * connection belongs to the remote, and `rest` contains the bytes that the remote has already sent. Stores at most one incomplete answer
 * of the proxy, 262 bytes.
 */
export class Socks5Handshake {
  /** The first bytes to send: the version and the methods that we offer. */
  readonly greeting: Uint8Array;
  private current: SocksState = 'method';
  private unread: Uint8Array = new Uint8Array();

  constructor(private readonly options: Socks5Options) {
    const methods = options.credentials === undefined ? [NO_AUTHENTICATION] : [NO_AUTHENTICATION, USERNAME_PASSWORD];
    this.greeting = Uint8Array.of(SOCKS_VERSION, methods.length, ...methods);
  }

  /** What the handshake waits for. */
  get state(): SocksState {
    return this.current;
  }

  /** The received bytes that follow the handshake: a copy. */
  get rest(): Uint8Array {
    return this.unread;
  }

  /**
   * Reads a chunk of any size.
   *
   * @returns the bytes to send; undefined for none
   *
   * Errors with SocksError; the handshake cannot be continued then.
   */
  receive(chunk: Uint8Array): Uint8Array | undefined {
    this.unread = joinBytes([this.unread, chunk]);
    const sent: Uint8Array[] = [];
    // Answers that a proxy sends before it is asked are read in order, too.
    while (this.current !== 'connected') {
      const before = this.current;
      const bytes = this.readAnswer();
      if (bytes !== undefined) sent.push(bytes);
      if (this.current === before) break;
    }
    return sent.length === 0 ? undefined : joinBytes(sent);
  }

  /** The error for the end of the connection in this state. */
  endError(): SocksError {
    return new SocksError(`closed the connection ${ENDINGS[this.current]}`);
  }

  /** Reads one complete answer and moves to the next state. Returns what we send then. */
  private readAnswer(): Uint8Array | undefined {
    switch (this.current) {
      case 'method':
        return this.readMethod();
      case 'authentication':
        return this.readAuthentication();
      default:
        this.readReply();
        return undefined;
    }
  }

  private readMethod(): Uint8Array | undefined {
    const [version, method] = this.unread;
    if (version !== undefined && version !== SOCKS_VERSION) throw notSocks(this.unread);
    if (method === undefined) return undefined;
    this.skip(2);
    const { credentials } = this.options;
    if (method === NO_AUTHENTICATION) {
      this.current = 'reply';
      return this.request();
    }
    if (method === USERNAME_PASSWORD && credentials !== undefined) {
      this.current = 'authentication';
      const { username, password } = credentials;
      return joinBytes([
        Uint8Array.of(AUTHENTICATION_VERSION, username.length),
        username,
        Uint8Array.of(password.length),
        password,
      ]);
    }
    throw new SocksError(refusedMethodText(method, credentials !== undefined));
  }

  private readAuthentication(): Uint8Array | undefined {
    const [version, status] = this.unread;
    if (version !== undefined && version !== AUTHENTICATION_VERSION) {
      throw new SocksError(
        `violates SOCKS5: version ${AUTHENTICATION_VERSION} of the answer to user name and password expected, got ${version}`,
      );
    }
    if (status === undefined) return undefined;
    // "A STATUS field of X'00' indicates success" (RFC 1929, section 2).
    if (status !== 0) throw new SocksError(`refuses the user name and password (status ${status})`);
    this.skip(2);
    this.current = 'reply';
    return this.request();
  }

  private readReply(): void {
    const [version, reply, reserved, addressType, nameLength] = this.unread;
    if (version !== undefined && version !== SOCKS_VERSION) {
      throw new SocksError(`violates SOCKS5: version 5 of the reply expected, got ${version}`);
    }
    // Not after the whole reply: some proxies send only a part of it when they refuse.
    if (reply !== undefined && reply !== 0) throw new SocksError(socksReplyText(reply), reply);
    if (reserved !== undefined && reserved !== 0) {
      throw new SocksError(`violates SOCKS5: 0 as the reserved byte of the reply expected, got ${reserved}`);
    }
    if (addressType === undefined) return;
    const addressBytes = bytesOfBoundAddress(addressType, nameLength);
    if (addressBytes === undefined || this.unread.length < 4 + addressBytes + 2) return;
    // The address from which the proxy connected is not needed.
    this.skip(4 + addressBytes + 2);
    this.current = 'connected';
  }

  private request(): Uint8Array {
    const { host, port } = this.options;
    const head = Uint8Array.of(SOCKS_VERSION, CONNECT, 0);
    return joinBytes([head, addressField(host), Uint8Array.of(port >> 8, port & 0xff)]);
  }

  private skip(count: number): void {
    this.unread = this.unread.slice(count);
  }
}

const SOCKS_VERSION = 5;
const AUTHENTICATION_VERSION = 1;
const NO_AUTHENTICATION = 0x00;
const USERNAME_PASSWORD = 0x02;
const NO_ACCEPTABLE_METHOD = 0xff;
const CONNECT = 1;
const IPV4 = 1;
const DOMAIN_NAME = 3;
const IPV6 = 4;

const ENDINGS: Readonly<Record<SocksState, string>> = {
  method: 'before its answer to the greeting: it may not be a SOCKS5 proxy',
  authentication: 'after the user name and password: it probably refuses them',
  reply: 'before its reply to the request',
  connected: 'after its reply',
};

/** The type, the length if it is a name, and the bytes of the address (RFC 1928, section 5). */
function addressField(host: string): Uint8Array {
  const ip = parseIp(host);
  if (ip === undefined) {
    const name = bytesOfText(host);
    return joinBytes([Uint8Array.of(DOMAIN_NAME, name.length), name]);
  }
  return startsWith(ip, IPV4_PREFIX) ? Uint8Array.of(IPV4, ...ip.subarray(12)) : Uint8Array.of(IPV6, ...ip);
}

/** The number of bytes of the bound address, with the length of a name; undefined if that has not arrived. */
function bytesOfBoundAddress(type: number, nameLength: number | undefined): number | undefined {
  if (type === IPV4) return 4;
  if (type === IPV6) return 16;
  if (type === DOMAIN_NAME) return nameLength === undefined ? undefined : 1 + nameLength;
  throw new SocksError(`violates SOCKS5: address type 1, 3 or 4 in the reply expected, got ${type}`);
}

function refusedMethodText(method: number, offersCredentials: boolean): string {
  if (method !== NO_ACCEPTABLE_METHOD) {
    return `violates SOCKS5: it chose the authentication method ${method}, which we did not offer`;
  }
  if (offersCredentials) return 'accepts neither a user name and password nor no authentication';
  return 'requires authentication: write the user name and the password as socks5://user:password@host:port';
}

/** The error for first bytes that no SOCKS5 proxy sends. */
function notSocks(bytes: Uint8Array): SocksError {
  const start = bytes.subarray(0, MAX_SHOWN_BYTES);
  const text = String.fromCharCode(...start);
  const hex = toHex(start);
  const known = PROTOCOLS.find(([pattern]) => pattern.test(hex))?.[1];
  const isText = /^[\x20-\x7e\r\n]+$/.test(text);
  const got = isText ? show(text) : hex;
  return new SocksError(
    `is not a SOCKS5 proxy: answer to the greeting with version 5 expected, got ${got}${known === undefined ? '' : `, ${known}`}`,
  );
}

const MAX_SHOWN_BYTES = 16;

/** Other protocols by their first bytes in hex. */
const PROTOCOLS: readonly (readonly [pattern: RegExp, what: string])[] = [
  // "HTTP".
  [/^48545450/, 'which is HTTP: perhaps an HTTP proxy or a web server'],
  // A record with an alert or a handshake, version 3.x (RFC 8446, section 5.1).
  [/^1[56]03/, 'which is TLS'],
  // "SSH-".
  [/^5353482d/, 'which is SSH'],
  // Version 0, and a reply from 90 to 93.
  [/^005[a-d]/, 'which is SOCKS4'],
];
