import type { Network } from '../../../networks/network.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import type { CoreMessage } from './coreMessageDecoder.js';

/**
 * Parts the messages of a node's files into connections: a second `version` in the same direction begins the next one. Who
 * speaks first has dialled, so the first message tells whether the connection was inbound.
 */
export class CoreSessionSplitter {
  private session = 0;
  private readonly greeted = new Set<BytesRecord['direction']>();

  constructor(
    private readonly network: Network,
    private readonly address: string,
  ) {}

  /** The records of the next message. The files do not tell when a connection closed. */
  *recordsOfMessage(
    direction: BytesRecord['direction'],
    { atMs, command, frame }: CoreMessage,
  ): Generator<CaptureRecord, void> {
    if (this.session === 0 || (command === 'version' && this.greeted.has(direction))) {
      this.session += 1;
      this.greeted.clear();
      yield {
        kind: 'opened',
        session: this.session,
        atMs,
        network: this.network.name,
        direction: direction === 'received' ? 'inbound' : 'outbound',
        address: this.address,
      };
    }
    if (command === 'version') this.greeted.add(direction);
    yield { kind: 'bytes', session: this.session, atMs, direction, bytes: frame };
  }
}
