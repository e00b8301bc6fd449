// The decode stream of bitcoin-protocol, unchanged.
import { once } from 'node:events';
import { createRequire } from 'node:module';

export function createDecode() {
  const { createDecodeStream } = createRequire(import.meta.url)('bitcoin-protocol');
  return async (chunks) => {
    const decoder = createDecodeStream({ magic: 0xd9b4bef9 });
    let messages = 0;
    let failure;
    decoder.on('data', () => (messages += 1));
    decoder.on('error', (error) => (failure = error));
    for (const chunk of chunks) {
      const hasRoom = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      if (failure !== undefined) throw failure;
      if (!hasRoom) await once(decoder, 'drain');
    }
    decoder.end();
    await once(decoder, 'end');
    return messages;
  };
}
