// NATS: what publishing costs a monitor, what a reader processes, and claims of hashes. The server is nats-server on 127.0.0.1, one for all rounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsPrograms, startServerProcess } from '../../scripts/nats/serverProcess.mjs';
import { runChild } from '../children.mjs';
import { CHUNK_BYTES, corpusFiles, framesIn } from '../corpus/store.mjs';
import { summarise } from '../statistics.mjs';

const STREAMS = ['relay', 'small', 'blocks'];
/** Of which the first one is not counted. */
const PASSES = 5;
const HASHES = 20_000;
/** For the reader: it must get every message, however late the server takes it. */
const UNBOUNDED_QUEUE_BYTES = 1 << 30;

/**
 * Each round measures all candidates one after the other in fresh processes. A row is `{ stream, candidate, messages, seconds, wallSeconds,
 * droppedMessages, publishedBytes }` with summaries of both times, or `{ skipped }` with the reason.
 */
export async function measureNats({ rounds, folder, streams = STREAMS, scale = 1, showStep }) {
  const [program] = natsPrograms();
  if (program === undefined) return [{ skipped: 'nats-server is not installed (apt-get install nats-server)' }];
  const store = mkdtempSync(join(tmpdir(), 'rxpeer-bench-nats-'));
  const server = await startServerProcess({ file: program.file, folder: store });
  try {
    const rows = [{ server: program.version }];
    for (const [stream, file] of corpusFiles(streams, { folder, scale })) {
      rows.push(...(await measureStream(stream, file, { rounds, showStep, url: server.url })));
    }
    rows.push(...(await measureClaims({ rounds, showStep, url: server.url })));
    return rows;
  } finally {
    await server.kill();
    rmSync(store, { recursive: true, force: true });
  }
}

async function measureStream(stream, file, { rounds, showStep, url }) {
  const messages = framesIn(file);
  const source = [file, messages, CHUNK_BYTES, url, PASSES];
  let bytes = 0;
  const candidates = {
    none: () => runScript('publisher', ['none', ...source]),
    observe: () => runScript('publisher', ['observe', ...source]),
    async publish() {
      const result = await runScript('publisher', ['publish', ...source]);
      bytes = Math.round(result.publishedBytes / PASSES);
      return result;
    },
    bare: () => runScript('barePublisher', [bytes * (PASSES - 1), url]),
    read: () => runScript('reader', [...source, UNBOUNDED_QUEUE_BYTES]),
  };
  return alternate(candidates, rounds, { stream, messages: messages * (PASSES - 1), showStep });
}

async function measureClaims({ rounds, showStep, url }) {
  const candidates = {
    claimBare: () => runScript('firstSeen', ['bare', HASHES, url]),
    claimByOperator: () => runScript('firstSeen', ['operator', HASHES, url]),
  };
  return alternate(candidates, rounds, { stream: 'hashes', messages: HASHES, showStep });
}

async function alternate(candidates, rounds, { stream, messages, showStep }) {
  const samples = new Map(Object.keys(candidates).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(candidates)) {
      showStep(`nats, ${stream}, ${name}, round ${round + 1} of ${rounds}`);
      samples.get(name).push(await run());
    }
  }
  return [...samples].map(([candidate, results]) => ({
    stream,
    candidate,
    messages,
    seconds: summarise(results.flatMap(({ seconds }) => seconds)),
    wallSeconds: summarise(results.map(({ wallSeconds }) => wallSeconds)),
    // Of all passes and rounds.
    droppedMessages: results.reduce((sum, { droppedMessages = 0 }) => sum + droppedMessages, 0),
    // Of all passes of the last round.
    publishedBytes: results.at(-1).publishedBytes ?? 0,
    passes: PASSES,
  }));
}

function runScript(name, args) {
  return runChild(new URL(`${name}.mjs`, import.meta.url), args);
}
