// node site/build.mjs [--serve [PORT] | --dev [PORT] | --pages]: builds the documentation site. site/README.md describes how.
import { exit, stderr, stdout } from 'node:process';
import { serveFolder } from '../scripts/serveFolder.mjs';
import { buildPages } from './build/buildPages.mjs';
import { HELP, parseArguments, UsageError } from './build/commandLine.mjs';
import { checkNodeVersion, installPackages, RegistryError } from './build/installPackages.mjs';
import { outputFolder } from './build/paths.mjs';
import { runStep } from './build/steps.mjs';
import { buildSite, startDevServer } from './build/vitePress.mjs';

try {
  await main(parseArguments(process.argv.slice(2)));
} catch (error) {
  if (error instanceof UsageError) {
    stderr.write(`${error.message}\nnpm run site -- --help prints the options\n`);
    exit(2);
  }
  stderr.write(`site: ${error instanceof Error ? error.message : String(error)}\n`);
  exit(error instanceof RegistryError ? 3 : 1);
}

/** Does what the command line asks for. */
async function main({ kind, port }) {
  if (kind === 'help') {
    stdout.write(HELP);
    return;
  }
  checkNodeVersion();
  await runStep('packages of the site', installPackages);
  await buildPages();
  if (kind === 'pages') return;
  if (kind === 'dev') {
    await startDevServer(port);
    return;
  }
  await runStep('static files', buildSite);
  if (kind === 'serve') {
    const { origin } = await serveFolder(outputFolder, { port, base: process.env.SITE_BASE ?? '/' });
    stdout.write(`${origin}   Ctrl-C stops it\n`);
  }
}
