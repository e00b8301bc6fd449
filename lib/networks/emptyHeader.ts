import { Reader } from '../codec/reader.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { Network } from './network.js';

/** All the fields that this network's block headers have: what zeros spell. */
export function emptyHeader({ header, protocolVersion }: Network): BlockHeader {
  return header.read(new Reader(new Uint8Array(header.minBytes), protocolVersion));
}
