import { store } from '../../state/session.js';
import { Panel } from '../../parts/panel.js';
import { SeverityMark } from '../../parts/severityMark.js';
import { WATCHED_RULES } from './watchedRules.js';

/** The rules with their thresholds, and where alerts are posted. */
export function RulesPanel() {
  return (
    <Panel
      id="alert-rules"
      title="What the rules watch"
      description={
        <>
          The program runs these rules on every peer, even if no page is open.{' '}
          <a href="page/alerts.html">More about alerts</a>
        </>
      }
    >
      <Webhook />
      <dl class="rules">
        {WATCHED_RULES.map(({ firesWhen, meaning, rule, severity, title }) => (
          <div key={rule} data-rule={rule}>
            <dt>
              <SeverityMark severity={severity} /> {title}
            </dt>
            <dd>
              {firesWhen} <span class="dim">{meaning}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Whether alerts are posted to another program; never the secret part of its URL. */
function Webhook() {
  const { program } = store;
  if (program === undefined) return null;
  const { alertWebhook } = program.about;
  return (
    <p class="webhook">
      {alertWebhook === undefined ? (
        <>
          No webhook is set. <code>--alert-webhook URL</code> posts each alert when it begins and when it ends.
        </>
      ) : (
        <>
          Each alert is posted to <code>{alertWebhook}</code> when it begins and when it ends.
        </>
      )}
    </p>
  );
}
