import { switchMap, type Observable } from 'rxjs';
import { connect } from '../connect/connect.js';
import { dialOnce } from '../connect/dialOnce.js';
import { connectedPeer } from '../connect/connectedPeer.js';
import { PONG_PROTOCOL_VERSION } from '../messages/ping.js';
import type { Transaction } from '../messages/transaction.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import { peerSettings } from '../peer/peerSettings.js';
import type { PeerAddress } from '../pool/peerAddress.js';
import { deliverTransaction } from '../protocol/deliverTransaction.js';
import type { BroadcastSettings } from './broadcastOptions.js';

/** Default of `connectTimeoutMs`, as of `connect`. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Connects to one address, by `connect` or by the option `dial`, as an anonymous peer that delivers the transaction and answers nothing else.
 * Errors at the call with LocalProtocolError `INVALID_OPTION` for an option that `connect` refuses, and otherwise with the errors of
 * `connect`.
 */
export function openConnection(
  { options, scheduler }: BroadcastSettings,
  transaction: Transaction,
  address: PeerAddress,
  onPeer: (peer: Peer) => void,
): Observable<ReadyPeer> {
  const {
    connectTimeoutMs = CONNECT_TIMEOUT_MS,
    dial,
    isolate,
    network,
    negotiationTimeoutMs,
    proxy,
    random,
  } = options;
  const { pongTimeoutMs, requestTimeoutMs } = options;
  const peerOptions: PeerOptions = {
    network,
    scheduler,
    random,
    negotiationTimeoutMs,
    onPeer,
    anonymous: true,
    conversations: [deliverTransaction({ transaction, requestTimeoutMs, pongTimeoutMs })],
    minProtocolVersion: PONG_PROTOCOL_VERSION,
    acceptRemote: ({ relay = true }) => (relay ? undefined : 'it relays no transactions (relay=0 in its version)'),
    // We announce one item and process no inventory of the remote.
    knownInventoryCapacity: 1,
  };
  const { host, port } = address;
  if (dial === undefined) return connect({ ...peerOptions, host, port, connectTimeoutMs, proxy, isolate });
  const settings = peerSettings(peerOptions);
  return dialOnce(address, { dial, connectTimeoutMs, scheduler }).pipe(
    switchMap((duplex) => connectedPeer(duplex, settings)),
  );
}
