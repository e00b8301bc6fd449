import type { Message } from '../../../messages/table.js';
import type { NatsClient } from '../natsConnection.js';
import { requireFromNatsOptions, type FromNatsOptions } from './fromNatsOptions.js';
import { NatsPool } from './natsPool.js';
import type { RemotePool } from './remotePool.js';

/**
 * The peers that monitors publish with `publishTo`, as one pool: `firstSeen`, `propagation`, `rates`, the alerts and the dashboard work
 * with forty machines as with one.
 *
 *     monitor berlin     --j--L-----L---      j a peer joined, L a list of messages
 *     monitor tokyo      ----j---L-----
 *     fromNats.joined$   --p-q---------
 *     fromNats.messages$ -----m--m--m--
 *
 * Hot from the call until `close()`, or until the connection is closed. Messages are decoded by the codecs of `network`, and only for
 * subscribers. All times come from the monitors, see `RemotePool.scheduler`. Data that cannot be read are a fault in `faults$` and change
 * nothing else, because any client that may publish can send anything: NatsError `BAD_PAYLOAD`, `RECORDS_TOO_LARGE`, `BAD_SUBJECT`,
 * `TOO_MANY_MONITORS`, `TOO_MANY_PEERS`, or the error of the codec; NatsError `SUBSCRIBE_FAILED` if the server refuses the subscription.
 *
 * Stores at most `maxMonitors` monitors, `maxPeers` peers, and one incomplete list of `maxListBytes` per monitor, but at most four times
 * `maxListBytes` for all monitors. Errors at the call with LocalProtocolError `INVALID_OPTION`.
 *
 * @example
 * const pool = fromNats(await connect({ servers: 'nats://127.0.0.1:4222' }), { network: bitcoin.mainnet });
 * pool.on('inv').subscribe(({ peer, message }) => console.log(peer.monitor, peer.address, message.items.length));
 */
export function fromNats<Msg extends Message = Message>(
  connection: NatsClient,
  options: FromNatsOptions<Msg>,
): RemotePool<Msg> {
  requireFromNatsOptions(options);
  return new NatsPool(connection, { ...options }) as unknown as RemotePool<Msg>;
}
