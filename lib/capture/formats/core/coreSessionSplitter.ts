import type { Network } from '../../../networks/network.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import type { CoreMessage } from './coreMessageDecoder.js';

/**
 * Splits the messages of a node's files into sessions, which the files do not mark. A second `version` in the same direction starts the next
 * session. The side that sends first has dialled, so the direction of the first message decides whether the session is inbound.
 */
export class CoreSessionSplitter {
  private session = 0;
  private readonly versionDirections = new Set<BytesRecord['direction']>();

  constructor(
    private readonly network: Network,
    private readonly address: string,
  ) {}

  /**
   * The records of the next message: `opened` if it starts a session, and its bytes. There is no `closed`, because the files do not
   * contain it.
   */
  *recordsOfMessage(
    direction: BytesRecord['direction'],
    { atMs, command, frame }: CoreMessage,
  ): Generator<CaptureRecord, void> {
    if (this.session === 0 || (command === 'version' && this.versionDirections.has(direction))) {
      this.session += 1;
      this.versionDirections.clear();
      yield {
        kind: 'opened',
        session: this.session,
        atMs,
        network: this.network.name,
        direction: direction === 'received' ? 'inbound' : 'outbound',
        address: this.address,
      };
    }
    if (command === 'version') this.versionDirections.add(direction);
    yield { kind: 'bytes', session: this.session, atMs, direction, bytes: frame };
  }
}
