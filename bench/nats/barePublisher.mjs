// What the client and the kernel take for the bytes that a publisher sends: node barePublisher.mjs BYTES URL
// The bytes are published twice in payloads of 64 KiB, and the server confirms every 4 MiB, as publishTo does; the second pass is counted.
import { connect } from '@nats-io/transport-node';

const PAYLOAD_BYTES = 64 * 1024;
const BATCH_BYTES = 4 * 1024 * 1024;
const [bytes, url] = process.argv.slice(2);
const connection = await connect({ servers: url });
// As many as one batch has: a publisher's lists are not in the caches of the processor either.
const payloads = Array.from({ length: BATCH_BYTES / PAYLOAD_BYTES }, () => new Uint8Array(PAYLOAD_BYTES).fill(1));
await publishAll();
const startCpu = process.cpuUsage();
const startMs = performance.now();
await publishAll();
const { user, system } = process.cpuUsage(startCpu);
console.log(
  JSON.stringify({ seconds: [(user + system) / 1e6], wallSeconds: (performance.now() - startMs) / 1000, bytes }),
);
await connection.close();

async function publishAll() {
  let unconfirmed = 0;
  let next = 0;
  for (let rest = Number(bytes); rest > 0; rest -= PAYLOAD_BYTES) {
    const payload = payloads[next++ % payloads.length];
    connection.publish('bench.bare', rest < PAYLOAD_BYTES ? payload.subarray(0, rest) : payload);
    unconfirmed += PAYLOAD_BYTES;
    if (unconfirmed < BATCH_BYTES) continue;
    await connection.flush();
    unconfirmed = 0;
  }
  await connection.flush();
}
