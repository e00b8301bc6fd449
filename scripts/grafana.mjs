// npm run grafana: writes dashboards/grafana/ from the descriptions in scripts/grafana/. A spec compares the two.
import { writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import { dashboards } from './grafana/dashboards.mjs';

for (const [name, dashboard] of Object.entries(dashboards)) {
  const text = await prettier.format(JSON.stringify(dashboard), { parser: 'json', printWidth: 120 });
  await writeFile(new URL(`../dashboards/grafana/${name}.json`, import.meta.url), text);
  console.log(`dashboards/grafana/${name}.json`);
}
