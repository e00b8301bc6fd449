import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CaptureError, CaptureRecord } from '../../lib/capture.js';
import { readCaptureFile } from '../../lib/node.js';

const MAX_CHUNK_BYTES = 16 * 1024 * 1024;

describe('readCaptureFile of a raw session', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'raw-session-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Reads a folder with these lines in chunks.tsv and this number of bytes in dialer.bin, from the view of the dialer. */
  async function read(lines: readonly string[], dialerBytes: number): Promise<{ lengths: number[]; faults: string[] }> {
    await writeFile(join(folder, 'session.json'), JSON.stringify({ recordedSide: 'dialer', magic: 'fabfb5da' }));
    await writeFile(join(folder, 'dialer.bin'), new Uint8Array(dialerBytes));
    await writeFile(join(folder, 'listener.bin'), '');
    await writeFile(join(folder, 'chunks.tsv'), ['us\tfrom\tbytes', ...lines, ''].join('\n'));
    const faults: string[] = [];
    const lengths: number[] = [];
    const records: AsyncIterable<CaptureRecord> = readCaptureFile(folder, {
      onFault: (error: CaptureError) => faults.push(error.code),
    });
    for await (const record of records) if (record.kind === 'bytes') lengths.push(record.bytes.length);
    return { lengths, faults };
  }

  it('accepts chunks of 0 bytes to 16 MiB', async () => {
    expect(await read(['1\tdialer\t3', '2\tdialer\t0', `3\tdialer\t${MAX_CHUNK_BYTES}`], 3 + MAX_CHUNK_BYTES)).toEqual({
      lengths: [3, 0, MAX_CHUNK_BYTES],
      faults: [],
    });
  });

  it.each([String(MAX_CHUNK_BYTES + 1), '-1', '1.5', '', 'x'])('refuses a chunk of %p bytes', async (length) => {
    expect(await read(['1\tdialer\t3', `2\tdialer\t${length}`], 100)).toEqual({ lengths: [3], faults: ['MALFORMED'] });
  });
});
