import { show } from '../../base/show.js';
import { wallClockMs } from '../../base/clock.js';
import { LocalProtocolError, toPeerError } from '../../base/errors.js';
import type { NetAddress } from '../../messages/netAddress.js';
import type { VersionMessage } from '../../messages/version.js';
import type { ConversationEnvironment } from '../runtime/environment.js';
import { processIdentity, type Identity } from './identity.js';
import { randomNonce } from './nonce.js';

/** Options for our version message. */
export interface LocalVersionOptions {
  /** The services we offer: a bit mask of ServiceFlags. Default 0n. */
  services?: bigint | undefined;
  /** Our protocol version. Default: the network's. */
  protocolVersion?: number | undefined;
  /** False: asks the remote not to announce transactions to us (relay=0, BIP37). Default true. */
  relay?: boolean | undefined;
  /** Called when our version is created: returns the height of our best block. Default: 0. */
  newestBlock?: (() => { height: number }) | undefined;
  /** Detects connections to ourselves. Default: one identity for the whole process. */
  identity?: Identity | undefined;
  /** The remote's address in our version. Default: all zero. */
  addressYou?: NetAddress | undefined;
  /** Our address in our version. Default: all zero. */
  addressMe?: NetAddress | undefined;
}

/**
 * Creates our version message with the current height and time. The identity stores its nonce. Call it when the message is sent.
 *
 * Errors with LocalProtocolError `CALLBACK_FAILED` when `newestBlock` throws or returns no height.
 */
export function localVersion(
  context: Pick<ConversationEnvironment, 'network' | 'random' | 'scheduler'>,
  options: LocalVersionOptions,
  userAgent: string,
  addressYou: NetAddress | undefined = options.addressYou,
): VersionMessage {
  const services = options.services ?? 0n;
  const protocolVersion = options.protocolVersion ?? context.network.protocolVersion;
  const nonce = randomNonce(context.random);
  const startHeight = heightOf(options.newestBlock);
  (options.identity ?? processIdentity).remember(nonce);
  const version: VersionMessage = {
    command: 'version',
    version: protocolVersion,
    services,
    timestamp: BigInt(Math.floor(wallClockMs(context.scheduler) / 1000)),
    addrRecv: addressYou ?? NO_ADDRESS,
    addrFrom: options.addressMe ?? { services, ip: NO_ADDRESS.ip, port: NO_ADDRESS.port },
    nonce,
    userAgent,
    startHeight,
  };
  if (protocolVersion >= RELAY_PROTOCOL_VERSION) version.relay = options.relay ?? true;
  return version;
}

/** The first protocol version whose version message ends with relay (BIP37). */
export const RELAY_PROTOCOL_VERSION = 70_001;

/** No address: all zero, as Bitcoin Core sends it. */
export const NO_ADDRESS: NetAddress = { services: 0n, ip: new Uint8Array(16), port: 0 };

function heightOf(newestBlock: (() => { height: number }) | undefined): number {
  if (newestBlock === undefined) return 0;
  let height: unknown;
  try {
    ({ height } = newestBlock());
  } catch (error) {
    throw toPeerError(error, 'newestBlock');
  }
  if (typeof height === 'number' && Number.isInteger(height) && height >= 0 && height <= 0x7fff_ffff) return height;
  throw new LocalProtocolError('CALLBACK_FAILED', `newestBlock returned the height ${show(height)}`);
}
