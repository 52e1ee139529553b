import { useCallback } from 'react';
import { Alerts } from '../alerts/alert-list.tsx';
import { useOffice } from '../office.tsx';
import { usePolled } from '../polled.ts';

const EVERY_MS = 10_000;

export const AlertsPanel = () => {
  const { bff } = useOffice();
  const load = useCallback((signal: AbortSignal) => bff.alerts(signal), [bff]);
  const { value } = usePolled(load, EVERY_MS);
  return <Alerts alerts={value} />;
};
