import { u32leAt } from '../codec/numbersAt.js';
import { placeIn } from '../codec/places.js';
import { commandOf } from './header.js';

/**
 * What `commandOf` says, without spelling it anew: each command that was seen has a place by its bytes, and one that comes there later takes
 * it over. Holds at most PLACES short strings, whatever remotes send.
 */
export function knownCommandAt(bytes: Uint8Array, offset: number): string | undefined {
  const a = u32leAt(bytes, offset);
  const b = u32leAt(bytes, offset + 4);
  const c = u32leAt(bytes, offset + 8);
  const place = placeIn(PLACE_BITS, a, b, c);
  const known = places[place];
  if (known?.a === a && known.b === b && known.c === c) return known.command;
  const command = commandOf(bytes, offset);
  if (command !== undefined) places[place] = { a, b, c, command };
  return command;
}

interface KnownCommand {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly command: string;
}

const PLACE_BITS = 8;
const places = new Array<KnownCommand | undefined>(1 << PLACE_BITS).fill(undefined);
