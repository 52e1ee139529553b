import type { DashboardData, Panel, PanelData } from '@fondaco/contracts/http/backoffice-bff';
import type { CSSProperties, ReactNode } from 'react';
import { Prose } from '../page/prose.tsx';
import { AlertsPanel } from './alerts-panel.tsx';
import { BarGauge } from './bar-gauge.tsx';
import { Stat } from './stat.tsx';
import { TablePanel } from './table-panel.tsx';
import { TimeSeries } from './time-series.tsx';

const placeOf = ({ x, y, w, h }: Panel['gridPos']) =>
  ({ '--x': x + 1, '--y': y + 1, '--w': w, '--h': h }) as CSSProperties;

type Props = { readonly panel: Panel; readonly data: DashboardData | null };

/** One panel at its place, whatever becomes of its data. */
export const PanelView = ({ panel, data }: Props) => {
  const { type, title, description, gridPos, id } = panel;
  if (type === 'row')
    return (
      <h2 className="panel-row" style={placeOf(gridPos)}>
        {title}
      </h2>
    );
  return (
    <article
      className={`panel panel-${type}`}
      style={placeOf(gridPos)}
      aria-labelledby={`panel-${id}`}
      data-panel={title}
    >
      <header className="panel-head">
        <h3 id={`panel-${id}`}>{title}</h3>
        {description && (
          <p className="soft" title={description}>
            {description}
          </p>
        )}
      </header>
      <div className="panel-body">
        <Content panel={panel} data={data} />
      </div>
    </article>
  );
};

const Content = ({ panel, data }: Props): ReactNode => {
  if (panel.type === 'text') return <Prose markdown={panel.options?.content ?? ''} />;
  if (panel.type === 'alertlist') return <AlertsPanel />;
  if (data === null) return null;
  const own = data.panels.find(({ id }) => id === panel.id);
  if (own === undefined || own.failed)
    return <p className="no-data level-bad">Prometheus could not answer this.</p>;
  if (isEmpty(own)) return <p className="no-data soft">{panel.fieldConfig?.defaults.noValue ?? 'No data'}</p>;
  if (panel.type === 'timeseries') return <TimeSeries panel={panel} data={own} span={data} />;
  if (panel.type === 'stat') return <Stat panel={panel} data={own} />;
  if (panel.type === 'bargauge') return <BarGauge panel={panel} data={own} />;
  return <TablePanel panel={panel} data={own} />;
};

const isEmpty = ({ series }: PanelData): boolean =>
  series.every(({ values }) => values.every((value) => value === null));
