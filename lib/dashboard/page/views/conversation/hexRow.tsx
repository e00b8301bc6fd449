import type { ByteField } from '../../../protocol/messageBytes.js';
import { hexRow, offsetText, type HexByte } from './hexRows.js';
import { fieldIndexAt } from './messageFields.js';

export interface HexRowProps {
  /** Hex digits. */
  readonly payload: string;
  readonly row: number;
  readonly perRow: number;
  readonly fields: readonly ByteField[];
  /** The offsets of the marked bytes. */
  readonly marked: ReadonlySet<number>;
}

/** One row: its offset, its bytes, and their characters. Every second field has another colour. */
export function HexRow({ payload, row, perRow, fields, marked }: HexRowProps) {
  const bytes = hexRow(payload, row, perRow);
  const classOf = ({ offset }: HexByte): string => {
    const field = fieldIndexAt(fields, offset);
    const shade = field !== undefined && field % 2 === 1 ? 'odd' : '';
    return marked.has(offset) ? `${shade} marked` : shade;
  };
  return (
    <div class="hex-row">
      <span class="hex-offset">{offsetText(row * perRow)}</span>
      <span class="hex-bytes">
        {bytes.map((byte) => (
          <span key={byte.offset} class={classOf(byte)} data-offset={byte.offset}>
            {byte.hex}
          </span>
        ))}
      </span>
      <span class="hex-characters" aria-hidden="true">
        {bytes.map((byte) => (
          <span key={byte.offset} class={classOf(byte)} data-offset={byte.offset}>
            {byte.character}
          </span>
        ))}
      </span>
    </div>
  );
}
