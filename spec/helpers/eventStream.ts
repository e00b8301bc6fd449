import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { Subscription } from 'rxjs';
import { nextTurn } from './peer/nextTurn.js';
import { afterTest } from './tcp.js';

/** An event as a client of server-sent events gets it. */
export interface ReceivedEvent {
  readonly type: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

/** A client of server-sent events. Node 20 has no EventSource, so it parses the stream as the HTML standard says. */
export interface EventStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: ReceivedEvent[];
  readonly comments: string[];
  /** The id that it would send to connect again. */
  lastId: () => string;
  /** The body of an answer that is no stream. */
  readonly body: () => string;
  readonly isEnded: () => boolean;
  /** Waits until this many events were received, and returns them. */
  readonly received: (count: number) => Promise<ReceivedEvent[]>;
  readonly close: () => void;
}

/** Connects; the connection ends with the test. */
export async function openEventStream(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<EventStream> {
  const request = get({ host: '127.0.0.1', port, path, headers, method, agent: false });
  request.on('error', () => undefined);
  afterTest(new Subscription(() => request.destroy()));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const events: ReceivedEvent[] = [];
  const comments: string[] = [];
  let body = '';
  let rest = '';
  let id = '';
  let isEnded = false;
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  response.on('close', () => (isEnded = true));
  response.on('data', (text: string) => {
    body += text;
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) receive(block);
  });

  function receive(block: string): void {
    let type = 'message';
    let data: string | undefined;
    for (const line of block.split('\n')) {
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
      if (field === '') comments.push(value);
      else if (field === 'id') id = value;
      else if (field === 'event') type = value;
      else if (field === 'data') data = value;
    }
    if (data !== undefined) events.push({ type, id, data: JSON.parse(data) as Record<string, unknown> });
  }

  return {
    status: response.statusCode!,
    headers: response.headers,
    events,
    comments,
    lastId: () => id,
    body: () => body,
    isEnded: () => isEnded,
    async received(count) {
      while (events.length < count) await nextTurn();
      return events;
    },
    close: () => request.destroy(),
  };
}
