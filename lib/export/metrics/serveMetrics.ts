import { defer, map, type Observable } from 'rxjs';
import { formatHostPort } from '../../base/hostPort.js';
import { invalidOption, requireHost, requireInteger } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';
import { listenHttp } from '../../transport/listenHttp.js';
import type { Metrics } from './metricFamily.js';
import { metricsHandler } from './metricsHandler.js';

/** Connections that are open at the same time; further ones are closed at once. A scraper needs one connection. */
export const MAX_METRICS_CONNECTIONS = 64;

/** Options of `serveMetrics`. */
export interface ServeMetricsOptions {
  /** The metrics, one or several, such as those of a pool and of the process. */
  metrics: Pick<Metrics, 'collect'> | readonly Pick<Metrics, 'collect'>[];
  /** The port to listen on; 0 chooses a free one. */
  port: number;
  /** The name or address to listen on. Default `127.0.0.1`, which only this machine can reach. The server has no password. */
  host?: string | undefined;
  /** The path of the metrics; other paths are answered with 404. Default `/metrics`. */
  path?: string | undefined;
}

/** Metrics that are being served. */
export interface ServedMetrics {
  /** The port that the server listens on. */
  readonly port: number;
  /** The URL of the metrics on `host`. */
  readonly url: string;
}

/**
 * Serves metrics over HTTP, in the format that the client prefers: see `metricsHandler`.
 *
 *     serveMetrics(…)  -s-----------     s when the server listens
 *
 * Cold: subscribing starts the server, unsubscribing stops it and closes its connections at once. Never completes. Errors with TransportError
 * `LISTEN_FAILED`; at the call with LocalProtocolError `INVALID_OPTION`. At most 64 connections are open at the same time; node:http closes one that
 * sends no complete request within a minute.
 *
 * @example
 * serveMetrics({ metrics: [createMetrics(pool), processMetrics()], port: 9333 }).subscribe(({ url }) => console.log(url));
 */
export function serveMetrics(options: ServeMetricsOptions): Observable<ServedMetrics> {
  const { metrics, host = '127.0.0.1', path = '/metrics' } = options;
  requireInteger('port', options.port, 0, 65_535);
  requireHost('host', host);
  if (!/^\/[\w./-]*$/.test(path)) invalidOption('path', `/ with letters, digits and ./_- expected, got ${show(path)}`);
  return defer(() => {
    const handle = metricsHandler(metrics);
    return listenHttp({
      host,
      port: options.port,
      maxConnections: MAX_METRICS_CONNECTIONS,
      onRequest(request, response) {
        if (request.url?.split('?')[0] === path) {
          handle(request, response);
          return;
        }
        response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
        response.end(`the metrics are at ${path}\n`);
      },
    });
  }).pipe(map((port) => ({ port, url: `http://${formatHostPort(host, port)}${path}` })));
}
