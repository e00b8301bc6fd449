import type { CorpusEntry, Random } from './mutations.mjs';

export interface FuzzCase {
  random: Random;
  isStream: boolean;
  command: string;
  payload: Uint8Array;
}

/** `decoded`, or the code of the PeerError that refused it. */
export type CaseOutcome = string;

interface Decoder {
  push(chunk: Uint8Array): void;
  next(): CorpusEntry | undefined;
  end(): void;
}

/** The functions of the package that are tested, and the networks. */
export interface WireUnderTest<Network, Message> {
  networks: readonly Network[];
  decodeFrame(
    frame: CorpusEntry,
    options: { network: Network; protocolVersion?: number | undefined },
    onLeftover?: (leftoverBytes: number) => void,
  ): Message;
  encodeMessage(message: Message, options: { network: Network; protocolVersion?: number | undefined }): Uint8Array;
  encodeFrame(network: Network, command: string, payload: Uint8Array): Uint8Array;
  FrameDecoder: new (network: Network) => Decoder;
  isPeerError(error: unknown): boolean;
}

export function fuzzCase(seed: number, iteration: number, corpus: readonly CorpusEntry[]): FuzzCase;
export function runCase<Network, Message>(
  wire: WireUnderTest<Network, Message>,
  fuzzed: FuzzCase,
  corpus: readonly CorpusEntry[],
): CaseOutcome[];
