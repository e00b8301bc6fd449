// Copies the files of the dashboard that tsc does not: the page, its style and its icon.
import { cpSync, readdirSync } from 'node:fs';

const from = new URL('../lib/dashboard/page/', import.meta.url);
const to = new URL('../dist/dashboard/page/', import.meta.url);
for (const name of readdirSync(from).filter((file) => /\.(html|css|svg)$/.test(file)))
  cpSync(new URL(name, from), new URL(name, to));
