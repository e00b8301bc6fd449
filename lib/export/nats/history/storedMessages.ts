import { toPeerError, type PeerError } from '../../../base/errors.js';
import type { Message } from '../../../messages/table.js';
import type { Network } from '../../../networks/network.js';
import { readPayload } from '../../../wire/payload.js';
import type { ListPeer } from '../records/listHeader.js';
import { RecordList } from '../records/recordReader.js';

/** A message of the history. */
export interface HistoryMessage<Msg extends Message = Message> {
  /** The monitor that has received or sent it. */
  readonly monitor: string;
  /** The peer of that monitor: its id there, address, direction and transport. */
  readonly peer: Omit<ListPeer, 'isReady'>;
  /** `received`: from the remote; `sent`: by the monitor. */
  readonly direction: 'received' | 'sent';
  /** When it was received or sent, by the clock of the monitor: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** The message. */
  readonly message: Msg;
}

/**
 * The messages of one record list. A message that cannot be decoded is reported to `onFault`. A message without payload, or that its peer
 * refused, is left out. Errors with NatsError `BAD_PAYLOAD` for bytes that are not a record list.
 */
export function storedMessages(
  bytes: Uint8Array,
  { commands, monitor, network, onFault }: StoredMessagesOptions,
): HistoryMessage[] {
  const list = new RecordList(bytes);
  const { peer } = list.header;
  const messages: HistoryMessage[] = [];
  if (peer === undefined) return messages;
  const { address, direction: peerDirection, id, protocolVersion, transport } = peer;
  const identity = { id, address, direction: peerDirection, transport, protocolVersion };
  list.readRecords({
    onMessage(atMs, direction, command, _sizeBytes, payload, isRefused) {
      const definition = network.messages.get(command);
      if (payload === undefined || isRefused) return;
      if (commands !== undefined && !commands.includes(definition === undefined ? 'unknown' : command)) return;
      try {
        const message = readPayload({ command, payload }, definition, protocolVersion || network.protocolVersion);
        messages.push({ monitor, peer: identity, direction, atMs, message });
      } catch (error) {
        onFault?.(toPeerError(error, 'decoding'));
      }
    },
    onExchange: () => undefined,
    onEvent: () => undefined,
  });
  return messages;
}

/** Options for reading a list. */
export interface StoredMessagesOptions {
  readonly network: Network;
  readonly monitor: string;
  readonly commands?: readonly string[] | undefined;
  readonly onFault?: ((error: PeerError) => void) | undefined;
}
