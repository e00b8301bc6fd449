// Copies what tsc does not: the dashboard's page, its style and its icon, beside its built scripts.
import { cpSync, readdirSync } from 'node:fs';

const from = new URL('../lib/dashboard/page/', import.meta.url);
const to = new URL('../dist/dashboard/page/', import.meta.url);
for (const name of readdirSync(from).filter((file) => /\.(html|css|svg)$/.test(file)))
  cpSync(new URL(name, from), new URL(name, to));
