import { createConnection, type Socket } from 'node:net';
import { ReplaySubject, type Observable } from 'rxjs';
import { FrameDecoder } from '../../../lib/frame/frameDecoder.js';
import type { FrameFormat } from '../../../lib/frame/header.js';

/** A frame that a RawClient has received. */
export interface ReceivedFrame {
  readonly command: string;
  readonly payload: Uint8Array;
}

/** A TCP client without behaviour: it writes the bytes of a test, and cuts the answer into frames. */
export class RawClient {
  private readonly frames$ = new ReplaySubject<ReceivedFrame>(1000);
  private readonly ends$ = new ReplaySubject<'disconnects'>(1);
  private readonly socket: Socket;

  constructor(host: string, port: number, format: FrameFormat) {
    const decoder = new FrameDecoder(format);
    this.socket = createConnection({ host, port });
    this.socket.on('data', (chunk: Buffer) => {
      decoder.push(chunk);
      for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
        // A payload is a view of the chunk.
        this.frames$.next({ command: frame.command, payload: frame.payload.slice() });
      }
    });
    // A reset is how a node disconnects while it has bytes of ours that it has not read.
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.ends$.next('disconnects'));
  }

  /** Replays all frames so far. */
  get frame$(): Observable<ReceivedFrame> {
    return this.frames$;
  }

  /** Emits once, when the connection has ended for any reason. */
  get ended$(): Observable<'disconnects'> {
    return this.ends$;
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  close(): void {
    this.socket.destroy();
  }
}
