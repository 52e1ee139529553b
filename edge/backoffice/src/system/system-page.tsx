import { useCallback, useState } from 'react';
import { Alerts } from '../alerts/alert-list.tsx';
import { OperationsNav } from '../dashboard/operations-nav.tsx';
import { useOffice } from '../office.tsx';
import { Failure, StaleNotice } from '../page/failure.tsx';
import { Mark } from '../page/mark.tsx';
import { PauseButton } from '../page/pause-button.tsx';
import { Waiting } from '../page/waiting.tsx';
import { usePolled } from '../polled.ts';
import { summaryOf } from './summary.ts';
import { SystemMap } from './system-map.tsx';

const EVERY_MS = 5_000;

export const SystemPage = () => {
  const { bff } = useOffice();
  const [paused, setPaused] = useState(false);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [system, alerts] = await Promise.all([bff.system(signal), bff.alerts(signal)]);
      return { system, alerts };
    },
    [bff],
  );
  const { value, at, failure } = usePolled(load, EVERY_MS, paused);
  return (
    <>
      <title>Operations · Fondaco back office</title>
      <OperationsNav />
      <div className="page-head">
        <h1>Operations</h1>
        {value !== null && failure === null && <Summary {...summaryOf(value.system, value.alerts)} />}
        <div className="page-tools">
          <PauseButton paused={paused} setPaused={setPaused} at={at} />
        </div>
      </div>
      {failure !== null && at !== null && <StaleNotice failure={failure} at={at} />}
      {value === null ? (
        failure === null ? (
          <Waiting />
        ) : (
          <Failure failure={failure} />
        )
      ) : (
        <div className={failure === null ? '' : 'stale'}>
          <section aria-labelledby="alerts-heading">
            <h2 id="alerts-heading">Alerts</h2>
            <Alerts alerts={value.alerts} />
          </section>
          <h2>System</h2>
          <SystemMap system={value.system} />
        </div>
      )}
    </>
  );
};

const Summary = ({ level, text }: ReturnType<typeof summaryOf>) => (
  <p className={`summary summary-${level}`} role="status" data-testid="summary">
    <Mark level={level} /> {text}
  </p>
);
