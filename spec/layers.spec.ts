import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

/** A folder may import from the rows above it and from itself. Folders in one row do not import each other. */
const ROWS: string[][] = [
  ['base'],
  ['collections', 'policy'],
  ['codec'],
  ['crypto'],
  ['messages'],
  ['frame', 'address'],
  ['fast'],
  ['digests', 'networks'],
  ['wire'],
  ['operators'],
  ['iterable', 'monitor', 'protocol'],
  ['peer', 'transport'],
  ['connect'],
  ['virtual', 'marbles', 'simulator'],
  ['pool', 'capture'],
  ['export'],
  ['dashboard', 'broadcast'],
  ['bridge'],
  ['cli', 'wire.ts'],
  [
    'index.ts',
    'node.ts',
    'simulator.ts',
    'marbles.ts',
    'capture.ts',
    'events.ts',
    'nats.ts',
    'peerObserver.ts',
    'metrics.ts',
    'browser.ts',
  ],
  ['index.ts', 'node.ts', 'simulator.ts', 'marbles.ts', 'capture.ts', 'events.ts', 'parquet.ts'],
];

/** The files that may import `node:` modules. `rxjs` is allowed from `operators/` on, `rxjs/testing` in `marbles/` only. */
const NODE_ALLOWED = [
  /^transport\/(listenHttp|tcp(Addresses|Duplex|Socket|Socks5)?)\.ts$/,
  /^pool\/dns\.ts$/,
  /File\.ts$/,
  /^cli\//,
  /^crypto\/(keyExchange|sha256)Node\.ts$/,
  /^fast\/(hexBatch|wholePacket)Node\.ts$/,
  /^dashboard\/serve\/(serveDashboard|refuseUpgrade)\.ts$/,
  /^bridge\/serveBridge\.ts$/,
  /^export\/metrics\/processMetrics\.ts$/,
];
/** The packages that are bundled with the dashboard's page. */
const PAGE_PACKAGES = ['preact', 'preact/hooks', '@preact/signals', 'uplot'];
const RXJS_ROW = ROWS.findIndex((row) => row.includes('operators'));

const lib = fileURLToPath(new URL('../lib/', import.meta.url));
const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

const unitOf = (file: string): string => file.split('/')[0]!;
const rowOf = (file: string): number => ROWS.findIndex((row) => row.includes(unitOf(file)));

interface Import {
  from: string;
  isTypeOnly: boolean;
}

function importsOf(file: string): Import[] {
  return importsIn(readFileSync(lib + file, 'utf8'));
}

function importsIn(text: string): Import[] {
  const pattern = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)';/gm;
  return Array.from(text.matchAll(pattern), (match) => ({ from: match[2]!, isTypeOnly: match[1] !== undefined }));
}

/** The file in lib/ that a relative import names. */
function target(file: string, from: string): string {
  const path = posix.normalize(posix.join(posix.dirname(file), from)).replace(/\.js$/, '');
  return files.find((each) => each === `${path}.ts` || each === `${path}.tsx`) ?? `${path}.d.ts`;
}

/** The imports of a file that its row does not permit. */
function violations(file: string): string[] {
  return importsOf(file)
    .filter((each) => !isPermitted(file, each))
    .map(({ from }) => `${file} imports ${from}`);
}

function isPermitted(file: string, { from, isTypeOnly }: Import): boolean {
  if (from.startsWith('.')) {
    const imported = target(file, from);
    if (isPage(file)) return isPage(imported) || imported.startsWith('dashboard/protocol/');
    // networks/ gets fast/ through #fast, so that a library without fast/ works.
    if (unitOf(imported) === 'fast' && unitOf(file) !== 'fast') return false;
    return files.includes(imported) && (unitOf(imported) === unitOf(file) || rowOf(imported) < rowOf(file));
  }
  if (isPage(file)) return PAGE_PACKAGES.includes(from);
  if (from.startsWith('node:')) return NODE_ALLOWED.some((allowed) => allowed.test(file));
  if (from === 'rxjs')
    return rowOf(file) >= RXJS_ROW || (['base/clock.ts', 'base/duplex.ts'].includes(file) && isTypeOnly);
  if (from === 'rxjs/testing') return unitOf(file) === 'marbles';
  if (from.startsWith('@noble/hashes/')) return unitOf(file) === 'crypto' || file === 'address/addressText.ts';
  if (/^@noble\/(ciphers|curves)\//.test(from)) return unitOf(file) === 'crypto';
  if (from === 'protobufjs/minimal.js') return file.startsWith('export/peerObserver/');
  if (from === 'fzstd') return isTypeOnly && file.startsWith('export/peerObserver/');
  if (/^hyparquet(-writer)?$/.test(from)) return file.startsWith('export/parquet/');
  if (from === 'ws') {
    return (
      ['dashboard/serve/serveDashboard.ts', 'bridge/serveBridge.ts'].includes(file) ||
      (isTypeOnly && file === 'bridge/bridgedConnection.ts')
    );
  }
  if (from.startsWith('@nats-io/')) return file.startsWith('export/nats/') || (isTypeOnly && file.startsWith('cli/'));
  if (from === '#fast') return file === 'networks/network.ts';
  if (from === '#fastV2') return ['peer/v2/transportV2.ts', 'capture/rawBytesDecryptor.ts'].includes(file);
  if (from === '#transportV2') return file === 'peer/peerFraming.ts' || file.startsWith('peer/v2/');
  return (
    (from === '#keyExchange' && file === 'crypto/keyExchange.ts') ||
    (from === '#sockets' && ['simulator/simulateNetwork.ts', 'simulator/simulateNode.ts'].includes(file)) ||
    (from === '#sha256' && ['crypto', 'fast'].includes(unitOf(file))) ||
    (['#checksumLanes', '#hexBatch', '#wholePacket'].includes(from) && unitOf(file) === 'fast')
  );
}

/** Code that runs in the browser shares only `dashboard/protocol/` with the rest. */
function isPage(file: string): boolean {
  return file.startsWith('dashboard/page/');
}

describe('the layers of lib/', () => {
  it('are known for every file', () => {
    expect(files.filter((file) => rowOf(file) === -1)).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  it('import only from the rows above them', () => {
    expect(files.flatMap(violations)).toEqual([]);
  });

  it('have no import circle, type-only imports included', () => {
    const done = new Set<string>();
    function visit(file: string, path: string[]): void {
      if (path.includes(file)) throw new Error(`circle: ${[...path, file].join(' -> ')}`);
      if (done.has(file)) return;
      for (const { from } of importsOf(file)) if (from.startsWith('.')) visit(target(file, from), [...path, file]);
      done.add(file);
    }
    files.forEach((file) => visit(file, []));
    expect(done.size).toBe(files.length);
  });

  it.each(['index.ts', 'wire.ts', 'capture.ts', 'metrics.ts', 'browser.ts', 'marbles.ts', 'simulator.ts'])(
    'do not import node: modules from %s, directly or indirectly',
    (entry) => {
      const reached = new Set<string>([entry]);
      for (const file of reached) {
        for (const { from } of importsOf(file)) if (from.startsWith('.')) reached.add(target(file, from));
      }
      expect(reached.size).toBeGreaterThan(entry === 'browser.ts' ? 8 : 20);
      expect([...reached].filter((file) => importsOf(file).some(({ from }) => from.startsWith('node:')))).toEqual([]);
    },
  );

  it('have no file with a generic name', () => {
    expect(files.filter((file) => /(^|\/)(utils?|common|helpers?|misc|types|index)(\.ts|\/)/.test(file))).toEqual([
      'index.ts',
    ]);
  });
});

describe('the runners of the book', () => {
  const folder = fileURLToPath(new URL('../marbles/run/', import.meta.url));
  const runners = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

  it('import only the library, RxJS, and the scripts that parse and draw pages', () => {
    const permitted = /^(\.\/|\.\.\/(?!\.\.\/)|(\.\.\/)+(lib|scripts\/book)\/|rxjs(\/testing)?$|#fastV2$)/;
    const imports = runners.flatMap((file) =>
      importsIn(readFileSync(folder + file, 'utf8')).map(({ from }) => ({ file, from })),
    );
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter(({ from }) => !permitted.test(from))).toEqual([]);
  });
});
