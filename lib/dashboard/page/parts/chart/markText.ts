import type { EventMark } from '../../../protocol/eventMark.js';
import { addressText } from '../addressText.js';
import * as format from '../format.js';

/** An event in a few words. */
export function markText({ address, hash, height, kind, monitor, text }: EventMark): string {
  if (kind === 'block' && hash !== undefined)
    return height === undefined ? `block ${format.shortHash(hash)}` : `block ${format.count(height)}`;
  if (address !== undefined) return `${addressText(address, monitor)}: ${text}`;
  return monitor === undefined ? text : `${monitor}: ${text}`;
}
