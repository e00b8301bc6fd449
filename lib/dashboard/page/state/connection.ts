import { PAGES_FULL_CODE } from '../../protocol/pages.js';
import type { PageRequest } from '../../protocol/requests.js';
import type { Update } from '../../protocol/update.js';

/** While the page shows something, the program sends an update each second: after this time without one, the connection counts as lost. */
const UPDATE_TIMEOUT_MS = 5000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5000;

export interface ConnectionEvents {
  readonly onOpen: () => void;
  readonly onUpdate: (update: Update) => void;
  /**
   * @param retryMs the time until the page tries to connect again
   * @param isFull true if the program refused the page because MAX_PAGES others are open
   */
  readonly onLost: (retryMs: number, isFull: boolean) => void;
}

/** The WebSocket to the program. Reconnects whenever it is lost, after 0.5 s at first and at most 5 s, without end. */
export class Connection {
  private socket: WebSocket | undefined;
  private timeout: number | undefined;
  private retryMs = FIRST_RETRY_MS;
  private hasTimeout = true;

  constructor(private readonly events: ConnectionEvents) {}

  /** False while the program sends no update each second, because the page is hidden or paused: then silence does not count as a loss. */
  set expectsUpdates(value: boolean) {
    this.hasTimeout = value;
    if (this.socket !== undefined) this.restartTimeout(this.socket);
  }

  /** Drops the request, and returns false, if there is no connection. */
  send(request: PageRequest): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(request));
    return true;
  }

  open(): void {
    const url = new URL('./live', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.socket = socket;
    this.restartTimeout(socket);
    socket.onopen = () => this.events.onOpen();
    socket.onmessage = ({ data }) => {
      this.retryMs = FIRST_RETRY_MS;
      this.restartTimeout(socket);
      this.events.onUpdate(JSON.parse(data as string) as Update);
    };
    socket.onclose = ({ code }) => this.onLost(socket, code === PAGES_FULL_CODE);
  }

  /** Needed because a socket stays open if the machine at its other end has disappeared. */
  private restartTimeout(socket: WebSocket): void {
    clearTimeout(this.timeout);
    if (!this.hasTimeout && socket.readyState === WebSocket.OPEN) return;
    this.timeout = setTimeout(() => {
      socket.close();
      this.onLost(socket);
    }, UPDATE_TIMEOUT_MS);
  }

  private onLost(socket: WebSocket, isFull = false): void {
    if (socket !== this.socket) return;
    this.socket = undefined;
    clearTimeout(this.timeout);
    this.events.onLost(this.retryMs, isFull);
    setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(MAX_RETRY_MS, this.retryMs * 2);
  }
}
