import { PAGES_FULL_CODE, type Ask, type Update } from '../protocol.js';

/** An update comes every 200 ms: so long without one, and the program is gone or the way to it. */
const SILENCE_MS = 5000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5000;

export interface ConnectionEvents {
  readonly onOpen: () => void;
  readonly onUpdate: (update: Update) => void;
  /**
   * @param retryMs after this time the next attempt is made
   * @param isFull true if the program refused the page because MAX_PAGES others are open
   */
  readonly onLost: (retryMs: number, isFull: boolean) => void;
}

/** The way to the program: opens it, and opens it again when it is lost, for ever. */
export class Connection {
  private socket: WebSocket | undefined;
  private silence: number | undefined;
  private retryMs = FIRST_RETRY_MS;

  constructor(private readonly events: ConnectionEvents) {
    this.open();
  }

  ask(ask: Ask): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(ask));
  }

  private open(): void {
    const url = new URL('live', document.baseURI);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.socket = socket;
    this.expect(socket);
    socket.onopen = () => this.events.onOpen();
    socket.onmessage = ({ data }) => {
      this.retryMs = FIRST_RETRY_MS;
      this.expect(socket);
      this.events.onUpdate(JSON.parse(data as string) as Update);
    };
    socket.onclose = ({ code }) => this.lose(socket, code === PAGES_FULL_CODE);
  }

  /** A connection whose other end has vanished does not close by itself. */
  private expect(socket: WebSocket): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      socket.close();
      this.lose(socket);
    }, SILENCE_MS);
  }

  private lose(socket: WebSocket, isFull = false): void {
    if (socket !== this.socket) return;
    this.socket = undefined;
    clearTimeout(this.silence);
    this.events.onLost(this.retryMs, isFull);
    setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(MAX_RETRY_MS, this.retryMs * 2);
  }
}
