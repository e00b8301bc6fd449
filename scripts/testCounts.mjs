// Prints one line with the number of tests in the reports of jest and of scripts/compat.mjs in artifacts/.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../artifacts/', import.meta.url);
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const name of readdirSync(folder).filter((file) => /^(jest-.*|compat)\.json$/.test(file))) {
  const report = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  counts.passed += report.numPassedTests;
  counts.failed += report.numFailedTests;
  counts.skipped += report.numPendingTests + report.numTodoTests;
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
