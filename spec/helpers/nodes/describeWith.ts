import { describe } from '@jest/globals';

/**
 * A suite that needs a node: runs where there is one, and says plainly that it does not where there is none.
 *
 * @param absence why there is none
 */
export function describeWith(absence: string | undefined, title: string, define: () => void): void {
  if (absence === undefined) {
    describe(title, define);
    return;
  }
  // Not console: jest would put a stack trace under what is no fault.
  process.stderr.write(`SKIPPED ${title}: ${absence}\n`);
  describe.skip(`${title} (skipped: ${absence})`, define);
}
