import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subscription } from 'rxjs';
import { afterTest } from './tcp.js';

/** A new folder, which is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rxpeer-'));
  afterTest(new Subscription(() => rmSync(folder, { recursive: true })));
  return folder;
}
