import type { CapturedFrame, CaptureFrameDecoder } from '../lib/capture/captureFrameDecoder.js';
import type { readCaptureFile } from '../lib/capture/files/readCaptureFile.js';
import type { bitcoin } from '../lib/networks/bitcoin.js';

/** The functions that readCaptures uses, from rxpeer, rxpeer/capture and rxpeer/node, or from their source files. */
export interface CaptureLibrary {
  readCaptureFile: typeof readCaptureFile;
  CaptureFrameDecoder: typeof CaptureFrameDecoder;
  bitcoin: typeof bitcoin;
}

/** A frame of a recording, and where it was found. */
export interface CapturedMessage extends CapturedFrame {
  /** The path relative to the folder. */
  file: string;
  /** The index of the message in its file, from 0. */
  index: number;
  /** The network's name. */
  network: string;
  /** The lowest version in the version messages of its session before it; undefined if there is none. */
  protocolVersion: number | undefined;
}

export interface Captures {
  /** The recordings that were read, sorted by path. */
  files: string[];
  /** In the order of `files`. */
  messages: CapturedMessage[];
  /** The errors, each with the path of its file. */
  faults: string[];
}

export function readCaptures(folder: string, library: CaptureLibrary): Promise<Captures>;
