import { Reader } from '../codec/reader.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { Network } from './network.js';

/** Decodes a block header of this network from zero bytes, so that the result has all fields that its headers have. */
export function emptyHeader({ header, protocolVersion }: Network): BlockHeader {
  return header.read(new Reader(new Uint8Array(header.minBytes), protocolVersion));
}
