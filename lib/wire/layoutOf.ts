import { requireInteger } from '../base/optionChecks.js';
import { FieldRecorder } from '../codec/fieldRecorder.js';
import type { PayloadField } from '../codec/payloadField.js';
import { Reader } from '../codec/reader.js';
import type { Message } from '../messages/table.js';
import type { DecodeOptions } from './payload.js';

/** Fields that `layoutOf` lists by default: enough for a full headers message (16,001 on LBRY), and about 6 % of a full block. */
export const DEFAULT_MAX_FIELDS = 20_000;

/** The options of `layoutOf`. */
export interface LayoutOptions<Msg extends Message = Message> extends DecodeOptions<Msg> {
  /**
   * Maximum number of fields in the result, at least 1. Default 20,000. Beyond it, the remaining items of a list become one field with the
   * role `cut`.
   */
  maxFields?: number | undefined;
}

/**
 * Lists the fields of a payload in the order of their bytes, for a view that shows the bytes beside the decoded message. Every byte belongs to
 * exactly one field: counts and lengths are fields too, and so are bytes after the message. A field has at least one byte, so an empty byte
 * string has a field for its length only. A value with fields inside has none of its own; `byteRangesOf` returns its bytes.
 *
 * The paths are those of the message that `decodeFrame` returns for the same arguments, and of its JSON. The fields are recorded while the
 * layout of the message decodes the payload, so the errors are those of `decodeFrame`. A command that is not in the network's table gives one
 * field, `payload`.
 *
 * The result has at most `maxFields` fields, by default 20,000; a block of 4 MB has about 350,000, a hostile one four million. Beyond it, the remaining items of the last
 * list that is inside no other list become one field with the role `cut`. The fields before and after the list are still listed, unless
 * `maxFields` is less than their number; then the last field is a `cut` with an empty path.
 *
 * Errors with RemoteProtocolError `SHORT_PAYLOAD`, `LIMIT_EXCEEDED`, `NON_CANONICAL`, `INVALID_VALUE`, with the path to the field; with
 * LocalProtocolError `INVALID_OPTION` unless `maxFields` is a positive integer.
 *
 * @example
 * const payload = fromHex('01' + '01000000' + '11'.repeat(32));
 * layoutOf('inv', payload, { network: bitcoin.mainnet });
 * // [
 * //   { path: 'items', offset: 0, length: 1, kind: 'compactSize', role: 'count' },
 * //   { path: 'items/0/type', offset: 1, length: 4, kind: 'u32le', role: 'value' },
 * //   { path: 'items/0/hash', offset: 5, length: 32, kind: 'hash32', role: 'value' },
 * // ]
 */
export function layoutOf<Msg extends Message = Message>(
  command: string,
  payload: Uint8Array,
  { network, protocolVersion = network.protocolVersion, maxFields = DEFAULT_MAX_FIELDS }: LayoutOptions<Msg>,
): PayloadField[] {
  requireInteger('maxFields', maxFields, 1, Number.MAX_SAFE_INTEGER);
  const recorder = new FieldRecorder(maxFields);
  const definition = network.messages.get(command);
  if (definition === undefined) {
    recorder.mark(0, payload.length, 'bytes', 'value', 'payload');
    return recorder.finish(payload.length, payload.length);
  }
  const reader = new Reader(payload, protocolVersion, recorder);
  (definition.recordedBody ?? definition.body).read(reader);
  return recorder.finish(reader.offset, payload.length);
}
