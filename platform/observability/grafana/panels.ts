import type { Unit } from '@fondaco/contracts/http/backoffice-bff';
import { PanelBuilder as BarGaugePanel } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  PanelBuilder as AnyPanel,
  type DataSourceRef,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TextPanel } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';

/**
 * The kinds of panels that the dashboards are made of: these and no others, so that the back office can draw
 * them too (edge/backoffice/src/dashboard).
 */
export type PanelOf = { readonly panel: Builder<Panel> };

/** Provisioned under this id, see provisioning.ts. */
export const prometheus: DataSourceRef = { type: 'prometheus', uid: 'prometheus' };

/** From this value on it is bad, or (`below`) from this value down. */
export type Limits = { readonly warn: number; readonly bad: number; readonly below?: boolean };

type Common = {
  readonly title: string;
  /** What it shows, where the title does not say it all. */
  readonly about?: string;
  readonly unit: Unit;
  readonly decimals?: number;
  /** Columns of 24, and rows of 30 pixels. */
  readonly span: number;
  readonly height: number;
  readonly limits?: Limits;
};

/** One expression; `legend` with `{{label}}`. */
export type Series = { readonly legend: string; readonly expr: string };

const steps = (limits: Limits | undefined): Threshold[] => {
  if (limits === undefined) return [{ value: null, color: 'text' }];
  const { warn, bad, below } = limits;
  return below
    ? [
        { value: null, color: 'red' },
        { value: bad, color: 'orange' },
        { value: warn, color: 'green' },
      ]
    : [
        { value: null, color: 'green' },
        { value: warn, color: 'orange' },
        { value: bad, color: 'red' },
      ];
};

const thresholds = (limits: Limits | undefined) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(limits));

const refId = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** What all of them have. The SDK's builders share these methods, but no type that says so. */
const described = <P extends TimeSeriesPanel | StatPanel | BarGaugePanel | TablePanel>(
  panel: P,
  { title, about, unit, decimals, span, height, limits }: Common,
): P => {
  panel.title(title).datasource(prometheus).unit(unit).span(span).height(height);
  panel.thresholds(thresholds(limits));
  if (about !== undefined) panel.description(about);
  if (decimals !== undefined) panel.decimals(decimals);
  return panel;
};

export const timeSeries = (
  options: Common & { readonly series: readonly Series[]; readonly stacked?: boolean; readonly max?: number },
): PanelOf => {
  const panel = described(new TimeSeriesPanel(), options)
    .min(0)
    .lineWidth(1)
    .fillOpacity(options.stacked ? 40 : 8)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (options.max !== undefined) panel.max(options.max);
  if (options.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  for (const [index, { legend, expr }] of options.series.entries())
    panel.withTarget(
      new DataqueryBuilder()
        .refId(refId(index))
        .expr(expr)
        .legendFormat(legend)
        .range()
        .datasource(prometheus),
    );
  return { panel };
};

const latest = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);

/** One number, with its course behind it. */
export const stat = (options: Common & { readonly expr: string; readonly none?: string }): PanelOf => {
  const panel = described(new StatPanel(), options)
    .reduceOptions(latest())
    .graphMode(BigValueGraphMode.Area)
    .colorMode(options.limits === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
    .withTarget(new DataqueryBuilder().refId('A').expr(options.expr).range().datasource(prometheus));
  if (options.none !== undefined) panel.noValue(options.none);
  return { panel };
};

/** One bar for each series, as it is now. */
export const barGauge = (options: Common & Series & { readonly max?: number }): PanelOf => {
  const panel = described(new BarGaugePanel(), options)
    .min(0)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .reduceOptions(latest())
    .withTarget(
      new DataqueryBuilder()
        .refId('A')
        .expr(options.expr)
        .legendFormat(options.legend)
        .instant()
        .datasource(prometheus),
    );
  if (options.max !== undefined) panel.max(options.max);
  return { panel };
};

export type Column = {
  readonly name: string;
  readonly expr: string;
  readonly unit: Unit;
  readonly decimals?: number;
  readonly limits?: Limits;
};

/**
 * A row for each combination of `labels`, a column for each expression as it is now. Every expression must
 * give series with exactly these labels.
 */
export const table = (options: {
  readonly title: string;
  readonly about?: string;
  readonly span: number;
  readonly height: number;
  /** By label: what its column is called. */
  readonly labels: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
}): PanelOf => {
  const { columns } = options;
  const labels = Object.keys(options.labels);
  const panel = described(new TablePanel(), { ...options, unit: 'short' })
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(
          [...labels, ...columns.map(({ name }) => `Value #${name}`)].map((field, index) => [field, index]),
        ),
        renameByName: {
          ...options.labels,
          ...Object.fromEntries(columns.map(({ name }) => [`Value #${name}`, name])),
        },
      },
    })
    .sortBy([
      new TableSortByFieldStateBuilder().displayName(Object.values(options.labels)[0] ?? '').desc(false),
    ]);
  for (const { name, expr, unit, decimals, limits } of columns) {
    panel.withTarget(
      new DataqueryBuilder()
        .refId(name)
        .expr(expr)
        .format(PromQueryFormat.Table)
        .instant()
        .datasource(prometheus),
    );
    panel.overrideByName(name, [
      { id: 'unit', value: unit },
      ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
      ...(limits === undefined
        ? []
        : [
            { id: 'thresholds', value: { mode: 'absolute', steps: steps(limits) } },
            { id: 'custom.cellOptions', value: { type: 'color-text' } },
          ]),
    ]);
  }
  return { panel };
};

export const text = (options: {
  readonly title: string;
  readonly markdown: string;
  readonly span: number;
  readonly height: number;
}): PanelOf => ({
  panel: new TextPanel()
    .title(options.title)
    .content(options.markdown)
    .span(options.span)
    .height(options.height),
});

/** What fires now, and what is about to. Grafana's own panel, for which the SDK has no builder. */
export const alertList = (options: {
  readonly title: string;
  readonly span: number;
  readonly height: number;
}): PanelOf => ({
  panel: new AnyPanel()
    .type('alertlist')
    .title(options.title)
    .span(options.span)
    .height(options.height)
    .options({
      viewMode: 'list',
      groupMode: 'default',
      groupBy: [],
      maxItems: 20,
      sortOrder: 3,
      alertName: '',
      alertInstanceLabelFilter: '',
      dashboardAlerts: false,
      datasource: 'Prometheus',
      stateFilter: { firing: true, pending: true, error: true, noData: false, normal: false },
    }),
});
