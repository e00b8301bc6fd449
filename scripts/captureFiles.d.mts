import type { CapturedFrame, CaptureFrameDecoder } from '../lib/capture/captureFrameDecoder.js';
import type { readCaptureFile } from '../lib/capture/files/readCaptureFile.js';
import type { bitcoin } from '../lib/networks/bitcoin.js';

/** What reads recordings: the doors rxpeer, rxpeer/capture and rxpeer/node have it. */
export interface CaptureLibrary {
  readCaptureFile: typeof readCaptureFile;
  CaptureFrameDecoder: typeof CaptureFrameDecoder;
  bitcoin: typeof bitcoin;
}

export interface CapturedMessage extends CapturedFrame {
  /** Below the folder. */
  file: string;
  /** Its place in the file. */
  record: number;
  /** By its name. */
  network: string;
  /** The lower of the two versions that its session has shown before it, or the only one; undefined if it has shown none. */
  protocolVersion: number | undefined;
}

export interface Captures {
  files: string[];
  messages: CapturedMessage[];
  /** What could not be read, and where. */
  faults: string[];
}

export function readCaptures(folder: string, library: CaptureLibrary): Promise<Captures>;
