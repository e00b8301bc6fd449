import { ignoreElements, map, scan, type Observable, type SchedulerLike } from 'rxjs';
import { isoTime } from '../base/timeText.js';
import type { AlertChange } from '../dashboard/collect/alertLog.js';
import { postToWebhook, type WebhookOutcome } from '../export/webhook/postToWebhook.js';
import { parseWebhookTarget, type WebhookTarget } from '../export/webhook/webhookTarget.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { UsageError } from './arguments.js';
import type { Environment } from './colours.js';

/** The environment variable with the URL: other users of the machine can read the arguments of a program, but not its environment. */
const VARIABLE = 'RXPEER_ALERT_WEBHOOK';

/** What `alertWebhook` needs. */
export interface AlertWebhookOptions {
  /** Where to post. */
  readonly target: WebhookTarget;
  /** The name of the network, for the text. */
  readonly network: string;
  /** Called with one line when posting begins to fail, and when it works again. */
  readonly report: (text: string) => void;
  /** Default preciseScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

/** The target of `--alert-webhook`, or of the environment; undefined without both. Throws UsageError, which contains no part of the URL but its protocol. */
export function parseAlertWebhook(value: string | undefined, env: Environment): WebhookTarget | undefined {
  const text = value ?? (env[VARIABLE] === '' ? undefined : env[VARIABLE]);
  if (text === undefined) return undefined;
  const target = parseWebhookTarget(text);
  if (target !== undefined) return target;
  const option = value === undefined ? VARIABLE : '--alert-webhook';
  const protocol = /^[a-z][a-z0-9+.-]*:(?=\/\/)/i.exec(text)?.[0];
  const got = protocol === undefined ? 'another text' : `a URL that begins with ${protocol.slice(0, 20)}//`;
  throw new UsageError(`${option}: expected a URL such as https://HOST/PATH, got ${got}`);
}

/** Posts each alert that begins or ends. Emits nothing; completes after the last post. */
export function alertWebhook(
  change$: Observable<AlertChange>,
  { fetch: fetchUrl, network, report, scheduler = preciseScheduler, target }: AlertWebhookOptions,
): Observable<never> {
  return change$.pipe(
    map((change) => webhookBody(change, network)),
    postToWebhook(target, { scheduler, fetch: fetchUrl }),
    scan((before: WebhookOutcome, outcome) => {
      const [failed, fails] = [before, outcome].map((each) => each.outcome !== 'delivered');
      if (fails && !failed) report(`cannot post alerts to ${target.shownUrl}: ${outcome.reason}`);
      if (failed && !fails) report(`alerts are posted to ${target.shownUrl} again`);
      return outcome;
    }, DELIVERED),
    ignoreElements(),
  );
}

const DELIVERED: WebhookOutcome = { outcome: 'delivered' };

/** The posted object. Chat programs with incoming webhooks show `text`. */
export function webhookBody({ event, row }: AlertChange, network: string) {
  const subject = row.address ?? 'all peers';
  const isoAt = isoTime(event === 'fired' ? row.sinceMs : row.lastAtMs);
  return {
    text: `${event === 'fired' ? '' : 'ended: '}${row.title}: ${subject} (${network}): ${row.text}`,
    event,
    network,
    ...(isoAt === undefined ? {} : { at: isoAt }),
    alert: row,
  };
}
