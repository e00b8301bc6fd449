import { Observable } from 'rxjs';
import { toPeerError, TransportError } from '../base/errors.js';
import { createMetrics, type MetricsOptions } from '../export/metrics/createMetrics.js';
import type { MetricsSource } from '../export/metrics/metricsSource.js';
import { processMetrics } from '../export/metrics/processMetrics.js';
import { serveMetrics, type ServedMetrics } from '../export/metrics/serveMetrics.js';

/** The address of `--metrics`: other machines cannot reach it, which is necessary because the server has no password. */
const HOST = '127.0.0.1';

export interface MetricsServerOptions extends MetricsOptions {
  /** The value of `--metrics`; 0 chooses a free port. */
  port: number;
}

/**
 * `--metrics PORT`: serves the metrics of a pool or of peers, and those of this process, at http://127.0.0.1:PORT/metrics. Emits when the server
 * listens. Cold: subscribing starts to count, unsubscribing stops the server. Errors with a TransportError whose message names the option.
 */
export function metricsServer(
  poolOrPeers: MetricsSource,
  { port, ...options }: MetricsServerOptions,
): Observable<ServedMetrics> {
  // createMetrics and processMetrics have to be closed; `using` of RxJS holds one resource and adds no clarity for two.
  return new Observable((subscriber) => {
    const metrics = [createMetrics(poolOrPeers, options), processMetrics()];
    subscriber.add(() => metrics.forEach((each) => each.close()));
    subscriber.add(
      serveMetrics({ metrics, port, host: HOST }).subscribe({
        next: (served) => subscriber.next(served),
        error: (error: unknown) => subscriber.error(withOption(error, port)),
      }),
    );
  });
}

function withOption(error: unknown, port: number): TransportError {
  const { cause, message } = toPeerError(error, 'the metrics');
  const fact =
    (cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'
      ? portInUseText(port, HOST, '--metrics')
      : `--metrics: ${message}`;
  // Without the cause: the reader of the error would take it for the cause of another server.
  return new TransportError('LISTEN_FAILED', fact);
}

/** The error for a port that another program uses. @param option the option that chooses the port */
export function portInUseText(port: number, host: string, option: string): string {
  return `port ${port} of ${host} is in use: choose another port with ${option}, or any free one with ${option} 0`;
}
