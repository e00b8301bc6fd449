import type { FastLayout } from './fastLayout.js';
import type { AddressV2, TimedAddress } from '../messages/addresses.js';
import { PayloadSlices } from './payloadSlices.js';
import { addressBytesOf } from '../messages/networkId.js';

const TIMED_ADDRESS_BYTES = 30;

/** The layout `list(timedAddress, { maxItems })` from the protocol version on in which addresses have a time. */
export function fastTimedAddresses(maxItems: number, sinceProtocol: number): FastLayout<TimedAddress[]> {
  return {
    validate(reader, protocolVersion) {
      const count = reader.size();
      reader.at += count * TIMED_ADDRESS_BYTES;
      return count >= 0 && count <= maxItems && protocolVersion >= sinceProtocol;
    },
    decode(reader) {
      const slices = new PayloadSlices(reader.source, reader.end);
      const addresses: TimedAddress[] = [];
      for (let left = reader.size(); left > 0; left--) {
        addresses.push({
          time: reader.u32(),
          services: reader.u64(),
          ip: reader.bytes(slices, 16),
          port: reader.u16be(),
        });
      }
      return addresses;
    },
  };
}

/** The layout `list(addressV2, { maxItems })`. */
export function fastAddressesV2(maxItems: number, maxAddressBytes: number): FastLayout<AddressV2[]> {
  return {
    validate(reader) {
      const count = reader.size();
      if (count < 0 || count > maxItems) return false;
      for (let left = count; left > 0; left--) {
        reader.at += 4;
        // Services above 2^25 are left to the plain layout: no node offers them.
        if (reader.size() < 0) return false;
        const expected = addressBytesOf(reader.u8());
        if (expected !== undefined && reader.source[reader.at] !== expected) return false;
        if (!reader.skipSized(maxAddressBytes)) return false;
        reader.at += 2;
      }
      return true;
    },
    decode(reader) {
      const slices = new PayloadSlices(reader.source, reader.end);
      const addresses: AddressV2[] = [];
      for (let left = reader.size(); left > 0; left--) {
        addresses.push({
          time: reader.u32(),
          services: BigInt(reader.size()),
          networkId: reader.u8(),
          address: reader.sizedBytes(slices),
          port: reader.u16be(),
        });
      }
      return addresses;
    },
  };
}
