import { describe } from '@jest/globals';

/**
 * A suite that needs a node. Without one it is skipped, and the reason is printed.
 *
 * @param absence why there is no node
 */
export function describeWith(absence: string | undefined, title: string, define: () => void): void {
  if (absence === undefined) {
    describe(title, define);
    return;
  }
  // Not by console: jest would print a stack trace below the message.
  process.stderr.write(`SKIPPED ${title}: ${absence}\n`);
  describe.skip(`${title} (skipped: ${absence})`, define);
}
