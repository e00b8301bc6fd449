import { describe, expect, it } from '@jest/globals';
import {
  MAX_CONNECTIONS,
  MAX_SILENT_CONNECTIONS,
  TcpConnections,
} from '../../../../lib/capture/formats/pcap/tcpConnections.js';
import type { TcpSegment } from '../../../../lib/capture/formats/pcap/tcpSegment.js';
import { captureFaultOf } from '../../../helpers/capture/decoding.js';

/** A segment from the dialler with this port. */
function segment(dialler: number, fields: Partial<TcpSegment> = {}): TcpSegment {
  return {
    ...{ atMs: 0, offset: dialler, source: `10.0.0.1:${dialler}`, destination: '10.0.0.2:8333' },
    ...{ sequence: 1, acknowledgement: 0, cutBytes: 0, payload: new Uint8Array(0) },
    ...{ isSyn: false, isAck: true, isFin: false, isReset: false },
    ...fields,
  };
}

const syn = (dialler: number) => segment(dialler, { isSyn: true, isAck: false, sequence: 0 });
const data = (dialler: number) => segment(dialler, { payload: Uint8Array.of(1) });

describe('TcpConnections', () => {
  it('evicts the oldest connection without data beyond the bound', () => {
    const connections = new TcpConnections();
    const first = connections.add(syn(0)).index;
    for (let i = 1; i < MAX_SILENT_CONNECTIONS; i++) connections.add(syn(i));
    expect(connections.add(segment(0)).index).toBe(first);
    connections.add(syn(MAX_SILENT_CONNECTIONS));
    // The oldest was evicted, so its next segment belongs to a connection that is older than the recording.
    expect(connections.add(segment(0)).index).toBe(MAX_SILENT_CONNECTIONS + 1);
    expect(connections.withData).toEqual([]);
  });

  it('evicts no connection with data', () => {
    const connections = new TcpConnections();
    connections.add(syn(0));
    connections.add(data(0));
    for (let i = 1; i <= 2 * MAX_SILENT_CONNECTIONS; i++) connections.add(syn(i));
    expect(connections.add(data(0)).index).toBe(0);
    expect(connections.withData).toMatchObject([{ index: 0, hasSyn: true, dataBytes: 2 }]);
  });

  it('errors with LIMIT_EXCEEDED at the first connection with data beyond the bound', () => {
    const connections = new TcpConnections();
    for (let i = 0; i < MAX_CONNECTIONS; i++) connections.add(data(i));
    expect(connections.withData).toHaveLength(MAX_CONNECTIONS);
    expect(captureFaultOf(() => connections.add(syn(MAX_CONNECTIONS)))).toBe(undefined);
    expect(captureFaultOf(() => connections.add(data(MAX_CONNECTIONS)))).toEqual({
      code: 'LIMIT_EXCEEDED',
      offset: MAX_CONNECTIONS,
    });
  });

  // Data recorded before its SYN follows the SYN's number by at most 16 MiB.
  it.each([
    [0, true],
    [16 * 1024 * 1024, true],
    [16 * 1024 * 1024 + 1, false],
    [-1, false],
  ])('assigns a SYN to the connection of recorded data %i bytes after its number: %p', (dataOffset, isSame) => {
    const connections = new TcpConnections();
    const sequence = 0xffff_ff00;
    const payload = Uint8Array.of(1);
    const { index } = connections.add(segment(1, { payload, sequence: (sequence + 1 + dataOffset) >>> 0 }));
    expect(connections.add({ ...syn(1), sequence }).index === index).toBe(isSame);
  });
});
