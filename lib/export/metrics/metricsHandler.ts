import { acceptedFormat } from './acceptedFormat.js';
import { formatMetrics, type MetricsFormat } from './formatMetrics.js';
import type { Metrics } from './metricFamily.js';

/** The part of a request that the handler reads. An IncomingMessage of node:http has this. */
export interface MetricsRequest {
  /** The method of HTTP. */
  readonly method?: string | undefined;
  /** The headers, with names in lower case. */
  readonly headers: {
    /** The formats that the client prefers. */
    readonly accept?: string | undefined;
  };
}

/** The part of a response that the handler uses. A ServerResponse of node:http has this. */
export interface MetricsResponse {
  /** Writes the status and the headers. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Writes the body, and ends the response. */
  end(body?: string): unknown;
}

const CONTENT_TYPES: Readonly<Record<MetricsFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/**
 * A handler of HTTP requests that answers with the current metrics: OpenMetrics 1.0 if the `Accept` header prefers it, else the Prometheus text
 * format 0.0.4. It answers GET and HEAD, and any other method with 405. The path is the caller's choice.
 *
 *     createServer(metricsHandler(metrics)).listen(9333, '127.0.0.1');      // node:http: every path
 *     app.get('/metrics', metricsHandler(metrics));                         // Express
 *     fastify.get('/metrics', (request, reply) => { reply.hijack(); handler(request.raw, reply.raw); });
 *
 * There is no password: protect the path if others can reach it.
 *
 * @param metrics one or several metrics, such as those of a pool and of the process
 */
export function metricsHandler(
  metrics: Pick<Metrics, 'collect'> | readonly Pick<Metrics, 'collect'>[],
): (request: MetricsRequest, response: MetricsResponse) => void {
  const all = 'collect' in metrics ? [metrics] : metrics;
  return ({ headers, method }, response) => {
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('only GET and HEAD are allowed\n');
      return;
    }
    const format = acceptedFormat(headers.accept);
    response.writeHead(200, {
      'Content-Type': CONTENT_TYPES[format],
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept',
    });
    response.end(
      method === 'HEAD'
        ? undefined
        : formatMetrics(
            all.flatMap((each) => each.collect()),
            format,
          ),
    );
  };
}
