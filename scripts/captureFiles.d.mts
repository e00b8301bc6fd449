import type { CapturedFrame, CaptureFrames } from '../lib/capture/captureFrames.js';
import type { readCaptureFile } from '../lib/capture/files/readCaptureFile.js';
import type { bitcoin } from '../lib/networks/bitcoin.js';

/** The functions that read recordings, from the entry points rxpeer, rxpeer/capture and rxpeer/node. */
export interface CaptureLibrary {
  readCaptureFile: typeof readCaptureFile;
  CaptureFrames: typeof CaptureFrames;
  bitcoin: typeof bitcoin;
}

export interface CapturedMessage extends CapturedFrame {
  /** Path in the folder. */
  file: string;
  /** Index of the message in the file. */
  record: number;
  /** Name of the network. */
  network: string;
  /** The lower version of the version messages that precede it in its session; undefined if there is none. */
  protocolVersion: number | undefined;
}

export interface Captures {
  files: string[];
  messages: CapturedMessage[];
  /** One text per error, with the file. */
  faults: string[];
}

export function readCaptures(folder: string, library: CaptureLibrary): Promise<Captures>;
