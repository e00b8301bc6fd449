// npm run release:check: exits with status 1 if package.json contains placeholders or does not name the release. npm runs it before it publishes;
// with `npm publish --dry-run` the findings are printed, and are no failure.
import { readFileSync } from 'node:fs';
import { findingsOf } from './releaseFindings.mjs';

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const findings = findingsOf(JSON.parse(read('package.json')), read('CHANGELOG.md'));
for (const finding of findings) console.error(finding);
if (findings.length === 0) {
  console.log('package.json and CHANGELOG.md can be published');
} else if (process.env.npm_config_dry_run === 'true') {
  console.error('This is a dry run: nothing is published. A release needs the changes above.');
} else {
  process.exitCode = 1;
}
