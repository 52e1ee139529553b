import type { DashboardView, TimeRange } from '@fondaco/contracts/http/backoffice-bff';
import { useCallback, useMemo, useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { useLoaded } from '../loaded.ts';
import { useOffice } from '../office.tsx';
import { Choice } from '../page/choice.tsx';
import { Failure, StaleNotice } from '../page/failure.tsx';
import { PauseButton } from '../page/pause-button.tsx';
import { Waiting } from '../page/waiting.tsx';
import { usePolled } from '../polled.ts';
import { OperationsNav } from './operations-nav.tsx';
import { PanelView } from './panel-view.tsx';

const RANGES: readonly TimeRange[] = ['15m', '1h', '6h', '24h', '7d'];
const DEFAULT_RANGE: TimeRange = '1h';
/** The curves of a day hardly move in a few seconds. */
const everyMs = (range: TimeRange): number => (range === '15m' || range === '1h' ? 5_000 : 30_000);

export const DashboardPage = () => {
  const { bff } = useOffice();
  const { uid = '' } = useParams();
  const load = useCallback((signal: AbortSignal) => bff.dashboard(uid, signal), [bff, uid]);
  const { value, failure, again } = useLoaded(load);
  return (
    <>
      <OperationsNav />
      {value !== null ? (
        <Dashboard key={uid} dashboard={value} />
      ) : failure === null ? (
        <Waiting />
      ) : (
        <Failure failure={failure} retry={again} />
      )}
    </>
  );
};

/** What is chosen stands in the address, as Grafana's does: `?range=6h&var-service=orders`. */
const useChosen = ({ variables }: DashboardView) => {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('range');
  const range = RANGES.find((one) => one === asked) ?? DEFAULT_RANGE;
  const given = useMemo(
    () =>
      Object.fromEntries(
        variables.map(({ name, values }) => [name, search.get(`var-${name}`) ?? values[0] ?? '']),
      ),
    [variables, search],
  );
  const choose = (parameter: string, value: string) =>
    setSearch(
      (last) => {
        const next = new URLSearchParams(last);
        next.set(parameter, value);
        return next;
      },
      { replace: true },
    );
  return { range, given, choose };
};

const Dashboard = ({ dashboard }: { readonly dashboard: DashboardView }) => {
  const { bff } = useOffice();
  const { uid, title, description, variables, panels } = dashboard;
  const { range, given, choose } = useChosen(dashboard);
  const [paused, setPaused] = useState(false);
  const load = useCallback(
    (signal: AbortSignal) => bff.dashboardData(uid, range, given, signal),
    [bff, uid, range, given],
  );
  const { value, at, failure } = usePolled(load, everyMs(range), paused);

  return (
    <>
      <title>{`${title} · Fondaco back office`}</title>
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {description && <p className="soft">{description}</p>}
        </div>
        <div className="page-tools">
          {variables.map(({ name, label, values }) => (
            <label key={name} className="select">
              {label}{' '}
              <select value={given[name]} onChange={(event) => choose(`var-${name}`, event.target.value)}>
                {[...new Set([...values, given[name] ?? ''])].map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
          ))}
          <Choice
            label="Time range"
            options={RANGES.map((one) => ({ value: one, text: one }))}
            chosen={range}
            choose={(one) => choose('range', one)}
          />
          <PauseButton paused={paused} setPaused={setPaused} at={at} />
        </div>
      </div>
      {failure !== null && at !== null && <StaleNotice failure={failure} at={at} />}
      {failure !== null && at === null ? (
        <Failure failure={failure} />
      ) : (
        <div
          className={failure === null ? 'dashboard' : 'dashboard stale'}
          aria-busy={value === null}
          data-testid="dashboard"
        >
          {panels[0]?.type !== 'row' && <h2 className="visually-hidden">At a glance</h2>}
          {panels.map((panel) => (
            <PanelView key={panel.id} panel={panel} data={value} />
          ))}
        </div>
      )}
    </>
  );
};
