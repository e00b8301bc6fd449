import { readFileSync } from 'node:fs';
import { fromHex } from '../../../lib/codec/hex.js';
import { HEADER_BYTES } from '../../../lib/frame/header.js';
import { encodeFrame } from '../../../lib/frame/frameEncoder.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { lbry } from '../../../lib/networks/lbry.js';
import type { Network } from '../../../lib/networks/network.js';
import { encodeMessage } from '../../../lib/wire/message.js';
import { decodeFrame } from '../../../lib/wire/payload.js';

/** A payload from another implementation; spec/fixtures/README.md lists the sources. */
export interface Fixture {
  network: Network;
  command: string;
  source: string;
  protocolVersion: number;
  payload: Uint8Array;
  /** For the name of a test. */
  title: string;
}

export const fixtures: readonly Fixture[] = entries().map(({ network: chain, command, source, payload, ...rest }) => {
  const network: Network = chain === 'lbry' ? lbry.regtest : bitcoin.regtest;
  const { protocolVersion = network.protocolVersion } = rest;
  const title = `${chain} ${command} of ${payload.length / 2} bytes (${source})`;
  return { network, command, source, protocolVersion, payload: fromHex(payload), title };
});

/** The fixtures of this command whose source contains the text. */
export function fixture(command: string, source: string): Fixture {
  const found = fixtures.filter((each) => each.command === command && each.source.includes(source));
  if (found.length !== 1) throw new Error(`${found.length} fixtures of ${command} from ${source}`);
  return found[0]!;
}

export function frameOf({ network, command, payload }: Fixture): Uint8Array {
  return encodeFrame(network, command, payload);
}

export function decodeFixture({ command, payload, network, protocolVersion }: Fixture): Message {
  return decodeFrame({ command, payload }, { network, protocolVersion });
}

/** The payload that a message is encoded to. */
export function payloadOf(message: Message, options: { network: Network; protocolVersion?: number }): Uint8Array {
  return encodeMessage(message, options).subarray(HEADER_BYTES);
}

interface Entry {
  network: 'bitcoin' | 'lbry';
  command: string;
  source: string;
  protocolVersion?: number;
  payload: string;
}

function entries(): Entry[] {
  return JSON.parse(readFileSync(new URL('../../fixtures/messages.json', import.meta.url), 'utf8')) as Entry[];
}
