import type { FastLayout } from './lazily.js';
import { addressBytesOf } from './networkId.js';

const TIMED_ADDRESS_BYTES = 30;

/** What `list(timedAddress, { maxItems })` reads from `sinceProtocol` on, when addresses have a time. */
export function fastTimedAddresses(
  maxItems: number,
  sinceProtocol: number,
): FastLayout<{ time?: number; services: bigint; ip: Uint8Array; port: number }[]> {
  return {
    skim(cursor, protocolVersion) {
      const count = cursor.size();
      cursor.at += count * TIMED_ADDRESS_BYTES;
      return count >= 0 && count <= maxItems && protocolVersion >= sinceProtocol;
    },
    build(cursor, pieces) {
      const addresses = [];
      for (let left = cursor.size(); left > 0; left--) {
        addresses.push({
          time: cursor.u32(),
          services: cursor.u64(),
          ip: cursor.bytes(pieces, 16),
          port: cursor.u16be(),
        });
      }
      return addresses;
    },
  };
}

/** What `list(addressV2, { maxItems })` reads. */
export function fastAddressesV2(
  maxItems: number,
  maxAddressBytes: number,
): FastLayout<{ time: number; services: bigint; networkId: number; address: Uint8Array; port: number }[]> {
  return {
    skim(cursor) {
      const count = cursor.size();
      if (count < 0 || count > maxItems) return false;
      for (let left = count; left > 0; left--) {
        cursor.at += 4;
        // Services above 2^25 are left to the plain layout: nobody offers them.
        if (cursor.size() < 0) return false;
        const expected = addressBytesOf(cursor.u8());
        if (expected !== undefined && cursor.source[cursor.at] !== expected) return false;
        if (!cursor.skipSized(maxAddressBytes)) return false;
        cursor.at += 2;
      }
      return true;
    },
    build(cursor, pieces) {
      const addresses = [];
      for (let left = cursor.size(); left > 0; left--) {
        addresses.push({
          time: cursor.u32(),
          services: BigInt(cursor.size()),
          networkId: cursor.u8(),
          address: cursor.sizedBytes(pieces),
          port: cursor.u16be(),
        });
      }
      return addresses;
    },
  };
}
