import type { VersionMessage } from '../../messages/version.js';
import type { ConversationEnvironment } from '../runtime/environment.js';
import { NO_ADDRESS, RELAY_PROTOCOL_VERSION } from './localVersion.js';
import { randomNonce } from './nonce.js';

/** The user agent of Bitcoin Core's private broadcast connections (net_processing.cpp PushNodeVersion). */
export const ANONYMOUS_USER_AGENT = '/pynode:0.0.1/';

/**
 * A version message that is the same for every sender, except for its random nonce. It has services 0, time 0, no addresses, height 0,
 * relay 0, and the user agent of Bitcoin Core's private broadcast connections.
 *
 * No identity stores the nonce. Otherwise a remote could send the nonce to nodes that it suspects: the sender would recognise its nonce
 * and close the connection (Bitcoin Core, net.cpp CheckIncomingNonce).
 */
export function anonymousVersion(
  { network, random }: Pick<ConversationEnvironment, 'network' | 'random'>,
  protocolVersion = network.protocolVersion,
): VersionMessage {
  const version: VersionMessage = {
    command: 'version',
    version: protocolVersion,
    services: 0n,
    timestamp: 0n,
    addrRecv: NO_ADDRESS,
    addrFrom: NO_ADDRESS,
    nonce: randomNonce(random),
    userAgent: ANONYMOUS_USER_AGENT,
    startHeight: 0,
  };
  if (protocolVersion >= RELAY_PROTOCOL_VERSION) version.relay = false;
  return version;
}
