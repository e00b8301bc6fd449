export interface CapturedMessage {
  /** Below the folder. */
  file: string;
  /** Its place in the file. */
  record: number;
  direction: 'sent' | 'received';
  command: string;
  payload: Uint8Array;
  /** Header and payload, where the file has headers. */
  frame?: Uint8Array;
}

export interface Captures {
  files: string[];
  messages: CapturedMessage[];
  /** What could not be read, and where. */
  faults: string[];
}

interface FileContent {
  messages: CapturedMessage[];
  fault?: string;
}

export function readCaptures(folder: string): Captures;
export function readRecords(bytes: Uint8Array, file: string): FileContent;
export function readTable(bytes: Uint8Array, file: string): FileContent;
export function readStream(bytes: Uint8Array, file: string): FileContent;
