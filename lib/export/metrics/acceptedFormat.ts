import type { MetricsFormat } from './formatMetrics.js';

/**
 * The format that an `Accept` header prefers: `openmetrics` only if it names OpenMetrics 1.0, or no version of it, and does not prefer text/plain.
 * Without a header, and for any other header, it is `prometheus`.
 */
export function acceptedFormat(accept: string | undefined): MetricsFormat {
  let best: MetricsFormat = 'prometheus';
  let bestQuality = -1;
  for (const range of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const format = formatOf(type, valueOf(parameters, 'version'));
    const quality = Number(valueOf(parameters, 'q') ?? 1);
    if (format === undefined || !(quality > 0) || quality <= bestQuality) continue;
    best = format;
    bestQuality = quality;
  }
  return best;
}

function formatOf(type: string, version: string | undefined): MetricsFormat | undefined {
  if (type === 'application/openmetrics-text') {
    return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined;
  }
  return type === 'text/plain' || type === 'text/*' || type === '*/*' ? 'prometheus' : undefined;
}

function valueOf(parameters: readonly string[], name: string): string | undefined {
  const parameter = parameters.find((each) => each.startsWith(`${name}=`));
  return parameter?.slice(name.length + 1).replaceAll('"', '');
}
