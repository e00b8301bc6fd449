import { describe, expect, it } from '@jest/globals';
import {
  MAX_CONNECTIONS,
  MAX_SILENT_CONNECTIONS,
  TcpConnections,
} from '../../../../lib/capture/formats/pcap/tcpConnections.js';
import type { TcpSegment } from '../../../../lib/capture/formats/pcap/tcpSegment.js';
import { captureFaultOf } from '../../../helpers/capture/decoding.js';

/** The segment of the dialler with this number. */
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
  it('remembers the newest of the connections without data, up to its bound', () => {
    const connections = new TcpConnections();
    const first = connections.add(syn(0)).index;
    for (let i = 1; i < MAX_SILENT_CONNECTIONS; i++) connections.add(syn(i));
    expect(connections.add(segment(0)).index).toBe(first);
    connections.add(syn(MAX_SILENT_CONNECTIONS));
    // The oldest is forgotten: its next segment is one of a connection that began before the recording.
    expect(connections.add(segment(0)).index).toBe(MAX_SILENT_CONNECTIONS + 1);
    expect(connections.withData).toEqual([]);
  });

  it('forgets no connection that carried data', () => {
    const connections = new TcpConnections();
    connections.add(syn(0));
    connections.add(data(0));
    for (let i = 1; i <= 2 * MAX_SILENT_CONNECTIONS; i++) connections.add(syn(i));
    expect(connections.add(data(0)).index).toBe(0);
    expect(connections.withData).toMatchObject([{ index: 0, hasSyn: true, dataBytes: 2 }]);
  });

  it('errors with LIMIT_EXCEEDED at one connection with data more than its bound', () => {
    const connections = new TcpConnections();
    for (let i = 0; i < MAX_CONNECTIONS; i++) connections.add(data(i));
    expect(connections.withData).toHaveLength(MAX_CONNECTIONS);
    expect(captureFaultOf(() => connections.add(syn(MAX_CONNECTIONS)))).toBe(undefined);
    expect(captureFaultOf(() => connections.add(data(MAX_CONNECTIONS)))).toEqual({
      code: 'LIMIT_EXCEEDED',
      offset: MAX_CONNECTIONS,
    });
  });

  // More than 16 MiB of data do not come before a SYN, nor any that the SYN counts as older.
  it.each([
    [0, true],
    [16 * 1024 * 1024, true],
    [16 * 1024 * 1024 + 1, false],
    [-1, false],
  ])('takes a SYN for that of known data which is %i bytes behind it: %p', (bytesBehind, isSame) => {
    const connections = new TcpConnections();
    const sequence = 0xffff_ff00;
    const payload = Uint8Array.of(1);
    const { index } = connections.add(segment(1, { payload, sequence: (sequence + 1 + bytesBehind) >>> 0 }));
    expect(connections.add({ ...syn(1), sequence }).index === index).toBe(isSame);
  });
});
