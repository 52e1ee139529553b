import type { Alert } from '@fondaco/contracts/http/backoffice-bff';
import { Link } from 'react-router';
import { ago } from '../format/ago.ts';
import { type Level, Mark } from '../page/mark.tsx';

const levelOfAlert = ({ state, severity }: Alert): Level =>
  state === 'pending' ? 'none' : severity === 'critical' ? 'bad' : 'warn';

const HIDDEN_LABELS = ['job', 'owner', 'follows'];

/** What tells it apart from its like: `service orders`. */
const where = ({ labels }: Alert): string =>
  Object.entries(labels)
    .filter(([label]) => !HIDDEN_LABELS.includes(label))
    .map(([label, value]) => `${label.replaceAll('_', ' ')} ${value}`)
    .join(' · ');

export const AlertList = ({ alerts }: { readonly alerts: readonly Alert[] }) => (
  <ul className="alerts" data-testid="alerts">
    {alerts.map((alert) => (
      <li
        key={`${alert.name} ${where(alert)}`}
        className={`alert alert-${levelOfAlert(alert)}`}
        data-state={alert.state}
      >
        <Mark level={levelOfAlert(alert)} />
        <div className="alert-what">
          <p>
            <strong>{alert.name}</strong>{' '}
            <span className="tag">{alert.state === 'pending' ? 'pending' : alert.severity}</span>
          </p>
          <p>{alert.summary}</p>
          <p className="soft">{where(alert)}</p>
        </div>
        <p className="alert-since soft">
          for <time dateTime={alert.since}>{ago(Date.parse(alert.since), Date.now())}</time>
        </p>
        <p className="alert-links">
          {alert.dashboard && (
            <Link className="button button-quiet" to={`/operations/dashboards/${alert.dashboard}`}>
              Dashboard<span className="visually-hidden"> of {alert.name}</span>
            </Link>
          )}
          {alert.runbook && (
            <Link className="button button-quiet" to={`/operations/runbooks/${alert.runbook}`}>
              Runbook<span className="visually-hidden"> of {alert.name}</span>
            </Link>
          )}
        </p>
      </li>
    ))}
  </ul>
);

/** The same where there may be none. */
export const Alerts = ({ alerts }: { readonly alerts: readonly Alert[] | null }) => {
  if (alerts === null) return null;
  if (alerts.length > 0) return <AlertList alerts={alerts} />;
  return (
    <p className="quiet" data-testid="no-alerts">
      <Mark level="good" /> No alert fires, and none is about to.
    </p>
  );
};
